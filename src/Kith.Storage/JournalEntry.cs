using System.Text.Json.Nodes;
using Kith.Hydra;

namespace Kith.Storage;

/// <summary>One change as the journal keeps it.</summary>
/// <param name="Revision">The position in the tenant's journal.</param>
/// <param name="Type">The <c>@type</c> of what changed.</param>
/// <param name="Id">Its id.</param>
/// <param name="Before">The document as it was; null for a creation.</param>
/// <param name="After">The document as it became; null for a deletion.</param>
public sealed record JournalEntry(long Revision, string Type, Guid Id, JsonObject? Before, JsonObject? After)
{
    /// <summary>The entries of one write, in their order.</summary>
    /// <param name="session">What they are read with.</param>
    /// <param name="tenant">Whose journal it is.</param>
    /// <param name="batch">The revision of the first of them.</param>
    public static ValueTask<List<JournalEntry>> ListAsync(Session session, long tenant, long batch) => session.ListAsync(
        // A write has the tenant to itself: where another one begins, it has ended. No index knows batches.
        $"""
        select revision, type, id, before, after from journal
        where tenant_id = {tenant} and revision >= {batch} and revision < coalesce(
            (select n.revision from journal n where n.tenant_id = {tenant} and n.revision > {batch} and n.batch <> {batch} order by n.revision limit 1), 9223372036854775807)
        order by revision
        """, Read);

    /// <summary>The last entries of one write before a place in the journal, in their order: of writes with more than should be in memory at once.</summary>
    /// <param name="session">What they are read with.</param>
    /// <param name="tenant">Whose journal it is.</param>
    /// <param name="batch">The revision of the first of them.</param>
    /// <param name="before">The revision that they come before.</param>
    /// <param name="most">How many are read at most.</param>
    public static async ValueTask<IReadOnlyList<JournalEntry>> ListAsync(Session session, long tenant, long batch, long before, int most)
    {
        var entries = await session.ListAsync(
            $"select revision, type, id, before, after from journal where tenant_id = {tenant} and revision >= {batch} and revision < {before} and batch = {batch} order by revision desc limit {most}", Read);
        entries.Reverse();
        return entries;
    }

    /// <summary>One entry about a document; null when there is none.</summary>
    /// <param name="session">What it is read with.</param>
    /// <param name="tenant">Whose journal it is.</param>
    /// <param name="type">The <c>@type</c> of the document.</param>
    /// <param name="id">The id of the document.</param>
    /// <param name="revision">The position in the journal.</param>
    public static ValueTask<JournalEntry?> FindAsync(Session session, long tenant, string type, Guid id, long revision) => session.FirstAsync(
        $"select revision, type, id, before, after from journal where tenant_id = {tenant} and revision = {revision} and type = {type} and id = {id}", Read);

    private static JournalEntry Read(Row row) =>
        new(row.Long(0), row.Text(1), row.Id(2), row.IsNull(3) ? null : Json.ParseStored(row.Bytes(3)), row.IsNull(4) ? null : Json.ParseStored(row.Bytes(4)));
}
