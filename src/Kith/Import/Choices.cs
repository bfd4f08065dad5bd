using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Import.Mapping;

namespace Kith.Import;

/// <summary>
/// What somebody chose of an import, beside what was proposed. Only that is worth remembering: a proposal is of the values of one file, and those of
/// the next may say something better.
/// </summary>
internal static class Choices
{
    private const string Property = "chosen", Mapping = "mapping", Match = "match";

    /// <summary>What is chosen beside columns.</summary>
    private static readonly string[] Settings = [Match, "action"];

    /// <summary>Notes what a body chose, directly or by a saved mapping, as it became.</summary>
    /// <param name="after">The document of the import.</param>
    /// <param name="body">What was sent.</param>
    /// <param name="saved">The document of the saved mapping that it applies; null when there is none.</param>
    public static void Note(JsonObject after, JsonElement body, JsonObject? saved)
    {
        var chosen = after[Property]?.DeepClone().AsObject() ?? [];
        var columns = chosen[Mapping]?.AsObject() ?? [];
        var named = body.TryGetProperty(Mapping, out var mapping) && mapping.ValueKind == JsonValueKind.Object ? mapping.EnumerateObject().Select(static column => column.Name) : [];
        foreach (var column in named.Concat(saved?[Mapping]?.AsObject().Select(static column => column.Key) ?? []).Distinct())
        {
            if (after[Mapping]![column] is { } said)
                columns[column] = said.DeepClone();
        }
        if (columns.Count > 0 && columns.Parent is null)
            chosen[Mapping] = columns;
        foreach (var property in Settings)
        {
            if ((body.TryGetProperty(property, out _) || saved?[property] is not (null or JsonArray { Count: 0 })) && after[property] is { } value)
                chosen[property] = value.DeepClone();
        }
        if (chosen.Count > 0)
            after[Property] = chosen;
    }

    /// <summary>Takes over what was chosen of an import whose file had the same columns.</summary>
    /// <param name="document">The document of the new import.</param>
    /// <param name="earlier">The document of the earlier one.</param>
    public static void TakeOver(JsonObject document, JsonObject earlier)
    {
        if (earlier[Property] is not JsonObject chosen)
            return;
        document[Property] = chosen.DeepClone();
        var taken = chosen[Mapping]?.AsObject() ?? [];
        var mapping = document[Mapping]!.AsObject();
        foreach (var (column, said) in taken)
            mapping[column] = ImportSettings.ToJson(ImportSettings.MappingOf(said!.AsObject()));
        foreach (var column in document["columns"]!.AsArray().Where(column => taken.ContainsKey(column!["name"]!.GetValue<string>())))
            column!["confidence"] = 1;
        GiveWay(mapping, taken);
        document[Match] = Staging.MatchOf([.. mapping.Select(static column => ImportSettings.MappingOf(column.Value!.AsObject())).Where(static one => one.Mode != ColumnMode.Skip).Select(static one => one.Target)]);
        foreach (var property in Settings)
        {
            if (chosen[property] is { } value)
                document[property] = value.DeepClone();
        }
    }

    /// <summary>What is only proposed gives way to what was chosen: of two columns for a property of which there is one, and where it belongs to a column that is something else now.</summary>
    private static void GiveWay(JsonObject mapping, JsonObject taken)
    {
        var single = taken.Select(static column => ImportSettings.MappingOf(column.Value!.AsObject()))
            .Where(static one => one is { Mode: not ColumnMode.Skip, Of: null } && Target.Named(one.Target)!.IsSingle).Select(static one => one.Target).ToHashSet();
        var proposed = mapping.Select(static column => column.Key).Where(column => !taken.ContainsKey(column)).ToList();
        foreach (var column in proposed.Where(column => ImportSettings.MappingOf(mapping[column]!.AsObject()) is { Mode: not ColumnMode.Skip, Of: null } one && single.Contains(one.Target)))
            Drop(column);
        var problems = MappingCheck.ProblemsOf([.. mapping.Select(static column => column.Key)], mapping.ToDictionary(static column => column.Key, static column => ImportSettings.MappingOf(column.Value!.AsObject())));
        foreach (var problem in problems.Where(problem => proposed.Contains(problem.Column)))
            Drop(problem.Column);

        void Drop(string column) => mapping[column] = ImportSettings.ToJson(Target.Named(Target.Note)!.Mapping());
    }
}
