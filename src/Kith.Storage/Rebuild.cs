using System.Text.Json.Nodes;
using Kith.Hydra;

namespace Kith.Storage;

/// <summary>How far the rebuild of indexes has come.</summary>
/// <param name="Resource">The table of the resource whose indexes are made again.</param>
/// <param name="Tenant">The tenant whose documents were read last.</param>
/// <param name="Documents">How many documents were read in this step.</param>
public sealed record RebuildProgress(string Resource, long Tenant, int Documents);

public sealed partial class Database
{
    private const int RebuildBatch = 500;

    /// <summary>Whether indexes are to be made again: what is filtered, ordered or searched may be incomplete until it is done.</summary>
    public async ValueTask<bool> IsRebuildingAsync(CancellationToken cancellation = default) =>
        await ReadAsync(session => session.NumberAsync($"select count(*) from rebuilds"), cancellation) > 0;

    /// <summary>Notes that the indexes of a resource are to be made again from its documents.</summary>
    public Task RequestRebuildAsync(Resource resource) => WriteGlobalAsync(async session =>
    {
        await Engine.HoldWritersAsync(session);
        await RequestRebuildAsync(session, _tables[resource]);
        return true;
    });

    /// <summary>
    /// Does the next piece of the rebuild that was asked for: a few hundred documents in a write of their own, so that reads do
    /// not wait at all and writes not long. How far it came is kept with it; it may be killed, and others may help.
    /// </summary>
    /// <returns>What was done; null when there is nothing left to do.</returns>
    public async Task<RebuildProgress?> RebuildNextAsync()
    {
        var position = await FindRebuildAsync() ?? (await RequestRebuildOfMovedAsync() ? await FindRebuildAsync() : null);
        if (position is null)
            return null;
        if (_tables.Values.FirstOrDefault(tables => tables.Documents.Text == position.Resource) is not { } tables)
            throw new InvalidOperationException($"The database asks for a rebuild of {position.Resource}, which this program does not know.");
        var tenant = position.Tenant;
        if (await ReadAsync(session => session.FirstAsync($"select country from tenants where id = {tenant}", static row => row.Text(0))) is not { } country)
        {
            await FinishTenantAsync(tables, position);
            return new RebuildProgress(position.Resource, tenant, 0);
        }
        var count = await Engine.WriteAsync<int>(tenant, async session => (await RebuildBatchAsync(session, tables, position, country), true));
        // A batch that was not full was the last: what is written from now on is indexed by whoever writes it.
        if (count < RebuildBatch)
            await FinishTenantAsync(tables, position);
        return new RebuildProgress(position.Resource, tenant, count);
    }

    /// <summary>
    /// Notes that a tenant lives in another country now. What is derived from its documents by the country, such as the numbers that people are found by, is made again by whoever rebuilds next.
    /// </summary>
    /// <param name="session">The write that changes the country.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="country">Its new country (ISO 3166-1 alpha-2).</param>
    public static async ValueTask MoveTenantAsync(Session session, long tenant, string country) =>
        await session.ExecuteAsync($"update tenants set indexed_country = coalesce(indexed_country, country), country = {country} where id = {tenant}");

    private ValueTask<Position?> FindRebuildAsync() =>
        ReadAsync(session => session.FirstAsync($"select resource, tenant_id, after from rebuilds order by resource limit 1", ReadPosition));

    /// <returns>Whether there is a tenant in another country than its indexes were made by; they are requested then.</returns>
    private async Task<bool> RequestRebuildOfMovedAsync()
    {
        if (await ReadAsync(session => session.NumberAsync($"select count(*) from tenants where indexed_country is not null")) == 0)
            return false;
        return await WriteGlobalAsync(async session =>
        {
            await Engine.HoldWritersAsync(session);
            // Of several servers, one is the first; and who asked for everything meanwhile is not overruled.
            if (await session.NumberAsync($"select count(*) from rebuilds") > 0)
                return true;
            var moved = await session.FirstAsync($"select id, country, indexed_country from tenants where indexed_country is not null order by id limit 1",
                static row => Tuple.Create(row.Long(0), row.Text(1), row.Text(2)));
            if (moved is null)
                return false;
            var (tenant, country, indexed) = moved;
            await session.ExecuteAsync($"update tenants set indexed_country = null where id = {tenant}");
            foreach (var tables in _tables.Values.Where(tables => tables.HasIdentifiers && country != indexed))
                await RequestRebuildAsync(session, tables, tenant);
            return true;
        });
    }

    private static async ValueTask RequestRebuildAsync(Session session, Tables tables, long? only = null)
    {
        // What a document is found by is found by the document only while this lasts.
        foreach (var index in tables.SourceIndexes())
            await session.RunScriptAsync(index.Create);
        await session.ExecuteAsync($"""
            insert into rebuilds (resource, tenant_id, after, last_tenant_id) values ({tables.Documents.Text}, coalesce({only}, (select min(id) from tenants), 0), '', {only})
            on conflict (resource) do update set tenant_id = excluded.tenant_id, after = excluded.after, last_tenant_id = excluded.last_tenant_id
            """);
    }

    /// <returns>How many documents were done: as many as a batch has when there may be more, or when another server has gone further.</returns>
    private async ValueTask<int> RebuildBatchAsync(Session session, Tables tables, Position position, string country)
    {
        var (resource, tenant, after) = position;
        // Locks the row: whoever asks for the rebuild anew waits until this batch has written how far it came.
        if (await session.ExecuteAsync($"update rebuilds set after = after where resource = {resource} and tenant_id = {tenant} and after = {after}") == 0)
            return RebuildBatch;
        var documents = await NextDocumentsAsync(session, tables, tenant, after.Length == 0 ? default : Guid.Parse(after));
        var writer = new IndexWriter(Engine, session, tenant, country);
        foreach (var (id, document) in documents)
            await writer.RenewAsync(tables, id, document);
        if (documents.Count == RebuildBatch)
        {
            await session.ExecuteAsync($"update rebuilds set after = {documents[^1].Id.ToString()} where resource = {resource} and tenant_id = {tenant}");
        }
        else
        {
            foreach (var table in tables.KeyedTables())
                await session.ExecuteAsync($"delete from {table} where tenant_id = {tenant} and not exists (select 1 from {tables.Documents} d where d.tenant_id = {tenant} and d.id = source_id)");
        }
        return documents.Count;
    }

    /// <summary>Goes on to the next tenant, or ends the rebuild after the last; of several servers, the first.</summary>
    private Task FinishTenantAsync(Tables tables, Position position) => WriteGlobalAsync(async session =>
    {
        await Engine.HoldWritersAsync(session);
        var (resource, tenant, after) = position;
        if (await session.NumberAsync($"""
            select coalesce(min(id), 0) from tenants
            where id > {tenant} and id <= coalesce((select last_tenant_id from rebuilds where resource = {resource}), id)
            """) is var next and > 0)
        {
            await session.ExecuteAsync($"update rebuilds set tenant_id = {next}, after = '' where resource = {resource} and tenant_id = {tenant} and after = {after}");
        }
        else if (await session.ExecuteAsync($"delete from rebuilds where resource = {resource} and tenant_id = {tenant} and after = {after}") > 0)
        {
            foreach (var index in tables.SourceIndexes())
                await session.RunScriptAsync(index.Drop);
            // What was counted by the old indexes counts no more.
            await AddGenerationAsync(session);
        }
        return true;
    });

    internal static ValueTask<List<(Guid Id, JsonObject Document)>> NextDocumentsAsync(Session session, Tables tables, long tenant, Guid after) => session.ListAsync(
        $"select id, document from {tables.Documents} where tenant_id = {tenant} and id > {after} order by id limit {new Constant(RebuildBatch)}",
        static row => (row.Id(0), Json.ParseStored(row.Bytes(1))));

    private static Position ReadPosition(Row row) => new(row.Text(0), row.Long(1), row.Text(2));

    private sealed record Position(string Resource, long Tenant, string After);
}
