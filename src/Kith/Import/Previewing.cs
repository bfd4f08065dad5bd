namespace Kith.Import;

/// <summary>Says of each row of an import what would become of it.</summary>
/// <param name="database">The database.</param>
internal sealed class Previewing(Database database)
{
    private const int RowsInPart = 500;

    /// <summary>Parts that are decided beside each other; each sees a state of its own, which is the same unless somebody writes.</summary>
    private static readonly int Parts = Math.Clamp(Environment.ProcessorCount, 1, 4);

    private readonly JobRows _rows = new(database);

    /// <summary>Whom rows mean, until the preview is at its end: kept here, because it is worth nothing to anybody else.</summary>
    private Seen? _seen;

    /// <summary>Decides about the next rows.</summary>
    /// <returns>Whether there is more to do.</returns>
    public async Task<bool> StepAsync(ImportJob job, ImportSettings settings, CancellationToken cancellation)
    {
        var seen = await SeenAsync(job, settings, cancellation);
        var rows = await _rows.ReadAsync(job, settings, Parts * RowsInPart, cancellation);
        if (rows.Count == 0)
        {
            _seen = null;
            await database.WriteBesideAsync(job.TryEndAsync);
            return false;
        }
        var parts = await Task.WhenAll(rows.Chunk(RowsInPart).Select(part => Task.Run(() => PlanAsync(job, settings, part, cancellation), cancellation)));
        var decisions = parts.SelectMany(static part => part).Select((decision, index) => AsDuplicate(decision, seen, Planner.KeysOf(rows[index]))).ToList();
        return await database.WriteBesideAsync(async session =>
        {
            if (!await job.TryAdvanceAsync(session, rows[^1].Row.Number, job.Done + rows.Count))
                return true;
            foreach (var decision in decisions)
                await JobRows.RecordUnlessChangedAsync(session, job, decision);
            seen.UpTo = rows[^1].Row.Number;
            return true;
        });
    }

    /// <summary>What another server did, or this one before a restart, is read again.</summary>
    private async Task<Seen> SeenAsync(ImportJob job, ImportSettings settings, CancellationToken cancellation)
    {
        if (_seen is not { } seen || seen.Import != job.Import || seen.BegunAt != job.BegunAt)
            _seen = seen = new Seen(job.Import, job.BegunAt);
        while (seen.UpTo < job.Position)
        {
            var known = await _rows.ReadAfterAsync(job, seen.UpTo, settings, RowsInPart, cancellation);
            foreach (var row in known.Where(row => row.Row.Number <= job.Position && row.Row.State is RowStates.Create or RowStates.Update or RowStates.Same or RowStates.Duplicate))
                seen.Add(Planner.KeysOf(row), row.Row.Number);
            seen.UpTo = known.Count == 0 ? job.Position : Math.Min(known[^1].Row.Number, job.Position);
        }
        return seen;
    }

    private async Task<IReadOnlyList<Decision>> PlanAsync(ImportJob job, ImportSettings settings, IReadOnlyList<ReadRow> rows, CancellationToken cancellation) =>
        await database.SnapshotAsync(async session =>
        {
            await session.ReadThroughAsync();
            return await new Planner(session, job.Caller, settings, new Titles(session, job.Caller), database.Clock.GetUtcNow()).PlanAsync(rows);
        }, cancellation);

    private static Decision AsDuplicate(Decision decision, Seen seen, List<string> keys)
    {
        if (decision.State is not (RowStates.Create or RowStates.Update or RowStates.Same))
            return decision;
        var first = seen.Add(keys, decision.Row.Number);
        return first is null ? decision : decision with { State = RowStates.Duplicate, SameAs = first };
    }

    /// <summary>Whom the rows of a preview mean so far.</summary>
    private sealed class Seen(Guid import, DateTimeOffset begunAt)
    {
        private readonly Dictionary<string, long> _rows = [];

        public Guid Import => import;

        public DateTimeOffset BegunAt => begunAt;

        public long UpTo { get; set; } = -1;

        /// <returns>The first other row that means the same person; null when there is none.</returns>
        public long? Add(List<string> keys, long row)
        {
            var first = keys.Where(_rows.ContainsKey).Select(key => (long?)_rows[key]).FirstOrDefault(other => other != row);
            foreach (var key in keys)
                _rows.TryAdd(key, row);
            return first;
        }
    }
}
