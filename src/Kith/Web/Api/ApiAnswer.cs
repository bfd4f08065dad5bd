using System.Text.Json.Nodes;

namespace Kith.Web;

/// <summary>What the API answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Bytes">The body.</param>
/// <param name="Headers">The headers.</param>
public sealed record ApiAnswer(int Status, byte[] Bytes, IHeaderDictionary Headers)
{
    private JsonObject? _json;

    /// <summary>Whether it is what was asked for, and not a problem.</summary>
    public bool Succeeded => Status is >= 200 and < 300;

    /// <summary>The body as an object; empty where there is none.</summary>
    public JsonObject Json => _json ??= Bytes.Length == 0 ? [] : JsonNode.Parse(Bytes) as JsonObject ?? [];

    /// <summary>The members of a collection.</summary>
    public IReadOnlyList<JsonObject> Members => Json["member"] is JsonArray members ? [.. members.Select(member => member!.AsObject())] : [];

    /// <summary>How many members the whole collection has; of a page that came alone, those on it.</summary>
    public long Total => Json["totalItems"]?.GetValue<long>() ?? Members.Count;

    /// <summary>The entity tag, for writing only what nobody else has changed.</summary>
    public string? ETag => Headers.ETag;

    /// <summary>What is wrong, in the words of the API.</summary>
    public string Detail => Json["detail"]?.GetValue<string>() ?? "";

    /// <summary>What is wrong with a property, in the words of the API.</summary>
    /// <param name="property">The name, or the path, of the property; parts of it count, too.</param>
    public string? ViolationOf(string property) => Violations.FirstOrDefault(violation => violation.Path == property
        || violation.Path.StartsWith(property, StringComparison.Ordinal) && violation.Path[property.Length] is '.' or '[').Message;

    /// <summary>Everything that is wrong with what was sent.</summary>
    public IReadOnlyList<(string Path, string Message)> Violations => Json["violations"] is JsonArray violations
        ? [.. violations.Select(violation => (violation!["propertyPath"]!.GetValue<string>(), violation["message"]!.GetValue<string>()))]
        : [];
}
