using System.Text.Json.Nodes;
using Kith.Resources;

namespace Kith.Operations;

/// <summary>Whether the process lives (<c>/healthz</c>) and whether it can answer (<c>/readyz</c>), for whoever watches it.</summary>
internal static class HealthEndpoints
{
    private const string Health = "/healthz";
    private const string Ready = "/readyz";

    public static void Map(IEndpointRouteBuilder endpoints, Readiness readiness)
    {
        Routes.MapPublic(endpoints, Health, static _ => Ok(null));
        Routes.MapPublic(endpoints, Ready, context => readiness.CheckAsync(context.RequestAborted));
    }

    /// <summary>Whether a path is answered without a database.</summary>
    public static bool Answers(PathString path) => path == Health || path == Ready || path == "/metrics";

    /// <summary>All is well.</summary>
    /// <param name="detail">What is going on nevertheless.</param>
    public static Answer Ok(string? detail)
    {
        var body = new JsonObject { ["status"] = "ok" };
        if (detail is not null)
            body["detail"] = detail;
        return new Answer(200) { MediaType = MediaTypes.Json, Body = Json.Bytes(body) };
    }
}
