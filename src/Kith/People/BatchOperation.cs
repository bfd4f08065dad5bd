using System.Text.Json;
using static Kith.Hydra.Declare;

namespace Kith.People;

/// <summary>One row of a batch.</summary>
/// <param name="Method">One of <see cref="Methods"/>.</param>
/// <param name="Body">The person, or a merge patch; undefined for a deletion.</param>
/// <param name="Person">Who is updated or deleted.</param>
/// <param name="Match">What an upsert matches by.</param>
/// <param name="IfMatch">The state that the person must be in; empty for any.</param>
internal sealed record BatchOperation(string Method, JsonElement Body, Guid Person, string Match, string IfMatch)
{
    public const string Create = "create", Update = "update", Upsert = "upsert", Delete = "delete";

    /// <summary>What a row can do.</summary>
    public static readonly IReadOnlyList<string> Methods = [Create, Update, Upsert, Delete];

    private static readonly ChoiceField MethodField = Choice("method", Methods);
    private static readonly ChoiceField MatchField = Choice("match", [.. People.Upsert.Properties.Keys]);
    private static readonly TextField IfMatchField = Text("ifMatch");

    /// <summary>Reads a row, or notes what is wrong with it.</summary>
    public static BatchOperation Read(JsonElement row, string path, Reading reading)
    {
        var nothing = new BatchOperation("", default, default, "", "");
        if (row.ValueKind != JsonValueKind.Object)
        {
            reading.RefuseType(path, "object");
            return nothing;
        }
        var method = ReadRequired(row, MethodField, path, reading);
        if (method is null)
            return nothing;
        var operation = nothing with { Method = method, IfMatch = ReadOptional(row, IfMatchField, path, reading) ?? "" };
        if (method != Delete)
            operation = operation with { Body = ReadBody(row, $"{path}.body", reading) };
        if (method == Upsert)
            operation = operation with { Match = ReadRequired(row, MatchField, path, reading) ?? "" };
        if (method is Update or Delete)
            operation = operation with { Person = ReadPerson(row, $"{path}.person", reading) };
        return operation;
    }

    private static string? ReadRequired(JsonElement row, Field part, string path, Reading reading)
    {
        if (row.TryGetProperty(part.Name, out var value) && value.ValueKind != JsonValueKind.Null)
            return part.Read(value, null, $"{path}.{part.Name}", reading)?.GetValue<string>();
        RefuseBlank($"{path}.{part.Name}", reading);
        return null;
    }

    private static string? ReadOptional(JsonElement row, Field part, string path, Reading reading) =>
        row.TryGetProperty(part.Name, out var value) && value.ValueKind != JsonValueKind.Null ? part.Read(value, null, $"{path}.{part.Name}", reading)?.GetValue<string>() : null;

    private static JsonElement ReadBody(JsonElement row, string path, Reading reading)
    {
        if (!row.TryGetProperty("body", out var body) || body.ValueKind == JsonValueKind.Null)
            RefuseBlank(path, reading);
        else if (body.ValueKind != JsonValueKind.Object)
            reading.RefuseType(path, "object");
        return body;
    }

    private static Guid ReadPerson(JsonElement row, string path, Reading reading)
    {
        if (!row.TryGetProperty("person", out var person) || person.ValueKind == JsonValueKind.Null)
            RefuseBlank(path, reading);
        else if (person.ValueKind != JsonValueKind.String)
            reading.RefuseType(path, "string");
        else if (Iri.TryReadId(person.GetString(), out var id) || Iri.TryRead(person.GetString()!, People.Person.Resource, reading.Authority, out id))
            return id;
        else
            reading.Refuse(path, $"Invalid IRI \"{person.GetString()}\": expected /people/{{id}}.", ViolationCodes.Iri);
        return default;
    }

    private static void RefuseBlank(string path, Reading reading) => reading.Refuse(path, "This value should not be blank.", ViolationCodes.Blank);
}
