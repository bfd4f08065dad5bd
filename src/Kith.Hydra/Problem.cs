using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Kith.Hydra;

/// <summary>One reason why a body was refused, in the reference's words and codes (wire-semantics §7).</summary>
/// <param name="PropertyPath">Where: <c>familyName</c>, <c>emailAddresses[0].email</c>.</param>
/// <param name="Message">What is wrong with it, for people.</param>
/// <param name="Code">Which rule it broke, for programs; see <see cref="ViolationCodes"/>.</param>
public sealed record Violation(string PropertyPath, string Message, string Code);

/// <summary>The codes that clients of the reference know (Symfony's constraints).</summary>
public static class ViolationCodes
{
    /// <summary>A required value is missing or blank.</summary>
    public const string Blank = "c1051bb4-d103-4f74-8988-acbcafc7fdc3";
    /// <summary>The value has another JSON type than the property.</summary>
    public const string Type = "ba785a8c-82cb-4283-967c-3cf342181b40";
    /// <summary>The value is not one of the possible ones.</summary>
    public const string Choice = "8e179f1b-97aa-4560-a02f-2a8b42e49df7";
    /// <summary>The text has too many characters.</summary>
    public const string TooLong = "d94b19cc-114f-4f44-9cc4-4138e80a87b9";
    /// <summary>The list has too many elements.</summary>
    public const string TooMany = "756b1212-697c-468d-a9ad-50dd783bb169";
    /// <summary>Not an e-mail address.</summary>
    public const string Email = "bd79c0ab-ddba-46cc-a703-a7a4b08de310";
    /// <summary>Not a URL or IRI.</summary>
    public const string Url = "57c2f299-1154-4870-89bb-ef3b1f5ad229";
    /// <summary>The text does not have the form it should have.</summary>
    public const string Form = "de1e3db3-5ed4-4941-aae4-59f3667cc3a3";
    /// <summary>Not a date and time of RFC 3339.</summary>
    public const string Instant = "1a9da513-2640-4f84-9b6a-4d99dcddc628";
    /// <summary>The number is outside its range.</summary>
    public const string Range = "04b91c99-a946-4221-afc5-e65ebac401eb";
    /// <summary>Another resource already has this value.</summary>
    public const string NotUnique = "23bd9dbf-6b9b-41cd-a99e-4844bcf3077f";
    /// <summary>The IRI does not name a resource of the right kind.</summary>
    public const string Iri = "b2ba3d5e-4a5a-4d63-9f0b-8a3bca2f7a55";
    /// <summary>The value contradicts the address it was sent to.</summary>
    public const string Mismatch = "6d895685-956f-4fbb-83b4-7d6c84d20bc4";

    /// <summary>What each code means, which is what the type of a problem resolves to.</summary>
    public static IReadOnlyDictionary<string, string> Meanings { get; } = new Dictionary<string, string>
    {
        [Blank] = "A required value is missing or blank.",
        [Type] = "The value has another JSON type than the property.",
        [Choice] = "The value is not one of the possible ones.",
        [TooLong] = "The text has too many characters.",
        [TooMany] = "The list has too many elements.",
        [Email] = "The value is not an e-mail address.",
        [Url] = "The value is not a URL or IRI.",
        [Form] = "The value does not have the form it should have.",
        [Instant] = "The value is not a date and time of RFC 3339.",
        [Range] = "The number is outside its range.",
        [NotUnique] = "Another resource already has this value.",
        [Iri] = "The IRI does not name a resource of the right kind.",
        [Mismatch] = "The value contradicts the address, or the earlier request, that it belongs to.",
    };
}

/// <summary>
/// What every refused request is answered with (RFC 9457; decisions.md "Errors"): public text only, never a class name,
/// a stack trace, SQL or a path.
/// </summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What happened and what to do, naming the property, parameter or header.</param>
public sealed record Problem(int Status, string Detail)
{
    /// <summary>The media type of every error (RFC 9457 §3), whatever the request accepts.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>The title of every 422.</summary>
    public const string ValidationTitle = "Validation failed";

    /// <summary>What was wrong with the body; not empty on a 422.</summary>
    public IReadOnlyList<Violation> Violations { get; init; } = [];

    /// <summary>What else programs need to go on, under names of its own (RFC 9457 §3.2).</summary>
    public JsonObject? Extensions { get; init; }

    /// <summary>Headers that belong to this problem: <c>Allow</c>, <c>Retry-After</c>, <c>WWW-Authenticate</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>A relative reference that resolves to a description of this kind of problem (RFC 9457 §3.1.1).</summary>
    public string Type => Violations.Count > 0 ? $"/validation_errors/{Violations[0].Code}" : $"/errors/{Status}";

    /// <summary>400: a parameter that cannot be understood.</summary>
    public static Problem BadParameter(string name, string reason) => new(400, $"Query parameter \"{name}\": {reason}");

    /// <summary>404: nothing there, or nothing that this caller may know of.</summary>
    public static Problem NotFound() => new(404, "Not Found");

    /// <summary>422: one answer with every violation.</summary>
    public static Problem Unprocessable(IReadOnlyList<Violation> violations) =>
        new(422, string.Join('\n', violations.Select(violation => violation.PropertyPath.Length > 0
            ? $"{violation.PropertyPath}: {violation.Message}"
            : violation.Message))) { Violations = violations };

    /// <summary>422 with a single violation.</summary>
    public static Problem Unprocessable(string propertyPath, string message, string code) =>
        Unprocessable([new Violation(propertyPath, message, code)]);

    /// <summary>The answer that carries this problem.</summary>
    public Answer ToAnswer() => new(Status) { MediaType = MediaType, Body = Json.Bytes(ToJson()), Headers = [ErrorLink, .. Headers] };

    private static readonly KeyValuePair<string, string> ErrorLink = new("Link", "<http://www.w3.org/ns/hydra/error>; rel=\"http://www.w3.org/ns/json-ld#error\"");

    /// <summary>The problem document.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["@context"] = Violations.Count > 0 ? "/contexts/ConstraintViolation" : "/contexts/Error",
            ["@id"] = Type,
            ["@type"] = Violations.Count > 0 ? "ConstraintViolation" : "Error",
            ["type"] = Type,
            ["title"] = Violations.Count > 0 ? ValidationTitle : ReasonPhrases.GetReasonPhrase(Status),
            ["status"] = Status,
            ["detail"] = Detail,
            ["description"] = Detail,
            ["message"] = Detail,
        };
        if (Violations.Count > 0)
        {
            json["violations"] = new JsonArray([.. Violations.Select(violation => (JsonNode)new JsonObject
            {
                ["propertyPath"] = violation.PropertyPath,
                ["message"] = violation.Message,
                ["code"] = violation.Code,
            })]);
        }
        foreach (var (name, value) in Extensions ?? [])
            json[name] = value?.DeepClone();
        return json;
    }
}
