using System.Text.Json.Nodes;
using Kith.Duplicates;
using Kith.People;
using Kith.Resources;
using static Kith.Hydra.Declare;

namespace Kith.Access;

/// <summary>The tenant of the caller: everybody reads it, admins change it.</summary>
/// <param name="database">The database.</param>
/// <param name="rateLimit">The most requests of a tenant in a minute; 0 for no limit.</param>
internal sealed class TenantEndpoint(Database database, int rateLimit)
{
    public const string Path = "/tenant";

    private const int LeastRequestsPerMinute = 60;

    /// <summary>The tenant.</summary>
    public static readonly Resource Resource = new Resource("tenant", "Tenant",
    [
        Text("name").ReadOnly().Describe("What the operator calls the tenant, unique in the installation.", "default"),
        Text("title").Max(100).Describe("What its people call it.", "Acme"),
        Choice("language", "en", "nl").Required().Describe("The language of the pages.", "en"),
        Text("country").Required().Max(2).Rule(Countries.Code).Describe("The country that phone numbers without a country code are of (ISO 3166-1 alpha-2).", Tenants.DefaultCountry),
        Integer("requestsPerMinute").Describe("The most requests in a minute, over all keys, at least 60 and at most what the server allows, which is what absent says.", 6000),
    ])
        .Answered()
        .Describe("Those who share their people: what belongs to another tenant does not exist.");

    public void Map(IEndpointRouteBuilder endpoints, Routes routes) =>
        routes.Map(endpoints, Path, new("GET", Scope.Read, GetAsync), new("PATCH", Scope.Admin, ChangeAsync));

    /// <summary>Describes it.</summary>
    public static void Document(OpenApiDocument document)
    {
        document.AddTag(Resource.Type, Resource.Description);
        document.AddOperation(Path, "GET", "getTenant", Resource.Type, "Get the tenant", "Retrieve the tenant of the key.", "read",
            [], null, [new(200, "The tenant", format => OpenApiDocument.SchemaOf(Resource, format))], [406]);
        var request = PropertySchema.OfObject(Resource.Fields, Usage.Merge);
        request["examples"] = new JsonArray(new JsonObject { ["title"] = "Acme", ["language"] = "nl" });
        document.AddOperation(Path, "PATCH", "changeTenant", Resource.Type, "Change the tenant", "What is not sent stays.", "admin",
            [], request, [new(200, "The tenant", format => OpenApiDocument.SchemaOf(Resource, format))], [400, 403, 406, 413, 415, 422]);
    }

    private async ValueTask<Answer> GetAsync(HttpContext context, KeyCaller caller) => Negotiation.Accept(context.Request).Succeeded(out var format, out var problem)
        ? ToAnswer(await database.ReadAsync(session => FindAsync(session, caller.Tenant), context.RequestAborted), format)
        : problem.ToAnswer();

    private async ValueTask<Answer> ChangeAsync(HttpContext context, KeyCaller caller)
    {
        if (Negotiation.CheckContentType(context.Request, MediaTypes.Patches) is { } unsupported)
            return unsupported.ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem)
            || !(await RequestBody.ReadObjectAsync(context, MediaTypes.Patches)).Succeeded(out var body, out problem))
        {
            return problem.ToAnswer();
        }
        var outcome = await database.WriteAsync<JsonObject>(caller.AuthorOf(ResourceEndpoints.CauseOf(context)), async write =>
        {
            var before = await FindAsync(write.Session, caller.Tenant);
            var reading = new Reading(caller, WriteMode.Merge, write.Now, context.Request.Host.Value ?? "");
            var after = Resource.Compose(default, body.Object, before, reading);
            after.Remove("id");
            CheckLimit(after["requestsPerMinute"]?.GetValue<long>(), reading);
            if (reading.Violations.Count > 0)
                return Problem.Unprocessable(reading.Violations);
            if (JsonNode.DeepEquals(before, after))
                return after;
            await write.Session.ExecuteAsync($"""
                update tenants set title = {after["title"]?.GetValue<string>()}, language = {after["language"]!.GetValue<string>()}, requests_per_minute = {after["requestsPerMinute"]?.GetValue<long>()}
                where id = {caller.Tenant}
                """);
            if (after["country"]!.GetValue<string>() is var country && country != before["country"]!.GetValue<string>())
            {
                await Database.MoveTenantAsync(write.Session, caller.Tenant, country);
                await Progress.BeginAnewAsync(write.Session, caller.Tenant);
            }
            await write.RecordAsync(Resource.Type, default, Json.Bytes(before), Json.Bytes(after));
            return after;
        });
        return outcome.Succeeded(out var changed, out problem) ? ToAnswer(changed, format) : problem.ToAnswer();
    }

    private void CheckLimit(long? requestsPerMinute, Reading reading)
    {
        // Fewer, and the pages could no longer be used to take it back.
        if (requestsPerMinute < LeastRequestsPerMinute)
            reading.Refuse("requestsPerMinute", $"This value should be {LeastRequestsPerMinute} or more.", ViolationCodes.Range);
        else if (rateLimit > 0 && requestsPerMinute > rateLimit)
            reading.Refuse("requestsPerMinute", $"This value should be {rateLimit} or less: the server allows no more.", ViolationCodes.Range);
    }

    private static async ValueTask<JsonObject> FindAsync(Session session, long tenant) => (await session.FirstAsync(
        $"select name, title, language, country, requests_per_minute from tenants where id = {tenant}",
        static row =>
        {
            var json = new JsonObject { ["name"] = row.Text(0) };
            if (!row.IsNull(1))
                json["title"] = row.Text(1);
            json["language"] = row.Text(2);
            json["country"] = row.Text(3);
            if (!row.IsNull(4))
                json["requestsPerMinute"] = row.Long(4);
            return json;
        }))!;

    private Answer ToAnswer(JsonObject tenant, Format format)
    {
        if (rateLimit > 0 && tenant["requestsPerMinute"] is null)
            tenant["requestsPerMinute"] = rateLimit;
        if (format == Format.JsonLd)
        {
            tenant.Insert(0, "@context", $"/contexts/{Resource.Type}");
            tenant.Insert(1, "@type", Resource.Type);
        }
        return new Answer(200) { MediaType = MediaTypes.Of(format), Body = Json.Bytes(tenant) };
    }
}
