using Npgsql;
using NpgsqlTypes;

namespace Kith.Storage;

internal sealed partial class Postgres
{
    public override async ValueTask<IReadOnlyList<CopyTable>> TablesAsync(Session session)
    {
        // The tables in the schema of ours, but for those of extensions.
        var columns = await session.ListAsync(
            $"""
            select c.relname::text, a.attname::text, format_type(a.atttypid, null),
                coalesce((select k.position from unnest(i.indkey::smallint[]) with ordinality k (number, position) where k.number = a.attnum), 0)
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            left join pg_index i on i.indrelid = c.oid and i.indisprimary
            where c.relkind = 'r' and c.relnamespace = (select relnamespace from pg_class where oid = to_regclass('scripts'))
                and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
            order by c.relname, a.attnum
            """,
            static row => new CopyColumn(row.Text(0), row.Text(1), row.Text(2), KindOf(row.Text(2)), row.Long(3)));
        var references = await session.ListAsync(
            $"select f.conrelid::regclass::text, f.confrelid::regclass::text from pg_constraint f where f.contype = 'f'",
            static row => (row.Text(0), row.Text(1)));
        return CopyTable.Of(columns, references);
    }

    public override async ValueTask<CopyWriter> BeginCopyAsync(Session session, CopyTable table)
    {
        // Outside of a transaction, the command is one by itself.
        var importer = await ((PostgresSession)session).Connection.BeginBinaryImportAsync(
            $"copy {table.Name} ({CopyTable.Names(table.Columns).Text}) from stdin (format binary)");
        importer.Timeout = TimeSpan.Zero;
        return new PostgresCopyWriter(importer, table);
    }

    /// <summary>Sets the counters of ids behind the ids that came, and tells the planner how large the tables are.</summary>
    public override async ValueTask FinishCopyAsync(Session session, IReadOnlyList<CopyTable> tables)
    {
        foreach (var (table, column) in await session.ListAsync(
            $"select c.relname::text, a.attname::text from pg_attribute a join pg_class c on c.oid = a.attrelid where a.attidentity <> ''",
            static row => (row.Text(0), row.Text(1))))
        {
            if (tables.Any(copied => copied.Name == table))
                await session.NumberAsync($"select setval(pg_get_serial_sequence({table}, {column}), coalesce(max({new Name(column)}), 1)) from {new Name(table)}");
        }
        await session.RunScriptAsync($"vacuum analyze {string.Join(", ", tables.Select(table => table.Name))}");
    }

    private static ColumnKind KindOf(string type) => type switch
    {
        "bigint" => ColumnKind.Number,
        "text" => ColumnKind.Text,
        "json" => ColumnKind.Document,
        "bytea" => ColumnKind.Bytes,
        "uuid" => ColumnKind.Id,
        _ => ColumnKind.Other,
    };
}

/// <summary>Sends rows by the binary form of <c>copy</c>.</summary>
internal sealed class PostgresCopyWriter(NpgsqlBinaryImporter importer, CopyTable table) : CopyWriter
{
    public override async ValueTask WriteAsync(IReadOnlyList<object?> values, CancellationToken cancellation)
    {
        await importer.StartRowAsync(cancellation);
        for (var i = 0; i < values.Count; i++)
        {
            await (values[i] switch
            {
                null => importer.WriteNullAsync(cancellation),
                long number => importer.WriteAsync(number, NpgsqlDbType.Bigint, cancellation),
                byte[] bytes when table.Columns[i].Kind == ColumnKind.Id => importer.WriteAsync(new Guid(bytes, bigEndian: true), NpgsqlDbType.Uuid, cancellation),
                byte[] bytes => importer.WriteAsync(bytes, TypeOf(table.Columns[i].Kind), cancellation),
                var value => throw new NotSupportedException($"A {value.GetType().Name} cannot be copied."),
            });
        }
    }

    public override async ValueTask CommitAsync(CancellationToken cancellation) => await importer.CompleteAsync(cancellation);

    public override ValueTask DisposeAsync() => importer.DisposeAsync();

    private static NpgsqlDbType TypeOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Text => NpgsqlDbType.Text,
        ColumnKind.Document => NpgsqlDbType.Json,
        _ => NpgsqlDbType.Bytea,
    };
}
