using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kith.Hydra;

/// <summary>A whole number that is not negative, up to what every JSON parser holds exactly (RFC 8259 §6).</summary>
/// <param name="name">The name on the wire and in the document.</param>
public sealed class IntegerField(string name) : Field<IntegerField>(name)
{
    private const long Maximum = 9_007_199_254_740_991;

    /// <inheritdoc/>
    public override JsonNode? Read(JsonElement value, JsonNode? current, string path, Reading reading)
    {
        if (value.ValueKind != JsonValueKind.Number)
            reading.RefuseType(path, "int");
        else if (!value.TryGetDecimal(out var number) || number is < 0 or > Maximum)
            reading.Refuse(path, $"This value should be between 0 and {Maximum}.", ViolationCodes.Range);
        else if (number != decimal.Truncate(number))
            reading.RefuseType(path, "int");
        else
            return (long)number;
        return null;
    }

    /// <inheritdoc/>
    public override JsonObject Schema() => new() { ["type"] = "integer", ["format"] = "int64", ["minimum"] = 0, ["maximum"] = Maximum };
}

/// <summary>True or false.</summary>
/// <param name="name">The name on the wire and in the document.</param>
public sealed class BooleanField(string name) : Field<BooleanField>(name)
{
    /// <summary>Whether it has a column, to filter or order by.</summary>
    public bool IsIndexed { get; private set; }

    /// <summary>False when none was sent.</summary>
    public BooleanField FalseWhenAbsent() => WhenAbsent(static (_, _) => false);

    /// <summary>Lists can be filtered by it.</summary>
    public BooleanField Filtered()
    {
        IsIndexed = true;
        Add(new BooleanFilter(this));
        return this;
    }

    /// <summary>Lists can be ordered by it.</summary>
    public BooleanField Ordered()
    {
        IsIndexed = true;
        Add(new OrderFilter(this));
        return this;
    }

    /// <summary>It has a column, for rules that queries apply by themselves.</summary>
    public BooleanField Indexed()
    {
        IsIndexed = true;
        return this;
    }

    /// <inheritdoc/>
    public override JsonNode? Read(JsonElement value, JsonNode? current, string path, Reading reading)
    {
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        reading.RefuseType(path, "bool");
        return null;
    }

    /// <inheritdoc/>
    public override JsonObject Schema() => new() { ["type"] = "boolean" };
}

/// <summary>A moment, kept to the second in UTC.</summary>
/// <param name="name">The name on the wire and in the document.</param>
public sealed class InstantField(string name) : Field<InstantField>(name)
{
    /// <summary>Whether each write that changes something sets it.</summary>
    public bool IsSetAtChange { get; private set; }

    /// <summary>Whether it has a column, to filter or order by.</summary>
    public bool IsIndexed { get; private set; }

    /// <summary>The first write sets it, and nothing changes it.</summary>
    public InstantField SetAtCreation() => WhenAbsent(static (_, reading) => Instants.Print(reading.Now)).ReadOnly();

    /// <summary>Each write that changes something sets it.</summary>
    public InstantField SetAtChange()
    {
        IsSetAtChange = true;
        return WhenAbsent(static (_, reading) => Instants.Print(reading.Now)).ReadOnly();
    }

    /// <summary>Lists can be filtered by earlier and later.</summary>
    public InstantField Filtered()
    {
        IsIndexed = true;
        Add(new InstantFilter(this));
        return this;
    }

    /// <summary>Lists can be filtered by whether there is one.</summary>
    public InstantField FilteredByExistence()
    {
        IsIndexed = true;
        Add(new ExistsFilter(this));
        return this;
    }

    /// <summary>Lists can be ordered by it.</summary>
    public InstantField Ordered()
    {
        IsIndexed = true;
        Add(new OrderFilter(this));
        return this;
    }

    /// <inheritdoc/>
    public override JsonNode? Read(JsonElement value, JsonNode? current, string path, Reading reading)
    {
        if (value.ValueKind != JsonValueKind.String)
            reading.RefuseType(path, "string");
        else if (!Instants.TryRead(value.GetString()!.Trim(), out var moment))
            reading.Refuse(path, $"This value is not a valid datetime of RFC 3339, such as {Instants.Example}.", ViolationCodes.Instant);
        else
            return Instants.Print(moment);
        return null;
    }

    /// <inheritdoc/>
    public override JsonObject Schema() => new() { ["type"] = "string", ["format"] = "date-time", ["examples"] = new JsonArray(Instants.Example) };
}

/// <summary>One of a few words.</summary>
/// <param name="name">The name on the wire and in the document.</param>
/// <param name="choices">The words.</param>
public sealed class ChoiceField(string name, params IReadOnlyList<string> choices) : Field<ChoiceField>(name)
{
    /// <inheritdoc/>
    public override JsonNode? Read(JsonElement value, JsonNode? current, string path, Reading reading)
    {
        if (value.ValueKind != JsonValueKind.String)
            reading.RefuseType(path, "string");
        else if (!choices.Contains(value.GetString()!))
            reading.Refuse(path, $"The value you selected is not a valid choice. It should be one of {string.Join(", ", choices)}.", ViolationCodes.Choice);
        else
            return value.GetString()!;
        return null;
    }

    /// <inheritdoc/>
    public override JsonObject Schema() =>
        new() { ["type"] = "string", ["enum"] = new JsonArray([.. choices.Select(choice => (JsonNode)choice)]) };
}
