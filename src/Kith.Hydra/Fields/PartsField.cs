using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kith.Hydra;

/// <summary>An object inside the document; a merge patch merges into it (RFC 7396 §2).</summary>
/// <param name="name">The name on the wire and in the document.</param>
/// <param name="parts">Its properties.</param>
public sealed class PartField(string name, params IReadOnlyList<Field> parts) : Field<PartField>(name)
{
    /// <summary>Its properties.</summary>
    public IReadOnlyList<Field> Parts => parts;

    /// <inheritdoc/>
    public override JsonNode? Read(JsonElement value, JsonNode? current, string path, Reading reading)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            reading.RefuseType(path, "object");
            return null;
        }
        var composed = new JsonObject();
        ComposeInto(composed, parts, value, current?.AsObject(), $"{path}.", reading);
        return composed.Count > 0 ? composed : null;
    }

    /// <inheritdoc/>
    public override JsonObject Schema() => PropertySchema.OfObject(parts, Usage.Write);
}

/// <summary>A list of objects inside the document; a merge patch replaces the whole list (RFC 7396 §1).</summary>
/// <param name="name">The name on the wire and in the document.</param>
/// <param name="parts">The properties of each.</param>
public sealed class PartsField(string name, params IReadOnlyList<Field> parts) : Field<PartsField>(name)
{
    /// <summary>The most objects in the list (decisions.md "Sizes").</summary>
    public const int MaximumCount = 100;

    /// <summary>The properties of each.</summary>
    public IReadOnlyList<Field> Parts => parts;

    /// <summary>Lists can be filtered by an identifier among the parts.</summary>
    /// <param name="parameter">The name of the parameter: <c>emailAddresses.email</c>.</param>
    public PartsField Filtered(string parameter)
    {
        Add(new IdentifierFilter(parameter, [.. parts.OfType<TextField>().Where(part => part.Identifier is not null).Select(part => part.Identifier!)]));
        return this;
    }

    /// <summary>Lists can be filtered by whether there are any.</summary>
    public PartsField FilteredByExistence()
    {
        Add(new ExistsFilter(this));
        return this;
    }

    /// <inheritdoc/>
    public override JsonNode? Read(JsonElement value, JsonNode? current, string path, Reading reading)
    {
        if (!reading.IsArray(value, path, MaximumCount))
            return null;
        var list = new JsonArray();
        foreach (var (index, item) in value.EnumerateArray().Index())
        {
            if (item.ValueKind == JsonValueKind.Object)
            {
                var composed = new JsonObject();
                ComposeInto(composed, parts, item, null, $"{path}[{index}].", reading);
                list.Add((JsonNode)composed);
            }
            else
            {
                reading.RefuseType($"{path}[{index}]", "object");
            }
        }
        return list;
    }

    /// <inheritdoc/>
    public override JsonObject Schema() => Schema(Usage.Write);

    internal JsonObject Schema(Usage usage) =>
        new() { ["type"] = "array", ["maxItems"] = MaximumCount, ["items"] = PropertySchema.OfObject(parts, usage) };

    /// <inheritdoc/>
    private protected override JsonNode Empty => new JsonArray();

    /// <summary>The identifier in it, in any spelling; all of it where there is none.</summary>
    private protected override Func<JsonNode, Reading, string> Sameness => (item, reading) =>
        parts.OfType<TextField>().FirstOrDefault(part => part.Identifier is not null) is { Identifier: { } kind } named && item[named.Name]?.GetValue<string>() is { } text
            ? kind.Normalize(text, reading.Caller.Country) ?? text
            : item.ToJsonString();

    /// <inheritdoc/>
    private protected override int MaximumElements => MaximumCount;
}

/// <summary>A set of IRIs of things outside this server.</summary>
/// <param name="name">The name on the wire and in the document.</param>
public sealed class IrisField(string name) : Field<IrisField>(name)
{
    private const int MaximumLength = 2048;

    /// <inheritdoc/>
    public override JsonNode? Read(JsonElement value, JsonNode? current, string path, Reading reading)
    {
        if (!reading.IsArray(value, path, LinksField.MaximumCount))
            return null;
        var iris = new List<string>();
        foreach (var (index, item) in value.EnumerateArray().Index())
        {
            var iri = item.ValueKind == JsonValueKind.String ? item.GetString()!.Trim() : null;
            if (iri is null)
                reading.RefuseType($"{path}[{index}]", "string");
            else if (iri.Length is 0 or > MaximumLength || iri.Contains('\0') || !Uri.TryCreate(iri, UriKind.RelativeOrAbsolute, out _))
                reading.Refuse($"{path}[{index}]", "This value is not a valid IRI.", ViolationCodes.Url);
            else if (!iris.Contains(iri))
                iris.Add(iri);
        }
        return new JsonArray([.. iris.Select(iri => (JsonNode)iri)]);
    }

    /// <inheritdoc/>
    public override JsonObject Schema() => new()
    {
        ["type"] = "array",
        ["maxItems"] = LinksField.MaximumCount,
        ["items"] = new JsonObject { ["type"] = "string", ["format"] = "iri-reference", ["maxLength"] = MaximumLength },
    };

    /// <inheritdoc/>
    private protected override JsonNode Empty => new JsonArray();

    /// <inheritdoc/>
    private protected override Func<JsonNode, Reading, string> Sameness => static (iri, _) => iri.GetValue<string>();

    /// <inheritdoc/>
    private protected override int MaximumElements => LinksField.MaximumCount;
}
