using System.Text.Json.Nodes;
using Kith.Access;
using Kith.Merging;
using Kith.People;
using Kith.Resources;
using Kith.Users;
using static Kith.Hydra.Declare;

namespace Kith.History;

/// <summary>A person's changes as people see them: the journal, newest first, with who, when, which properties, old and new.</summary>
internal sealed class HistoryEndpoints(Database database, Idempotency idempotency)
{
    internal const string Key = "key";
    internal const string Session = "session";

    /// <summary>One change; what it is made of is the journal's, not a document's.</summary>
    public static readonly Resource Change = new Resource("history", "Change",
    [
        Integer("revision").ReadOnly().Describe("The position in the tenant's journal; counts up without gaps.", 42),
        Instant("createdAt").ReadOnly().Describe("When it was made."),
        Choice("action", "create", "update", "delete").ReadOnly().Describe("What was done.", "update"),
        Link("author", to: () => User.Resource).ReadOnly().Describe("The user who made it; absent for the program itself."),
        Choice("through", Key, Session).ReadOnly().Describe("What the user acted through: a key, or a session in the pages; absent for the program itself.", Key),
        Text("key").ReadOnly().Describe("How the key begins, to recognise it by.", "kith_3f9a"),
        Text("cause").ReadOnly().Describe("The request or command that led to it.", $"PATCH {Vocabulary.CollectionTemplate(Person.Resource)}/{Iri.SampleId}"),
        Parts("changes",
            Text("property").Required().Describe("The property that changed.", "jobTitle"),
            Anything("old").Describe("What it was; absent when there was nothing.", "Buyer"),
            Anything("new").Describe("What it became; absent when it was removed.", "Head of Purchasing"))
            .ReadOnly().Describe("Each property that changed, with its old and new value."),
        Boolean("isRevertible").ReadOnly().Describe("Whether the change can be taken back by itself."),
        Link("merge", to: () => Merge.Resource).ReadOnly().Describe("The merge that the change is part of, which is undone as a whole."),
    ])
        .Records(about: Person.Resource)
        .Named("change", "changes")
        .Describe("One change of a person: who made it, when, and each property with its old and new value.");

    /// <summary>The path template that takes one change back.</summary>
    public static readonly string RevertTemplate = $"{Vocabulary.ItemTemplate(Change)}/revert";

    public void Map(IEndpointRouteBuilder endpoints, Routes routes)
    {
        routes.Map(endpoints, Vocabulary.CollectionTemplate(Change), new Operation("GET", Scope.Read, ListAsync));
        routes.Map(endpoints, Vocabulary.ItemTemplate(Change), new Operation("GET", Scope.Read, GetAsync));
        routes.Map(endpoints, RevertTemplate, new Operation("POST", Scope.Write, RevertAsync) { Taken = [] });
    }

    /// <summary>Describes what is not a common verb.</summary>
    public static void Document(OpenApiDocument document)
    {
        document.AddOperation(RevertTemplate, "POST", "revertChange", OpenApiDocument.TagOf(Change), "Take a change back",
            "Each property that the change changed is again what it was. What was edited since is left as it is, and listed in leftAlone.", "write",
            [
                new($"{Person.Resource.Singular}Id", "id", "Person identifier", new JsonObject { ["type"] = "string" }),
                new("id", "id", "The revision of the change", new JsonObject { ["type"] = "string" }),
            ],
            null, [new(200, "Taken back", format => OpenApiDocument.SchemaOf(Reversal.Body, format))], [403, 404, 406, 409, 422], [OpenApiDocument.IdempotencyKey]);
    }

    private async ValueTask<Answer> ListAsync(HttpContext context, KeyCaller caller)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["personId"] as string, out var person))
            return Problem.NotFound().ToAnswer();
        return await HistoryList.AnswerAsync(database, context, caller, Person.Resource, person, $"/people/{person}/history", session => Documents.ExistsAsync(session, Person.Resource, caller.Tenant, person))
            ?? await Moved.AnswerAsync(database, context, caller, Person.Resource, person);
    }

    private async ValueTask<Answer> GetAsync(HttpContext context, KeyCaller caller)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["personId"] as string, out var person)
            || !long.TryParse(context.Request.RouteValues["id"] as string, System.Globalization.NumberStyles.None, null, out var revision))
        {
            return Problem.NotFound().ToAnswer();
        }
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        var entry = await database.ReadAsync(async session => !await Documents.ExistsAsync(session, Person.Resource, caller.Tenant, person)
            ? null
            : await session.FirstAsync(HistoryEntry.Select(caller.Tenant, Person.Resource, person).Append($" and j.revision = {revision}"), HistoryEntry.Read), context.RequestAborted);
        if (entry is null)
            return await Moved.AnswerAsync(database, context, caller, Person.Resource, person);
        var etag = format == Format.Json ? $"\"{revision}-json\"" : $"\"{revision}\"";
        var body = entry.ToJson($"/people/{person}/history", format, idsOnly: false);
        if (format == Format.JsonLd)
            body.Insert(0, "@context", $"/contexts/{Change.Type}");
        return new Answer(200) { MediaType = MediaTypes.Of(format), ETag = etag, Body = Json.Bytes(body) };
    }

    private async ValueTask<Answer> RevertAsync(HttpContext context, KeyCaller caller)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["personId"] as string, out var person)
            || !long.TryParse(context.Request.RouteValues["id"] as string, System.Globalization.NumberStyles.None, null, out var revision))
        {
            return Problem.NotFound().ToAnswer();
        }
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        var answer = await idempotency.OnceAsync(context, caller, default, async write =>
        {
            if (!await Documents.ExistsAsync(write.Session, Person.Resource, caller.Tenant, person))
                return Problem.NotFound();
            var entry = await JournalEntry.FindAsync(write.Session, caller.Tenant, Person.Resource.Type, person, revision);
            if (await write.Session.FirstAsync(
                Sql.Of($"select ").Append(Merge.OfEntry).Append($" from journal j where j.tenant_id = {caller.Tenant} and j.revision = {revision} and j.type = {Person.Resource.Type} and j.id = {person}"),
                static row => row.IsNull(0) ? (Guid?)null : row.Id(0)) is { } id)
            {
                var (iri, merge) = (Iri.Of(Merge.Resource, id), await write.FindAsync(Merge.Resource, id));
                return new Problem(409, merge?.Parse()["undoneAt"] is null
                    ? $"This change is part of a merge, which is undone as a whole: POST {iri}/undo."
                    : $"This change is part of a merge, which was undone as a whole: {iri}.");
            }
            return entry switch
            {
                null => Problem.NotFound(),
                { Before: null } => new Problem(409, "This change created the person. Delete the person instead: DELETE puts them in the trash."),
                { After: null } => new Problem(409, "This change deleted the person, who is back."),
                _ => Reversal.ToAnswer(person, await write.ReverseAsync([entry]), format),
            };
        });
        return answer.Status == 404 ? await Moved.AnswerAsync(database, context, caller, Person.Resource, person) : answer;
    }
}
