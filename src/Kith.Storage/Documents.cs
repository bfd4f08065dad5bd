using Kith.Hydra;

namespace Kith.Storage;

/// <summary>Documents by id and by what they point at.</summary>
public static class Documents
{
    /// <summary>A document with the other ends of its relations; null when the tenant has none with this id.</summary>
    public static async ValueTask<Stored?> FindAsync(Session session, Resource resource, long tenant, Guid id, CancellationToken cancellation = default)
    {
        var stored = await session.FirstAsync(
            $"select id, revision, document from {new Name(resource.Table)} where tenant_id = {tenant} and id = {id}", ReadStored);
        return stored is null ? null : await WithInversesAsync(session, resource, tenant, stored, cancellation);
    }

    /// <summary>Whether the tenant has a document with this id.</summary>
    public static async ValueTask<bool> ExistsAsync(Session session, Resource resource, long tenant, Guid id) =>
        await session.NumberAsync($"select count(*) from {new Name(resource.Table)} where tenant_id = {tenant} and id = {id}") > 0;

    /// <summary>The document that another one became part of, however often; null when it did not.</summary>
    public static async ValueTask<Guid?> MovedToAsync(Session session, Resource resource, long tenant, Guid id)
    {
        if (!resource.IsMergeable)
            return null;
        Guid? target = null;
        while (await session.FirstAsync(
            $"select target_id from moved where tenant_id = {tenant} and resource = {resource.Table} and id = {target ?? id}", static row => (Guid?)row.Id(0)) is { } next)
        {
            target = next;
        }
        return target;
    }

    /// <summary>Adds the other ends of its relations, for the resources that have any.</summary>
    public static async ValueTask<Stored> WithInversesAsync(Session session, Resource resource, long tenant, Stored stored, CancellationToken cancellation = default) =>
        (await WithInversesAsync(session, resource, tenant, [stored], cancellation))[0];

    /// <summary>Adds the other ends of their relations to a page of documents: one query for each relation.</summary>
    public static async ValueTask<IReadOnlyList<Stored>> WithInversesAsync(
        Session session, Resource resource, long tenant, IReadOnlyList<Stored> page, CancellationToken cancellation = default)
    {
        if (resource.Inverses.Count == 0 || page.Count == 0)
            return page;
        var ids = page.Select(stored => stored.Id).ToList();
        var relations = new List<ILookup<Guid, Guid>>();
        foreach (var inverse in resource.Inverses)
        {
            var ends = await session.ListAsync(
                $"select target_id, source_id from {Tables.Links(inverse.Source, inverse.Holder)} where tenant_id = {tenant} and target_id in {ids} order by target_id, source_id",
                static row => (Target: row.Id(0), Source: row.Id(1)), cancellation);
            relations.Add(ends.ToLookup(end => end.Target, end => end.Source));
        }
        return [.. page.Select(stored => stored with { Inverses = [.. relations.Select(relation => relation[stored.Id].ToList())] })];
    }

    internal static Stored ReadStored(Row row) => new(row.Id(0), row.Long(1), row.Bytes(2));

    internal static ValueTask<List<Stored>> PointingAtAsync(Session session, Tables tables, Field field, long tenant, Guid target)
    {
        var condition = field is LinksField links
            ? Sql.Of($"id in (select source_id from {tables.Links(links)} where tenant_id = {tenant} and target_id = {target})")
            : Sql.Of($"{Tables.Column(field)} = {target}");
        return session.ListAsync(
            Sql.Of($"select id, revision, document from {tables.Documents} where tenant_id = {tenant} and ").Append(condition), ReadStored);
    }
}
