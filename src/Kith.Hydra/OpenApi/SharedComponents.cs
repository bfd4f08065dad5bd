using System.Globalization;
using System.Text.Json.Nodes;

namespace Kith.Hydra;

/// <summary>What the operations of an API have in common: request headers, response headers, refusals, keys.</summary>
internal static class SharedComponents
{
    public const string IfMatch = nameof(IfMatch);
    public const string IfNoneMatch = nameof(IfNoneMatch);
    public const string IdempotencyKey = nameof(IdempotencyKey);
    public const string Prefer = nameof(Prefer);

    private const string ApiKey = "apiKey";
    private const string Bearer = "bearer";

    /// <summary>Why a request is refused, by status; a 400 or a 409 says more where an operation knows more.</summary>
    private static readonly IReadOnlyList<(int Status, string Description)> Refusals =
    [
        (400, "The request cannot be understood: a query parameter (which is named), a body that is not JSON, or an @id that is not its own."),
        (401, "The API key is missing, wrong, expired or revoked."),
        (403, "The API key lacks the scope that this needs, or its user may not do this."),
        (404, "There is nothing here, or nothing that this caller may know of."),
        (406, "None of the media types in Accept is served; the detail names those that are."),
        (409, "The state of the server forbids it: the resource is in use, or the first request with this Idempotency-Key is still in progress."),
        (412, "If-Match or If-None-Match does not hold. Nothing was changed."),
        (413, "The body is too large; the detail names the limit."),
        (415, "The media type of the body is not taken; the detail names those that are."),
        (416, "There are no such bytes; Content-Range says how many there are."),
        (422, "The body was refused, with every violation at once. Nothing was changed."),
        (429, "Too many requests of the tenant in the last minute."),
    ];

    /// <summary>A reference to the refusal with a status.</summary>
    public static JsonObject RefusalReference(int status) => new() { ["$ref"] = $"#/components/responses/{NameOf(status)}" };

    /// <summary>A reference to the answer when the server itself fails.</summary>
    public static JsonObject FailureReference() => new() { ["$ref"] = "#/components/responses/ServerError" };

    /// <summary>A reference to a request header.</summary>
    public static JsonObject ParameterReference(string name) => new() { ["$ref"] = $"#/components/parameters/{name}" };

    /// <summary>References to response headers.</summary>
    public static JsonObject HeaderReferences(params IEnumerable<string> names) => new(names.Select(name =>
        KeyValuePair.Create(name, (JsonNode?)new JsonObject { ["$ref"] = $"#/components/headers/{name}" })));

    /// <summary>Either header carries the key.</summary>
    public static JsonArray Security() => [new JsonObject { [ApiKey] = new JsonArray() }, new JsonObject { [Bearer] = new JsonArray() }];

    /// <summary>All of them, by kind.</summary>
    public static void AddTo(JsonObject components, Limits limits)
    {
        components["responses"] = Responses();
        components["parameters"] = Parameters(limits);
        components["headers"] = Headers();
        components["securitySchemes"] = new JsonObject
        {
            [ApiKey] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = limits.ApiKeyHeader, ["description"] = "The API key. Its scope is read, write or admin; each includes the ones before it." },
            [Bearer] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "The same API key as a bearer token." },
        };
    }

    private static string NameOf(int status) =>
        Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status).Replace(" ", "", StringComparison.Ordinal);

    private static JsonObject Responses()
    {
        var responses = new JsonObject();
        foreach (var (status, description) in Refusals)
        {
            var response = Refusal(description, status == 422 ? ProblemTypes.ConstraintViolation : ProblemTypes.Error);
            if (HeadersOf(status) is { Length: > 0 } headers)
                response["headers"] = HeaderReferences(headers);
            if (ExampleOf(status) is { } example)
                response["content"]![Problem.MediaType]!["example"] = Json.ParseStored(example.ToAnswer().Body.Span);
            responses[NameOf(status)] = response;
        }
        var failure = Refusal("The server failed, or cannot reach its database now (503, with Retry-After). Nothing was changed, unless the detail says that it may have been.", ProblemTypes.Error);
        failure["headers"] = HeaderReferences("Retry-After");
        responses["ServerError"] = failure;
        return responses;
    }

    private static JsonObject Refusal(string description, Resource problem) => new()
    {
        ["description"] = description,
        ["content"] = new JsonObject
        {
            [Problem.MediaType] = new JsonObject { ["schema"] = ResourceSchemas.Reference(problem.Type) },
        },
    };

    private static string[] HeadersOf(int status) => status switch
    {
        401 => ["WWW-Authenticate"],
        415 => ["Accept", "Accept-Patch", "Accept-Post"],
        429 => ["Retry-After"],
        _ => [],
    };

    /// <summary>Real problems, so that an example cannot say what the server does not.</summary>
    private static Problem? ExampleOf(int status) => status switch
    {
        400 => Problem.BadParameter("page", "Page should not be less than 1."),
        404 => Problem.NotFound(),
        422 => Problem.Unprocessable("familyName", "This value should not be blank.", ViolationCodes.Blank),
        _ => null,
    };

    private static JsonObject Parameters(Limits limits) => new()
    {
        [IfMatch] = RequestHeader("If-Match", "The ETag that was read: the request is refused (412) when the resource has changed since."),
        [IfNoneMatch] = RequestHeader("If-None-Match", "The ETag of the copy at hand: a GET is answered with 304 when it is still the same."),
        [IdempotencyKey] = RequestHeader("Idempotency-Key",
            $"A text of the client's choice, new for each thing to create. The first answer is kept for {limits.IdempotencyLifetime.TotalHours.ToString(CultureInfo.InvariantCulture)} hours and given again, byte for byte, when the request is repeated.",
            limits.IdempotencyKeyLength),
        [Prefer] = RequestHeader("Prefer", "What the client would rather have (RFC 7240): handling=strict to be refused where there is doubt. Preference-Applied tells that it was heeded."),
    };

    /// <summary>Without an example: pages that try requests send every parameter that has one.</summary>
    private static JsonObject RequestHeader(string name, string description, int? maximumLength = null)
    {
        var schema = new JsonObject { ["type"] = "string", ["minLength"] = 1 };
        if (maximumLength is { } length)
            schema["maxLength"] = length;
        return new JsonObject { ["name"] = name, ["in"] = "header", ["description"] = description, ["schema"] = schema };
    }

    private static JsonObject Headers() => new()
    {
        ["ETag"] = ResponseHeader("Names the state of the resource, for If-Match and If-None-Match."),
        ["Location"] = ResponseHeader("The address of what was created."),
        ["Content-Location"] = ResponseHeader("The address of what is in the body."),
        ["Link"] = ResponseHeader("The first, previous (prev), next and last page (RFC 8288)."),
        ["X-Total-Count"] = ResponseHeader("How many members there are on all pages.", "integer"),
        ["Retry-After"] = ResponseHeader("The seconds to wait before the next try.", "integer"),
        ["WWW-Authenticate"] = ResponseHeader("How to authenticate."),
        ["Accept"] = ResponseHeader("The media types that a PUT takes here."),
        ["Accept-Patch"] = ResponseHeader("The media types that a PATCH takes here."),
        ["Accept-Post"] = ResponseHeader("The media types that a POST takes here."),
    };

    private static JsonObject ResponseHeader(string description, string type = "string") =>
        new() { ["description"] = description, ["schema"] = new JsonObject { ["type"] = type } };
}

/// <summary>What a server sets for all of its operations.</summary>
/// <param name="ApiKeyHeader">The header that carries the key.</param>
/// <param name="IdempotencyKeyLength">The most characters of an Idempotency-Key.</param>
/// <param name="IdempotencyLifetime">How long the first answer is kept.</param>
public sealed record Limits(string ApiKeyHeader, int IdempotencyKeyLength, TimeSpan IdempotencyLifetime);
