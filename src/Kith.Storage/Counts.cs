using System.Collections.Concurrent;
using Kith.Hydra;

namespace Kith.Storage;

/// <summary>
/// Counts that were made before, and what became of them since: instead of counting all members again after each write, the
/// journal is asked which documents changed, and whether they were members before and are now. A count is never older than the
/// state that is read.
/// </summary>
internal sealed class Counts
{
    private const int MaximumCounts = 1_000;
    private const int LongestQuestion = 4_000;

    /// <summary>As many members are counted in the time that it takes to look at one change, about.</summary>
    private const int MembersPerChange = 20;

    /// <summary>The most lists of changes that are kept, each of a tenant and a resource.</summary>
    private const int MaximumFollowed = 64;

    /// <summary>Of fewer documents than this, those between two moments are counted.</summary>
    private const int WorthCountingByDay = 1_000;

    /// <summary>A condition that so small a part of all documents fulfils leads to them well enough.</summary>
    private const int FewOf = 20;

    private readonly ConcurrentDictionary<(long Tenant, string Question), Known> _known = new();
    private readonly ConcurrentDictionary<(long Tenant, Tables Tables), RecentChanges> _changes = new();
    private readonly ConcurrentDictionary<(long Tenant, Tables Tables, InstantField Field), DayCounts> _days = new();

    /// <summary>How many documents a selection has, in the state that a session reads, and how many there are without its conditions.</summary>
    public async ValueTask<(Counted Counted, long OfTable)> CountAsync(Session session, Selection selection)
    {
        var (at, ofTable) = await session.FirstAsync(
            $"""
            select revision, (select max(generation) from generations), erasures, (select total from totals where tenant_id = {selection.Tenant} and resource = {selection.Tables.Documents.Text})
            from revisions where tenant_id = {selection.Tenant}
            """,
            static row => (new Moment(row.Long(0), new Era(row.Long(1), row.Long(2))), row.IsNull(3) ? 0 : row.Long(3)));
        // Documents that are looked for in the fewest places are found soonest; when those are few, to count others may take longer.
        var least = long.MaxValue;
        foreach (var choice in selection.Choices)
        {
            if (least < ofTable / FewOf)
                break;
            var total = (await CountAsync(session, choice, at, ofTable)).Total;
            if (total < least)
                selection.Choose(choice, least = total);
        }
        return (await CountAsync(session, selection, at, ofTable), ofTable);
    }

    private async ValueTask<Counted> CountAsync(Session session, Selection selection, Moment at, long ofTable)
    {
        var key = (selection.Tenant, selection.Question);
        if (_known.TryGetValue(key, out var known) && known.At == at)
            return known.Counted;
        if (ofTable >= WorthCountingByDay && selection.Conditions.All(condition => condition is Bounded bounded && bounded.Field == (selection.Conditions[0] as Bounded)?.Field))
            return await KeepAsync(session, selection, key, at, await CountByDayAsync(session, selection, at));
        if (known is not null && known.At.Era == at.Era)
        {
            if (await FollowAsync(session, selection, known, at) is { } followed)
            {
                if (at.Revision > known.At.Revision)
                    _known.TryUpdate(key, new Known(at, followed), known);
                return followed;
            }
        }
        return await KeepAsync(
            session, selection, key, at, (await session.FirstAsync(selection.Count(ofTable), ReadCounted))!);
    }

    private static Counted ReadCounted(Row row) => new(row.Long(0), row.IsNull(1) ? null : row.Id(1));

    private async ValueTask<Counted> KeepAsync(Session session, Selection selection, (long Tenant, string Question) key, Moment at, Counted counted)
    {
        // While indexes are made again, answers change and the revision does not.
        if (await session.NumberAsync($"select count(*) from rebuilds") > 0)
            return counted;
        if (_known.Count >= MaximumCounts)
            _known.Clear();
        if (selection.Question.Length <= LongestQuestion)
            _known[key] = new Known(at, counted);
        return counted;
    }

    /// <summary>What a known count became at another revision, later or earlier; null when counting is easier, or the only way.</summary>
    private async ValueTask<Counted?> FollowAsync(Session session, Selection selection, Known known, Moment at)
    {
        if (Math.Abs(at.Revision - known.At.Revision) > known.Counted.Total / MembersPerChange || !selection.Conditions.All(Membership.CanTell))
            return null;
        if (await ChangesAsync(session, selection, at.Revision, known.At.Revision) is not { } changes)
            return null;
        var (total, first) = known.Counted;
        var isForward = at.Revision > known.At.Revision;
        foreach (var change in changes)
        {
            var (was, isNow) = (Membership.Of(selection, change.Before), Membership.Of(selection, change.After));
            if (was == isNow)
                continue;
            total += isNow == isForward ? 1 : -1;
            // Of one that left, the least id stays as a bound.
            if (isNow == isForward)
                first = Least(first, change.Id);
        }
        return new Counted(total, first);
    }

    /// <summary>The changes between the state that is read and a revision before or after it; null when they are too many, or cannot be seen.</summary>
    private ValueTask<IReadOnlyList<Change>?> ChangesAsync(Session session, Selection selection, long read, long other)
    {
        var key = (selection.Tenant, selection.Tables);
        if (_changes.Count >= MaximumFollowed && !_changes.ContainsKey(key))
            _changes.Clear();
        return _changes.GetOrAdd(key, static key => new RecentChanges(key.Tables, key.Tenant))
            .BetweenAsync(session, read, Math.Min(read, other), Math.Max(read, other));
    }

    /// <summary>Moments are as many as people: to remember a count for each would not help.</summary>
    private async ValueTask<Counted> CountByDayAsync(Session session, Selection selection, Moment at)
    {
        var field = ((Bounded)selection.Conditions[0]).Field;
        var key = (selection.Tenant, selection.Tables, field);
        DayCounts? days = null;
        if (_days.TryGetValue(key, out var known) && known.Era == at.Era)
        {
            days = known.Revision == at.Revision ? known
                : await ChangesAsync(session, selection, at.Revision, known.Revision) is { } changes
                    ? known.At(at.Revision, changes, entry => Membership.ColumnOf(selection.Tables, field.Name, entry) as long?)
                    : null;
        }
        if (days is null)
        {
            days = await DayCounts.ReadAsync(session, selection, field, at.Revision, at.Era);
            if (_days.Count >= MaximumCounts)
                _days.Clear();
        }
        if ((known is null || known.Era != days.Era || known.Revision < days.Revision) && await session.NumberAsync($"select count(*) from rebuilds") == 0)
            _days[key] = days;
        var (from, to) = Membership.Span(selection.Conditions.Cast<Bounded>());
        return await days.BetweenAsync(from, to, async (begin, end) => (await session.FirstAsync(selection.CountBetween(field, begin, end), ReadCounted))!);
    }

    /// <summary>Where the least is not known, one more does not tell it.</summary>
    private static Guid? Least(Guid? first, Guid id) => first is { } known && id.CompareTo(known) < 0 ? id : first;

    private sealed record Moment(long Revision, Era Era);

    private sealed record Known(Moment At, Counted Counted);
}

/// <summary>Within which a count may be brought in step by the journal: beyond it, the tables were changed, or the journal was.</summary>
/// <param name="Generation">That of the tables.</param>
/// <param name="Erasures">How often documents were taken out of the tenant's journal.</param>
internal sealed record Era(long Generation, long Erasures);

/// <summary>Whether a document fulfils conditions, told by its columns and links as a statement would.</summary>
internal static class Membership
{
    /// <summary>Whether this can be told; what texts hold also depends on other documents, and identifiers lead to few.</summary>
    public static bool CanTell(Condition condition) => condition is PointsAt or PointsAtNone or Exists or IsFlagged or Bounded or VisibleTo;

    /// <summary>Whether a selection has the document.</summary>
    public static bool Of(Selection selection, IndexEntry? entry) =>
        entry is not null && selection.Conditions.All(condition => Fulfils(selection.Tables, condition, entry));

    private static bool Fulfils(Tables tables, Condition condition, IndexEntry entry) => condition switch
    {
        PointsAt pointsAt when LinksOf(tables, pointsAt.Field, entry) is { } links => pointsAt.Ids.Any(links.Contains),
        PointsAtNone none => !none.Ids.Any(LinksOf(tables, none.Field, entry)!.Contains),
        PointsAt pointsAt => ColumnOf(tables, pointsAt.Field, entry) is Guid target && pointsAt.Ids.Contains(target),
        Exists exists when Tables.IsPresence(exists.Field) => ColumnOf(tables, exists.Field.Name, entry) is 1L == exists.Expected,
        Exists exists => ColumnOf(tables, exists.Field.Name, entry) is not Null == exists.Expected,
        IsFlagged flagged => ColumnOf(tables, flagged.Field.Name, entry) is long flag && flag != 0 == flagged.Expected,
        VisibleTo visible => ColumnOf(tables, visible.Flag.Name, entry) is 0L || ColumnOf(tables, visible.Owner.Name, entry) is Guid owner && owner == visible.User,
        Bounded bounded => ColumnOf(tables, bounded.Field.Name, entry) is long moment && IsWithin(bounded, moment),
        _ => throw new NotSupportedException(condition.GetType().Name),
    };

    /// <summary>The first and the last second that all of some bounds allow; the first is greater when there is none.</summary>
    public static (long From, long To) Span(IEnumerable<Bounded> bounds)
    {
        var (from, to) = (long.MinValue, long.MaxValue);
        foreach (var bound in bounds)
        {
            if (bound.IsAfter)
                from = Math.Max(from, bound.UnixSeconds + (bound.IsStrict ? 1 : 0));
            else
                to = Math.Min(to, bound.UnixSeconds - (bound.IsStrict ? 1 : 0));
        }
        return (from, to);
    }

    private static bool IsWithin(Bounded bounded, long moment) => Span([bounded]) is var (from, to) && moment >= from && moment <= to;

    private static HashSet<Guid>? LinksOf(Tables tables, string field, IndexEntry entry) =>
        tables.Resource.LinkLists.Index().FirstOrDefault(links => links.Item.Name == field) is { Item: not null } links ? entry.Links[links.Index] : null;

    public static object ColumnOf(Tables tables, string field, IndexEntry entry) => entry.Columns[tables.Columns.Index().First(column => column.Item.Name == field).Index];
}

/// <summary>What a document was found by before and after a change.</summary>
/// <param name="Revision">The revision of the change.</param>
/// <param name="Id">The document.</param>
/// <param name="Before">Null when there was none.</param>
/// <param name="After">Null when there is none any more.</param>
internal sealed record Change(long Revision, Guid Id, IndexEntry? Before, IndexEntry? After);

/// <summary>The last changes to the documents of a resource in a tenant, as the journal tells them.</summary>
internal sealed class RecentChanges(Tables tables, long tenant)
{
    /// <summary>More changes than this are not followed: counting is as fast.</summary>
    private const int Maximum = 1_000;

    private readonly Lock _lock = new();
    private readonly List<Change> _changes = [];

    /// <summary>The changes that are kept are all that came after this revision …</summary>
    private long _after;

    /// <summary>… up to this one.</summary>
    private long _upTo;

    /// <summary>The changes after one revision and up to another; null when they are too many, or cannot be seen.</summary>
    /// <param name="session">What they are read with.</param>
    /// <param name="readable">The revision of the state that it reads.</param>
    /// <param name="after">The first revision is the one after this.</param>
    /// <param name="upTo">The last revision; it may be later than what the session reads, when another one has read that far.</param>
    public async ValueTask<IReadOnlyList<Change>?> BetweenAsync(Session session, long readable, long after, long upTo)
    {
        if (Kept(after, upTo) is { } kept)
            return kept;
        // What came after the state that the session reads, it cannot see.
        if (upTo > readable)
            return null;
        long begin;
        lock (_lock)
            begin = after >= _after && after <= _upTo ? _upTo : after;
        if (upTo - begin > Maximum)
            return null;
        var read = await session.ListAsync(
            $"""
            select revision, id, before, after from journal
            where tenant_id = {tenant} and revision > {begin} and revision <= {upTo} and type = {tables.Resource.Type} order by revision
            """,
            row => new Change(row.Long(0), row.Id(1), EntryOf(row, 2), EntryOf(row, 3)));
        lock (_lock)
        {
            if (begin != _upTo)
            {
                // Another reader was faster, or these do not follow on what is kept.
                if (begin < _upTo && after >= _after)
                    return [.. _changes.Concat(read.Where(change => change.Revision > _upTo)).Where(change => change.Revision > after && change.Revision <= upTo)];
                _changes.Clear();
                _after = begin;
            }
            _changes.AddRange(read);
            _upTo = upTo;
            if (_changes.Count > Maximum)
            {
                var excess = _changes.Count - Maximum;
                _after = _changes[excess - 1].Revision;
                _changes.RemoveRange(0, excess);
            }
        }
        return Kept(after, upTo);
    }

    private List<Change>? Kept(long after, long upTo)
    {
        lock (_lock)
            return after >= _after && upTo <= _upTo ? [.. _changes.Where(change => change.Revision > after && change.Revision <= upTo)] : null;
    }

    private IndexEntry? EntryOf(Row row, int column) => row.IsNull(column) ? null : IndexEntry.WithoutTexts(tables, Json.ParseStored(row.Bytes(column)));
}
