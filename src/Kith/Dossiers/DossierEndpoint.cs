using Kith.Access;
using Kith.People;
using Kith.Resources;

namespace Kith.Dossiers;

/// <summary><c>GET /people/{id}/dossier</c>: everything that is known of a person, as one file to hand over.</summary>
internal sealed class DossierEndpoint(Database database, SignedLinks links)
{
    /// <summary>The path template.</summary>
    public static readonly string Template = $"{Vocabulary.ItemTemplate(Person.Resource)}/dossier";

    private const string MediaType = "application/zip";

    public void Map(IEndpointRouteBuilder endpoints, Routes routes) => routes.Map(endpoints, Template, new Operation("GET", Scope.Read, GetAsync) { IsDownload = true });

    /// <summary>Describes it.</summary>
    public static void Document(OpenApiDocument document) => document.AddOperation(
        Template, "GET", "getDossier", OpenApiDocument.TagOf(Person.Resource), "Everything that is known of a person",
        "A ZIP file to hand over to the person (GDPR, article 15): person.json, person.vcf (the same as a vCard), linked.json (what the person points at), notes.json, history.json (of the person, of those who became part of them, "
        + "and of their notes), pictures, and contents.json, which tells how many private notes of others are left out.",
        "read", [OpenApiDocument.IdOf(Person.Resource)], null, [new(200, "The file") { MediaTypes = [MediaType] }], [404, 406]);

    private async ValueTask<Answer> GetAsync(HttpContext context, KeyCaller caller)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["id"] as string, out var id))
            return Problem.NotFound().ToAnswer();
        if (!Negotiation.Choose(context.Request, [MediaType]).Succeeded(out _, out var problem))
            return problem.ToAnswer();
        var file = await database.SnapshotAsync(session => new Dossier(caller, links).GatherAsync(session, id, database.Clock.GetUtcNow()), context.RequestAborted);
        return file is null
            ? await Moved.AnswerAsync(database, context, caller, Person.Resource, id)
            : new Answer(200) { MediaType = MediaType, Body = file, Headers = [new("Content-Disposition", $"attachment; filename=\"dossier-{id}.zip\""), new("Cache-Control", "no-store")] };
    }
}
