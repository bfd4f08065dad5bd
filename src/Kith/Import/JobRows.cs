using Kith.Import.Mapping;

namespace Kith.Import;

/// <summary>The rows of a job, a step's worth at a time; those of the next step are read and understood while this one is written.</summary>
/// <param name="database">The database.</param>
internal sealed class JobRows(Database database)
{
    private (Guid Import, DateTimeOffset BegunAt, long Position, Task<List<ReadRow>> Rows)? _next;

    /// <summary>The next rows of a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="settings">What was said of the import.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<List<ReadRow>> ReadAsync(ImportJob job, ImportSettings settings, int count, CancellationToken cancellation)
    {
        var known = _next;
        _next = null;
        var rows = known is var (import, begunAt, position, next) && import == job.Import && begunAt == job.BegunAt && position == job.Position
            ? await next
            : await ReadAfterAsync(job, job.Position, settings, count, cancellation);
        if (rows.Count == count)
            _next = (job.Import, job.BegunAt, rows[^1].Row.Number, Task.Run(() => ReadAfterAsync(job, rows[^1].Row.Number, settings, count, cancellation), cancellation));
        return rows;
    }

    /// <summary>Rows behind a position. What a run has done with is not done again: a run that goes on takes what is left, and rows that were corrected since.</summary>
    public async Task<List<ReadRow>> ReadAfterAsync(ImportJob job, long position, ImportSettings settings, int count, CancellationToken cancellation)
    {
        var rows = await database.ReadAsync(async session =>
        {
            await session.ReadThroughAsync();
            return await session.ListAsync(
                Sql.Of($"select {new Name(StagedRow.Selected)} from import_rows where tenant_id = {job.Tenant} and import_id = {job.Import} and row_number > {position} and state not in (")
                    .AppendList(RowStates.Listed(RowStates.Finished)).Append($") order by row_number limit {new Constant(count)}"),
                StagedRow.Read, cancellation);
        }, cancellation);
        var reader = new RowReader(settings.Columns, settings.Mapping, settings.Defaults);
        return rows.ConvertAll(row => ReadRow.Of(row, reader, settings));
    }

    /// <summary>Keeps what became of a row.</summary>
    public static ValueTask RecordAsync(Session session, ImportJob job, Decision decision) => session.RunLaterAsync(Update(job, decision));

    /// <summary>Keeps what would become of a row, unless somebody said something of it since it was read: what was said then was decided then.</summary>
    public static ValueTask RecordUnlessChangedAsync(Session session, ImportJob job, Decision decision) => session.RunLaterAsync(Update(job, decision).Append($"""
         and hash = {decision.Row.Hash} and state = {decision.Row.State} and is_chosen = {(decision.Row.IsChosen ? 1L : 0L)} and person_id is not distinct from {decision.Row.Person}
        """));

    private static Sql Update(ImportJob job, Decision decision)
    {
        var person = decision.Current?.Id ?? (decision.Row.IsChosen ? decision.Row.Person : null);
        return Sql.Of($"""
            update import_rows set state = {decision.State}, detail = {decision.DetailText()}, person_id = {person}
            where tenant_id = {job.Tenant} and import_id = {job.Import} and row_number = {decision.Row.Number}
            """);
    }
}
