using System.Text.Json.Nodes;
using Kith.Resources;

namespace Kith.Discovery;

/// <summary>What clients find their way by, without a key: entrypoint, contexts, kinds of errors.</summary>
internal static class DiscoveryEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var entrypoint = Json.Bytes(Entrypoint.Document(ApiDocumentation.Documentation));

        Routes.MapPublic(endpoints, "/", context => AnswerRoot(context, entrypoint));
        Routes.MapPublic(endpoints, "/index.jsonld", context => AnswerLinked(context, entrypoint));
        Routes.MapPublic(endpoints, "/contexts/{name}", AnswerContext);
        Routes.MapPublic(endpoints, "/errors/{kind}", AnswerError);
        Routes.MapPublic(endpoints, "/validation_errors/{code}", AnswerError);
    }

    /// <summary>A browser that asks for a page is sent to the web interface's documentation; programs get the entrypoint.</summary>
    private static Answer AnswerRoot(HttpContext context, byte[] entrypoint) =>
        $"{context.Request.Headers.Accept}".Contains(DocumentationEndpoints.Html, StringComparison.OrdinalIgnoreCase)
            ? new Answer(302) { Headers = [new("Location", DocumentationEndpoints.Page)] }
            : AnswerLinked(context, entrypoint);

    private static Answer AnswerLinked(HttpContext context, byte[] body) =>
        Negotiation.Choose(context.Request, [MediaTypes.JsonLd]).Succeeded(out var type, out var problem)
            ? new Answer(200) { MediaType = type, Body = body }
            : problem.ToAnswer();

    private static Answer AnswerContext(HttpContext context)
    {
        var name = ((string)context.Request.RouteValues["name"]!).Replace(".jsonld", "", StringComparison.Ordinal);
        var origin = $"{context.Request.Scheme}://{context.Request.Host}";
        return Context.Of(ApiDocumentation.Documentation, name, origin) is { } document ? AnswerLinked(context, Json.Bytes(document)) : Problem.NotFound().ToAnswer();
    }

    /// <summary>What a problem's type resolves to (RFC 9457 §3.1.1).</summary>
    private static Answer AnswerError(HttpContext context)
    {
        var kind = context.Request.RouteValues["kind"] as string ?? "422";
        if (!int.TryParse(kind, System.Globalization.NumberStyles.None, null, out var status) || status is < 400 or > 599)
            return Problem.NotFound().ToAnswer();
        return AnswerLinked(context, Json.Bytes(new JsonObject
        {
            ["@context"] = "/contexts/Error",
            ["@id"] = $"{context.Request.Path}",
            ["@type"] = status == 422 ? "ConstraintViolation" : "Error",
            ["title"] = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
            ["status"] = status,
        }));
    }
}
