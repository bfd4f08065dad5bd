using System.Text.Json;
using Kith.Access;

namespace Kith.Resources;

/// <summary>The common verbs of one resource: list, get, create, replace, merge, delete (wire-semantics §8).</summary>
internal sealed class ResourceEndpoints
{
    private readonly Resource _resource;
    private readonly Database _database;
    private readonly Idempotency _idempotency;
    private readonly Representation _representation;

    public ResourceEndpoints(Resource resource, Database database, SignedLinks links, Idempotency idempotency)
    {
        _resource = resource;
        _database = database;
        _idempotency = idempotency;
        _representation = new Representation(resource, links);
    }

    /// <summary>What is kept beside the documents of this resource and goes with them, in the same transaction.</summary>
    public Func<Write, long, Guid, ValueTask>? Forget { get; init; }

    /// <summary>What is said, in the headers of the answer, of a document that was just created; a problem takes it back.</summary>
    public Func<Write, HttpContext, KeyCaller, Stored, ValueTask<Outcome<List<KeyValuePair<string, string>>>>>? Examine { get; init; }

    /// <summary>What the collection answers beside the common verbs.</summary>
    public IReadOnlyList<Operation> Others { get; init; } = [];

    /// <summary>A form of an item beside JSON; null for most resources.</summary>
    public OtherForm? Other { get; init; }

    public void Map(IEndpointRouteBuilder endpoints, Routes routes)
    {
        var collection = Vocabulary.CollectionTemplate(_resource);
        var write = _resource.IsAdministered ? Scope.Admin : Scope.Write;
        if (_resource.IsWrittenByServer)
        {
            routes.Map(endpoints, collection, new Operation("GET", Scope.Read, ListAsync));
            routes.Map(endpoints, Vocabulary.ItemTemplate(_resource), new Operation("GET", Scope.Read, GetAsync));
            return;
        }
        if (_resource.IsCreatedByPost)
            routes.Map(endpoints, collection, [new("GET", Scope.Read, ListAsync), new("POST", write, CreateAsync), .. Others]);
        routes.Map(endpoints, Vocabulary.ItemTemplate(_resource),
            new("GET", Scope.Read, GetAsync),
            new("PUT", write, (context, caller) => UpdateAsync(context, caller, WriteMode.Replace)),
            new("PATCH", write, (context, caller) => UpdateAsync(context, caller, WriteMode.Merge)),
            new("DELETE", write, DeleteAsync));
    }

    public async ValueTask<Answer> ListAsync(HttpContext context, KeyCaller caller)
    {
        if (!TryReadParent(context, out var parent))
            return Problem.NotFound().ToAnswer();
        if (!ListRequest.Read(context, _resource, caller).Succeeded(out var request, out var problem))
            return problem.ToAnswer();
        if (parent is { } id && !await ExistsAsync(_resource.Parent!.Target, caller, id, context.RequestAborted))
            return await Moved.AnswerAsync(_database, context, caller, _resource.Parent!.Target, id);
        var query = await Moved.FollowAsync(_database, caller, _resource, request.Query, context.RequestAborted);

        using var page = await _database.ListAsync(_resource, caller, parent, query, context.RequestAborted);
        var collection = CollectionIri(parent);
        return request.PageOf(collection, page.Total).ToAnswer(
            page.Members,
            page.Length,
            (buffer, member) =>
            {
                if (query.IdsOnly)
                    _representation.WriteId(buffer, member.Id, collection, request.Format);
                else
                    _representation.WriteMember(buffer, member, collection, caller.Tenant, request.Format);
            },
            request.Format);
    }

    private async ValueTask<Answer> GetAsync(HttpContext context, KeyCaller caller)
    {
        if (!TryReadAddress(context, out var parent, out var id))
            return Problem.NotFound().ToAnswer();
        if (Other is { } other && other.IsWanted(context.Request))
        {
            var shown = await FindAsync(caller, id, context.RequestAborted);
            return shown is null || !IsVisible(shown, caller, parent) ? await NotThereAsync(context, caller, parent, id) : await other.AnswerAsync(context, caller, shown);
        }
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        var found = await FindAsync(caller, id, context.RequestAborted);
        if (found is null || !IsVisible(found, caller, parent))
            return await NotThereAsync(context, caller, parent, id);
        return ItemAnswer(200, found, parent, caller, format);
    }

    private async ValueTask<Answer> CreateAsync(HttpContext context, KeyCaller caller)
    {
        if (!TryReadParent(context, out var parent))
            return Problem.NotFound().ToAnswer();
        if (Negotiation.CheckContentType(context.Request, MediaTypes.Writes) is { } unsupported)
            return unsupported.ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        if (parent is { } parentId && !await ExistsAsync(_resource.Parent!.Target, caller, parentId, context.RequestAborted))
            return await Moved.AnswerAsync(_database, context, caller, _resource.Parent!.Target, parentId);
        if (!(await RequestBody.ReadObjectAsync(context, MediaTypes.Writes)).Succeeded(out var body, out problem))
            return problem.ToAnswer();
        if (body.Object.TryGetProperty("@id", out _))
            return new Problem(400, "Update is not allowed for this operation: a body with @id cannot create.").ToAnswer();

        var answer = await _idempotency.OnceAsync(context, caller, body.Bytes, async write =>
        {
            // It may have gone since.
            if (parent is { } placed && !await Documents.ExistsAsync(write.Session, _resource.Parent!.Target, caller.Tenant, placed))
                return Problem.NotFound();
            var id = await write.NextIdAsync();
            var reading = new Reading(caller, WriteMode.Create, write.Now, context.Request.Host.Value ?? "") { Parent = parent };
            if (!(await write.ApplyAsync(_resource, id, body.Object, null, reading)).Succeeded(out var created, out var refused))
                return refused;
            var answer = CreatedAnswer(created, parent, caller, format);
            if (Examine is null)
                return answer;
            return (await Examine(write, context, caller, created)).Succeeded(out var told, out refused) ? answer with { Headers = [.. answer.Headers, .. told] } : refused;
        });
        return answer.Status == 404 && parent is { } gone ? await Moved.AnswerAsync(_database, context, caller, _resource.Parent!.Target, gone) : answer;
    }

    private async ValueTask<Answer> UpdateAsync(HttpContext context, KeyCaller caller, WriteMode mode)
    {
        var taken = mode == WriteMode.Merge ? MediaTypes.Patches : MediaTypes.Writes;
        if (!TryReadAddress(context, out var parent, out var id))
            return Problem.NotFound().ToAnswer();
        if (Negotiation.CheckContentType(context.Request, taken) is { } unsupported)
            return unsupported.ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        var known = await FindAsync(caller, id, context.RequestAborted);
        if (known is null || !IsVisible(known, caller, parent))
            return await NotThereAsync(context, caller, parent, id);
        if (!(await RequestBody.ReadObjectAsync(context, taken)).Succeeded(out var body, out problem))
            return problem.ToAnswer();
        if (!NamesItself(body.Object, parent, id, context.Request.Host.Value ?? ""))
            return new Problem(400, $"The iri in @id does not reference the correct resource: expected {CollectionIri(parent)}/{id}.").ToAnswer();

        var outcome = await _database.WriteAsync<Stored>(caller.AuthorOf(CauseOf(context)), async write =>
        {
            if (await write.FindAsync(_resource, id) is not { } current || !IsVisible(current, caller, parent))
                return Problem.NotFound();
            if (Preconditions.CheckWrite(context.Request.Headers, _representation.ETag(current, format)) is { } stale)
                return stale;
            var reading = new Reading(caller, mode, write.Now, context.Request.Host.Value ?? "") { Parent = parent };
            return await write.ApplyAsync(_resource, id, body.Object, current, reading);
        });
        if (!outcome.Succeeded(out var stored, out problem))
            return problem.Status == 404 ? await NotThereAsync(context, caller, parent, id) : problem.ToAnswer();
        var answer = ItemAnswer(200, stored, parent, caller, format);
        return answer with { Headers = [new("Content-Location", $"{CollectionIri(parent)}/{id}")] };
    }

    private async ValueTask<Answer> DeleteAsync(HttpContext context, KeyCaller caller)
    {
        if (!TryReadAddress(context, out var parent, out var id))
            return Problem.NotFound().ToAnswer();
        var outcome = await _database.WriteAsync<bool>(caller.AuthorOf(CauseOf(context)), async write =>
        {
            if (await write.FindAsync(_resource, id) is not { } current || !IsVisible(current, caller, parent))
                return Problem.NotFound();
            if (Preconditions.CheckWrite(context.Request.Headers, _representation.ETag(current, Format.JsonLd)) is { } stale)
                return stale;
            if (_resource.Rule?.Invoke(caller, current.Parse(), null) is { } refused)
                return refused;
            if (await write.DeleteAsync(_resource, current) is { } inUse)
                return inUse;
            if (Forget is not null)
                await Forget(write, caller.Tenant, id);
            return true;
        });
        if (outcome.Succeeded(out _, out var problem))
            return new Answer(204);
        if (problem.Status != 404)
            return problem.ToAnswer();
        var elsewhere = await NotThereAsync(context, caller, parent, id);
        // Who asks for this one to be gone may not know that it is somebody else, too, by now; clients that follow would delete that one.
        return parent is null && elsewhere.Status == StatusCodes.Status308PermanentRedirect
            ? new Problem(409, $"This {_resource.Singular} became part of another one. Delete that one, or undo the merge.").ToAnswer()
            : elsewhere;
    }

    /// <summary>What was asked for may have become part of another, or may be under a parent that has.</summary>
    private ValueTask<Answer> NotThereAsync(HttpContext context, KeyCaller caller, Guid? parent, Guid id) => parent is { } moved
        ? Moved.AnswerAsync(_database, context, caller, _resource.Parent!.Target, moved)
        : Moved.AnswerAsync(_database, context, caller, _resource, id);

    /// <summary>What led to a change, as the journal tells it.</summary>
    public static string CauseOf(HttpContext context) => $"{context.Request.Method} {context.Request.Path}";

    /// <summary>The answer to a creation.</summary>
    public Answer CreatedAnswer(Stored created, Guid? parent, KeyCaller caller, Format format)
    {
        var iri = $"{CollectionIri(parent)}/{created.Id}";
        return ItemAnswer(201, created, parent, caller, format) with { Headers = [new("Location", iri), new("Content-Location", iri), new("Accept-Patch", string.Join(", ", MediaTypes.Patches))] };
    }

    /// <summary>The entity tag of a document in a form.</summary>
    public string ETag(Stored stored, Format format) => _representation.ETag(stored, format);

    /// <summary>The answer that is a document.</summary>
    public Answer ItemAnswer(int status, Stored stored, Guid? parent, KeyCaller caller, Format format) => new(status)
    {
        MediaType = MediaTypes.Of(format),
        ETag = _representation.ETag(stored, format),
        Body = _representation.Item(stored, CollectionIri(parent), caller.Tenant, format),
    };

    private string CollectionIri(Guid? parent) => parent is { } id ? $"{Iri.Of(_resource.Parent!.Target, id)}/{_resource.Path}" : $"/{_resource.Path}";

    private ValueTask<bool> ExistsAsync(Resource resource, KeyCaller caller, Guid id, CancellationToken cancellation) => _database.ReadAsync(
        session => Documents.ExistsAsync(session, resource, caller.Tenant, id), cancellation);

    /// <summary>A document and the other ends of its relations are read from one state: the entity tag is made of both.</summary>
    private ValueTask<Stored?> FindAsync(KeyCaller caller, Guid id, CancellationToken cancellation)
    {
        ValueTask<Stored?> Find(Session session) => Documents.FindAsync(session, _resource, caller.Tenant, id, cancellation);
        return _resource.Inverses.Count > 0 ? _database.SnapshotAsync(Find, cancellation) : _database.ReadAsync(Find, cancellation);
    }

    /// <summary>A document under another parent, or private to another user, does not exist here.</summary>
    private bool IsVisible(Stored stored, KeyCaller caller, Guid? parent)
    {
        if (_resource.Parent is null && _resource.Privacy is null)
            return true;
        var document = stored.Parse();
        return (_resource.Parent is not { } placed || placed.TargetOf(document) == parent) && _resource.IsVisibleTo(caller, document);
    }

    private bool TryReadParent(HttpContext context, out Guid? parent)
    {
        parent = null;
        if (_resource.Parent is not { } placed)
            return true;
        var isId = Iri.TryReadId(context.Request.RouteValues[placed.Name] as string, out var id);
        parent = id;
        return isId;
    }

    private bool TryReadAddress(HttpContext context, out Guid? parent, out Guid id)
    {
        id = default;
        return TryReadParent(context, out parent) && Iri.TryReadId(context.Request.RouteValues["id"] as string, out id);
    }

    private bool NamesItself(JsonElement body, Guid? parent, Guid id, string authority)
    {
        if (!body.TryGetProperty("@id", out var sent))
            return true;
        var expected = $"{CollectionIri(parent)}/{id}";
        return sent.ValueKind == JsonValueKind.String && sent.GetString() is { } iri
            && (iri == expected || iri == $"http://{authority}{expected}" || iri == $"https://{authority}{expected}");
    }
}

/// <summary>A form of an item beside JSON.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="AnswerAsync">The item in it.</param>
internal sealed record OtherForm(string MediaType, Func<HttpContext, KeyCaller, Stored, ValueTask<Answer>> AnswerAsync)
{
    private readonly IReadOnlyList<string> _offered = [.. MediaTypes.Answers, MediaType];

    /// <summary>Whether a request is best answered in it.</summary>
    public bool IsWanted(HttpRequest request) =>
        request.HttpContext.Features.Get<FormatSuffix>() is null && Negotiation.Choose(request, _offered).Succeeded(out var type, out _) && type == MediaType;
}
