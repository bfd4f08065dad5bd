using System.Text.Json.Nodes;
using Kith.Resources;

namespace Kith.Operations;

/// <summary>Whether the server can answer, for whoever watches it.</summary>
internal static class HealthEndpoints
{
    public const string Path = "/healthz";

    public static void Map(IEndpointRouteBuilder endpoints, Database database) => Routes.MapPublic(endpoints, Path, async context =>
    {
        await database.ReadAsync(session => session.NumberAsync($"select count(*) from tenants"), context.RequestAborted);
        return new Answer(200) { MediaType = MediaTypes.Json, Body = Json.Bytes(new JsonObject { ["status"] = "ok" }) };
    });
}
