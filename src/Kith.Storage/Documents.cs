using System.Numerics;
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

    /// <summary>The documents that others became part of, by the ids of those.</summary>
    /// <param name="session">Where to look.</param>
    /// <param name="resource">Whose documents.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="ids">The ids, most of which became part of nothing: one question is enough for all of them.</param>
    public static async ValueTask<IReadOnlyDictionary<Guid, Guid>> MovedToAsync(Session session, Resource resource, long tenant, IReadOnlyList<Guid> ids)
    {
        var moved = new Dictionary<Guid, Guid>();
        foreach (var id in await session.ListAsync(
            $"select id from moved where tenant_id = {tenant} and resource = {resource.Table} and id in {ids}", static row => row.Id(0)))
        {
            if (await MovedToAsync(session, resource, tenant, id) is { } target)
                moved[id] = target;
        }
        return moved;
    }

    /// <summary>
    /// Whom identifiers lead to, for each the first in the order of ids. It steps over no more of them than are asked for, however many
    /// share an identifier.
    /// </summary>
    /// <param name="session">Where to look.</param>
    /// <param name="resource">A resource that has identifiers.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="identifiers">Kinds and normal forms, 512 at most: more are more than one statement should carry.</param>
    /// <param name="most">How many are given for each identifier at most.</param>
    public static ValueTask<List<((string Kind, string Value) Identifier, Guid Id)>> FindIdentifiedAsync(
        Session session, Resource resource, long tenant, IReadOnlyList<(string Kind, string Value)> identifiers, int most)
    {
        // What equals nothing fills up to a power of two, so that there are few statements to prepare.
        var rows = identifiers.Concat(Enumerable.Repeat(("", ""), (int)BitOperations.RoundUpToPowerOf2((uint)identifiers.Count) - identifiers.Count));
        var asked = Sql.Of($"(values ").AppendList(rows.Select(static row => Sql.Of($"({row.Item1}, {row.Item2})"))).Append($") asked");
        return session.ListAsync(session.FirstOfEach(asked, new Name($"{resource.Table}_identifiers"), tenant, most), static row => ((row.Text(0), row.Text(1)), row.Id(2)));
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
