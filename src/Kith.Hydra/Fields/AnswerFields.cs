using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kith.Hydra;

/// <summary>A number from 0 to 1 that the server tells, such as how sure it is.</summary>
public sealed class FractionField : Field<FractionField>
{
    /// <summary>Declares a number from 0 to 1.</summary>
    /// <param name="name">The name on the wire.</param>
    public FractionField(string name) : base(name) => Direction = Direction.ReadOnly;

    /// <inheritdoc/>
    public override JsonNode? Read(JsonElement value, JsonNode? current, string path, Reading reading) => null;

    /// <inheritdoc/>
    public override JsonObject Schema() => new() { ["type"] = "number", ["minimum"] = 0, ["maximum"] = 1 };
}

/// <summary>A list of texts that the server tells.</summary>
public sealed class TextsField : Field<TextsField>
{
    /// <summary>Declares a list of texts.</summary>
    /// <param name="name">The name on the wire.</param>
    public TextsField(string name) : base(name) => Direction = Direction.ReadOnly;

    /// <inheritdoc/>
    public override JsonNode? Read(JsonElement value, JsonNode? current, string path, Reading reading) => null;

    /// <inheritdoc/>
    public override JsonObject Schema() => new() { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } };
}

/// <summary>A whole resource inside an answer, as it is answered by itself.</summary>
public sealed class EmbeddedField : Field<EmbeddedField>
{
    private readonly Func<Resource> _target;

    /// <summary>Declares a resource inside an answer.</summary>
    /// <param name="name">The name on the wire.</param>
    /// <param name="target">What it is.</param>
    public EmbeddedField(string name, Func<Resource> target) : base(name)
    {
        _target = target;
        Direction = Direction.ReadOnly;
    }

    /// <summary>What it is.</summary>
    public Resource Target => _target();

    /// <summary>Whether there are several.</summary>
    public bool IsList { get; private set; }

    /// <summary>Declares that there are several.</summary>
    public EmbeddedField Several()
    {
        IsList = true;
        return this;
    }

    /// <inheritdoc/>
    public override JsonNode? Read(JsonElement value, JsonNode? current, string path, Reading reading) => null;

    /// <inheritdoc/>
    public override JsonObject Schema() => IsList
        ? new JsonObject { ["type"] = "array", ["items"] = ResourceSchemas.ReferenceTo(Target, Format.Json) }
        : ResourceSchemas.ReferenceTo(Target, Format.Json);
}
