using System.Text.Json.Nodes;
using Kith.Resources;

namespace Kith.Operations;

/// <summary>Whether the process lives (<c>/healthz</c>) and whether it can answer (<c>/readyz</c>), for whoever watches it.</summary>
internal static class HealthEndpoints
{
    public const string Path = "/healthz";
    public const string ReadyPath = "/readyz";

    public static void Map(IEndpointRouteBuilder endpoints, Readiness readiness)
    {
        Routes.MapPublic(endpoints, Path, static _ => Ok(null));
        Routes.MapPublic(endpoints, ReadyPath, context => readiness.CheckAsync(context.RequestAborted));
    }

    /// <summary>Whether a path is answered without a database.</summary>
    public static bool Answers(PathString path) => path == Path || path == ReadyPath || path == MetricsEndpoint.Path;

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
