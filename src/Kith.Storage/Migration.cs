using Kith.Hydra;

namespace Kith.Storage;

public sealed partial class Database
{
    /// <summary>
    /// Runs the scripts that have not run, then brings the derived tables in line with the declarations and rebuilds
    /// the indexes of what was declared differently before.
    /// </summary>
    private Task MigrateAsync() => WriteGlobalAsync(async session =>
    {
        await RunScriptsAsync(session);
        foreach (var tables in _tables.Values)
            await DeriveAsync(session, tables);
        return true;
    });

    private async ValueTask RunScriptsAsync(Session session)
    {
        await session.RunScriptAsync("create table if not exists scripts (name text primary key, ran_at integer not null) without rowid;");
        var ran = await session.ListAsync($"select name from scripts", static row => row.Text(0));
        if (ran.Except(_scripts.Select(script => script.Name)).FirstOrDefault() is { } unknown)
            throw new InvalidOperationException($"The database was made by a newer Kith (this program does not know {unknown}). Run that version, or restore a backup made before the upgrade.");
        foreach (var script in _scripts.Where(script => !ran.Contains(script.Name)))
        {
            await session.RunScriptAsync(script.Text);
            await session.ExecuteAsync($"insert into scripts (name, ran_at) values ({script.Name}, {Clock.GetUtcNow().ToUnixTimeMilliseconds()})");
        }
    }

    private static async ValueTask DeriveAsync(Session session, Tables tables)
    {
        var resource = tables.Resource.Table;
        var known = await session.FirstAsync($"select fingerprint from derived_indexes where resource = {resource}", static row => row.Text(0));
        if (known == tables.Fingerprint)
            return;

        await session.RunScriptAsync(tables.CreateTable());
        var present = await session.ListAsync($"select name from pragma_table_info({resource})", static row => row.Text(0));
        foreach (var statement in tables.AddColumns(present).Concat(tables.CreateIndexes()).Append(tables.CreateView()))
            await session.RunScriptAsync(statement);
        if (known is not null)
            await RebuildAsync(session, tables);
        await session.ExecuteAsync($"""
            insert into derived_indexes (resource, fingerprint) values ({resource}, {tables.Fingerprint})
            on conflict (resource) do update set fingerprint = excluded.fingerprint
            """);
    }

    /// <summary>Throws the indexes of a resource away and makes them again from its documents.</summary>
    public Task RebuildAsync(Resource resource) => WriteGlobalAsync(async session =>
    {
        await RebuildAsync(session, _tables[resource]);
        return true;
    });

    private static async ValueTask RebuildAsync(Session session, Tables tables)
    {
        foreach (var links in tables.Resource.LinkLists)
            await session.ExecuteAsync($"delete from {tables.Links(links)}");
        if (tables.IdentifierFields.Count > 0)
            await session.ExecuteAsync($"delete from {tables.Identifiers}");
        if (tables.Resource.HasSearch)
            await session.ExecuteAsync($"delete from {tables.Search}");

        var after = 0L;
        while (await NextDocumentsAsync(session, tables, after) is { Count: > 0 } batch)
        {
            foreach (var (_, tenant, country, id, document) in batch)
            {
                var writer = new IndexWriter(session, tenant, country);
                var entry = await writer.DeriveAsync(tables, document);
                await writer.UpdateColumnsAsync(tables, id, IndexEntry.None(tables), entry);
                await writer.ApplyAsync(tables, id, IndexEntry.None(tables), entry);
            }
            after = batch[^1].RowId;
        }
    }

    internal static ValueTask<List<(long RowId, long Tenant, string Country, Guid Id, System.Text.Json.Nodes.JsonObject Document)>> NextDocumentsAsync(
        Session session, Tables tables, long after) => session.ListAsync(
            $"""
            select d.row_id, d.tenant_id, t.country, d.id, d.document from {tables.Documents} d join tenants t on t.id = d.tenant_id
            where d.row_id > {after} order by d.row_id limit 500
            """,
            static row => (row.Long(0), row.Long(1), row.Text(2), row.Id(3), Json.ParseStored(row.Bytes(4))));
}
