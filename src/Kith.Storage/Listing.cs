using CommunityToolkit.HighPerformance.Buffers;
using Kith.Hydra;

namespace Kith.Storage;

/// <summary>One page of documents and how many there are on all pages. Whoever asked for it disposes of it, and keeps none of its bytes.</summary>
/// <param name="Members">The documents of the page.</param>
/// <param name="Total">How many fulfil the conditions; null when only the page was asked for, and it was found without counting.</param>
public sealed record Page(IReadOnlyList<Stored> Members, long? Total) : IDisposable
{
    /// <summary>Where the bytes of the documents are.</summary>
    internal ArrayPoolBufferWriter<byte>? Memory { get; init; }

    /// <summary>How many bytes the documents have.</summary>
    public int Length => Memory?.WrittenCount ?? 0;

    /// <inheritdoc/>
    public void Dispose() => Memory?.Dispose();
}

public sealed partial class Database
{
    /// <summary>The documents of a page have so many bytes, mostly.</summary>
    private const int LikelyLength = 16 * 1024;

    private readonly Counts _counts = new();

    /// <summary>Lists a page: ids and bytes are selected over the index columns and copied out.</summary>
    /// <param name="resource">What is listed.</param>
    /// <param name="caller">On whose behalf: private documents of others do not exist for them.</param>
    /// <param name="parent">The resource that the list is placed under.</param>
    /// <param name="query">The page, the conditions, the order.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public ValueTask<Page> ListAsync(Resource resource, Caller caller, Guid? parent, Query query, CancellationToken cancellation) =>
        SnapshotAsync(session => ListAsync(session, resource, caller, parent, query, cancellation), cancellation);

    /// <summary>The same in the state of the database that a session reads, begun by <see cref="SnapshotAsync"/>.</summary>
    public ValueTask<Page> ListAsync(Session session, Resource resource, Caller caller, Guid? parent, Query query, CancellationToken cancellation)
    {
        var selection = Engine.Select(_tables[resource], caller, parent, query);
        if (query.ItemsPerPage > 0 && selection.Tiers is [_, ..] tiers)
            return ListTiersAsync(session, selection, tiers, query, cancellation);
        return selection.IsReadFirst && query is { Page: 1, ItemsPerPage: > 0 }
            ? ListShortAsync(session, selection, query, cancellation)
            : ListAsync(session, selection, query, cancellation);
    }

    /// <summary>Reads the first documents that fulfil conditions, by age, without counting how many there are.</summary>
    /// <param name="session">What they are read with, begun by <see cref="SnapshotAsync"/>.</param>
    /// <param name="resource">What is looked for; under any parent, where it has one.</param>
    /// <param name="caller">On whose behalf: private documents of others do not exist for them.</param>
    /// <param name="conditions">What they fulfil; the first one that can leads to them.</param>
    /// <param name="size">How many at most.</param>
    /// <param name="isNewestFirst">Whether the newest come first.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async ValueTask<IReadOnlyList<Stored>> FirstAsync(
        Session session, Resource resource, Caller caller, IReadOnlyList<Condition> conditions, int size, bool isNewestFirst, CancellationToken cancellation)
    {
        var selection = Engine.Select(_tables[resource], caller, null, new Query(1, size, conditions, [], IdsOnly: false));
        return await session.ListAsync(selection.First(size, isNewestFirst), Documents.ReadStored, cancellation);
    }

    private async ValueTask<Page> ListAsync(Session session, Selection selection, Query query, CancellationToken cancellation)
    {
        var (counted, ofTable) = selection.Conditions.Count > 0 ? await _counts.CountAsync(session, selection) : await CountAllAsync(session, selection);
        if (query.ItemsPerPage == 0 || query.Offset >= counted.Total)
            return new Page([], counted.Total);
        return await ReadAsync(session, selection, selection.Documents(counted, ofTable), selection.IsFromEnd(counted), cancellation) with { Total = counted.Total };
    }

    /// <summary>A page that is not full has been counted by reading it.</summary>
    private async ValueTask<Page> ListShortAsync(Session session, Selection selection, Query query, CancellationToken cancellation)
    {
        var page = await ReadAsync(session, selection, selection.Documents(new Counted(query.ItemsPerPage, null), query.ItemsPerPage), isFromEnd: false, cancellation);
        return await WithTotalAsync(session, selection, query, page);
    }

    private async ValueTask<Page> WithTotalAsync(Session session, Selection selection, Query query, Page page) => page with
    {
        Total = page.Members.Count < query.ItemsPerPage ? page.Members.Count : query.IsPartial ? null : (await _counts.CountAsync(session, selection)).Counted.Total,
    };

    /// <summary>Members that are few are put in order; of more, those pieces of the list are read in which the page is.</summary>
    private async ValueTask<Page> ListTiersAsync(Session session, Selection selection, IReadOnlyList<Tier> tiers, Query query, CancellationToken cancellation)
    {
        if (selection.Rows is { } few)
        {
            var found = await session.ListAsync(few, static row => row.Long(0), cancellation);
            if (found.Count <= query.Offset && found.Count <= selection.Few)
                return new Page([], found.Count);
            if (found.Count <= selection.Few)
            {
                var isTurned = selection.IsFromEnd(new Counted(found.Count, null));
                return await ReadAsync(session, selection, selection.DocumentsOf(found), isTurned, cancellation) with { Total = found.Count };
            }
        }
        if (!selection.IsReadFirst || query.Page > 1)
        {
            var (counted, ofTable) = await _counts.CountAsync(session, selection);
            if (query.Offset >= counted.Total)
                return new Page([], counted.Total);
            if (selection.IsGathered(counted, ofTable))
                return await ReadAsync(session, selection, selection.Documents(counted, ofTable), selection.IsFromEnd(counted), cancellation) with { Total = counted.Total };
            return await ReadTiersAsync(session, selection, tiers, query, counted, cancellation) with { Total = counted.Total };
        }
        return await WithTotalAsync(session, selection, query, await ReadTiersAsync(session, selection, tiers, query, null, cancellation));
    }

    /// <summary>Reads a page out of the pieces of its list, from the end that is nearer. A piece is counted only when the page lies behind it.</summary>
    private static async ValueTask<Page> ReadTiersAsync(Session session, Selection selection, IReadOnlyList<Tier> tiers, Query query, Counted? counted, CancellationToken cancellation)
    {
        var isFromEnd = counted is not null && selection.IsFromEnd(counted);
        var size = counted is null ? query.ItemsPerPage : (int)Math.Min(query.ItemsPerPage, counted.Total - query.Offset);
        var before = isFromEnd ? counted!.Total - query.Offset - size : query.Offset;
        var rows = new List<long>(size);
        foreach (var tier in isFromEnd ? tiers.Reverse() : tiers)
        {
            if (before > 0 && await session.NumberAsync(tier.Count()) is var members && members <= before)
            {
                before -= members;
                continue;
            }
            rows.AddRange(await session.ListAsync(tier.Rows(size - rows.Count, before, isFromEnd), static row => row.Long(0), cancellation));
            before = 0;
            if (rows.Count == size)
                break;
        }
        if (isFromEnd)
            rows.Reverse();
        return rows.Count == 0 ? new Page([], 0) : await ReadAsync(session, selection, selection.DocumentsAt(rows), isFromEnd: false, cancellation);
    }

    /// <summary>Reads the documents of a page into one piece of memory.</summary>
    private static async ValueTask<Page> ReadAsync(Session session, Selection selection, Sql documents, bool isFromEnd, CancellationToken cancellation)
    {
        var memory = new ArrayPoolBufferWriter<byte>(LikelyLength);
        var places = await session.ListAsync(documents, row => (Id: row.Id(0), Revision: row.Long(1), Length: row.CopyTo(2, memory)), cancellation);
        var members = new Stored[places.Count];
        var begin = 0;
        for (var i = 0; i < members.Length; i++)
        {
            var (id, revision, length) = places[i];
            members[isFromEnd ? members.Length - 1 - i : i] = new Stored(id, revision, memory.WrittenMemory.Slice(begin, length));
            begin += length;
        }
        return new Page(await Documents.WithInversesAsync(session, selection.Tables.Resource, selection.Tenant, members, cancellation), 0) { Memory = memory };
    }

    private static async ValueTask<(Counted Counted, long OfTable)> CountAllAsync(Session session, Selection selection)
    {
        var total = await session.NumberAsync($"select total from totals where tenant_id = {selection.Tenant} and resource = {selection.Tables.Documents.Text}");
        return (new Counted(total, null), total);
    }
}
