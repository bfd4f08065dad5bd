namespace Kith.Storage;

/// <summary>
/// Spreads tables over a Citus cluster (https://docs.citusdata.com): every table that a tenant leads by its tenant, so that the rows
/// of a tenant are on one node, and what is global on every node. Tables that are spread already are left alone.
/// </summary>
internal static class PostgresDistribution
{
    /// <summary>The table that the others are placed beside.</summary>
    private const string First = "revisions";

    public static async ValueTask RunAsync(Session session, Action<string> report)
    {
        if (await session.NumberAsync($"select count(*) from pg_available_extensions where name = 'citus'") == 0)
            throw new InvalidOperationException("This PostgreSQL does not have the Citus extension, so its tables cannot be spread over machines. Install it on every node and add it to shared_preload_libraries (docs/scaling.md).");
        if (await session.NumberAsync($"select count(*) from pg_settings where name = 'shared_preload_libraries' and setting like '%citus%'") == 0)
            throw new InvalidOperationException("The Citus extension is installed but not loaded. Put citus first in shared_preload_libraries and restart PostgreSQL (docs/scaling.md).");
        await session.RunScriptAsync("create extension if not exists citus");

        var tables = await session.ListAsync(
            $"""
            select c.relname::text from pg_class c
            where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
                and not exists (select 1 from pg_dist_partition d where d.logicalrelid = c.oid)
                and not exists (select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
            order by c.relname
            """,
            static row => row.Text(0));
        foreach (var table in Database.GlobalTables.Where(tables.Contains))
        {
            await session.FirstAsync($"select create_reference_table({table}::regclass)", static _ => true);
            report($"{table}: on every node");
        }
        foreach (var table in tables.Except(Database.GlobalTables).OrderBy(table => table != First))
        {
            var beside = table == First ? "default" : First;
            await session.FirstAsync($"select create_distributed_table({table}::regclass, 'tenant_id', colocate_with => {beside})", static _ => true);
            report($"{table}: by tenant");
        }
    }
}
