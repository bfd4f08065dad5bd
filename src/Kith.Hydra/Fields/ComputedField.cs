using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kith.Hydra;

/// <summary>What a computed property may look at when a document goes out.</summary>
/// <param name="Tenant">The tenant of the document.</param>
/// <param name="Id">The id of the document.</param>
/// <param name="Hidden">Its write-only properties; undefined when it has none.</param>
/// <param name="Links">Signs links that a browser can load without a key.</param>
public readonly record struct Rendering(long Tenant, Guid Id, JsonElement Hidden, SignedLinks Links);

/// <summary>A read-only text that is put together on the way out, such as a link that expires.</summary>
public sealed class ComputedField : Field
{
    private readonly Func<Rendering, string?> _value;

    /// <summary>Declares a computed text.</summary>
    /// <param name="name">The name on the wire.</param>
    /// <param name="value">What it is; null when there is none.</param>
    public ComputedField(string name, Func<Rendering, string?> value) : base(name)
    {
        _value = value;
        Direction = Direction.ReadOnly;
    }

    /// <inheritdoc/>
    public override bool IsStored => false;

    /// <summary>What it is for a document; null when there is none.</summary>
    public string? ValueOf(Rendering rendering) => _value(rendering);

    /// <inheritdoc/>
    public override JsonNode? Read(JsonElement value, JsonNode? current, string path, Reading reading) => null;

    /// <inheritdoc/>
    public override JsonObject Schema() => new() { ["type"] = "string", ["format"] = "uri-reference" };

    /// <summary>What it is, for the documentation.</summary>
    public ComputedField Describe(string description)
    {
        Description = description;
        return this;
    }
}

/// <summary>A value of any kind that the server shows as it is, such as what a property held before.</summary>
public sealed class AnyField : Field<AnyField>
{
    private Func<JsonElement, JsonNode?, string, Reading, JsonNode?>? _read;
    private JsonObject _schema = [];

    /// <summary>Declares a value of any kind.</summary>
    /// <param name="name">The name on the wire.</param>
    public AnyField(string name) : base(name) => Direction = Direction.ReadOnly;

    /// <summary>Takes it from bodies, too.</summary>
    /// <param name="read">Reads what a client sent into the form in which it is kept: the value, what is there, where it stands in the body, and the circumstances, where violations go.</param>
    /// <param name="schema">The JSON Schema of the value.</param>
    public AnyField ReadBy(Func<JsonElement, JsonNode?, string, Reading, JsonNode?> read, JsonObject schema)
    {
        (_read, _schema) = (read, schema);
        Direction = Direction.Both;
        return this;
    }

    /// <inheritdoc/>
    public override JsonNode? Read(JsonElement value, JsonNode? current, string path, Reading reading) => _read?.Invoke(value, current, path, reading);

    /// <inheritdoc/>
    public override JsonObject Schema() => _schema.DeepClone().AsObject();
}
