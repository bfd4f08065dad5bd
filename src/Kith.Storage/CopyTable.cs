namespace Kith.Storage;

/// <summary>What a column holds, as far as a copy must know to read or write it.</summary>
internal enum ColumnKind
{
    Number,
    Text,
    Document,
    Bytes,
    Id,

    /// <summary>A type that no table of ours has.</summary>
    Other,
}

/// <summary>A column as the catalog of an engine tells of it.</summary>
/// <param name="Table">The table that it is in.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">The name of its type.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="KeyPosition">Its place in the key, from 1; 0 when it is not part of it.</param>
internal sealed record CopyColumn(string Table, string Name, string Type, ColumnKind Kind, long KeyPosition);

/// <summary>A table as the catalog of an engine tells of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="References">The tables that its foreign keys lead to.</param>
internal sealed record CopyTable(string Name, IReadOnlyList<CopyColumn> Columns, IReadOnlyList<string> References)
{
    /// <summary>What a database keeps of its own making; a copy makes them itself.</summary>
    private static readonly string[] OfTheDatabase = ["scripts", "generations", "derived_indexes", "rebuilds", "copies", "request_counts", "failed_sign_ins"];

    /// <summary>The columns of the key, in its order, which is that of bytes on both engines.</summary>
    public IReadOnlyList<CopyColumn> Key { get; } = [.. Columns.Where(column => column.KeyPosition > 0).OrderBy(column => column.KeyPosition)];

    /// <summary>The tables that columns make, those that others refer to first.</summary>
    public static IReadOnlyList<CopyTable> Of(IEnumerable<CopyColumn> columns, IReadOnlyCollection<(string Table, string Referenced)> references)
    {
        var left = columns
            .Where(column => !OfTheDatabase.Contains(column.Table))
            .GroupBy(column => column.Table)
            .OrderBy(table => table.Key, StringComparer.Ordinal)
            .Select(table => new CopyTable(table.Key, [.. table], [.. references.Where(reference => reference.Table == table.Key).Select(reference => reference.Referenced).Distinct()]))
            .ToList();
        var ordered = new List<CopyTable>();
        while (left.Count > 0)
        {
            var next = left.Where(table => !left.Exists(other => other != table && table.References.Contains(other.Name))).ToList();
            if (next.Count == 0)
                throw new InvalidOperationException($"The tables {string.Join(", ", left.Select(table => table.Name))} refer to each other in a circle.");
            ordered.AddRange(next);
            left = [.. left.Except(next)];
        }
        return ordered;
    }

    /// <summary>This table of the source, with its columns in the order of the target's.</summary>
    public CopyTable InOrderOf(CopyTable target)
    {
        CopyColumn Same(CopyColumn column) => Columns.FirstOrDefault(own => own.Name == column.Name)
            ?? throw new InvalidOperationException($"{target.Name} has a column {column.Name} in the target only.");

        if (target.Columns.FirstOrDefault(column => column.Kind == ColumnKind.Other) is { } other)
            throw new InvalidOperationException($"The target has a column {other.Table}.{other.Name} of the type {other.Type}, which is not Kith's. Copy into a database of its own.");
        var ordered = new CopyTable(Name, [.. target.Columns.Select(Same)], References);
        if (target.Key.Count == 0 || !ordered.Key.Select(column => column.Name).SequenceEqual(target.Key.Select(column => column.Name)))
            throw new InvalidOperationException($"The keys of {target.Name} differ: without the same order, rows cannot be copied.");
        return ordered;
    }

    /// <summary>The rows after a key, in the order of keys; all of them when there is none.</summary>
    public Sql SelectAfter(IReadOnlyList<object>? key)
    {
        var sql = Sql.Of($"select {Names(Columns)} from {new Name(Name)}");
        if (key is not null)
        {
            sql.Append($" where ({Names(Key)}) > (").AppendList(Key.Zip(key, static (column, value) => Sql.Of($"{Parameter(column, value)}"))).Append($")");
        }
        return sql.Append($" order by {Names(Key)}");
    }

    /// <summary>The greatest key.</summary>
    public Sql SelectLastKey() =>
        Sql.Of($"select {Names(Key)} from {new Name(Name)} order by {new Name(string.Join(", ", Key.Select(column => $"{column.Name} desc")))} limit 1");

    public static Name Names(IEnumerable<CopyColumn> columns) => new(string.Join(", ", columns.Select(column => column.Name)));

    /// <summary>The values of a row in the form that both engines share: a number, or the bytes of text, JSON, ids and binary data.</summary>
    public static object?[] Read(Row row, IReadOnlyList<CopyColumn> columns)
    {
        var values = new object?[columns.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = row.IsNull(i) ? null : columns[i].Kind switch
            {
                ColumnKind.Number => row.Long(i),
                ColumnKind.Id => row.Id(i).ToByteArray(bigEndian: true),
                _ => row.Bytes(i),
            };
        }
        return values;
    }

    private static object Parameter(CopyColumn column, object value) => column.Kind switch
    {
        ColumnKind.Number => value,
        ColumnKind.Id => new Guid((byte[])value, bigEndian: true),
        ColumnKind.Text => System.Text.Encoding.UTF8.GetString((byte[])value),
        _ => value,
    };
}
