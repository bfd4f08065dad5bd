using System.Text.Json.Nodes;
using Kith.Access;
using Kith.Merging;
using Kith.People;
using Kith.Resources;
using Kith.Users;
using static Kith.Hydra.Declare;

namespace Kith.Trash;

/// <summary>Deleted people, who can come back for 30 days.</summary>
internal sealed class TrashEndpoints(Database database, Idempotency idempotency)
{
    /// <summary>How long a deleted person can come back.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>The path of the list.</summary>
    public static readonly string Path = $"{Vocabulary.CollectionTemplate(Person.Resource)}/trash";

    /// <summary>The path template of one of its members.</summary>
    public static readonly string ItemTemplate = $"{Path}/{{id}}";

    /// <summary>The path template that brings a person back.</summary>
    public static readonly string RestoreTemplate = $"{Vocabulary.ItemTemplate(Person.Resource)}/restore";

    /// <summary>A deleted person, as the list tells it.</summary>
    public static readonly Resource Deleted = new Resource("trash", "DeletedPerson",
    [
        Text("item").ReadOnly().Describe("The IRI that the person had, and has again when restored.", $"/people/{Iri.SampleId}"),
        Instant("deletedAt").ReadOnly().Describe("When the person was deleted."),
        Instant("restorableUntil").ReadOnly().Describe("How long the person can come back."),
        Link("author", to: () => User.Resource).ReadOnly().Describe("The user who deleted the person; absent for the program itself."),
        Text("cause").ReadOnly().Describe("The request or command that led to it.", $"DELETE {Vocabulary.CollectionTemplate(Person.Resource)}/{Iri.SampleId}"),
        Anything("person").Describe("The person as it was.", new JsonObject { ["id"] = Iri.SampleId, ["familyName"] = "de Vries" }),
    ])
        .Named("deleted person", "deleted people")
        .MadeByServer("last deleted first")
        .Describe("A deleted person, who can come back.");

    public void Map(IEndpointRouteBuilder endpoints, Routes routes)
    {
        routes.Map(endpoints, Path, new Operation("GET", Scope.Read, ListAsync));
        routes.Map(endpoints, ItemTemplate, new Operation("GET", Scope.Read, GetAsync));
        routes.Map(endpoints, RestoreTemplate, new Operation("POST", Scope.Write, RestoreAsync) { Taken = [] });
    }

    /// <summary>Describes the list and the way back.</summary>
    public static void Document(OpenApiDocument document)
    {
        document.AddOperation(Path, "GET", "getDeletedPeople", OpenApiDocument.TagOf(Person.Resource), "List deleted people",
            $"Retrieve a paginated list of the people who were deleted in the last {Lifetime.Days} days, the last one first.", "read",
            [.. SearchTemplate.Parameters(Deleted)], null,
            [new(200, "DeletedPerson collection", format => OpenApiDocument.ListSchemaOf(Deleted, format))], [400, 406]);
        document.AddOperation(ItemTemplate, "GET", "getDeletedPerson", OpenApiDocument.TagOf(Person.Resource), "Get a deleted person", "Retrieve a person who can come back.", "read",
            [OpenApiDocument.IdOf(Person.Resource)], null, [new(200, "DeletedPerson resource", format => OpenApiDocument.SchemaOf(Deleted, format))], [404, 406]);
        document.AddOperation(RestoreTemplate, "POST", "restorePerson", OpenApiDocument.TagOf(Person.Resource), "Restore a deleted person",
            "The person comes back with the notes, as they were. Links to what was deleted since are left out, and listed in leftAlone.", "write",
            [OpenApiDocument.IdOf(Person.Resource)], null, [new(200, "Restored", format => OpenApiDocument.SchemaOf(Reversal.Body, format))], [403, 404, 406, 409, 422], [OpenApiDocument.IdempotencyKey]);
    }

    private async ValueTask<Answer> ListAsync(HttpContext context, KeyCaller caller)
    {
        if (!ListRequest.Read(context, Deleted, caller).Succeeded(out var request, out var problem))
            return problem.ToAnswer();
        var query = request.Query;
        var oldest = OldestAt(database.Clock.GetUtcNow());
        var (total, members) = await database.SnapshotAsync(async session =>
        {
            var count = await session.NumberAsync($"select count(*) from trash where tenant_id = {caller.Tenant} and resource = {Person.Resource.Table} and at > {oldest}");
            var rows = await session.ListAsync(
                Select(caller, oldest).Append($" order by t.revision desc limit {query.ItemsPerPage} offset {query.Offset}"),
                row => ToJson(row, request.Format, query.IdsOnly), context.RequestAborted);
            return (count, rows);
        }, context.RequestAborted);
        return request.Answer(Path, total, members, static member => member);
    }

    private async ValueTask<Answer> GetAsync(HttpContext context, KeyCaller caller)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["id"] as string, out var id))
            return Problem.NotFound().ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        var oldest = OldestAt(database.Clock.GetUtcNow());
        var found = await database.ReadAsync(
            session => session.FirstAsync(Select(caller, oldest).Append($" and t.id = {id}"), row => ToJson(row, format, idsOnly: false)), context.RequestAborted);
        if (found is null)
            return Problem.NotFound().ToAnswer();
        if (format == Format.JsonLd)
            found.Insert(0, "@context", $"/contexts/{Deleted.Type}");
        return new Answer(200) { MediaType = MediaTypes.Of(format), Body = Json.Bytes(found) };
    }

    private static Sql Select(KeyCaller caller, long oldest) => Sql.Of($"""
        select j.id, j.at, j.actor, j.cause, j.before from trash t join journal j on j.tenant_id = t.tenant_id and j.revision = t.revision
        where t.tenant_id = {caller.Tenant} and t.resource = {Person.Resource.Table} and t.at > {oldest}
        """);

    private async ValueTask<Answer> RestoreAsync(HttpContext context, KeyCaller caller)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["id"] as string, out var id))
            return Problem.NotFound().ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        var answer = await idempotency.OnceAsync(context, caller, default, async write =>
        {
            if (await Documents.ExistsAsync(write.Session, Person.Resource, caller.Tenant, id))
                return new Problem(409, "This person is not deleted.");
            var oldest = OldestAt(write.Now);
            var revision = await write.Session.NumberAsync(
                $"select revision from trash where tenant_id = {caller.Tenant} and resource = {Person.Resource.Table} and id = {id} and at > {oldest}");
            if (revision == 0)
                return Problem.NotFound();
            var batch = await write.Session.NumberAsync($"select batch from journal where tenant_id = {caller.Tenant} and revision = {revision}");
            var entries = await JournalEntry.ListAsync(write.Session, caller.Tenant, batch);
            // One write may have deleted many people, each with what was theirs.
            var left = await write.ReverseAsync([.. entries.Where(entry => entry.After is null && (entry.Id == id || IsPlacedUnder(entry, id)))]);
            return Reversal.ToAnswer(id, left, format);
        });
        return answer.Status == 404 ? await Moved.AnswerAsync(database, context, caller, Person.Resource, id) : answer;
    }

    /// <summary>Who was deleted at this moment (Unix milliseconds) or earlier does not come back.</summary>
    public static long OldestAt(DateTimeOffset now) => (now - Lifetime).ToUnixTimeMilliseconds();

    private static bool IsPlacedUnder(JournalEntry entry, Guid person) =>
        Crm.Vocabulary.Resources.FirstOrDefault(resource => resource.Type == entry.Type)?.Parent is { } parent
        && parent.Target == Person.Resource && parent.TargetOf(entry.Before!) == person;

    private static JsonObject ToJson(Row row, Format format, bool idsOnly)
    {
        var (id, at) = (row.Id(0), DateTimeOffset.FromUnixTimeMilliseconds(row.Long(1)));
        var json = new JsonObject();
        if (format == Format.JsonLd)
        {
            json["@id"] = $"{Path}/{id}";
            json["@type"] = Deleted.Type;
        }
        json["id"] = id.ToString();
        if (idsOnly)
            return json;
        json["item"] = Iri.Of(Person.Resource, id);
        json["deletedAt"] = Instants.Print(at);
        json["restorableUntil"] = Instants.Print(at + Lifetime);
        if (!row.IsNull(2))
            json["author"] = Iri.Of(User.Resource, row.Id(2));
        json["cause"] = row.Text(3);
        var person = Json.ParseStored(row.Bytes(4));
        Person.Resource.Hide(person);
        json["person"] = person;
        return json;
    }
}
