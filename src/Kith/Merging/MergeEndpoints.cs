using System.Text.Json.Nodes;
using Kith.Access;
using Kith.Notes;
using Kith.People;
using Kith.Resources;
using Kith.Users;

namespace Kith.Merging;

/// <summary>People who become one, and become several again.</summary>
internal sealed class MergeEndpoints(Database database, Idempotency idempotency, ResourceEndpoints people, ResourceEndpoints merges)
{
    /// <summary>The path template of a merge.</summary>
    public static readonly string MergeTemplate = $"{Vocabulary.ItemTemplate(Person.Resource)}/merge";

    /// <summary>The path template of its undoing.</summary>
    public static readonly string UndoTemplate = $"{Vocabulary.ItemTemplate(Merge.Resource)}/undo";

    public void Map(IEndpointRouteBuilder endpoints, Routes routes)
    {
        merges.Map(endpoints, routes);
        routes.Map(endpoints, MergeTemplate, new Operation("POST", Scope.Write, MergeAsync));
        routes.Map(endpoints, UndoTemplate, new Operation("POST", Scope.Write, UndoAsync) { Taken = [] });
    }

    /// <summary>Describes both.</summary>
    public static void Document(OpenApiDocument document)
    {
        var body = PropertySchema.OfObject(MergeRequest.Body.Fields, Usage.Write);
        body["required"] = new JsonArray(MergeRequest.People);
        body["examples"] = new JsonArray(new JsonObject { [MergeRequest.People] = new JsonArray(Iri.Of(Person.Resource, Guid.Parse(Iri.SampleId))) });
        document.AddOperation(MergeTemplate, "POST", "mergePeople", OpenApiDocument.TagOf(Person.Resource), "Merge people",
            $"Makes other people part of the person in the path: their notes, tags, segments, organizations, e-mail addresses and phone numbers move, their ids lead to the survivor (308). It can be undone: `POST {UndoTemplate}`.",
            "write",
            [
                OpenApiDocument.IdOf(Person.Resource),
                DryRun.Parameter("With true, nothing is merged: the answer (200) is the person that would result."),
            ],
            body,
            [
                new(201, "Merged", format => OpenApiDocument.SchemaOf(Merge.Resource, format)) { Headers = ["ETag", "Location", "Content-Location"] },
                new(200, "The person that would result", format => OpenApiDocument.SchemaOf(Person.Resource, format)),
            ],
            [400, 403, 404, 406, 409, 412, 413, 415, 422], [OpenApiDocument.IfMatch, OpenApiDocument.IdempotencyKey]);
        document.AddOperation(UndoTemplate, "POST", "undoMerge", OpenApiDocument.TagOf(Merge.Resource), "Undo a merge",
            "Everybody is again who they were. What was added since stays with the survivor; what was edited since is left as it is, and listed in leftAlone.", "write",
            [OpenApiDocument.IdOf(Merge.Resource)], null, [new(200, "Undone", format => OpenApiDocument.SchemaOf(Merge.Resource, format)) { Headers = ["ETag"] }], [403, 404, 406, 409, 422],
            [OpenApiDocument.IdempotencyKey]);
    }

    private async ValueTask<Answer> MergeAsync(HttpContext context, KeyCaller caller)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["id"] as string, out var id))
            return Problem.NotFound().ToAnswer();
        if (Negotiation.CheckContentType(context.Request, MediaTypes.Writes) is { } unsupported)
            return unsupported.ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem)
            || !QueryString.Parse(context.Request.QueryString.Value).Succeeded(out var parameters, out problem)
            || !DryRun.Read(parameters).Succeeded(out var isDryRun, out problem))
        {
            return problem.ToAnswer();
        }
        if (await database.ReadAsync(session => Documents.ExistsAsync(session, Person.Resource, caller.Tenant, id), context.RequestAborted) is false)
            return await Moved.AnswerAsync(database, context, caller, Person.Resource, id);
        if (!(await RequestBody.ReadObjectAsync(context, MediaTypes.Writes)).Succeeded(out var body, out problem))
            return problem.ToAnswer();
        Reading ReadingAt(DateTimeOffset now) => new(caller, WriteMode.Create, now, context.Request.Host.Value ?? "");

        if (isDryRun)
        {
            var reading = ReadingAt(database.Clock.GetUtcNow());
            if (!MergeRequest.Read(id, body.Object, reading).Succeeded(out var asked, out problem))
                return problem.ToAnswer();
            var outcome = await database.SnapshotAsync(session => GatherAsync(session, caller, id, asked), context.RequestAborted);
            return outcome.Succeeded(out var result, out problem) && (problem = Preconditions.CheckWrite(context.Request.Headers, people.ETag(result.Survivor, format))) is null
                ? people.ItemAnswer(200, result.Survivor with { Document = Json.Bytes(result.United) }, null, caller, format) with { ETag = null }
                : problem!.ToAnswer();
        }
        var answer = await idempotency.OnceAsync(context, caller, body.Bytes, async write =>
        {
            if (!MergeRequest.Read(id, body.Object, ReadingAt(write.Now)).Succeeded(out var asked, out var refused)
                || !(await GatherAsync(write.Session, caller, id, asked)).Succeeded(out var gathered, out refused))
            {
                return refused;
            }
            if (Preconditions.CheckWrite(context.Request.Headers, people.ETag(gathered.Survivor, format)) is { } stale)
                return stale;
            foreach (var note in gathered.Notes)
            {
                if (await write.DeleteAsync(Note.OfPerson, note) is { } needed)
                    return needed;
            }
            foreach (var other in gathered.Others)
            {
                await MergedIdentifiers.KeepAsync(write, caller.Tenant, other.Id, other.Parse());
                if (await write.MoveIntoAsync(Person.Resource, other, id) is { } inUse)
                    return inUse;
            }
            await write.UpdateAsync(Person.Resource, gathered.Survivor, gathered.United);
            var merge = await write.NextIdAsync();
            var stored = await write.InsertAsync(Merge.Resource, merge, Merge.Resource.Arrange(new JsonObject
            {
                ["id"] = merge.ToString(),
                ["createdAt"] = Instants.Print(write.Now),
                ["author"] = Iri.Of(User.Resource, caller.User),
                ["survivor"] = Iri.Of(Person.Resource, id),
                ["merged"] = new JsonArray([.. gathered.Others.Select(other => (JsonNode)Iri.Of(Person.Resource, other.Id))]),
                ["leftAlone"] = new JsonArray(),
            }));
            return merges.CreatedAnswer(stored, null, caller, format);
        });
        return answer.Status == 404 ? await Moved.AnswerAsync(database, context, caller, Person.Resource, id) : answer;
    }

    /// <summary>Finds everybody, and what they are as one.</summary>
    private static async ValueTask<Outcome<Gathered>> GatherAsync(Session session, KeyCaller caller, Guid id, MergeRequest asked)
    {
        if (await Documents.FindAsync(session, Person.Resource, caller.Tenant, id) is not { } survivor)
            return Problem.NotFound();
        var (others, winners) = (new List<Stored>(), new Dictionary<Guid, JsonObject> { [id] = survivor.Parse() });
        var violations = new List<Violation>();
        foreach (var (index, named) in asked.Others.Index())
        {
            var other = await Documents.MovedToAsync(session, Person.Resource, caller.Tenant, named) ?? named;
            if (other == id)
                violations.Add(new Violation($"{MergeRequest.People}[{index}]", "This person is part of the survivor already.", ViolationCodes.Mismatch));
            else if (await Documents.FindAsync(session, Person.Resource, caller.Tenant, other) is not { } found)
                violations.Add(new Violation($"{MergeRequest.People}[{index}]", $"Item not found for \"{Iri.Of(Person.Resource, named)}\".", ViolationCodes.Iri));
            else if (winners.TryAdd(other, found.Parse()))
                others.Add(found);
            if (winners.TryGetValue(other, out var known))
                winners.TryAdd(named, known);
        }
        if (violations.Count > 0)
            return Problem.Unprocessable(violations);
        var united = Union.Of(winners[id], [.. others.Select(other => winners[other.Id])], asked.Winners.ToDictionary(winner => winner.Key, winner => winners[winner.Value]), caller.Country);
        violations.AddRange(Union.LeaveOut(united, [.. asked.LeftOut.Where(item => item.NoteId is null)], caller.Country));
        var notes = await NotesAsync(session, caller, [.. winners.Keys], asked.LeftOut, violations);
        foreach (var (name, value) in united)
        {
            if (value is JsonArray { Count: > PartsField.MaximumCount })
                violations.Add(new Violation(name, $"Together they have more than {PartsField.MaximumCount}: say in {MergeRequest.Values} whose are kept.", ViolationCodes.TooMany));
        }
        return violations.Count > 0 ? Problem.Unprocessable(violations) : new Gathered(survivor, others, united, notes);
    }

    /// <summary>The notes that are left out: of one of those who are merged, and seen by the caller.</summary>
    private static async ValueTask<IReadOnlyList<Stored>> NotesAsync(
        Session session, KeyCaller caller, IReadOnlyList<Guid> people, IReadOnlyList<LeftOut> leftOut, List<Violation> violations)
    {
        var notes = new Dictionary<Guid, Stored>();
        foreach (var item in leftOut.Where(item => item.NoteId is not null))
        {
            if (await Documents.FindAsync(session, Note.OfPerson, caller.Tenant, item.NoteId!.Value) is { } note && note.Parse() is var document
                && people.Contains(Note.OfPerson.Parent!.TargetOf(document)!.Value) && Note.OfPerson.IsVisibleTo(caller, document))
            {
                notes[note.Id] = note;
            }
            else
            {
                violations.Add(new Violation(item.Path, "None of them has this note.", ViolationCodes.Iri));
            }
        }
        return [.. notes.Values];
    }

    private async ValueTask<Answer> UndoAsync(HttpContext context, KeyCaller caller)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["id"] as string, out var id))
            return Problem.NotFound().ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        return await idempotency.OnceAsync(context, caller, default, async write =>
        {
            if (await write.FindAsync(Merge.Resource, id) is not { } stored)
                return Problem.NotFound();
            var merge = stored.Parse();
            if (merge["undoneAt"] is not null)
                return new Problem(409, "This merge has been undone already.");
            var survivor = merge["survivor"]!.GetValue<string>();
            if (await CheckSurvivorAsync(write.Session, caller, Iri.IdOf(survivor)) is { } gone)
                return gone;
            if (await write.Session.FirstAsync(
                $"select id from merges where tenant_id = {caller.Tenant} and id > {id} and document ->> 'survivor' = {survivor} and document ->> 'undoneAt' is null order by id desc limit 1",
                static row => (Guid?)row.Id(0)) is { } later)
            {
                return new Problem(409, $"Others became part of the survivor later. Undo {Iri.Of(Merge.Resource, later)} first.");
            }
            var batch = await write.Session.NumberAsync(
                $"select batch from journal where tenant_id = {caller.Tenant} and type = {Merge.Resource.Type} and id = {id} and before is null");
            var entries = await JournalEntry.ListAsync(write.Session, caller.Tenant, batch);
            var left = await write.ReverseAsync([.. entries.Where(entry => entry.Type != Merge.Resource.Type)]);
            await MergedIdentifiers.ForgetAsync(write, caller.Tenant, [.. merge["merged"]!.AsArray().Select(merged => Iri.IdOf(merged!.GetValue<string>()))]);
            merge["undoneAt"] = Instants.Print(write.Now);
            merge["undoneBy"] = Iri.Of(User.Resource, caller.User);
            merge["leftAlone"] = Reversal.ToJson(left);
            var undone = await write.UpdateAsync(Merge.Resource, stored, Merge.Resource.Arrange(merge));
            return merges.ItemAnswer(200, undone, null, caller, format);
        });
    }

    /// <summary>A merge is taken back from a survivor that is there: what happened to it later is taken back first.</summary>
    private static async ValueTask<Problem?> CheckSurvivorAsync(Session session, KeyCaller caller, Guid survivor)
    {
        if (await Documents.ExistsAsync(session, Person.Resource, caller.Tenant, survivor))
            return null;
        return await Documents.MovedToAsync(session, Person.Resource, caller.Tenant, survivor) is { } target
            ? new Problem(409, $"The survivor became part of {Iri.Of(Person.Resource, target)} in a later merge. Undo that one first.")
            : new Problem(409, "The survivor has been deleted. Restore it first; who was erased does not come back.");
    }

    private sealed record Gathered(Stored Survivor, IReadOnlyList<Stored> Others, JsonObject United, IReadOnlyList<Stored> Notes);
}
