namespace Kith.Storage;

internal sealed partial class Sqlite
{
    public override async ValueTask<IReadOnlyList<CopyTable>> TablesAsync(Session session)
    {
        // Rows of documents have a number that is of this database only; their key is that of the other engine.
        var columns = await session.ListAsync(
            $"""
            select t.name, c.name, lower(c.type), case
                when exists (select 1 from pragma_table_info(t.name) where name = 'row_id')
                then coalesce((select k.seqno + 1 from pragma_index_info(t.name || '_by_id') k where k.name = c.name), 0)
                else c.pk end
            from pragma_table_list t join pragma_table_info(t.name) c
            where t.schema = 'main' and t.type = 'table' and t.name not like 'sqlite%' and c.name <> 'row_id'
            order by t.name, c.cid
            """,
            static row => new CopyColumn(row.Text(0), row.Text(1), row.Text(2), KindOf(row.Text(2)), row.Long(3)));
        var references = await session.ListAsync(
            $"select t.name, f.\"table\" from pragma_table_list t join pragma_foreign_key_list(t.name) f where t.schema = 'main'",
            static row => (row.Text(0), row.Text(1)));
        return CopyTable.Of(columns, references);
    }

    public override async ValueTask<CopyWriter> BeginCopyAsync(Session session, CopyTable table)
    {
        await session.ExecuteAsync($"begin immediate");
        var search = $"{table.Name}_search";
        var hasSearch = await session.NumberAsync($"select count(*) from pragma_table_list where schema = 'main' and type = 'virtual' and name = {search}") > 0;
        var isNumbered = await session.NumberAsync($"select count(*) from pragma_table_info({table.Name}) where name = 'row_id'") > 0;
        return new SqliteCopyWriter((SqliteSession)session, table, hasSearch ? search : null, isNumbered ? TenantBits : null);
    }

    /// <summary>Nothing follows from rows that is not a row or in the search tables.</summary>
    public override ValueTask FinishCopyAsync(Session session, IReadOnlyList<CopyTable> tables) => ValueTask.CompletedTask;

    private static ColumnKind KindOf(string type) => type switch
    {
        "integer" or "bigint" => ColumnKind.Number,
        "text" => ColumnKind.Text,
        "blob" => ColumnKind.Bytes,
        _ => ColumnKind.Other,
    };
}

/// <summary>Inserts rows, with their numbers and what finds them by their search texts, in a transaction that has begun.</summary>
internal sealed class SqliteCopyWriter : CopyWriter
{
    private static readonly object Missing = Null.Text;

    private readonly SqliteSession _session;
    private readonly CopyTable _table;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement? _addSearch;
    private readonly object[] _values;
    private bool _isOpen = true;

    public SqliteCopyWriter(SqliteSession session, CopyTable table, string? search, int? tenantBits)
    {
        (_session, _table) = (session, table);
        _values = new object[table.Columns.Count];
        string Parameter(string name) => $"?{table.Columns.Index().Single(column => column.Item.Name == name).Index + 1}";
        var places = string.Join(", ", table.Columns.Select(column => Parameter(column.Name)));
        var number = tenantBits is null ? "" : $"({Parameter("tenant_id")} << {tenantBits}) | {Parameter("first_revision")}";
        _insert = session.Statement(number.Length == 0
            ? $"insert into {table.Name} ({CopyTable.Names(table.Columns).Text}) values ({places})"
            : $"insert into {table.Name} ({CopyTable.Names(table.Columns).Text}, row_id) values ({places}, {number})");
        if (search is not null)
            _addSearch = session.Statement($"insert into {search} (rowid, search_text) select row_id, search_text from {table.Name} where row_id = last_insert_rowid()");
    }

    public override ValueTask WriteAsync(IReadOnlyList<object?> values, CancellationToken cancellation)
    {
        for (var i = 0; i < _values.Length; i++)
        {
            _values[i] = values[i] switch
            {
                null => Missing,
                byte[] utf8 when _table.Columns[i].Kind == ColumnKind.Text => new DocumentText(utf8),
                var value => value,
            };
        }
        _insert.Bind(_values);
        Run(_insert);
        if (_addSearch is not null)
            Run(_addSearch);
        return ValueTask.CompletedTask;
    }

    private static void Run(SqliteStatement statement)
    {
        try
        {
            statement.Step();
        }
        finally
        {
            statement.Reset();
        }
    }

    public override async ValueTask CommitAsync(CancellationToken cancellation)
    {
        await _session.CommitAsync();
        _isOpen = false;
    }

    public override async ValueTask DisposeAsync()
    {
        _insert.Dispose();
        _addSearch?.Dispose();
        if (_isOpen)
            await _session.RollbackIfOpenAsync();
        _isOpen = false;
    }
}
