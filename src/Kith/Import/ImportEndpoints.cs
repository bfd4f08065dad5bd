using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Access;
using Kith.Import.Mapping;
using Kith.Resources;

namespace Kith.Import;

/// <summary>Files of people: sent, mapped, looked at, run, undone.</summary>
internal sealed class ImportEndpoints(Database database, Idempotency idempotency, ResourceEndpoints imports, ImportsWorker worker)
{
    private static readonly string Collection = Vocabulary.CollectionTemplate(FileImport.Resource);

    private static readonly string Item = Vocabulary.ItemTemplate(FileImport.Resource);

    /// <summary>What an import takes over from the one whose failed rows it is.</summary>
    private static readonly IReadOnlyList<string> Said = ["mapping", "chosen", "match", "action", "title", "country", "externalSource", "owner", "tags", "segments", "noteCategory"];

    private readonly Staging _staging = new(database);
    private readonly ImportProgress _progress = new(database, worker);

    public void Map(IEndpointRouteBuilder endpoints, Routes routes)
    {
        routes.Map(endpoints, Collection, new("GET", Scope.Read, imports.ListAsync), new("POST", Scope.Write, ReceiveAsync) { Taken = [] });
        routes.Map(endpoints, Item, new("GET", Scope.Read, GetAsync), new("PATCH", Scope.Write, ChangeAsync), new("DELETE", Scope.Write, DeleteAsync));
        routes.Map(endpoints, $"{Item}/run", new Operation("POST", Scope.Write, (context, caller) => AskAsync(context, caller, Run)) { Taken = [] });
        routes.Map(endpoints, $"{Item}/cancel", new Operation("POST", Scope.Write, (context, caller) => AskAsync(context, caller, Cancel)) { Taken = [] });
        routes.Map(endpoints, $"{Item}/undo", new Operation("POST", Scope.Write, (context, caller) => AskAsync(context, caller, Undo)) { Taken = [] });
        routes.Map(endpoints, $"{Item}/events", new Operation("GET", Scope.Read, new ImportEvents(database, _progress).AnswerAsync));
        routes.Map(endpoints, $"{Item}/failed", new Operation("GET", Scope.Read, new FailedRows(database).AnswerAsync) { IsDownload = true });
        new ImportRows(database, _progress).Map(endpoints, routes);
    }

    private async ValueTask<Answer> ReceiveAsync(HttpContext context, KeyCaller caller)
    {
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem)
            || !QueryString.Parse(context.Request.QueryString.Value).Succeeded(out var parameters, out problem)
            || !SentOptions.Read(parameters, new Dictionary<string, string>()).Succeeded(out _, out problem)
            || !(await ReceivedFile.ReceiveAsync(context)).Succeeded(out var file, out problem))
        {
            return problem.ToAnswer();
        }
        await using (file)
        {
            var id = database.Ids.Next();
            if (!SentOptions.Read(parameters, file.Fields).Succeeded(out var options, out problem)
                || !(await _staging.StageAsync(caller, id, file.Stream, options.FileName ?? file.Name, options.Sheet, context.RequestAborted)).Succeeded(out var document, out problem))
            {
                return problem.ToAnswer();
            }
            var fields = string.Concat(SentOptions.Names.Where(file.Fields.ContainsKey).Select(field => $"\n{field}={file.Fields[field]}"));
            byte[] sameness = [.. file.Hash, .. Encoding.UTF8.GetBytes(context.Request.QueryString.Value + fields)];
            var isKept = false;
            var answer = await idempotency.OnceAsync(context, caller, sameness, async write =>
            {
                await ReuseAsync(write.Session, caller, document);
                var stored = await write.InsertAsync(FileImport.Resource, id, FileImport.Resource.Arrange(document));
                await ImportJob.AskAsync(write.Session, caller, id, ImportJob.Preview, document["rows"]!.GetValue<long>(), write.Now);
                isKept = true;
                return imports.CreatedAnswer(stored, null, caller, format);
            });
            // Whoever sent the same before has that import.
            if (isKept)
                worker.Wake();
            else
                await _staging.ForgetAsync(caller.Tenant, id);
            return answer;
        }
    }

    /// <summary>
    /// Takes over what somebody chose of the last import with the same columns. Failed rows that were downloaded and corrected are of the
    /// import that they come from, whatever was said of it.
    /// </summary>
    public static async ValueTask ReuseAsync(Session session, KeyCaller caller, JsonObject document)
    {
        const int LookedAt = 50;
        var earlier = await session.ListAsync(
            $"select document from {new Name(FileImport.Resource.Table)} where tenant_id = {caller.Tenant} order by id desc limit {new Constant(LookedAt)}", static row => Json.ParseStored(row.Bytes(0)));
        var names = ImportSettings.NamesOf(document);
        var isCorrected = FailedRows.IsFileOf(names);
        var sought = isCorrected ? names.Take(names.Count - FailedRows.Added.Count) : names;
        if (earlier.Find(import => (isCorrected || import["startedAt"] is not null) && ImportSettings.NamesOf(import).SequenceEqual(sought)) is not { } same)
            return;
        if (!isCorrected)
        {
            Choices.TakeOver(document, same);
            return;
        }
        foreach (var property in Said)
        {
            if (same[property] is { } value)
                document[property] = value.DeepClone();
        }
        foreach (var column in document["columns"]!.AsArray())
            column!["confidence"] = 1;
        foreach (var name in FailedRows.Added)
            document["mapping"]![name] = ImportSettings.ToJson(new ColumnMapping(Target.Note, ColumnMode.Skip));
    }

    private async ValueTask<Answer> GetAsync(HttpContext context, KeyCaller caller)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["id"] as string, out var id))
            return Problem.NotFound().ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        await _progress.WaitAsync(context, caller, id);
        if (await database.ReadAsync(session => Documents.FindAsync(session, FileImport.Resource, caller.Tenant, id), context.RequestAborted) is not { } stored)
            return Problem.NotFound().ToAnswer();
        var json = Json.ParseStored(imports.ItemAnswer(200, stored, null, caller, format).Body.Span);
        await _progress.AddAsync(json, caller.Tenant, id, context.RequestAborted);
        var bytes = Json.Bytes(json);
        // What is told of progress is in no revision.
        return new Answer(200) { MediaType = MediaTypes.Of(format), ETag = $"\"{XxHash3.HashToUInt64(bytes):x16}\"", Body = bytes };
    }

    private async ValueTask<Answer> ChangeAsync(HttpContext context, KeyCaller caller)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["id"] as string, out var id))
            return Problem.NotFound().ToAnswer();
        if (Negotiation.CheckContentType(context.Request, MediaTypes.Patches) is { } unsupported)
            return unsupported.ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem)
            || !(await RequestBody.ReadObjectAsync(context, MediaTypes.Patches)).Succeeded(out var body, out problem))
        {
            return problem.ToAnswer();
        }
        var outcome = await database.WriteAsync<Stored>(caller.AuthorOf(ResourceEndpoints.CauseOf(context)), async write =>
        {
            if (await write.FindAsync(FileImport.Resource, id) is not { } stored)
                return Problem.NotFound();
            var current = stored.Parse();
            if (current["state"]!.GetValue<string>() is FileImport.Running or FileImport.Undoing)
                return new Problem(409, "The import is under way. Wait for its end, or cancel it.");
            var reading = new Reading(caller, WriteMode.Merge, write.Now, context.Request.Host.Value ?? "");
            var applied = default(JsonObject);
            if (body.Object.TryGetProperty("savedMapping", out var saved) && saved.ValueKind == JsonValueKind.String
                && Iri.TryRead(saved.GetString()!, ImportMapping.Resource, reading.Authority, out var mapping) && await write.FindAsync(ImportMapping.Resource, mapping) is { } known)
            {
                ImportMapping.Apply(current, applied = known.Parse());
            }
            var after = FileImport.Resource.Compose(id, body.Object, current, reading);
            MappingRequest.Read(body.Object, current, after, reading);
            await write.CheckReferencesAsync(reading);
            if (reading.Violations.Count > 0)
                return Problem.Unprocessable(reading.Violations);
            if (current["state"]!.GetValue<string>() == FileImport.Done && !IsSameButTitle(stored.Parse(), after))
                return new Problem(409, "The import has been run: only its title can be changed. Correct rows that were left out and run it again, or undo it first.");
            Choices.Note(after, body.Object, applied);
            var changed = await write.UpdateAsync(FileImport.Resource, stored, FileImport.Resource.Arrange(after));
            if (changed.Revision != stored.Revision && after["state"]!.GetValue<string>() != FileImport.Done)
                await ImportJob.AskAsync(write.Session, caller, id, ImportJob.Preview, await LeftAsync(write.Session, caller.Tenant, id, after), write.Now);
            return changed;
        });
        if (!outcome.Succeeded(out var import, out problem))
            return problem.ToAnswer();
        worker.Wake();
        return imports.ItemAnswer(200, import, null, caller, format) with { ETag = null };
    }

    private static bool IsSameButTitle(JsonObject before, JsonObject after)
    {
        var changed = after.DeepClone().AsObject();
        foreach (var property in (string[])["title", "updatedAt"])
        {
            before.Remove(property);
            changed.Remove(property);
        }
        return JsonNode.DeepEquals(before, changed);
    }

    private async ValueTask<Answer> DeleteAsync(HttpContext context, KeyCaller caller)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["id"] as string, out var id))
            return Problem.NotFound().ToAnswer();
        var outcome = await database.WriteAsync<bool>(caller.AuthorOf(ResourceEndpoints.CauseOf(context)), async write =>
        {
            if (await write.FindAsync(FileImport.Resource, id) is not { } stored)
                return Problem.NotFound();
            if (stored.Parse()["state"]!.GetValue<string>() is FileImport.Running or FileImport.Undoing)
                return new Problem(409, "The import is under way. Wait for its end, or cancel it.");
            await write.Session.ExecuteAsync($"delete from import_jobs where tenant_id = {caller.Tenant} and import_id = {id}");
            await write.Session.ExecuteAsync($"delete from import_writes where tenant_id = {caller.Tenant} and import_id = {id}");
            await write.Session.ExecuteAsync($"delete from import_left_alone where tenant_id = {caller.Tenant} and import_id = {id}");
            return await write.DeleteAsync(FileImport.Resource, stored) is { } problem ? problem : true;
        });
        if (!outcome.Succeeded(out _, out var refused))
            return refused.ToAnswer();
        await _staging.ForgetAsync(caller.Tenant, id);
        return new Answer(204);
    }

    private async ValueTask<Answer> AskAsync(HttpContext context, KeyCaller caller, Func<Write, KeyCaller, Stored, ValueTask<Outcome<Stored>>> change)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["id"] as string, out var id))
            return Problem.NotFound().ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        var answer = await idempotency.OnceAsync(context, caller, default, async write =>
        {
            if (await write.FindAsync(FileImport.Resource, id) is not { } stored)
                return Problem.NotFound();
            if (!(await change(write, caller, stored)).Succeeded(out var changed, out var refused))
                return refused;
            return imports.ItemAnswer(202, changed, null, caller, format) with { ETag = null };
        });
        worker.Wake();
        return answer;
    }

    /// <summary>Begins to run an import, or what is left of it: rows that a run was cancelled before, or that were corrected after it.</summary>
    public static async ValueTask<Outcome<Stored>> Run(Write write, KeyCaller caller, Stored import)
    {
        var document = import.Parse();
        var state = document["state"]!.GetValue<string>();
        if (state is FileImport.Running or FileImport.Undoing)
            return new Problem(409, "The import is under way.");
        if (state == FileImport.Done && await CountAsync(write.Session, caller.Tenant, import.Id, RowStates.Wanted) == 0)
            return new Problem(409, "The import has been run, and no row was corrected since.");
        var left = await LeftAsync(write.Session, caller.Tenant, import.Id, document);
        document["state"] = FileImport.Running;
        document["startedAt"] = Instants.Print(write.Now);
        foreach (var property in (string[])["finishedAt", "undoneAt", "leftAlone"])
            document.Remove(property);
        await ImportJob.AskAsync(write.Session, caller, import.Id, ImportJob.Run, left, write.Now);
        return await write.UpdateAsync(FileImport.Resource, import, FileImport.Resource.Arrange(document));
    }

    /// <summary>How many rows no run is done with.</summary>
    private static async ValueTask<long> LeftAsync(Session session, long tenant, Guid import, JsonObject document) =>
        document["rows"]!.GetValue<long>() - await CountAsync(session, tenant, import, RowStates.Finished);

    private static ValueTask<long> CountAsync(Session session, long tenant, Guid import, IReadOnlyList<string> states) => session.NumberAsync(
        Sql.Of($"select count(*) from import_rows where tenant_id = {tenant} and import_id = {import} and state in (").AppendList(RowStates.Listed(states)).Append($")"));

    private static async ValueTask<Outcome<Stored>> Cancel(Write write, KeyCaller caller, Stored import)
    {
        var document = import.Parse();
        switch (document["state"]!.GetValue<string>())
        {
            case FileImport.Running:
                break;
            // Nothing runs, as they want who ask.
            case FileImport.Staged or FileImport.Cancelled:
                return import;
            case FileImport.Done:
                return new Problem(409, "The import has been run to its end. It can be undone.");
            case FileImport.Undone:
                return new Problem(409, "The import has been undone.");
            case FileImport.Undoing:
                return new Problem(409, "The import is being undone, which cannot be cancelled.");
            default:
                return new Problem(409, "The import has ended. What it did can be undone.");
        }
        await write.Session.ExecuteAsync($"delete from import_jobs where tenant_id = {caller.Tenant} and import_id = {import.Id}");
        document["state"] = FileImport.Cancelled;
        document["finishedAt"] = Instants.Print(write.Now);
        document["undoableUntil"] = Instants.Print(write.Now + FileImport.UndoTime);
        return await write.UpdateAsync(FileImport.Resource, import, FileImport.Resource.Arrange(document));
    }

    private static async ValueTask<Outcome<Stored>> Undo(Write write, KeyCaller caller, Stored import)
    {
        var document = import.Parse();
        if (document["state"]!.GetValue<string>() is not (FileImport.Done or FileImport.Cancelled or FileImport.Failed))
            return new Problem(409, "The import has not been run to an end, or has been undone.");
        if (document["undoableUntil"] is { } until && Instants.TryRead(until.GetValue<string>(), out var last) && last < write.Now)
            return new Problem(409, $"An import can be undone for {FileImport.UndoTime.Days} days.");
        var rows = await CountAsync(write.Session, caller.Tenant, import.Id, [RowStates.Created, RowStates.Updated]);
        await write.Session.ExecuteAsync($"delete from import_left_alone where tenant_id = {caller.Tenant} and import_id = {import.Id}");
        await ImportJob.AskAsync(write.Session, caller, import.Id, ImportJob.Undo, rows, write.Now);
        document["state"] = FileImport.Undoing;
        return await write.UpdateAsync(FileImport.Resource, import, FileImport.Resource.Arrange(document));
    }
}
