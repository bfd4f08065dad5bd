using System.Text.Json.Nodes;
using Kith.Resources;
using Kith.Users;
using static Kith.Hydra.Declare;

namespace Kith.Access;

/// <summary>The keys of a tenant: listed, made and revoked by its admins.</summary>
internal sealed class ApiKeyEndpoints(Database database)
{
    private const string Key = "key";

    /// <summary>A key; its text is told once.</summary>
    public static readonly Resource Resource = new Resource("api_keys", "ApiKey",
    [
        Text("title").Max(100).Describe("What the key is for.", "Website forms"),
        Link("user", to: () => User.Resource).Describe("The user that the key acts as; the caller when it is not sent."),
        Choice("scope", "read", "write", "admin").Describe("What the key may do, each including the ones before it; all that its user may when it is not sent.", "read"),
        Instant("expiresAt").Describe("When the key stops to be good; never when it is absent."),
        Text("hint").ReadOnly().Describe("How the key begins, to recognise it by.", "kith_3fK9…"),
        Text(Key).ReadOnly().Describe("The key itself, in the answer to its creation only.", "kith_3fK9Zs0b7Qx2LmVtR8yNcW4eHaP1d6GjUoTq"),
        Instant("createdAt").ReadOnly().Describe("When the key was made."),
        Instant("lastUsedAt").ReadOnly().Describe("When the key was used last, to within some minutes; absent when it never was."),
        Instant("revokedAt").ReadOnly().Describe("Since when the key is refused."),
    ])
        .Named("API key", "API keys")
        .MadeByServer("newest first")
        .Describe("A key to the API. What it may do never exceeds what its user may do now.");

    private static readonly string Collection = Vocabulary.CollectionTemplate(Resource);
    private static readonly string Item = Vocabulary.ItemTemplate(Resource);

    public void Map(IEndpointRouteBuilder endpoints, Routes routes)
    {
        routes.Map(endpoints, Collection, new("GET", Scope.Admin, ListAsync), new("POST", Scope.Admin, CreateAsync));
        routes.Map(endpoints, Item, new("GET", Scope.Admin, GetAsync), new("DELETE", Scope.Admin, RevokeAsync));
    }

    /// <summary>Describes it.</summary>
    public static void Document(OpenApiDocument document)
    {
        var tag = OpenApiDocument.TagOf(Resource);
        document.AddTag(tag, Resource.Description);
        document.AddOperation(Collection, "GET", "getApiKeys", tag, "List API keys", "Retrieve a paginated list of the keys of the tenant, revoked ones included, the newest first.", "admin",
            [.. SearchTemplate.Parameters(Resource)], null, [new(200, "ApiKey collection", format => OpenApiDocument.ListSchemaOf(Resource, format))], [400, 403, 406]);
        var request = PropertySchema.OfObject(Resource.Fields, Usage.Write);
        request["examples"] = new JsonArray(new JsonObject { ["title"] = "Website forms", ["user"] = $"/users/{Iri.SampleId}", ["scope"] = "read" });
        document.AddOperation(Collection, "POST", "createApiKey", tag, "Make an API key",
            "The answer holds the key itself, which is kept nowhere. It is not kept for repetitions either: an Idempotency-Key is not heeded.", "admin",
            [], request, [new(201, "ApiKey resource", format => OpenApiDocument.SchemaOf(Resource, format)) { Headers = ["Location"] }], [400, 403, 406, 413, 415, 422]);
        document.AddOperation(Item, "GET", "getApiKey", tag, "Get an API key", "Retrieve one key.", "admin",
            [OpenApiDocument.IdOf(Resource)], null, [new(200, "ApiKey resource", format => OpenApiDocument.SchemaOf(Resource, format))], [403, 404, 406]);
        document.AddOperation(Item, "DELETE", "revokeApiKey", tag, "Revoke an API key", "The key is refused from the next request on; it stays in the list.", "admin",
            [OpenApiDocument.IdOf(Resource)], null, [new(204, "Revoked")], [403, 404]);
    }

    private async ValueTask<Answer> ListAsync(HttpContext context, KeyCaller caller)
    {
        if (!ListRequest.Read(context, Resource, caller).Succeeded(out var request, out var problem))
            return problem.ToAnswer();
        var query = request.Query;
        var (total, members) = await database.SnapshotAsync(async session => (
            await session.NumberAsync($"select count(*) from api_keys where tenant_id = {caller.Tenant}"),
            await session.ListAsync(Select(caller.Tenant).Append($" order by id desc limit {query.ItemsPerPage} offset {query.Offset}"), row => ToJson(row, request.Format, query.IdsOnly), context.RequestAborted)),
            context.RequestAborted);
        return request.Answer(Collection, total, members, static member => member);
    }

    private async ValueTask<Answer> GetAsync(HttpContext context, KeyCaller caller)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["id"] as string, out var id))
            return Problem.NotFound().ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        var found = await database.ReadAsync(session => FindAsync(session, caller.Tenant, id, format), context.RequestAborted);
        return found is null ? Problem.NotFound().ToAnswer() : new Answer(200) { MediaType = MediaTypes.Of(format), Body = Json.Bytes(found) };
    }

    private async ValueTask<Answer> CreateAsync(HttpContext context, KeyCaller caller)
    {
        if (Negotiation.CheckContentType(context.Request, MediaTypes.Writes) is { } unsupported)
            return unsupported.ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem)
            || !(await RequestBody.ReadObjectAsync(context, MediaTypes.Writes)).Succeeded(out var body, out problem))
        {
            return problem.ToAnswer();
        }
        var text = ApiKey.Create();
        var outcome = await database.WriteAsync<JsonObject>(caller.AuthorOf(ResourceEndpoints.CauseOf(context)), async write =>
        {
            var reading = new Reading(caller, WriteMode.Create, write.Now, context.Request.Host.Value ?? "");
            var id = await write.NextIdAsync();
            var asked = Resource.Compose(id, body.Object, null, reading);
            var user = asked["user"] is { } named ? Iri.IdOf(named.GetValue<string>()) : caller.User;
            var role = (await write.FindAsync(User.Resource, user))?.Parse()["role"]!.GetValue<string>();
            var scope = asked["scope"] is { } chosen ? Enum.Parse<Scope>(chosen.GetValue<string>(), ignoreCase: true) : role == User.Admin ? Scope.Admin : Scope.Write;
            DateTimeOffset? expiry = asked["expiresAt"] is { } until && Instants.TryRead(until.GetValue<string>(), out var moment) ? moment : null;
            if (role is null)
                reading.Refuse("user", "Item not found: there is no such user.", ViolationCodes.Iri);
            else if (scope == Scope.Admin && role != User.Admin)
                reading.Refuse("scope", "This user is not an admin, so their key cannot have the scope admin.", ViolationCodes.Choice);
            if (expiry <= write.Now)
                reading.Refuse("expiresAt", "This value should be in the future.", ViolationCodes.Range);
            if (reading.Violations.Count > 0)
                return Problem.Unprocessable(reading.Violations);
            await Tenants.InsertKeyAsync(write, caller.Tenant, id, user, scope, expiry, asked["title"]?.GetValue<string>(), text);
            return (await FindAsync(write.Session, caller.Tenant, id, format))!;
        });
        if (!outcome.Succeeded(out var created, out problem))
            return problem.ToAnswer();
        created.Insert(created.IndexOf("hint") + 1, Key, text);
        return new Answer(201)
        {
            MediaType = MediaTypes.Of(format),
            Body = Json.Bytes(created),
            Headers = [new("Location", $"{Collection}/{created["id"]}"), new("Cache-Control", "no-store")],
        };
    }

    private async ValueTask<Answer> RevokeAsync(HttpContext context, KeyCaller caller)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["id"] as string, out var id))
            return Problem.NotFound().ToAnswer();
        var outcome = await database.WriteAsync<bool>(caller.AuthorOf(ResourceEndpoints.CauseOf(context)), async write =>
            await Tenants.RevokeKeyAsync(write, caller.Tenant, id) ? true : Problem.NotFound());
        return outcome.Succeeded(out _, out var problem) ? new Answer(204) : problem.ToAnswer();
    }

    private static async ValueTask<JsonObject?> FindAsync(Session session, long tenant, Guid id, Format format)
    {
        var found = await session.FirstAsync(Select(tenant).Append($" and id = {id}"), row => ToJson(row, format, idsOnly: false));
        if (format == Format.JsonLd)
            found?.Insert(0, "@context", $"/contexts/{Resource.Type}");
        return found;
    }

    private static Sql Select(long tenant) => Sql.Of($"""
        select id, title, user_id, scope, expires_at, hint, created_at, last_used_at, revoked_at from api_keys where tenant_id = {tenant}
        """);

    private static JsonObject ToJson(Row row, Format format, bool idsOnly)
    {
        var id = row.Id(0);
        var json = new JsonObject();
        if (format == Format.JsonLd)
        {
            json["@id"] = $"{Collection}/{id}";
            json["@type"] = Resource.Type;
        }
        json["id"] = id.ToString();
        if (idsOnly)
            return json;
        if (!row.IsNull(1))
            json["title"] = row.Text(1);
        json["user"] = Iri.Of(User.Resource, row.Id(2));
        json["scope"] = row.Text(3);
        Moment("expiresAt", 4);
        json["hint"] = row.Text(5);
        Moment("createdAt", 6);
        Moment("lastUsedAt", 7);
        Moment("revokedAt", 8);
        return json;

        void Moment(string name, int column)
        {
            if (!row.IsNull(column))
                json[name] = Instants.Print(DateTimeOffset.FromUnixTimeMilliseconds(row.Long(column)));
        }
    }
}
