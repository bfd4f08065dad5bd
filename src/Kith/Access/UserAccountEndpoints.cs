using System.Text.Json.Nodes;
using Kith.Resources;
using Kith.Users;
using static Kith.Hydra.Declare;

namespace Kith.Access;

/// <summary>What admins do for a user who signs in: a link to choose a password by, and an end to sessions.</summary>
internal sealed class UserAccountEndpoints(Database database, Accounts accounts, Sessions sessions)
{
    /// <summary>A session, as the list tells it.</summary>
    public static readonly Resource Session = new Resource("sessions", Sessions.Type,
    [
        Instant("createdAt").ReadOnly().Describe("When the user signed in."),
        Instant("seenAt").ReadOnly().Describe("When the session was used last, to within some minutes."),
        Instant("expiresAt").ReadOnly().Describe("When the session ends if it is not used again."),
        Text("address").ReadOnly().Describe("The address of the network that it was used from.", "192.0.2.7"),
        Text("userAgent").ReadOnly().Describe("What the browser calls itself.", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
    ])
        .MadeByServer("last used first")
        .Describe("Where a user is signed in.");

    /// <summary>The answer to who asks for a link.</summary>
    public static readonly Resource Link = new Resource("links", "OneTimeLink",
    [
        Text("link").ReadOnly().Describe("Where the user chooses a password, once. Whoever has it is the user: send it to nobody else.", "https://people.example.com/app/welcome?token=1.3fK9Zs0b7Qx2LmVtR8yNcW4eHaP1d6Gj"),
        Instant("expiresAt").ReadOnly().Describe("How long the link is good for."),
    ])
        .Answered()
        .Describe("A link by which a user chooses a password.");

    private static readonly string Item = Vocabulary.ItemTemplate(User.Resource);
    private static readonly string LinkTemplate = $"{Item}/link";
    private static readonly string SessionsTemplate = $"{Item}/{Session.Path}";

    /// <summary>The path template of one session.</summary>
    public static readonly string SessionTemplate = $"{SessionsTemplate}/{{sessionId}}";

    public void Map(IEndpointRouteBuilder endpoints, Routes routes)
    {
        routes.Map(endpoints, LinkTemplate, new Operation("POST", Scope.Admin, CreateLinkAsync) { Taken = [] });
        routes.Map(endpoints, SessionsTemplate, new("GET", Scope.Admin, ListAsync), new("DELETE", Scope.Admin, EndAllAsync));
        routes.Map(endpoints, SessionTemplate, new Operation("DELETE", Scope.Admin, EndAsync));
    }

    /// <summary>Describes it.</summary>
    public static void Document(OpenApiDocument document)
    {
        var tag = OpenApiDocument.TagOf(User.Resource);
        document.AddOperation(LinkTemplate, "POST", "createUserLink", tag, "Make a link to choose a password by",
            "Whoever has the link is the user: it is good for one password, for 7 days, or for 24 hours when the user has a password already. The password that they have stays good until the link is used.", "admin",
            [OpenApiDocument.IdOf(User.Resource)], null, [new(201, "The link", format => OpenApiDocument.SchemaOf(Link, format))], [403, 404, 406]);
        document.AddOperation(SessionsTemplate, "GET", "getUserSessions", tag, "List the sessions of a user", "Where the user is signed in, the session that was used last first.", "admin",
            [OpenApiDocument.IdOf(User.Resource)], null, [new(200, "Session collection", format => ListSchemaOf(format))], [403, 404, 406]);
        document.AddOperation(SessionsTemplate, "DELETE", "endUserSessions", tag, "End the sessions of a user", "The user is signed out everywhere.", "admin",
            [OpenApiDocument.IdOf(User.Resource)], null, [new(204, "Ended")], [403, 404]);
        document.AddOperation(SessionTemplate, "DELETE", "endUserSession", tag, "End a session of a user", "The user is signed out there, from the next request on.", "admin",
            [OpenApiDocument.IdOf(User.Resource), new("sessionId", "sessionId", "Session identifier", new JsonObject { ["type"] = "string", ["format"] = "uuid" })], null, [new(204, "Ended")], [403, 404]);
    }

    private async ValueTask<Answer> CreateLinkAsync(HttpContext context, KeyCaller caller)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["id"] as string, out var user))
            return Problem.NotFound().ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem)
            || !(await accounts.CreateLinkAsync(caller.AuthorOf(ResourceEndpoints.CauseOf(context)), user)).Succeeded(out var token, out problem))
        {
            return problem.ToAnswer();
        }
        var json = new JsonObject();
        if (format == Format.JsonLd)
        {
            json["@context"] = $"/contexts/{Link.Type}";
            json["@type"] = Link.Type;
        }
        json["link"] = $"{context.Request.Scheme}://{context.Request.Host}{OneTimeLinks.Path}?token={token}";
        json["expiresAt"] = Instants.Print((await accounts.FindLinkAsync(token))!.ExpiresAt);
        return new Answer(201) { MediaType = MediaTypes.Of(format), Body = Json.Bytes(json), Headers = [new("Cache-Control", "no-store")] };
    }

    private async ValueTask<Answer> ListAsync(HttpContext context, KeyCaller caller)
    {
        if (await FindAsync(context, caller) is not { } user)
            return Problem.NotFound().ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        var collection = $"{Iri.Of(User.Resource, user)}/{Session.Path}";
        var members = new JsonArray([.. (await sessions.ListAsync(caller.Tenant, user)).Select(line => ToJson(line, collection, format))]);
        JsonNode body = format == Format.Json ? members : new JsonObject
        {
            ["@context"] = $"/contexts/{Session.Type}",
            ["@id"] = collection,
            ["@type"] = "Collection",
            ["totalItems"] = members.Count,
            ["member"] = members,
        };
        return new Answer(200) { MediaType = MediaTypes.Of(format), Body = Json.Bytes(body) };
    }

    private async ValueTask<Answer> EndAllAsync(HttpContext context, KeyCaller caller)
    {
        if (await FindAsync(context, caller) is not { } user)
            return Problem.NotFound().ToAnswer();
        await sessions.EndAllAsync(caller, user, cause: ResourceEndpoints.CauseOf(context));
        return new Answer(204);
    }

    private async ValueTask<Answer> EndAsync(HttpContext context, KeyCaller caller) =>
        await FindAsync(context, caller) is { } user && Iri.TryReadId(context.Request.RouteValues["sessionId"] as string, out var session)
            && await sessions.EndAsync(caller, user, session, ResourceEndpoints.CauseOf(context))
            ? new Answer(204)
            : Problem.NotFound().ToAnswer();

    private async ValueTask<Guid?> FindAsync(HttpContext context, KeyCaller caller) =>
        Iri.TryReadId(context.Request.RouteValues["id"] as string, out var user)
            && await database.ReadAsync(session => Documents.ExistsAsync(session, User.Resource, caller.Tenant, user), context.RequestAborted)
            ? user
            : null;

    private static JsonObject ToJson(SessionLine line, string collection, Format format)
    {
        var json = new JsonObject();
        if (format == Format.JsonLd)
        {
            json["@id"] = $"{collection}/{line.Id}";
            json["@type"] = Session.Type;
        }
        json["id"] = line.Id.ToString();
        json["createdAt"] = Instants.Print(line.CreatedAt);
        json["seenAt"] = Instants.Print(line.SeenAt);
        json["expiresAt"] = Instants.Print(line.ExpiresAt);
        if (line.Address is not null)
            json["address"] = line.Address;
        if (line.UserAgent is not null)
            json["userAgent"] = line.UserAgent;
        return json;
    }

    private static JsonObject ListSchemaOf(Format format)
    {
        var members = new JsonObject { ["type"] = "array", ["items"] = OpenApiDocument.SchemaOf(Session, format) };
        return format == Format.Json ? members : OpenApiDocument.CollectionOf(members);
    }
}
