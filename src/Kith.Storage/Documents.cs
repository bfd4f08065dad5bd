using Kith.Hydra;

namespace Kith.Storage;

/// <summary>Documents by id and by what they point at.</summary>
public static class Documents
{
    /// <summary>A document with the other ends of its relations; null when the tenant has none with this id.</summary>
    public static async ValueTask<Stored?> FindAsync(Session session, Resource resource, long tenant, Guid id, CancellationToken cancellation = default)
    {
        var stored = await session.FirstAsync(
            $"select id, revision, document from {new Name(resource.Table)} where tenant_id = {tenant} and id = {id}", ReadStored, cancellation);
        return stored is null ? null : await WithInversesAsync(session, resource, tenant, stored, cancellation);
    }

    /// <summary>Adds the other ends of its relations, for the resources that have any.</summary>
    public static async ValueTask<Stored> WithInversesAsync(Session session, Resource resource, long tenant, Stored stored, CancellationToken cancellation = default)
    {
        if (resource.Inverses.Count == 0)
            return stored;
        var inverses = new List<IReadOnlyList<Guid>>();
        foreach (var inverse in resource.Inverses)
            inverses.Add(await InverseAsync(session, inverse, tenant, stored.Id, cancellation));
        return stored with { Inverses = inverses };
    }

    internal static Stored ReadStored(Row row) => new(row.Id(0), row.Long(1), row.Bytes(2));

    internal static ValueTask<List<Guid>> InverseAsync(Session session, InverseField inverse, long tenant, Guid id, CancellationToken cancellation = default) =>
        session.ListAsync(
            $"select source_id from {new Tables(inverse.Source).Links(inverse.Holder)} where tenant_id = {tenant} and target_id = {id} order by source_id",
            static row => row.Id(0), cancellation);

    internal static ValueTask<List<Stored>> PointingAtAsync(Session session, Tables tables, Field field, long tenant, Guid target)
    {
        var condition = field is LinksField links
            ? Sql.Of($"id in (select source_id from {tables.Links(links)} where tenant_id = {tenant} and target_id = {target})")
            : Sql.Of($"{Tables.Column(field)} = {target}");
        return session.ListAsync(
            Sql.Of($"select id, revision, document from {tables.Documents} where tenant_id = {tenant} and ").Append(condition), ReadStored);
    }
}
