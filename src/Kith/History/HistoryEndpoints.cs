using System.Text.Json.Nodes;
using Kith.Access;
using Kith.Merging;
using Kith.Organizations;
using Kith.People;
using Kith.Resources;
using Kith.Users;
using static Kith.Hydra.Declare;

namespace Kith.History;

/// <summary>The changes of a person or an organization as people see them: the journal, newest first, with who, when, which properties, old and new.</summary>
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
        .Describe("One change of a person or an organization: who made it, when, and each property with its old and new value.");

    /// <summary>What has a history of its own, other than notes.</summary>
    public static readonly IReadOnlyList<Resource> Kinds = [Person.Resource, Organization.Resource];

    public void Map(IEndpointRouteBuilder endpoints, Routes routes)
    {
        foreach (var kind in Kinds)
        {
            routes.Map(endpoints, ListTemplateOf(kind), new Operation("GET", Scope.Read, (context, caller) => ListAsync(context, caller, kind)));
            routes.Map(endpoints, ItemTemplateOf(kind), new Operation("GET", Scope.Read, (context, caller) => GetAsync(context, caller, kind)));
            routes.Map(endpoints, RevertTemplateOf(kind), new Operation("POST", Scope.Write, (context, caller) => RevertAsync(context, caller, kind)) { Taken = [] });
        }
    }

    /// <summary>Describes what is not a common verb, and what is not about a person.</summary>
    public static void Document(OpenApiDocument document)
    {
        foreach (var kind in Kinds)
        {
            var name = kind == Change.RecordedAbout ? "" : kind.Type;
            document.AddOperation(RevertTemplateOf(kind), "POST", $"revert{name}Change", OpenApiDocument.TagOf(Change), "Take a change back",
                "Each property that the change changed is again what it was. What was edited since is left as it is, and listed in leftAlone.", "write", OfItem(kind),
                null, [new(200, "Taken back", format => OpenApiDocument.SchemaOf(Reversal.Body, format))], [403, 404, 406, 409, 422], [OpenApiDocument.IdempotencyKey]);
            if (kind == Change.RecordedAbout)
                continue;
            document.AddOperation(ListTemplateOf(kind), "GET", $"get{name}History", OpenApiDocument.TagOf(Change), $"List the changes of an {kind.Singular}",
                "Who made each, when, and each property with its old and new value; the newest first.", "read", [OfList(kind), .. SearchTemplate.Parameters(Change)], null,
                [new(200, "Change collection", format => OpenApiDocument.ListSchemaOf(Change, format))], [400, 404, 406]);
            document.AddOperation(ItemTemplateOf(kind), "GET", $"get{name}Change", OpenApiDocument.TagOf(Change), $"Read a change of an {kind.Singular}",
                "Who made it, when, and each property with its old and new value.", "read", OfItem(kind), null,
                [new(200, "Change", format => OpenApiDocument.SchemaOf(Change, format))], [404, 406]);
        }
    }

    private static ParameterDescription OfList(Resource kind) => new(IdOf(kind), "id", $"{kind.Type} identifier", new JsonObject { ["type"] = "string" });

    private static IReadOnlyList<ParameterDescription> OfItem(Resource kind) => [OfList(kind), new("id", "id", "The revision of the change", new JsonObject { ["type"] = "string" })];

    private static string IdOf(Resource kind) => $"{kind.Singular}Id";

    private static string ListTemplateOf(Resource kind) => $"/{kind.Path}/{{{IdOf(kind)}}}/{Change.Path}";

    private static string ItemTemplateOf(Resource kind) => $"{ListTemplateOf(kind)}/{{id}}";

    private static string RevertTemplateOf(Resource kind) => $"{ItemTemplateOf(kind)}/revert";

    private static string AddressOf(Resource kind, Guid id) => $"{Iri.Of(kind, id)}/{Change.Path}";

    private async ValueTask<Answer> ListAsync(HttpContext context, KeyCaller caller, Resource kind)
    {
        if (!Iri.TryReadId(context.Request.RouteValues[IdOf(kind)] as string, out var id))
            return Problem.NotFound().ToAnswer();
        return await HistoryList.AnswerAsync(database, context, caller, kind, id, AddressOf(kind, id), session => Documents.ExistsAsync(session, kind, caller.Tenant, id))
            ?? await Moved.AnswerAsync(database, context, caller, kind, id);
    }

    private async ValueTask<Answer> GetAsync(HttpContext context, KeyCaller caller, Resource kind)
    {
        if (!TryReadAddress(context, kind, out var id, out var revision))
            return Problem.NotFound().ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        var entry = await database.ReadAsync(async session => !await Documents.ExistsAsync(session, kind, caller.Tenant, id)
            ? null
            : await session.FirstAsync(HistoryEntry.Select(caller.Tenant, kind, id).Append($" and j.revision = {revision}"), HistoryEntry.Read), context.RequestAborted);
        if (entry is null)
            return await Moved.AnswerAsync(database, context, caller, kind, id);
        var etag = format == Format.Json ? $"\"{revision}-json\"" : $"\"{revision}\"";
        var body = entry.ToJson(AddressOf(kind, id), format, idsOnly: false);
        if (format == Format.JsonLd)
            body.Insert(0, "@context", $"/contexts/{Change.Type}");
        return new Answer(200) { MediaType = MediaTypes.Of(format), ETag = etag, Body = Json.Bytes(body) };
    }

    private async ValueTask<Answer> RevertAsync(HttpContext context, KeyCaller caller, Resource kind)
    {
        if (!TryReadAddress(context, kind, out var id, out var revision))
            return Problem.NotFound().ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        var answer = await idempotency.OnceAsync(context, caller, default, async write =>
        {
            if (!await Documents.ExistsAsync(write.Session, kind, caller.Tenant, id))
                return Problem.NotFound();
            var entry = await JournalEntry.FindAsync(write.Session, caller.Tenant, kind.Type, id, revision);
            if (await write.Session.FirstAsync(
                Sql.Of($"select ").Append(Merge.OfEntry).Append($" from journal j where j.tenant_id = {caller.Tenant} and j.revision = {revision} and j.type = {kind.Type} and j.id = {id}"),
                static row => row.IsNull(0) ? (Guid?)null : row.Id(0)) is { } partOf)
            {
                var (iri, merge) = (Iri.Of(Merge.Resource, partOf), await write.FindAsync(Merge.Resource, partOf));
                return new Problem(409, merge?.Parse()["undoneAt"] is null
                    ? $"This change is part of a merge, which is undone as a whole: POST {iri}/undo."
                    : $"This change is part of a merge, which was undone as a whole: {iri}.");
            }
            if (entry is { Before: not null, After: not null })
            {
                var before = await write.RevisionAsync();
                var left = await write.ReverseAsync([entry]);
                var after = await write.RevisionAsync();
                return Reversal.ToAnswer(Iri.Of(kind, id), after > before ? $"{AddressOf(kind, id)}/{after}" : null, left, format);
            }
            return entry switch
            {
                null => Problem.NotFound(),
                { Before: null } => new Problem(409, $"This change created the {kind.Singular}. Delete the {kind.Singular} instead: what DELETE took away can be restored."),
                _ => new Problem(409, $"This change deleted the {kind.Singular}, which was restored since."),
            };
        });
        return answer.Status == 404 ? await Moved.AnswerAsync(database, context, caller, kind, id) : answer;
    }

    private static bool TryReadAddress(HttpContext context, Resource kind, out Guid id, out long revision)
    {
        revision = 0;
        return Iri.TryReadId(context.Request.RouteValues[IdOf(kind)] as string, out id)
            && long.TryParse(context.Request.RouteValues["id"] as string, System.Globalization.NumberStyles.None, null, out revision);
    }
}
