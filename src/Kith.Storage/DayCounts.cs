using System.Runtime.InteropServices;
using Kith.Hydra;

namespace Kith.Storage;

/// <summary>
/// How many documents of a resource have a moment on each day, kept in step with the journal: how many lie between any two moments
/// is then a sum, and a look at two days.
/// </summary>
internal sealed class DayCounts
{
    private const long SecondsPerDay = 86_400;

    private readonly SortedDictionary<long, Day> _days = [];

    private DayCounts(long revision, Era era) => (Revision, Era) = (revision, era);

    public long Revision { get; }

    public Era Era { get; }

    /// <summary>Counts all days of a column.</summary>
    /// <param name="session">What it is read with.</param>
    /// <param name="selection">Of whose documents.</param>
    /// <param name="field">The column.</param>
    /// <param name="revision">The revision that the session reads.</param>
    /// <param name="era">What else it depends on.</param>
    public static async ValueTask<DayCounts> ReadAsync(Session session, Selection selection, InstantField field, long revision, Era era)
    {
        var counts = new DayCounts(revision, era);
        // Day by day along the index: to group all of them by day would sort them.
        var next = await session.FirstAsync(selection.NextMoment(field, long.MinValue), ReadMoment);
        while (next is { } moment)
        {
            var day = DayOf(moment);
            counts._days[day] = (await session.FirstAsync(
                selection.CountBetween(field, StartOf(day), EndOf(day)), static row => new Day(row.Long(0), row.Id(1))));
            next = await session.FirstAsync(selection.NextMoment(field, EndOf(day) + 1), ReadMoment);
        }
        return counts;
    }

    private static long? ReadMoment(Row row) => row.IsNull(0) ? null : row.Long(0);

    /// <summary>The same at another revision, later or earlier.</summary>
    /// <param name="changes">All changes between the two.</param>
    /// <param name="momentOf">The moment of a document, in seconds since 1970; null when it has none.</param>
    /// <param name="revision">The other revision.</param>
    public DayCounts At(long revision, IEnumerable<Change> changes, Func<IndexEntry, long?> momentOf)
    {
        var counts = new DayCounts(revision, Era);
        foreach (var (day, count) in _days)
            counts._days[day] = count;
        foreach (var change in changes)
        {
            counts.Add(change.Before, change.Id, momentOf, revision > Revision ? -1 : 1);
            counts.Add(change.After, change.Id, momentOf, revision > Revision ? 1 : -1);
        }
        return counts;
    }

    /// <summary>How many documents have their moment from one second to another, both included.</summary>
    /// <param name="from">The first second.</param>
    /// <param name="to">The last second.</param>
    /// <param name="countAsync">Counts within a day.</param>
    public async ValueTask<Counted> BetweenAsync(long from, long to, Func<long, long, ValueTask<Counted>> countAsync)
    {
        if (from > to)
            return new Counted(0, null);
        var (firstDay, lastDay) = (DayOf(from), DayOf(to));
        var total = 0L;
        Guid? first = null;
        foreach (var (day, whole) in _days)
        {
            if (day < firstDay || day > lastDay)
                continue;
            var (begin, end) = (Math.Max(from, StartOf(day)), Math.Min(to, EndOf(day)));
            var (count, least) = begin == StartOf(day) && end == EndOf(day) ? new Counted(whole.Count, whole.First) : await countAsync(begin, end);
            total += count;
            if (least is { } id && (first is not { } known || id.CompareTo(known) < 0))
                first = id;
        }
        return new Counted(total, first);
    }

    private static long DayOf(long moment) => moment / SecondsPerDay;

    /// <summary>Division rounds towards 1970, whose day before and first day are one therefore.</summary>
    private static long StartOf(long day) => day > 0 ? day * SecondsPerDay : ((day - 1) * SecondsPerDay) + 1;

    private static long EndOf(long day) => day >= 0 ? ((day + 1) * SecondsPerDay) - 1 : day * SecondsPerDay;

    private void Add(IndexEntry? entry, Guid id, Func<IndexEntry, long?> momentOf, int change)
    {
        if (entry is null || momentOf(entry) is not { } moment)
            return;
        var isNew = !_days.TryGetValue(DayOf(moment), out var day);
        // Of one that left, the least id stays as a bound.
        var first = isNew || (change > 0 && id.CompareTo(day.First) < 0) ? id : day.First;
        _days[DayOf(moment)] = new Day(day.Count + change, first);
    }

    /// <param name="Count">How many documents.</param>
    /// <param name="First">An id that none of them is less than.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Day(long Count, Guid First);
}
