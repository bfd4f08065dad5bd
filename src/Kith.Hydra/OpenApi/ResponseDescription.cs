using System.Text.Json.Nodes;

namespace Kith.Hydra;

/// <summary>One answer of an operation that is not a common verb, as the OpenAPI document shows it.</summary>
/// <param name="Status">The HTTP status; from 400 on, the answer is a problem document.</param>
/// <param name="Description">What it means.</param>
/// <param name="Schema">The schema of its body in each form; null where it has no body. The first of its <c>examples</c> is shown as the body.</param>
public sealed record ResponseDescription(int Status, string Description, Func<Format, JsonObject>? Schema = null)
{
    /// <summary>The headers that it always has, by the names of their components: <c>ETag</c>, <c>Location</c>.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>The media types of a body that is no JSON; empty for others.</summary>
    public IReadOnlyList<string> MediaTypes { get; init; } = [];

    internal JsonObject ToJson()
    {
        var json = new JsonObject { ["description"] = Description };
        if (Headers.Count > 0)
            json["headers"] = SharedComponents.HeaderReferences(Headers);
        if (MediaTypes.Count > 0)
            json["content"] = new JsonObject(MediaTypes.Select(type => KeyValuePair.Create(type, (JsonNode?)new JsonObject { ["schema"] = new JsonObject() })));
        if (Schema is null)
            return json;
        json["content"] = Status >= 400
            ? new JsonObject { [Problem.MediaType] = ContentOf(Schema(Format.JsonLd)) }
            : new JsonObject(new[] { Format.JsonLd, Format.Json }.Select(format => KeyValuePair.Create(Hydra.MediaTypes.Of(format), (JsonNode?)ContentOf(Schema(format)))));
        return json;
    }

    /// <summary>A body with its schema, and with the first of the examples in it, where it has any, as the example.</summary>
    internal static JsonObject ContentOf(JsonObject schema)
    {
        var content = new JsonObject { ["schema"] = schema };
        if (schema["examples"]?[0] is { } example)
            content["example"] = example.DeepClone();
        return content;
    }
}
