using System.Text.Json.Nodes;

namespace Kith.Operations;

/// <summary>Whether the server can answer, for whoever watches it.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints, Database database) => endpoints.MapMethods("/healthz", ["GET", "HEAD"], async context =>
    {
        await database.ReadAsync(session => session.NumberAsync($"select count(*) from tenants"), context.RequestAborted);
        await new Answer(200) { MediaType = MediaTypes.Json, Body = Json.Bytes(new JsonObject { ["status"] = "ok" }) }.SendAsync(context);
    });
}
