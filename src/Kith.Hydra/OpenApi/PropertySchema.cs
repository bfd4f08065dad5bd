using System.Text.Json.Nodes;

namespace Kith.Hydra;

/// <summary>On which way a body is.</summary>
public enum Usage
{
    /// <summary>A response. Properties without a value are not printed, so null does not occur.</summary>
    Read,
    /// <summary>The body of a POST or PUT.</summary>
    Write,
    /// <summary>The body of a PATCH: nothing is required, null removes.</summary>
    Merge,
}

/// <summary>JSON Schemas (2020-12) of objects, put together from the properties that they declare.</summary>
public static class PropertySchema
{
    /// <summary>The schema of an object.</summary>
    /// <param name="fields">Its properties.</param>
    /// <param name="usage">On which way it is.</param>
    public static JsonObject OfObject(IReadOnlyList<Field> fields, Usage usage)
    {
        var shown = fields.Where(field => field.Direction != (usage == Usage.Read ? Direction.WriteOnly : Direction.ReadOnly)).ToList();
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(shown.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)Of(field, usage)))),
        };
        var required = usage == Usage.Merge ? [] : shown.Where(field => field.IsRequired).Select(field => (JsonNode)field.Name).ToArray();
        if (required.Length > 0)
            schema["required"] = new JsonArray(required);
        return schema;
    }

    /// <summary>The schema of a property, with what the documentation says of it.</summary>
    public static JsonObject Of(Field field, Usage usage)
    {
        var schema = field switch
        {
            PartField part => OfObject(part.Parts, usage),
            // A list is replaced as a whole, whatever the method (RFC 7396 §1).
            PartsField parts => parts.Schema(usage == Usage.Merge ? Usage.Write : usage),
            _ => field.Schema(),
        };
        if (usage != Usage.Read && !field.IsRequired && schema["type"] is { } type)
        {
            schema["type"] = new JsonArray(type.DeepClone(), "null");
            schema["enum"]?.AsArray().Add(null);
        }
        if (field.Description is { } description)
            schema["description"] = description;
        if (field.Example is { } example)
            schema["examples"] = new JsonArray(example.DeepClone());
        if (usage == Usage.Read && field.Direction == Direction.ReadOnly)
            schema["readOnly"] = true;
        if (usage != Usage.Read && field.Direction == Direction.WriteOnly)
            schema["writeOnly"] = true;
        return schema;
    }
}
