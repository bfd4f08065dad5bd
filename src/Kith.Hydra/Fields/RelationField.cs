using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kith.Hydra;

/// <summary>What becomes of a document when the resource it points at is deleted.</summary>
public enum WhenTargetDeleted
{
    /// <summary>The link is taken out.</summary>
    Clear,
    /// <summary>The document is deleted with it.</summary>
    Delete,
    /// <summary>The target cannot be deleted.</summary>
    Refuse,
}

/// <summary>A property that points at one resource.</summary>
public abstract class RelationField : Field
{
    private readonly Func<Resource> _target;

    private protected RelationField(string name, Func<Resource> target) : base(name) => _target = target;

    /// <summary>What it points at.</summary>
    public Resource Target => _target();

    /// <summary>What becomes of the document when the target is deleted.</summary>
    public WhenTargetDeleted WhenTargetDeleted { get; private protected set; }

    /// <summary>The id that a document points at; null for none.</summary>
    public Guid? TargetOf(JsonObject document) => document[Name] is { } link ? Iri.IdOf(link.GetValue<string>()) : null;

    /// <summary>Reads an IRI and notes that its target must exist.</summary>
    internal static string? ReadIri(JsonElement value, string path, Resource target, Reading reading)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            reading.RefuseType(path, $"string (IRI, such as /{target.Path}/{{id}})");
        }
        else if (!Iri.TryRead(value.GetString()!.Trim(), target, reading.Authority, out var id))
        {
            reading.Refuse(path, $"Invalid IRI \"{value.GetString()}\": expected /{target.Path}/{{id}}.", ViolationCodes.Iri);
        }
        else
        {
            reading.Refer(path, target, id);
            return Iri.Of(target, id);
        }
        return null;
    }
}

/// <summary>A link to one resource, by its IRI.</summary>
public sealed class LinkField : RelationField
{
    /// <summary>Declares a link.</summary>
    /// <param name="name">The name on the wire and in the document.</param>
    /// <param name="target">What it points at.</param>
    public LinkField(string name, Func<Resource> target) : base(name, target)
    {
    }

    /// <summary>A document cannot be without it; its target cannot be deleted while documents point at it.</summary>
    public LinkField Required()
    {
        IsRequired = true;
        WhenTargetDeleted = WhenTargetDeleted.Refuse;
        return this;
    }

    /// <summary>Set by the server; ignored in bodies.</summary>
    public LinkField ReadOnly()
    {
        Direction = Direction.ReadOnly;
        return this;
    }

    /// <summary>Taken from bodies, never in a response.</summary>
    public LinkField WriteOnly()
    {
        Direction = Direction.WriteOnly;
        IsKept = true;
        return this;
    }

    /// <summary>A PUT that does not mention it leaves it as it is.</summary>
    public LinkField Kept()
    {
        IsKept = true;
        return this;
    }

    /// <summary>The value when none was sent.</summary>
    public LinkField WhenAbsent(Func<JsonObject, Reading, JsonNode?> value)
    {
        Absent = value;
        return this;
    }

    /// <summary>Lists can be filtered by it.</summary>
    /// <param name="parameter">The name of the parameter: <c>owner.id</c>.</param>
    public LinkField Filtered(string parameter)
    {
        Add(new LinkFilter(parameter, Name, () => Target));
        return this;
    }

    /// <summary>Lists can be filtered by whether it points at anything.</summary>
    public LinkField FilteredByExistence()
    {
        Add(new ExistsFilter(this));
        return this;
    }

    /// <summary>What it is, for the documentation.</summary>
    public LinkField Describe(string description)
    {
        Description = description;
        return this;
    }

    /// <inheritdoc/>
    public override JsonNode? Read(JsonElement value, JsonNode? current, string path, Reading reading) =>
        ReadIri(value, path, Target, reading);

    /// <inheritdoc/>
    public override JsonObject Schema() => new()
    {
        ["type"] = "string",
        ["format"] = "iri-reference",
        ["examples"] = new JsonArray($"/{Target.Path}/{Iri.SampleId}"),
    };
}

/// <summary>
/// The resource that the path places this one under: set from the path, never printed, and refused in a body when it says
/// something else (decisions.md "Notes").
/// </summary>
public sealed class ParentField : RelationField
{
    /// <summary>Declares the parent.</summary>
    /// <param name="name">The name in the path and in bodies: <c>personId</c>.</param>
    /// <param name="target">What it is placed under.</param>
    public ParentField(string name, Func<Resource> target) : base(name, target)
    {
        Direction = Direction.WriteOnly;
        Description = "The id in the path, or one that leads there; anything else is refused.";
        IsKept = true;
        Absent = (_, reading) => reading.Parent?.ToString();
        WhenTargetDeleted = WhenTargetDeleted.Delete;
        Add(new LinkFilter(name[..^2], name, target));
    }

    /// <inheritdoc/>
    public override JsonNode? Read(JsonElement value, JsonNode? current, string path, Reading reading)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : null;
        if (text is null)
            reading.RefuseType(path, "string");
        else if (!Iri.TryReadId(text, out var id) && !Iri.TryRead(text, Target, reading.Authority, out id))
            reading.RefuseParent(path);
        else if (id != reading.Parent)
            reading.Place(path, Target, id);
        return reading.Parent?.ToString();
    }

    /// <inheritdoc/>
    public override JsonObject Schema() => new() { ["type"] = "string" };
}
