using Kith.Hydra;

namespace Kith.Storage;

/// <summary>One page of documents and how many there are on all pages.</summary>
/// <param name="Members">The documents of the page.</param>
/// <param name="Total">How many fulfil the conditions.</param>
public sealed record Page(IReadOnlyList<Stored> Members, long Total);

public sealed partial class Database
{
    private readonly Counts _counts = new();

    /// <summary>Lists a page: ids and bytes are selected over the index columns and copied out.</summary>
    /// <param name="resource">What is listed.</param>
    /// <param name="caller">On whose behalf: private documents of others do not exist for them.</param>
    /// <param name="parent">The resource that the list is placed under.</param>
    /// <param name="query">The page, the conditions, the order.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public ValueTask<Page> ListAsync(Resource resource, Caller caller, Guid? parent, Query query, CancellationToken cancellation) =>
        SnapshotAsync(async session =>
        {
            var selection = Engine.Select(_tables[resource], caller, parent, query);
            var ofTable = await session.NumberAsync($"select total from totals where tenant_id = {caller.Tenant} and resource = {resource.Table}");
            var counted = selection.Conditions.Count == 0 ? new Counted(ofTable, null) : await _counts.CountAsync(session, selection);
            if (query.ItemsPerPage == 0 || query.Offset >= counted.Total)
                return new Page([], counted.Total);
            var members = await session.ListAsync(selection.Documents(counted, ofTable), Documents.ReadStored, cancellation);
            if (selection.IsFromEnd(counted))
                members.Reverse();
            return new Page(await Documents.WithInversesAsync(session, resource, caller.Tenant, members, cancellation), counted.Total);
        }, cancellation);
}
