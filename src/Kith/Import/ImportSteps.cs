using System.Text;
using System.Text.Json.Nodes;
using Kith.Import.Mapping;
using Kith.Media;
using Kith.Merging;

namespace Kith.Import;

/// <summary>The steps that jobs are made of, each whole or not at all.</summary>
/// <param name="database">The database.</param>
/// <param name="clock">What time it is.</param>
internal sealed class ImportSteps(Database database, TimeProvider clock)
{
    private const int RowsInPreview = 500;
    private const int RowsInRun = 100;
    private const int RowsInReset = 5_000;
    private const int MostLeftAlone = 1_000;

    /// <summary>Whom rows of a preview mean, until it is at its end: kept here, because it is worth nothing to anybody else.</summary>
    private Seen? _seen;

    /// <summary>Does the next step of a job.</summary>
    /// <returns>Whether there is more to do.</returns>
    public async Task<bool> StepAsync(ImportJob job, CancellationToken cancellation)
    {
        var stored = await database.ReadAsync(session => Documents.FindAsync(session, FileImport.Resource, job.Tenant, job.Import), cancellation);
        if (stored is null)
        {
            await database.WriteBesideAsync(job.TryEndAsync);
            return false;
        }
        var settings = new ImportSettings(stored.Parse(), job.Caller);
        return job.Kind switch
        {
            ImportJob.Preview => await PreviewAsync(job, settings, cancellation),
            ImportJob.Run => await RunAsync(job, settings, cancellation),
            _ => await UndoAsync(job, cancellation),
        };
    }

    private async Task<bool> PreviewAsync(ImportJob job, ImportSettings settings, CancellationToken cancellation)
    {
        if (_seen is not { } seen || seen.Import != job.Import || seen.BegunAt != job.BegunAt)
            _seen = seen = new Seen(job.Import, job.BegunAt);
        // What another one did, or this one before a restart, is read again.
        while (seen.UpTo < job.Position)
        {
            var known = await ReadAsync(job with { Position = seen.UpTo }, settings, RowsInPreview, cancellation);
            foreach (var row in known.Where(row => row.Row.Number <= job.Position && row.Row.State is RowStates.Create or RowStates.Update or RowStates.Same or RowStates.Duplicate))
                seen.Add(Planner.KeysOf(settings, row), row.Row.Number);
            seen.UpTo = known.Count == 0 ? job.Position : Math.Min(known[^1].Row.Number, job.Position);
        }
        var rows = await ReadAsync(job, settings, RowsInPreview, cancellation);
        if (rows.Count == 0)
        {
            _seen = null;
            await database.WriteBesideAsync(job.TryEndAsync);
            return false;
        }
        var decisions = await database.SnapshotAsync(async session =>
        {
            var planner = new Planner(session, job.Caller, settings, new Titles(session, job.Caller), clock.GetUtcNow());
            var planned = await planner.PlanAsync(rows);
            return planned.Select((decision, index) => AsDuplicate(decision, seen, Planner.KeysOf(settings, rows[index]))).ToList();
        }, cancellation);
        return await database.WriteBesideAsync(async session =>
        {
            if (!await job.TryAdvanceAsync(session, rows[^1].Row.Number, job.Done + rows.Count))
                return true;
            foreach (var decision in decisions)
                await RecordAsync(session, job, decision);
            seen.UpTo = rows[^1].Row.Number;
            return true;
        });
    }

    private static Decision AsDuplicate(Decision decision, Seen seen, List<string> keys)
    {
        if (decision.State is not (RowStates.Create or RowStates.Update or RowStates.Same))
            return decision;
        var first = seen.Add(keys, decision.Row.Number);
        return first is null ? decision : decision with { State = RowStates.Duplicate, SameAs = first };
    }

    private async Task<bool> RunAsync(ImportJob job, ImportSettings settings, CancellationToken cancellation)
    {
        var rows = await ReadAsync(job, settings, RowsInRun, cancellation);
        if (rows.Count == 0)
            return await EndRunAsync(job);
        // To decode a picture takes too long for a write.
        var pictures = new Dictionary<string, Picture>();
        foreach (var photo in rows.Select(row => row.Reading.Photo).OfType<string>().Distinct())
        {
            if (BytesOf(photo) is { } bytes && (await Picture.ReadAsync(bytes, cancellation)).Picture is { } picture)
                pictures[photo] = picture;
        }
        var outcome = await database.WriteAsync<bool>(job.AuthorOf("run"), async write =>
        {
            if (!await job.TryAdvanceAsync(write.Session, rows[^1].Row.Number, job.Done + rows.Count))
                return true;
            var isAny = false;
            await new Applying(write, job.Caller, settings, pictures).ApplyAsync(rows, async decision =>
            {
                isAny |= decision.State is RowStates.Created or RowStates.Updated;
                await RecordAsync(write.Session, job, decision);
            });
            if (isAny)
                await write.Session.ExecuteAsync($"insert into import_writes (tenant_id, import_id, batch) values ({job.Tenant}, {job.Import}, {await write.BatchAsync()})");
            return true;
        });
        return outcome.Succeeded(out _, out var problem) ? true : throw new InvalidOperationException(problem.Detail);
    }

    private Task<bool> EndRunAsync(ImportJob job) => EndAsync(job, static (document, now) =>
    {
        document["state"] = FileImport.Done;
        document["finishedAt"] = Instants.Print(now);
        document["undoableUntil"] = Instants.Print(now + FileImport.UndoTime);
    });

    /// <summary>Ends a job that cannot go on; what it has done can be undone.</summary>
    public Task FailAsync(ImportJob job) => EndAsync(job, (document, now) =>
    {
        if (job.Kind == ImportJob.Preview)
            return;
        document["state"] = FileImport.Failed;
        document["finishedAt"] = Instants.Print(now);
        document["undoableUntil"] = Instants.Print(now + FileImport.UndoTime);
    });

    /// <summary>Undoes the last write that is left.</summary>
    private async Task<bool> UndoAsync(ImportJob job, CancellationToken cancellation)
    {
        var batch = await database.ReadAsync(session => session.FirstAsync(
            $"select max(batch) from import_writes where tenant_id = {job.Tenant} and import_id = {job.Import}", static row => row.IsNull(0) ? (long?)null : row.Long(0)), cancellation);
        if (batch is not { } last)
            return await EndUndoAsync(job, cancellation);
        var outcome = await database.WriteAsync<bool>(job.AuthorOf("undo"), async write =>
        {
            if (!await job.TryAdvanceAsync(write.Session, last, job.Done + 1))
                return true;
            var entries = await JournalEntry.ListAsync(write.Session, job.Tenant, last);
            foreach (var left in await write.ReverseAsync([.. entries.Where(entry => entry.Type != FileImport.Resource.Type)]))
            {
                var item = Reversal.ToJson([left])[0]!;
                await write.Session.RunLaterAsync($"""
                    insert into import_left_alone (tenant_id, import_id, item, property) values ({job.Tenant}, {job.Import}, {item["item"]!.GetValue<string>()}, {item["property"]?.GetValue<string>() ?? ""})
                    on conflict do nothing
                    """);
            }
            await write.Session.ExecuteAsync($"delete from import_writes where tenant_id = {job.Tenant} and import_id = {job.Import} and batch = {last}");
            return true;
        });
        return outcome.Succeeded(out _, out var problem) ? true : throw new InvalidOperationException(problem.Detail);
    }

    /// <summary>The rows are as if nobody had run them.</summary>
    private async Task<bool> EndUndoAsync(ImportJob job, CancellationToken cancellation)
    {
        for (long? from = -1; from is { } after;)
        {
            from = await database.ReadAsync(session => session.FirstAsync(
                $"select max(row_number) from (select row_number from import_rows where tenant_id = {job.Tenant} and import_id = {job.Import} and row_number > {after} order by row_number limit {new Constant(RowsInReset)}) first_rows",
                static row => row.IsNull(0) ? (long?)null : row.Long(0)), cancellation);
            if (from is { } to)
            {
                await database.WriteBesideAsync(session => session.ExecuteAsync($"""
                    update import_rows set state = {RowStates.Staged}, detail = null, person_id = case when is_chosen = 1 then person_id end
                    where tenant_id = {job.Tenant} and import_id = {job.Import} and row_number > {after} and row_number <= {to} and state <> {RowStates.Dropped}
                    """));
            }
        }
        var left = await database.ReadAsync(session => session.ListAsync(
            $"select item, property from import_left_alone where tenant_id = {job.Tenant} and import_id = {job.Import} order by item limit {new Constant(MostLeftAlone)}", static row => (Item: row.Text(0), Property: row.Text(1))), cancellation);
        return await EndAsync(job, (document, now) =>
        {
            document["state"] = FileImport.Undone;
            document["undoneAt"] = Instants.Print(now);
            document["leftAlone"] = new JsonArray([.. left.Select(one =>
            {
                var json = new JsonObject { ["item"] = one.Item };
                if (one.Property.Length > 0)
                    json["property"] = one.Property;
                return (JsonNode)json;
            })]);
        });
    }

    /// <summary>Ends a job, and says in the import's document what came of it.</summary>
    private async Task<bool> EndAsync(ImportJob job, Action<JsonObject, DateTimeOffset> change)
    {
        await database.WriteAsync<bool>(job.AuthorOf(job.Kind), async write =>
        {
            if (await job.TryEndAsync(write.Session) && await write.FindAsync(FileImport.Resource, job.Import) is { } stored)
            {
                var document = stored.Parse();
                change(document, write.Now);
                await write.UpdateAsync(FileImport.Resource, stored, FileImport.Resource.Arrange(document));
            }
            return true;
        });
        return false;
    }

    private async ValueTask<List<ReadRow>> ReadAsync(ImportJob job, ImportSettings settings, int count, CancellationToken cancellation)
    {
        var rows = await database.ReadAsync(session => session.ListAsync(
            $"select {new Name(StagedRow.Selected)} from import_rows where tenant_id = {job.Tenant} and import_id = {job.Import} and row_number > {job.Position} order by row_number limit {new Constant(count)}",
            StagedRow.Read, cancellation), cancellation);
        var reader = new RowReader(settings.Columns, settings.Mapping, settings.Defaults);
        return rows.ConvertAll(row => new ReadRow(row, reader.Read(row.Sheet)));
    }

    private static ValueTask RecordAsync(Session session, ImportJob job, Decision decision)
    {
        var detail = decision.Detail() is { } json ? Encoding.UTF8.GetString(Json.Bytes(json)) : null;
        var person = decision.Current?.Id ?? (decision.Row.IsChosen ? decision.Row.Person : null);
        return session.RunLaterAsync($"""
            update import_rows set state = {decision.State}, detail = {detail}, person_id = {person}
            where tenant_id = {job.Tenant} and import_id = {job.Import} and row_number = {decision.Row.Number}
            """);
    }

    /// <summary>The bytes of a data URI in base64 (RFC 2397); null for anything else.</summary>
    private static byte[]? BytesOf(string uri)
    {
        var comma = uri.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !uri.StartsWith("data:", StringComparison.OrdinalIgnoreCase) || !uri[..comma].EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
            return null;
        var bytes = new byte[(uri.Length - comma) * 3 / 4 + 3];
        return Convert.TryFromBase64String(uri[(comma + 1)..], bytes, out var written) ? bytes[..written] : null;
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
