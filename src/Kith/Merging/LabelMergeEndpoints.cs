using System.Text.Json.Nodes;
using Kith.Access;
using Kith.Resources;
using Kith.Segments;
using Kith.Tags;
using static Kith.Hydra.Declare;

namespace Kith.Merging;

/// <summary>
/// Two tags, or two segments, become one: everything that had the other has this one, and the id of the other leads here. Restoring
/// the other takes it back (<see cref="Trash.RestoreEndpoints"/>): one at a time, so that what each merge changed is known.
/// </summary>
internal sealed class LabelMergeEndpoints
{
    private static readonly IReadOnlyList<Resource> Merged = [Tag.Resource, Segment.Resource];

    private readonly Database _database;
    private readonly Idempotency _idempotency;
    private readonly Resource _resource, _body;
    private readonly ResourceEndpoints _items;

    private LabelMergeEndpoints(Resource resource, Database database, Idempotency idempotency, SignedLinks links)
    {
        (_database, _idempotency, _resource, _body) = (database, idempotency, resource, BodyOf(resource));
        _items = new ResourceEndpoints(resource, database, links, idempotency);
    }

    public static void Map(Database database, Idempotency idempotency, SignedLinks links, IEndpointRouteBuilder endpoints, Routes routes)
    {
        foreach (var resource in Merged)
            routes.Map(endpoints, TemplateOf(resource), new Operation("POST", Scope.Write, new LabelMergeEndpoints(resource, database, idempotency, links).MergeAsync));
    }

    /// <summary>Describes them.</summary>
    public static void Document(OpenApiDocument document)
    {
        foreach (var resource in Merged)
        {
            var body = PropertySchema.OfObject(BodyOf(resource).Fields, Usage.Write);
            body["required"] = new JsonArray(resource.Singular);
            body["examples"] = new JsonArray(new JsonObject { [resource.Singular] = Iri.Of(resource, Guid.Parse(Iri.SampleId)) });
            document.AddOperation(TemplateOf(resource), "POST", $"merge{resource.Type}", OpenApiDocument.TagOf(resource), $"Merge two {resource.Path}",
                $"Everything that has the other {resource.Singular} has the one in the path instead, and the id of the other leads to it (308). Restoring the other takes the merge back.", "write",
                [OpenApiDocument.IdOf(resource)], body, [new(200, "Merged", format => OpenApiDocument.SchemaOf(resource, format)) { Headers = ["ETag"] }],
                [400, 403, 404, 406, 409, 412, 413, 415, 422], [OpenApiDocument.IfMatch, OpenApiDocument.IdempotencyKey]);
        }
    }

    private static string TemplateOf(Resource resource) => $"{Vocabulary.ItemTemplate(resource)}/merge";

    private static Resource BodyOf(Resource resource) => new("merge", $"{resource.Type}MergeRequest",
        [Link(resource.Singular, to: () => resource).Required().Describe($"The {resource.Singular} that becomes part of the one in the path.")]);

    private async ValueTask<Answer> MergeAsync(HttpContext context, KeyCaller caller)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["id"] as string, out var id))
            return Problem.NotFound().ToAnswer();
        if (Negotiation.CheckContentType(context.Request, MediaTypes.Writes) is { } unsupported)
            return unsupported.ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        if (await _database.ReadAsync(session => Documents.ExistsAsync(session, _resource, caller.Tenant, id), context.RequestAborted) is false)
            return await Moved.AnswerAsync(_database, context, caller, _resource, id);
        if (!(await RequestBody.ReadObjectAsync(context, MediaTypes.Writes)).Succeeded(out var body, out problem))
            return problem.ToAnswer();
        var answer = await _idempotency.OnceAsync(context, caller, body.Bytes, async write =>
        {
            if (await write.FindAsync(_resource, id) is not { } survivor)
                return Problem.NotFound();
            if (Preconditions.CheckWrite(context.Request.Headers, _items.ETag(survivor, format)) is { } stale)
                return stale;
            var reading = new Reading(caller, WriteMode.Create, write.Now, context.Request.Host.Value ?? "");
            var named = _body.Links.Single().TargetOf(_body.Compose(id, body.Object, null, reading));
            var moved = await write.CheckReferencesAsync(reading);
            var other = named is { } target ? moved.GetValueOrDefault(target, target) : default;
            if (other == id)
                reading.Refuse(_resource.Singular, $"This is the {_resource.Singular} in the path, or part of it already.", ViolationCodes.Mismatch);
            if (reading.Violations.Count > 0)
                return Problem.Unprocessable(reading.Violations);
            if (await write.MoveIntoAsync(_resource, (await write.FindAsync(_resource, other))!, id) is { } inUse)
                return inUse;
            return _items.ItemAnswer(200, survivor, null, caller, format);
        });
        return answer.Status == 404 ? await Moved.AnswerAsync(_database, context, caller, _resource, id) : answer;
    }
}
