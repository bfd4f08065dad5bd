using System.Text.Json.Nodes;
using Kith.Access;
using Kith.History;
using Kith.Merging;
using Kith.Resources;

namespace Kith.Notes;

/// <summary>What became of a note: its changes, and the way back of one that was deleted.</summary>
internal sealed class NoteHistoryEndpoints(Database database, Idempotency idempotency)
{
    /// <summary>The notes that there are.</summary>
    public static readonly IReadOnlyList<Resource> Kinds = [Note.OfPerson, Note.OfOrganization];

    public void Map(IEndpointRouteBuilder endpoints, Routes routes)
    {
        foreach (var kind in Kinds)
        {
            routes.Map(endpoints, HistoryTemplate(kind), new Operation("GET", Scope.Read, (context, caller) => ListAsync(context, caller, kind)));
            routes.Map(endpoints, RestoreTemplate(kind), new Operation("POST", Scope.Write, (context, caller) => RestoreAsync(context, caller, kind)) { Taken = [] });
        }
    }

    /// <summary>Describes both.</summary>
    public static void Document(OpenApiDocument document)
    {
        foreach (var kind in Kinds)
        {
            document.AddOperation(HistoryTemplate(kind), "GET", $"get{kind.Type}History", OpenApiDocument.TagOf(kind), "List the changes of a note",
                "Who made each, when, and each property with its old and new value; the newest first.", "read", [.. Address(kind), .. SearchTemplate.Parameters(HistoryEndpoints.Change)], null,
                [new(200, "Change collection", format => OpenApiDocument.ListSchemaOf(HistoryEndpoints.Change, format))], [400, 404, 406]);
            document.AddOperation(RestoreTemplate(kind), "POST", $"restore{kind.Type}", OpenApiDocument.TagOf(kind), "Restore a deleted note",
                "The note comes back under the same id, as it was.", "write", Address(kind), null,
                [new(200, "Restored", format => OpenApiDocument.SchemaOf(Reversal.Body, format))], [403, 404, 406, 409, 422], [OpenApiDocument.IdempotencyKey]);
        }
    }

    /// <summary>The path template that brings a note back.</summary>
    public static string RestoreTemplate(Resource kind) => $"{Vocabulary.ItemTemplate(kind)}/restore";

    private static string HistoryTemplate(Resource kind) => $"{Vocabulary.ItemTemplate(kind)}/{HistoryEndpoints.Change.Path}";

    private static IReadOnlyList<ParameterDescription> Address(Resource kind) =>
    [
        new(kind.Parent!.Name, "id", $"{kind.Parent.Target.Type} identifier", new JsonObject { ["type"] = "string" }),
        OpenApiDocument.IdOf(kind),
    ];

    private async ValueTask<Answer> ListAsync(HttpContext context, KeyCaller caller, Resource kind)
    {
        if (!TryReadAddress(context, kind, out var parent, out var id))
            return Problem.NotFound().ToAnswer();
        return await HistoryList.AnswerAsync(database, context, caller, kind, id, $"{AddressOf(kind, parent, id)}/{HistoryEndpoints.Change.Path}",
                async session => await Documents.FindAsync(session, kind, caller.Tenant, id) is { } note && IsVisible(kind, note.Parse(), caller, parent))
            ?? await Moved.AnswerAsync(database, context, caller, kind.Parent!.Target, parent);
    }

    private async ValueTask<Answer> RestoreAsync(HttpContext context, KeyCaller caller, Resource kind)
    {
        if (!TryReadAddress(context, kind, out var parent, out var id))
            return Problem.NotFound().ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        var answer = await idempotency.OnceAsync(context, caller, default, async write =>
        {
            if (!await Documents.ExistsAsync(write.Session, kind.Parent!.Target, caller.Tenant, parent))
                return Problem.NotFound();
            if (await Documents.FindAsync(write.Session, kind, caller.Tenant, id) is { } there)
                return IsVisible(kind, there.Parse(), caller, parent) ? new Problem(409, "This note is not deleted.") : Problem.NotFound();
            var revision = await write.Session.NumberAsync(
                $"select coalesce(max(revision), 0) from journal where tenant_id = {caller.Tenant} and type = {kind.Type} and id = {id} and after is null");
            var entry = await JournalEntry.FindAsync(write.Session, caller.Tenant, kind.Type, id, revision);
            return entry?.Before is not { } deleted || Tombstone.Is(deleted) || !IsVisible(kind, deleted, caller, parent)
                ? Problem.NotFound()
                : Reversal.ToAnswer(AddressOf(kind, parent, id), await write.ReverseAsync([entry]), format);
        });
        return answer.Status == 404 ? await Moved.AnswerAsync(database, context, caller, kind.Parent!.Target, parent) : answer;
    }

    private static bool TryReadAddress(HttpContext context, Resource kind, out Guid parent, out Guid id)
    {
        id = default;
        return Iri.TryReadId(context.Request.RouteValues[kind.Parent!.Name] as string, out parent) && Iri.TryReadId(context.Request.RouteValues["id"] as string, out id);
    }

    private static string AddressOf(Resource kind, Guid parent, Guid id) => $"{Iri.Of(kind.Parent!.Target, parent)}/{kind.Path}/{id}";

    private static bool IsVisible(Resource kind, JsonObject note, KeyCaller caller, Guid parent) => kind.Parent!.TargetOf(note) == parent && kind.IsVisibleTo(caller, note);
}
