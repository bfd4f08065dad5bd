using Kith.Access;
using Kith.Merging;
using Kith.NoteCategories;
using Kith.Organizations;
using Kith.Resources;
using Kith.Segments;
using Kith.Tags;

namespace Kith.Trash;

/// <summary>
/// Brings back what other things point at: a tag, a segment, a category, an organization, and with it its place on everybody that
/// its deletion took it from. The journal knows them: they were changed in the same write.
/// </summary>
internal sealed class RestoreEndpoints(Idempotency idempotency)
{
    /// <summary>What comes back.</summary>
    public static readonly IReadOnlyList<Resource> Restored = [Tag.Resource, Segment.Resource, NoteCategory.Resource, Organization.Resource];

    private const int EntriesAtOnce = 500;

    public void Map(IEndpointRouteBuilder endpoints, Routes routes)
    {
        foreach (var resource in Restored)
            routes.Map(endpoints, TemplateOf(resource), new Operation("POST", Scope.Write, (context, caller) => RestoreAsync(resource, context, caller)) { Taken = [] });
    }

    /// <summary>Describes the ways back.</summary>
    public static void Document(OpenApiDocument document)
    {
        foreach (var resource in Restored)
        {
            document.AddOperation(TemplateOf(resource), "POST", $"restore{resource.Type}", OpenApiDocument.TagOf(resource), $"Restore a deleted {resource.Singular}",
                $"For {TrashEndpoints.Lifetime.Days} days after it was deleted, it comes back under the same id, and to everything that pointed at it. What has changed since so that it cannot is listed in leftAlone.", "write",
                [OpenApiDocument.IdOf(resource)], null, [new(200, "Restored", format => OpenApiDocument.SchemaOf(Reversal.Body, format))], [403, 404, 406, 409, 422], [OpenApiDocument.IdempotencyKey]);
        }
    }

    /// <summary>The path template that brings one back.</summary>
    public static string TemplateOf(Resource resource) => $"{Vocabulary.ItemTemplate(resource)}/restore";

    private async ValueTask<Answer> RestoreAsync(Resource resource, HttpContext context, KeyCaller caller)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["id"] as string, out var id))
            return Problem.NotFound().ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        return await idempotency.OnceAsync(context, caller, default, async write =>
        {
            if (await Documents.ExistsAsync(write.Session, resource, caller.Tenant, id))
                return new Problem(409, $"This {resource.Singular} is not deleted.");
            var deletion = await write.Session.FirstAsync(
                $"""
                select batch, revision from journal
                where tenant_id = {caller.Tenant} and type = {resource.Type} and id = {id} and after is null and at > {TrashEndpoints.OldestAt(write.Now)}
                order by revision desc limit 1
                """,
                static row => Tuple.Create(row.Long(0), row.Long(1)));
            if (deletion is not var (batch, revision))
                return Problem.NotFound();
            var left = new List<LeftAlone>();
            // The last first, as they are taken back: the item itself, and then everybody it was taken from, who may be many.
            for (var before = revision + 1; await JournalEntry.ListAsync(write.Session, caller.Tenant, batch, before, EntriesAtOnce) is { Count: > 0 } entries; before = entries[0].Revision)
                left.AddRange(await write.ReverseAsync([.. entries.Where(entry => IsPartOfDeletion(entry, resource, id))]));
            return Reversal.ToAnswer(resource, id, left, format);
        });
    }

    /// <summary>What the deletion did: it went itself, what was placed under it went with it, and what pointed at it points there no more.</summary>
    private static bool IsPartOfDeletion(JournalEntry entry, Resource resource, Guid id)
    {
        if (entry.Type == resource.Type && entry.Id == id)
            return entry.After is null;
        if (entry.Before is not { } before)
            return false;
        return Crm.Vocabulary.PointersAt(resource).Any(pointer => pointer.Source.Type == entry.Type && PointsAt(pointer.Field, before, id)
            && (entry.After is not { } after || !PointsAt(pointer.Field, after, id)));
    }

    private static bool PointsAt(Field field, System.Text.Json.Nodes.JsonObject document, Guid id) =>
        field is LinksField links ? links.TargetsOf(document).Contains(id) : field is RelationField relation && relation.TargetOf(document) == id;
}
