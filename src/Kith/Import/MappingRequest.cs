using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Import.Mapping;

namespace Kith.Import;

/// <summary>What a client says of columns and of whom they mean.</summary>
internal static class MappingRequest
{
    /// <summary>Reads it into the document, or notes everything that is wrong with it.</summary>
    /// <param name="body">The body.</param>
    /// <param name="current">The document as it is.</param>
    /// <param name="after">The document as it shall be.</param>
    /// <param name="reading">The circumstances.</param>
    public static void Read(JsonElement body, JsonObject current, JsonObject after, Reading reading)
    {
        foreach (var property in (string[])["columns", "mapping", "match", "leftAlone"])
        {
            if (current[property] is { } kept)
                after[property] = kept.DeepClone();
        }
        if (body.TryGetProperty("mapping", out var mapping))
            ReadMapping(mapping, after, reading);
        if (body.TryGetProperty("match", out var match) && reading.IsArray(match, "match", FileImport.Matches.Count))
            ReadMatch(match, after, reading);
    }

    private static void ReadMapping(JsonElement mapping, JsonObject after, Reading reading)
    {
        if (mapping.ValueKind != JsonValueKind.Object)
        {
            reading.RefuseType("mapping", "object");
            return;
        }
        var mappings = after["mapping"]!.AsObject().ToDictionary(entry => entry.Key, entry => ImportSettings.MappingOf(entry.Value!.AsObject()));
        foreach (var entry in mapping.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.Object)
                reading.RefuseType($"mapping.{entry.Name}", "object");
            else if (ReadColumn(entry.Value, mappings.GetValueOrDefault(entry.Name), $"mapping.{entry.Name}", reading) is { } read)
                mappings[entry.Name] = read;
        }
        var columns = after["columns"]!.AsArray().Select(column => column!["name"]!.GetValue<string>()).ToList();
        foreach (var problem in MappingCheck.ProblemsOf(columns, mappings))
            reading.Refuse($"mapping.{problem.Column}", problem.Message, ViolationCodes.Choice);
        after["mapping"] = new JsonObject(mappings.Where(entry => columns.Contains(entry.Key)).Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)ImportSettings.ToJson(entry.Value))));
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

    private static void ReadMatch(JsonElement match, JsonObject after, Reading reading)
    {
        var kinds = new JsonArray();
        foreach (var (index, kind) in match.EnumerateArray().Index())
        {
            if (kind.ValueKind != JsonValueKind.String || !FileImport.Matches.Contains(kind.GetString()!))
                reading.Refuse($"match[{index}]", $"Expected one of {string.Join(", ", FileImport.Matches)}.", ViolationCodes.Choice);
            else
                kinds.Add((JsonNode)kind.GetString()!);
        }
        after["match"] = kinds;
    }
}
