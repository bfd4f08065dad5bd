using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Import.Mapping;
using Kith.Import.Sheets;

namespace Kith.Import;

/// <summary>What a client says of columns and of whom they mean.</summary>
internal static class MappingRequest
{
    /// <summary>The JSON Schema of a mapping.</summary>
    public static JsonObject Schema => new() { ["type"] = "object" };

    /// <summary>The JSON Schema of what people are matched by.</summary>
    public static JsonObject MatchSchema => new()
    {
        ["type"] = "array",
        ["items"] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. FileImport.Matches.Select(match => (JsonNode)match)]) },
    };

    /// <summary>Reads what is said of the columns of a file into its document, or notes everything that is wrong with it.</summary>
    /// <param name="body">The body.</param>
    /// <param name="current">The document as it is.</param>
    /// <param name="after">The document as it shall be.</param>
    /// <param name="reading">The circumstances.</param>
    public static void Read(JsonElement body, JsonObject current, JsonObject after, Reading reading)
    {
        if (!body.TryGetProperty("mapping", out var mapping))
            return;
        var columns = ImportSettings.NamesOf(after);
        if (ReadColumns(mapping, current["mapping"], "mapping", reading, columns) is { } read)
            after["mapping"] = new JsonObject(read.Where(entry => columns.Contains(entry.Key)).Select(entry => KeyValuePair.Create(entry.Key, entry.Value?.DeepClone())));
    }

    /// <summary>Reads a mapping of columns, which is merged into the one that is there; null when that cannot be.</summary>
    /// <param name="mapping">What a client sent.</param>
    /// <param name="current">What is there.</param>
    /// <param name="path">Where it stands in the body.</param>
    /// <param name="reading">The circumstances.</param>
    /// <param name="columns">The columns of the file; null where there is none, and any column may be mapped, or, by null, no longer be.</param>
    public static JsonObject? ReadColumns(JsonElement mapping, JsonNode? current, string path, Reading reading, IReadOnlyList<string>? columns)
    {
        if (mapping.ValueKind != JsonValueKind.Object)
        {
            reading.RefuseType(path, "object");
            return null;
        }
        var mappings = current is null || reading.Mode == WriteMode.Replace ? [] : current.AsObject().ToDictionary(entry => entry.Key, entry => ImportSettings.MappingOf(entry.Value!.AsObject()));
        foreach (var entry in mapping.EnumerateObject())
        {
            if (entry.Value.ValueKind == JsonValueKind.Null && columns is null)
                mappings.Remove(entry.Name);
            else if (entry.Value.ValueKind != JsonValueKind.Object)
                reading.RefuseType($"{path}.{entry.Name}", "object");
            else if (ReadColumn(entry.Value, mappings.GetValueOrDefault(entry.Name), $"{path}.{entry.Name}", reading) is { } read)
                mappings[entry.Name] = read;
        }
        if (mappings.Count > SheetLimits.Columns)
            reading.RefuseCount(path, SheetLimits.Columns);
        foreach (var problem in MappingCheck.ProblemsOf(columns ?? [.. mappings.Keys], mappings))
            reading.Refuse($"{path}.{problem.Column}", problem.Message, ViolationCodes.Choice);
        return new JsonObject(mappings.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)ImportSettings.ToJson(entry.Value))));
    }

    /// <summary>Reads what people are matched by.</summary>
    public static JsonArray? ReadMatch(JsonElement match, string path, Reading reading)
    {
        if (!reading.IsArray(match, path, FileImport.Matches.Count))
            return null;
        var kinds = new JsonArray();
        foreach (var (index, kind) in match.EnumerateArray().Index())
        {
            if (kind.ValueKind != JsonValueKind.String || !FileImport.Matches.Contains(kind.GetString()!))
                reading.Refuse($"{path}[{index}]", $"Expected one of {string.Join(", ", FileImport.Matches)}.", ViolationCodes.Choice);
            else
                kinds.Add((JsonNode)kind.GetString()!);
        }
        return kinds;
    }

    private static ColumnMapping? ReadColumn(JsonElement sent, ColumnMapping? current, string path, Reading reading)
    {
        var violations = reading.Violations.Count;
        string? Text(string property, string? absent)
        {
            if (!sent.TryGetProperty(property, out var value))
                return absent;
            if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
                reading.RefuseType($"{path}.{property}", "string");
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        var target = Text("target", current?.Target) ?? "";
        var isSame = target == current?.Target;
        // Another target has a mode, and a column that it belongs to, of its own.
        var mode = Text("mode", isSame ? ImportSettings.NameOf(current!.Mode) : null);
        var of = Text("of", isSame ? current!.Of : null);
        var known = mode is null ? Target.Named(target)?.DefaultMode ?? ColumnMode.Fill : ImportSettings.ModeOf(mode);
        if (known is null)
            reading.Refuse($"{path}.mode", "Expected one of skip, fill, overwrite, append.", ViolationCodes.Choice);
        return reading.Violations.Count == violations ? new ColumnMapping(target, known!.Value, of) : null;
    }
}
