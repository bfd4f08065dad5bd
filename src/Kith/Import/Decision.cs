using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Import.Mapping;

namespace Kith.Import;

/// <summary>What becomes of a row.</summary>
/// <param name="Row">The row.</param>
/// <param name="State">One of <see cref="RowStates"/>.</param>
internal sealed record Decision(StagedRow Row, string State)
{
    /// <summary>The person who is there; null for somebody new.</summary>
    public Stored? Current { get; init; }

    /// <summary>What is written of the person; null where nothing is.</summary>
    public JsonObject? Body { get; init; }

    /// <summary>The text of a note that is added; null where there is none, or the person has it already.</summary>
    public string? Note { get; init; }

    /// <summary>The picture that the person gets, as a data URI.</summary>
    public string? Photo { get; init; }

    /// <summary>What changes.</summary>
    public IReadOnlyList<Change> Changes { get; init; } = [];

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<CellProblem> Problems { get; init; } = [];

    /// <summary>By what the person was recognised, or why nothing is done.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Those who may be meant.</summary>
    public IReadOnlyList<Guid> Candidates { get; init; } = [];

    /// <summary>The first row of the file that means the same person; null where there is none.</summary>
    public long? SameAs { get; init; }

    /// <summary>What is kept of it with the row, as JSON; null when there is nothing to say.</summary>
    public string? DetailText()
    {
        if (Changes.Count + Problems.Count + Reasons.Count + Candidates.Count == 0 && SameAs is null)
            return null;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Json.Writing))
        {
            writer.WriteStartObject();
            WriteList(writer, "changes", Changes, static (writer, change) => change.WriteTo(writer));
            WriteList(writer, "problems", Problems, static (writer, problem) =>
            {
                writer.WriteStartObject();
                writer.WriteString("column", problem.Column);
                writer.WriteString("message", problem.Message);
                writer.WriteEndObject();
            });
            WriteList(writer, "reasons", Reasons, static (writer, reason) => writer.WriteStringValue(reason));
            WriteList(writer, "candidates", Candidates, static (writer, candidate) => writer.WriteStringValue(Iri.Of(People.Person.Resource, candidate)));
            if (SameAs is { } row)
                writer.WriteNumber("sameAs", row);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>A row that cannot be taken.</summary>
    public static Decision Broken(StagedRow row, IEnumerable<CellProblem> problems) => new(row, RowStates.Error) { Problems = [.. problems] };

    private static void WriteList<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        if (items.Count == 0)
            return;
        writer.WriteStartArray(name);
        foreach (var item in items)
            write(writer, item);
        writer.WriteEndArray();
    }
}

/// <summary>What a row does to a property.</summary>
/// <param name="Property">The property.</param>
/// <param name="Old">What is there; null for nothing.</param>
/// <param name="New">What comes in its place; null for nothing.</param>
internal readonly record struct Change(string Property, JsonNode? Old, JsonNode? New)
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("property", Property);
        Write(writer, "old", Old);
        Write(writer, "new", New);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, JsonNode? value)
    {
        if (value is null)
            return;
        writer.WritePropertyName(name);
        value.WriteTo(writer);
    }
}
