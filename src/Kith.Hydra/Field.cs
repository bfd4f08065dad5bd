using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kith.Hydra;

/// <summary>Who may see and write a property.</summary>
public enum Direction
{
    /// <summary>Read and written by clients.</summary>
    Both,
    /// <summary>Set by the server, ignored in bodies.</summary>
    ReadOnly,
    /// <summary>Taken from bodies, never in a response.</summary>
    WriteOnly,
}

/// <summary>
/// A property of a resource, declared once: how it is read from a body, kept in the document, described to clients, and what
/// indexes are derived from it.
/// </summary>
/// <param name="name">The name on the wire and in the document.</param>
public abstract class Field(string name)
{
    /// <summary>The name on the wire and in the document.</summary>
    public string Name { get; } = name;

    /// <summary>Who may see and write it.</summary>
    public Direction Direction { get; private protected set; }

    /// <summary>Whether a document cannot be without it.</summary>
    public bool IsRequired { get; private protected set; }

    /// <summary>Whether a PUT that does not mention it leaves it as it is: clients may write it, but need not know it.</summary>
    public bool IsKept { get; private protected set; }

    /// <summary>Whether the document holds it; otherwise it is put together on the way out.</summary>
    public virtual bool IsStored => true;

    /// <summary>What it is, for the documentation.</summary>
    public string? Description { get; private protected set; }

    /// <summary>A value that a client could send, for the documentation.</summary>
    public JsonNode? Example { get; private protected set; }

    /// <summary>What the documentation says of values that clients may list and filter by.</summary>
    public IReadOnlyList<Filter> Filters => _filters;

    private readonly List<Filter> _filters = [];

    /// <summary>Whether lists are filtered by whether it holds anything.</summary>
    public bool IsFilteredByExistence => _filters.Any(static filter => filter is ExistsFilter);

    /// <summary>The value when none was sent; may look at the properties declared before this one.</summary>
    private protected Func<JsonObject, Reading, JsonNode?>? Absent { get; set; }

    /// <summary>Whether <see cref="Absent"/> decides on every write, whatever was there.</summary>
    private protected bool IsDerived { get; set; }

    /// <summary>
    /// Reads a value that a client sent (never null) into the form in which it is kept, or notes in
    /// <paramref name="reading"/> what is wrong with it.
    /// </summary>
    /// <param name="value">What the client sent.</param>
    /// <param name="current">What the document holds now.</param>
    /// <param name="path">Where it stands in the body.</param>
    /// <param name="reading">The circumstances, and where violations go.</param>
    public abstract JsonNode? Read(JsonElement value, JsonNode? current, string path, Reading reading);

    /// <summary>The JSON Schema (2020-12) of the value, without null.</summary>
    public abstract JsonObject Schema();

    /// <summary>What stands for "nothing": null, or an empty list, which is always printed.</summary>
    private protected virtual JsonNode? Empty => null;

    /// <summary>What two elements of a list have alike when they are the same; null where the property is no list.</summary>
    private protected virtual Func<JsonNode, Reading, string>? Sameness => null;

    /// <summary>The most elements of a list.</summary>
    private protected virtual int MaximumElements => int.MaxValue;

    /// <summary>Adds what was sent to what is there, where lists are united.</summary>
    private JsonNode? Unite(JsonNode? kept, JsonNode? sent, string path, Reading reading)
    {
        if (!reading.Unites || Sameness is not { } sameness)
            return sent;
        var united = new JsonArray();
        var seen = new HashSet<string>();
        foreach (var element in kept?.AsArray() ?? [])
        {
            seen.Add(sameness(element!, reading));
            united.Add(element!.DeepClone());
        }
        foreach (var element in sent?.AsArray() ?? [])
        {
            // What broke a rule has no form; it was noted.
            if (element is not JsonObject { Count: 0 } && seen.Add(sameness(element!, reading)))
                united.Add(element!.DeepClone());
        }
        if (united.Count > MaximumElements)
            reading.RefuseCount(path, MaximumElements);
        return united;
    }

    private protected void Add(Filter filter) => _filters.Add(filter);

    /// <summary>The value that the property has after a body was applied.</summary>
    internal JsonNode? Compose(JsonElement body, JsonObject? current, JsonObject siblings, string path, Reading reading)
    {
        if (IsDerived)
            return Absent!(siblings, reading);

        var kept = current?[Name];
        var isSent = body.TryGetProperty(Name, out var sent) && Direction != Direction.ReadOnly;
        var refused = reading.Violations.Count;
        JsonNode? value;
        if (isSent)
            value = Unite(kept, sent.ValueKind == JsonValueKind.Null ? null : Read(sent, kept, path, reading), path, reading);
        else if (Direction == Direction.ReadOnly)
            value = (kept ?? reading.Known.GetValueOrDefault(Name))?.DeepClone();
        else if (reading.Mode == WriteMode.Merge || IsKept)
            value = kept?.DeepClone();
        else
            value = null;

        // What a kept property starts with is for creation: a note whose author was deleted does not become the next editor's.
        var isLeft = IsKept && !isSent && reading.Mode != WriteMode.Create;
        value ??= (isLeft ? null : Absent?.Invoke(siblings, reading)) ?? Empty;
        if (value is null && IsRequired && refused == reading.Violations.Count)
            reading.Refuse(path, "This value should not be blank.", ViolationCodes.Blank);
        return value;
    }

    /// <summary>Applies a body to the properties of an object, whole document or part of one.</summary>
    internal static void ComposeInto(
        JsonObject composed, IReadOnlyList<Field> fields, JsonElement body, JsonObject? current, string prefix, Reading reading)
    {
        foreach (var field in fields)
        {
            if (field.Compose(body, current, composed, prefix + field.Name, reading) is { } value)
                composed[field.Name] = value;
        }
    }
}

/// <summary>The words that every kind of property shares; each gives the property back, so that a declaration is one line.</summary>
/// <typeparam name="TSelf">The kind of property.</typeparam>
/// <param name="name">The name on the wire and in the document.</param>
public abstract class Field<TSelf>(string name) : Field(name) where TSelf : Field<TSelf>
{
    private protected TSelf Self => (TSelf)this;

    /// <summary>A document cannot be without it.</summary>
    public TSelf Required()
    {
        IsRequired = true;
        return Self;
    }

    /// <summary>Set by the server; ignored in bodies.</summary>
    public TSelf ReadOnly()
    {
        Direction = Direction.ReadOnly;
        return Self;
    }

    /// <summary>Taken from bodies, never in a response. A PUT that does not mention it leaves it, since nobody can have read it.</summary>
    public TSelf WriteOnly()
    {
        Direction = Direction.WriteOnly;
        IsKept = true;
        return Self;
    }

    /// <summary>A PUT that does not mention it leaves it as it is.</summary>
    public TSelf Kept()
    {
        IsKept = true;
        return Self;
    }

    /// <summary>The value when none was sent.</summary>
    public TSelf WhenAbsent(Func<JsonObject, Reading, JsonNode?> value)
    {
        Absent = value;
        return Self;
    }

    /// <summary>Computed on every write from the properties declared before it.</summary>
    public TSelf DerivedAs(Func<JsonObject, Reading, JsonNode?> value)
    {
        Absent = value;
        IsDerived = true;
        return ReadOnly();
    }

    /// <summary>What it is, for the documentation.</summary>
    public TSelf Describe(string description, JsonNode? example = null)
    {
        Description = description;
        Example = example;
        return Self;
    }
}
