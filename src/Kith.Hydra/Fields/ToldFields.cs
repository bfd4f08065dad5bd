using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kith.Hydra;

/// <summary>A number from 0 to 1 that the server tells, such as how sure something is.</summary>
public sealed class FractionField : Field<FractionField>
{
    /// <summary>Declares a fraction.</summary>
    /// <param name="name">The name on the wire.</param>
    public FractionField(string name) : base(name) => Direction = Direction.ReadOnly;

    /// <inheritdoc/>
    public override JsonNode? Read(JsonElement value, JsonNode? current, string path, Reading reading) => null;

    /// <inheritdoc/>
    public override JsonObject Schema() => new() { ["type"] = "number", ["minimum"] = 0, ["maximum"] = 1 };
}

/// <summary>A list of texts that the server tells, such as reasons.</summary>
public sealed class TextsField : Field<TextsField>
{
    /// <summary>Declares a list of texts.</summary>
    /// <param name="name">The name on the wire.</param>
    public TextsField(string name) : base(name) => Direction = Direction.ReadOnly;

    /// <inheritdoc/>
    public override JsonNode? Read(JsonElement value, JsonNode? current, string path, Reading reading) => null;

    /// <inheritdoc/>
    public override JsonObject Schema() => new() { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } };

    /// <inheritdoc/>
    private protected override JsonNode Empty => new JsonArray();
}
