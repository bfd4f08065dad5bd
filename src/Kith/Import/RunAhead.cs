namespace Kith.Import;

/// <summary>Rows of a run with what becomes of them, as decided beside the writes.</summary>
/// <param name="Rows">The rows of a step.</param>
/// <param name="Now">Those whom nobody before them may be …</param>
/// <param name="Later">… and the others, about which nothing is decided yet.</param>
/// <param name="Decisions">What becomes of the first.</param>
/// <param name="Revision">The revision of the tenant that was looked at.</param>
internal sealed record PlannedRows(List<ReadRow> Rows, List<ReadRow> Now, List<ReadRow> Later, IReadOnlyList<Decision> Decisions, long Revision)
{
    /// <summary>Whom the rows mean.</summary>
    public HashSet<string> Keys { get; } = [.. Rows.SelectMany(static row => row.Clues).SelectMany(static clues => clues).Select(static clue => $"{clue.Kind}\n{clue.Value}"), .. Rows.SelectMany(Planner.KeysOf)];
}

/// <summary>
/// Decides about the rows of the next step while those of this one are written. It holds when nobody has written since but that step, and none of its rows
/// means anybody of the next one's; otherwise the write decides anew.
/// </summary>
/// <param name="database">The database.</param>
internal sealed class RunAhead(Database database)
{
    private readonly JobRows _rows = new(database);
    private (Guid Import, DateTimeOffset BegunAt, long Position, Task<PlannedRows> Planned)? _next;
    private (Guid Import, long Before, long After, HashSet<string> Keys)? _written;

    /// <summary>The next rows of a run, decided; those behind them are begun with.</summary>
    public async Task<PlannedRows> TakeAsync(ImportJob job, ImportSettings settings, int count, CancellationToken cancellation)
    {
        var known = _next;
        _next = null;
        var planned = known is var (import, begunAt, position, next) && import == job.Import && begunAt == job.BegunAt && position == job.Position
            ? await next
            : await PlanAsync(job, job.Position, settings, count, cancellation);
        if (planned.Rows.Count == count)
        {
            var last = planned.Rows[^1].Row.Number;
            _next = (job.Import, job.BegunAt, last, Task.Run(() => PlanAsync(job, last, settings, count, cancellation), cancellation));
        }
        return planned;
    }

    /// <summary>Whether what was decided still holds inside a write.</summary>
    /// <param name="job">The run.</param>
    /// <param name="planned">What was decided.</param>
    /// <param name="revision">The revision of the tenant as the write begins.</param>
    public bool Holds(ImportJob job, PlannedRows planned, long revision) =>
        planned.Revision == revision
        || (_written is var (import, before, after, keys) && import == job.Import && revision == after && planned.Revision == before && !planned.Keys.Overlaps(keys));

    /// <summary>Notes what a step has written.</summary>
    public void Written(ImportJob job, PlannedRows planned, long before, long after) => _written = (job.Import, before, after, planned.Keys);

    private async Task<PlannedRows> PlanAsync(ImportJob job, long position, ImportSettings settings, int count, CancellationToken cancellation)
    {
        var rows = await _rows.ReadAfterAsync(job, position, settings, count, cancellation);
        var (now, later) = Applying.Separate(rows);
        return await database.SnapshotAsync(async session =>
        {
            await session.ReadThroughAsync();
            var revision = await session.NumberAsync($"select revision from revisions where tenant_id = {job.Tenant}");
            var planner = new Planner(session, job.Caller, settings, new Titles(session, job.Caller), database.Clock.GetUtcNow());
            return new PlannedRows(rows, now, later, now.Count > 0 ? await planner.PlanAsync(now) : [], revision);
        }, cancellation);
    }
}
