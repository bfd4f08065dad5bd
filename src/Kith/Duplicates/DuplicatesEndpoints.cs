using System.Globalization;
using System.IO.Hashing;
using Kith.Access;
using Kith.Resources;

namespace Kith.Duplicates;

/// <summary>The groups of probable duplicates: listed, read, dismissed and taken back.</summary>
internal sealed class DuplicatesEndpoints(Database database, DuplicatesWorker worker)
{
    /// <summary>Up to which revision of the tenant an answer is.</summary>
    public const string RevisionHeader = "Kith-Revision";

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
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem)
            || !QueryString.Parse(context.Request.QueryString.Value).Succeeded(out var parameters, out problem)
            || !Query.Read(DuplicateGroup.Resource, parameters, caller, context.Request.Host.Value ?? "").Succeeded(out var query, out problem))
        {
            return problem.ToAnswer();
        }
        await WaitAsync(context, caller);
        query = await Moved.FollowAsync(database, caller, DuplicateGroup.Resource, query, context.RequestAborted);
        var page = await database.SnapshotAsync(session => new DuplicateList(session, caller.Tenant).PageAsync(query), context.RequestAborted);
        var answer = new CollectionPage(DuplicateGroup.Resource, Vocabulary.CollectionTemplate(DuplicateGroup.Resource), parameters, query, page.Total).ToAnswer(page.Groups, 0, (buffer, group) =>
        {
            using var writer = Json.Writer(buffer);
            group.ToJson(format, query.IdsOnly).WriteTo(writer);
        }, format);
        return answer with { Headers = [.. answer.Headers, new(RevisionHeader, page.Revision.ToString(CultureInfo.InvariantCulture))] };
    }

    private async ValueTask<Answer> GetAsync(HttpContext context, KeyCaller caller)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["id"] as string, out var id))
            return Problem.NotFound().ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        var group = await database.SnapshotAsync(session => new DuplicateList(session, caller.Tenant).FindAsync(id), context.RequestAborted);
        return group is null ? Problem.NotFound().ToAnswer() : ItemAnswer(group, format);
    }

    private async ValueTask<Answer> ChangeAsync(HttpContext context, KeyCaller caller, Func<Write, KeyCaller, Guid, ValueTask<Outcome<DuplicateGroup>>> change)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["id"] as string, out var id))
            return Problem.NotFound().ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        var outcome = await database.WriteAsync(caller.AuthorOf(ResourceEndpoints.CauseOf(context)), write => change(write, caller, id));
        return outcome.Succeeded(out var group, out problem) ? ItemAnswer(group, format) : problem.ToAnswer();
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

    private static Answer ItemAnswer(DuplicateGroup group, Format format)
    {
        var json = group.ToJson(format);
        if (format == Format.JsonLd)
            json.Insert(0, "@context", $"/contexts/{DuplicateGroup.Resource.Type}");
        var body = Json.Bytes(json);
        return new Answer(200) { MediaType = MediaTypes.Of(format), ETag = $"\"{XxHash3.HashToUInt64(body):x16}\"", Body = body };
    }
}
