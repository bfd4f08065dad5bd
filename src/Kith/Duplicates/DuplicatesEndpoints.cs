using System.Globalization;
using System.IO.Hashing;
using System.Text.Json.Nodes;
using CommunityToolkit.HighPerformance.Buffers;
using Kith.Access;
using Kith.People;
using Kith.Resources;

namespace Kith.Duplicates;

/// <summary>The groups of probable duplicates: listed, read, dismissed and taken back.</summary>
internal sealed class DuplicatesEndpoints(Database database, DuplicatesWorker worker, SignedLinks links)
{
    /// <summary>Up to which revision of the tenant an answer is.</summary>
    public const string RevisionHeader = "Kith-Revision";

    private static readonly string People = Vocabulary.CollectionTemplate(Person.Resource);

    private readonly Representation _people = new(Person.Resource, links);

    /// <summary>The longest that a client is let wait, whatever it would like.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    public void Map(IEndpointRouteBuilder endpoints, Routes routes)
    {
        var item = Vocabulary.ItemTemplate(DuplicateGroup.Resource);
        routes.Map(endpoints, Vocabulary.CollectionTemplate(DuplicateGroup.Resource), new Operation("GET", Scope.Read, ListAsync));
        routes.Map(endpoints, item, new Operation("GET", Scope.Read, GetAsync));
        routes.Map(endpoints, $"{item}/dismiss", new Operation("POST", Scope.Write, (context, caller) => ChangeAsync(context, caller, Dismissals.DismissAsync)));
        routes.Map(endpoints, $"{item}/restore", new Operation("POST", Scope.Write, (context, caller) => ChangeAsync(context, caller, Dismissals.RestoreAsync)));
    }

    private async ValueTask<Answer> ListAsync(HttpContext context, KeyCaller caller)
    {
        if (!ListRequest.Read(context, DuplicateGroup.Resource, caller).Succeeded(out var request, out var problem))
            return problem.ToAnswer();
        await WaitAsync(context, caller);
        var query = await Moved.FollowAsync(database, caller, DuplicateGroup.Resource, request.Query, context.RequestAborted);
        var (page, people) = await database.SnapshotAsync(async session =>
        {
            var found = await new DuplicateList(session, caller.Tenant).PageAsync(query);
            return (found, query.IdsOnly ? [] : await DocumentsOfAsync(session, caller, found.Groups, context.RequestAborted));
        }, context.RequestAborted);
        var answer = request.Answer(Vocabulary.CollectionTemplate(DuplicateGroup.Resource), page.Total, page.Groups, group =>
            query.IdsOnly ? group.ToJson(request.Format, idsOnly: true) : ToJson(group, people, caller, request.Format));
        return answer with { Headers = [.. answer.Headers, new(RevisionHeader, page.Revision.ToString(CultureInfo.InvariantCulture))] };
    }

    private async ValueTask<Answer> GetAsync(HttpContext context, KeyCaller caller)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["id"] as string, out var id))
            return Problem.NotFound().ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        return await database.SnapshotAsync(async session => await new DuplicateList(session, caller.Tenant).FindAsync(id) is { } group
            ? await ItemAnswerAsync(session, group, caller, format)
            : Problem.NotFound().ToAnswer(), context.RequestAborted);
    }

    private async ValueTask<Answer> ChangeAsync(HttpContext context, KeyCaller caller, Func<Write, KeyCaller, Guid, ValueTask<Outcome<DuplicateGroup>>> change)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["id"] as string, out var id))
            return Problem.NotFound().ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        var outcome = await database.WriteAsync<Answer>(caller.AuthorOf(ResourceEndpoints.CauseOf(context)), async write =>
            (await change(write, caller, id)).Succeeded(out var group, out var refused) ? await ItemAnswerAsync(write.Session, group, caller, format) : refused);
        return outcome.Succeeded(out var answer, out problem) ? answer : problem.ToAnswer();
    }

    /// <summary>Waits as long as the client would like (<c>Prefer: wait=10</c>, RFC 7240 §4.3) until what it has written is compared.</summary>
    private async ValueTask WaitAsync(HttpContext context, KeyCaller caller)
    {
        if (!int.TryParse(Prefer.Find(context.Request.Headers, "wait"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds == 0)
            return;
        var wait = TimeSpan.FromSeconds(seconds);
        if (await worker.WaitAsync(caller.Tenant, wait < LongestWait ? wait : LongestWait, context.RequestAborted))
            Prefer.Apply(context.Response.Headers, $"wait={seconds}");
    }

    private static ValueTask<Dictionary<Guid, byte[]>> DocumentsOfAsync(Session session, KeyCaller caller, IEnumerable<DuplicateGroup> groups, CancellationToken cancellation) =>
        Comparison.DocumentsOfAsync(session, caller.Tenant, groups.SelectMany(group => group.People).Distinct(), cancellation);

    /// <summary>A group with its people, so that whoever looks at them needs no other request.</summary>
    private JsonObject ToJson(DuplicateGroup group, Dictionary<Guid, byte[]> people, KeyCaller caller, Format format)
    {
        var current = new JsonArray();
        foreach (var id in group.People)
        {
            using var buffer = new ArrayPoolBufferWriter<byte>();
            _people.WriteMember(buffer, new Stored(id, 0, people[id]), People, caller.Tenant, format);
            current.Add(JsonNode.Parse(buffer.WrittenSpan));
        }
        var json = group.ToJson(format);
        json.Insert(json.IndexOf("people") + 1, DuplicateGroup.Current, current);
        return json;
    }

    private async ValueTask<Answer> ItemAnswerAsync(Session session, DuplicateGroup group, KeyCaller caller, Format format)
    {
        var json = ToJson(group, await DocumentsOfAsync(session, caller, [group], default), caller, format);
        if (format == Format.JsonLd)
            json.Insert(0, "@context", $"/contexts/{DuplicateGroup.Resource.Type}");
        var body = Json.Bytes(json);
        return new Answer(200) { MediaType = MediaTypes.Of(format), ETag = $"\"{XxHash3.HashToUInt64(body):x16}\"", Body = body };
    }
}
