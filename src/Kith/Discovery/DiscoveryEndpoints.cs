using System.Globalization;
using System.Text.Json.Nodes;
using Kith.Resources;
using Microsoft.AspNetCore.WebUtilities;

namespace Kith.Discovery;

/// <summary>What clients find their way by, without a key: entrypoint, contexts, kinds of errors.</summary>
internal static class DiscoveryEndpoints
{
    /// <summary>Where people work (decisions.md "Media types"); it begins with the pages of the documentation.</summary>
    private const string App = "/app";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var entrypoint = Json.Bytes(Entrypoint.Document(ApiDocumentation.Documentation));

        Routes.MapPublic(endpoints, "/", context => AnswerRoot(context, entrypoint));
        Routes.MapPublic(endpoints, "/index.jsonld", context => AnswerLinked(context, entrypoint));
        Routes.MapPublic(endpoints, "/contexts/{name}", AnswerContext);
        Routes.MapPublic(endpoints, "/errors/{kind}", AnswerError);
        Routes.MapPublic(endpoints, "/validation_errors/{code}", AnswerViolation);
    }

    /// <summary>A browser that asks for a page is sent to the web interface; programs get the entrypoint.</summary>
    private static Answer AnswerRoot(HttpContext context, byte[] entrypoint) =>
        $"{context.Request.Headers.Accept}".Contains(DocumentationEndpoints.Html, StringComparison.OrdinalIgnoreCase)
            ? SendTo(App)
            : AnswerLinked(context, entrypoint);

    private static Answer SendTo(string path) => new(302) { Headers = [new("Location", path)] };

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

    /// <summary>What the type of a problem resolves to (RFC 9457 §3.1.1).</summary>
    private static Answer AnswerError(HttpContext context)
    {
        var kind = context.Request.RouteValues["kind"] as string;
        if (!int.TryParse(kind, NumberStyles.None, CultureInfo.InvariantCulture, out var status) || ReasonPhrases.GetReasonPhrase(status) is not { Length: > 0 } title || status < 400)
            return Problem.NotFound().ToAnswer();
        return AnswerLinked(context, Json.Bytes(Described(context, ProblemTypes.Error, title, status, ProblemTypes.Error.Description)));
    }

    private static Answer AnswerViolation(HttpContext context) =>
        ViolationCodes.Meanings.TryGetValue((string)context.Request.RouteValues["code"]!, out var meaning)
            ? AnswerLinked(context, Json.Bytes(Described(context, ProblemTypes.ConstraintViolation, Problem.ValidationTitle, 422, meaning)))
            : Problem.NotFound().ToAnswer();

    private static JsonObject Described(HttpContext context, Resource type, string title, int status, string description) => new()
    {
        ["@context"] = $"/contexts/{type.Type}",
        ["@id"] = $"{context.Request.Path}",
        ["@type"] = type.Type,
        ["type"] = $"{context.Request.Path}",
        ["title"] = title,
        ["status"] = status,
        ["description"] = description,
    };
}
