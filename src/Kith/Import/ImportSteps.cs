using System.Text.Json.Nodes;
using Kith.Media;

namespace Kith.Import;

/// <summary>The steps that jobs are made of, each whole or not at all.</summary>
/// <param name="database">The database.</param>
internal sealed class ImportSteps(Database database)
{
    /// <summary>As many as keep others who write waiting for less than a tenth of a second.</summary>
    private const int RowsInRun = 300;

    private readonly RunAhead _ahead = new(database);
    private readonly Previewing _previewing = new(database);
    private readonly Undoing _undoing = new(database);
    private long _rowsDone;

    /// <summary>How many rows have been worked on.</summary>
    public long RowsDone => Interlocked.Read(ref _rowsDone);

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
        Interlocked.Add(ref _rowsDone, RowsInRun);
        var settings = new ImportSettings(stored.Parse(), job.Caller);
        return job.Kind switch
        {
            ImportJob.Preview => await _previewing.StepAsync(job, settings, cancellation),
            ImportJob.Run => await RunAsync(job, settings, cancellation),
            _ => await _undoing.StepAsync(job, cancellation) || await EndUndoAsync(job, cancellation),
        };
    }

    private async Task<bool> RunAsync(ImportJob job, ImportSettings settings, CancellationToken cancellation)
    {
        var planned = await _ahead.TakeAsync(job, settings, RowsInRun, cancellation);
        if (planned.Rows.Count == 0)
            return await EndRunAsync(job);
        // To decode a picture takes too long for a write.
        var pictures = new Dictionary<string, Picture>();
        foreach (var photo in planned.Rows.Select(row => row.Reading.Photo).OfType<string>().Distinct())
        {
            if (BytesOf(photo) is { } bytes && (await Picture.ReadAsync(bytes, cancellation)).Picture is { } picture)
                pictures[photo] = picture;
        }
        // Hardly any row is refused that was understood.
        if ((await ApplyAsync(job, settings, planned, pictures, isEachApart: false)).Problem is null)
            return true;
        var outcome = await ApplyAsync(job, settings, planned, pictures, isEachApart: true);
        return outcome.Succeeded(out _, out var problem) ? true : throw new InvalidOperationException(problem.Detail);
    }

    private Task<Outcome<bool>> ApplyAsync(ImportJob job, ImportSettings settings, PlannedRows planned, Dictionary<string, Picture> pictures, bool isEachApart) =>
        database.WriteAsync<bool>(job.AuthorOf("run"), async write =>
        {
            if (!await job.TryAdvanceAsync(write.Session, planned.Rows[^1].Row.Number, job.Done + planned.Rows.Count))
                return true;
            var (isAny, before) = (false, await write.RevisionAsync());
            var refused = await new Applying(write, job.Caller, settings, pictures, isEachApart).ApplyAsync(planned, _ahead.Holds(job, planned, before), async decision =>
            {
                isAny |= decision.State is RowStates.Created or RowStates.Updated;
                await JobRows.RecordAsync(write.Session, job, decision);
            });
            if (refused is not null)
                return refused;
            if (isAny)
                await write.Session.ExecuteAsync($"insert into import_writes (tenant_id, import_id, batch) values ({job.Tenant}, {job.Import}, {await write.BatchAsync()})");
            _ahead.Written(job, planned, before, await write.RevisionAsync());
            return true;
        });

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

    private async Task<bool> EndUndoAsync(ImportJob job, CancellationToken cancellation)
    {
        var left = await _undoing.LeftAloneAsync(job, cancellation);
        return await EndAsync(job, (document, now) =>
        {
            document["state"] = FileImport.Undone;
            document["undoneAt"] = Instants.Print(now);
            document["leftAlone"] = left;
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

    /// <summary>The bytes of a data URI in base64 (RFC 2397); null for anything else.</summary>
    private static byte[]? BytesOf(string uri)
    {
        var comma = uri.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !uri.StartsWith("data:", StringComparison.OrdinalIgnoreCase) || !uri[..comma].EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
            return null;
        var bytes = new byte[(uri.Length - comma) * 3 / 4 + 3];
        return Convert.TryFromBase64String(uri[(comma + 1)..], bytes, out var written) ? bytes[..written] : null;
    }
}
