using System.Text.Json.Nodes;
using Kith.Access;
using Kith.People;
using Kith.Resources;

namespace Kith.Merging;

/// <summary><c>GET /merges/{id}/people</c>: who the others were before they became part of the survivor, and are again when the merge is undone.</summary>
internal sealed class MergedPeopleEndpoint(Database database)
{
    private static readonly string Template = $"{Vocabulary.ItemTemplate(Merge.Resource)}/people";

    public void Map(IEndpointRouteBuilder endpoints, Routes routes) => routes.Map(endpoints, Template, new Operation("GET", Scope.Read, ListAsync));

    /// <summary>Describes it.</summary>
    public static void Document(OpenApiDocument document) => document.AddOperation(
        Template, "GET", "getMergedPeople", OpenApiDocument.TagOf(Merge.Resource), "List who was merged",
        "The others as they were before the merge, whether it was undone since or not; who was erased since is left out.", "read",
        [OpenApiDocument.IdOf(Merge.Resource)], null, [new(200, "Person collection", ListSchemaOf)], [404, 406]);

    private async ValueTask<Answer> ListAsync(HttpContext context, KeyCaller caller)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["id"] as string, out var id))
            return Problem.NotFound().ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        var people = await database.SnapshotAsync(async session => await Documents.ExistsAsync(session, Merge.Resource, caller.Tenant, id)
            ? await session.ListAsync(
                $"""
                select j.before from journal j
                where j.tenant_id = {caller.Tenant} and j.type = {Person.Resource.Type} and j.after is null
                    and j.batch = (select m.batch from journal m where m.tenant_id = {caller.Tenant} and m.type = {Merge.Resource.Type} and m.id = {id} and m.before is null)
                order by j.revision
                """,
                static row => Json.ParseStored(row.Bytes(0)), context.RequestAborted)
            : null, context.RequestAborted);
        if (people is null)
            return Problem.NotFound().ToAnswer();
        var members = new JsonArray([.. people.Where(person => !Tombstone.Is(person)).Select(person => ToJson(person, format))]);
        JsonNode body = format == Format.Json ? members : new JsonObject
        {
            ["@context"] = $"/contexts/{Person.Resource.Type}",
            ["@id"] = $"{Iri.Of(Merge.Resource, id)}/people",
            ["@type"] = "Collection",
            ["totalItems"] = members.Count,
            ["member"] = members,
        };
        return new Answer(200) { MediaType = MediaTypes.Of(format), Body = Json.Bytes(body) };
    }

    private static JsonObject ToJson(JsonObject person, Format format)
    {
        Person.Resource.Hide(person);
        if (format == Format.JsonLd)
        {
            person.Insert(0, "@id", Iri.Of(Person.Resource, Guid.Parse(person["id"]!.GetValue<string>())));
            person.Insert(1, "@type", Person.Resource.Type);
        }
        return person;
    }

    private static JsonObject ListSchemaOf(Format format)
    {
        var members = new JsonObject { ["type"] = "array", ["items"] = OpenApiDocument.SchemaOf(Person.Resource, format) };
        return format == Format.Json ? members : OpenApiDocument.CollectionOf(members);
    }
}
