using System.Globalization;
using System.Text.RegularExpressions;

namespace Kith.Tests.Documentation;

/// <summary>
/// JSON Schema 2020-12, as far as our documents use it. A keyword that it does not know is an error, so that nothing is
/// promised unchecked.
/// </summary>
/// <param name="document">Where references lead.</param>
internal sealed class SchemaChecker(JsonObject document)
{
    private static readonly string[] Annotations = ["description", "examples", "default", "readOnly", "writeOnly", "contentMediaType"];

    /// <summary>What is wrong with a value; empty when nothing is.</summary>
    public IReadOnlyList<string> Check(JsonNode? value, JsonObject schema, string path = "$")
    {
        List<string> errors = [];
        foreach (var (keyword, rule) in schema)
            errors.AddRange(CheckKeyword(value, keyword, rule!, schema, path));
        return errors;
    }

    /// <summary>What a reference leads to.</summary>
    public JsonObject Resolve(JsonObject node)
    {
        while (node["$ref"]?.GetValue<string>() is { } reference)
        {
            JsonNode? target = document;
            foreach (var step in reference.TrimStart('#', '/').Split('/'))
                target = target?[step];
            node = Assert.IsType<JsonObject>(target);
        }
        return node;
    }

    private IEnumerable<string> CheckKeyword(JsonNode? value, string keyword, JsonNode rule, JsonObject schema, string path) => keyword switch
    {
        "$ref" => Check(value, Resolve(schema), path),
        "allOf" => rule.AsArray().SelectMany(part => Check(value, part!.AsObject(), path)),
        "type" => Unless(TypesOf(rule).Contains(TypeOf(value)) || (TypeOf(value) == "integer" && TypesOf(rule).Contains("number")), $"{path}: is of type {TypeOf(value)}"),
        "const" => Unless(JsonNode.DeepEquals(value, rule), $"{path}: is not {rule}"),
        "enum" => Unless(rule.AsArray().Any(choice => JsonNode.DeepEquals(choice, value)), $"{path}: {value} is not one of {rule.ToJsonString()}"),
        "properties" => value is not JsonObject of ? [] : rule.AsObject().Where(property => of.ContainsKey(property.Key))
            .SelectMany(property => Check(of[property.Key], property.Value!.AsObject(), $"{path}.{property.Key}")),
        "required" => value is not JsonObject of ? [] : rule.AsArray().Where(name => !of.ContainsKey(name!.GetValue<string>())).Select(name => $"{path}: lacks {name}"),
        "items" => value is not JsonArray list ? [] : list.Index().SelectMany(item => Check(item.Item, rule.AsObject(), $"{path}[{item.Index}]")),
        "maxItems" => Unless(value is not JsonArray { Count: var count } || count <= rule.GetValue<int>(), $"{path}: has too many elements"),
        "minLength" => Unless(TextOf(value) is not { } text || Length(text) >= rule.GetValue<int>(), $"{path}: is too short"),
        "maxLength" => Unless(TextOf(value) is not { } text || Length(text) <= rule.GetValue<int>(), $"{path}: is too long"),
        "pattern" => Unless(TextOf(value) is not { } text || Regex.IsMatch(text, rule.GetValue<string>(), RegexOptions.ECMAScript, TimeSpan.FromSeconds(1)), $"{path}: {value} does not match {rule}"),
        "minimum" => Unless(NumberOf(value) is not { } number || number >= decimal.Parse(rule.ToJsonString(), CultureInfo.InvariantCulture), $"{path}: {value} is too small"),
        "maximum" => Unless(NumberOf(value) is not { } number || number <= decimal.Parse(rule.ToJsonString(), CultureInfo.InvariantCulture), $"{path}: {value} is too large"),
        "format" => Unless(TextOf(value) is not { } text || HasFormat(text, rule.GetValue<string>()), $"{path}: {value} is not a {rule}"),
        _ => Unless(Annotations.Contains(keyword), $"{path}: the schema has the keyword {keyword}, which nothing checks"),
    };

    private static IEnumerable<string> Unless(bool holds, string error) => holds ? [] : [error];

    private static IReadOnlyList<string> TypesOf(JsonNode rule) => rule is JsonArray types ? [.. types.Select(type => type!.GetValue<string>())] : [rule.GetValue<string>()];

    private static string TypeOf(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "object",
        JsonArray => "array",
        _ when NumberOf(value) is { } number => number == decimal.Truncate(number) ? "integer" : "number",
        _ => TextOf(value) is null ? "boolean" : "string",
    };

    private static string? TextOf(JsonNode? value) => value is JsonValue scalar && scalar.TryGetValue<string>(out var text) ? text : null;

    private static decimal? NumberOf(JsonNode? value) =>
        value is JsonValue && value.GetValueKind() == System.Text.Json.JsonValueKind.Number ? decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture) : null;

    private static int Length(string text) => text.EnumerateRunes().Count();

    private static bool HasFormat(string text, string format) => format switch
    {
        "uuid" => Guid.TryParseExact(text, "D", out var id) && text == $"{id}",
        "date-time" => Instants.TryRead(text, out _) && text.Length > "2026-05-01".Length,
        "iri-reference" or "uri-reference" => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out _),
        "idn-email" => text.Contains('@', StringComparison.Ordinal),
        _ => false,
    };
}
