using System.Text.Json.Nodes;
using Kith.Import.Mapping;

namespace Kith.Import;

/// <summary>What somebody said of an import, read from its document.</summary>
internal sealed class ImportSettings
{
    /// <summary>Reads it.</summary>
    /// <param name="document">The document of the import.</param>
    /// <param name="caller">On whose behalf.</param>
    public ImportSettings(JsonObject document, Caller caller)
    {
        Import = Guid.Parse(document["id"]!.GetValue<string>());
        Title = document["title"]?.GetValue<string>() ?? "Import";
        Columns = NamesOf(document);
        Defaults = FileDefaults.None.SettledBy(document["columns"]!.AsArray().Select(column => new ColumnSummary(
            column!["name"]!.GetValue<string>(), [.. column["samples"]!.AsArray().Select(sample => sample!.GetValue<string>())], column["filled"]!.GetValue<long>())));
        Mapping = document["mapping"]!.AsObject().ToDictionary(entry => entry.Key, entry => MappingOf(entry.Value!.AsObject()));
        Match = [.. document["match"]!.AsArray().Select(match => match!.GetValue<string>())];
        Action = document["action"]?.GetValue<string>() ?? FileImport.Both;
        Source = document["externalSource"]?.GetValue<string>();
        Owner = document["owner"]?.GetValue<string>();
        Category = document["noteCategory"]?.GetValue<string>();
        (Tags, Segments) = (TextsOf(document["tags"]), TextsOf(document["segments"]));
        Home = caller.Country;
        Country = document["country"]?.GetValue<string>() ?? Home;
    }

    /// <summary>The id of the import.</summary>
    public Guid Import { get; }

    public string Title { get; }

    public IReadOnlyList<string> Columns { get; }

    /// <summary>What holds for all rows.</summary>
    public FileDefaults Defaults { get; }

    /// <summary>What becomes of each column, by its name.</summary>
    public IReadOnlyDictionary<string, ColumnMapping> Mapping { get; }

    public IReadOnlyList<string> Match { get; }

    public string Action { get; }

    public string? Source { get; }

    /// <summary>The country in which numbers and addresses are read.</summary>
    public string Country { get; }

    /// <summary>The country of the tenant, by which everything that is stored is read (ISO 3166-1 alpha-2).</summary>
    public string Home { get; }

    /// <summary>The IRI of a user.</summary>
    public string? Owner { get; }

    /// <summary>The IRI of a category of notes.</summary>
    public string? Category { get; }

    /// <summary>IRIs.</summary>
    public IReadOnlyList<string> Tags { get; }

    /// <summary>IRIs.</summary>
    public IReadOnlyList<string> Segments { get; }

    /// <summary>The names of the columns of a file.</summary>
    public static IReadOnlyList<string> NamesOf(JsonObject document) => [.. document["columns"]!.AsArray().Select(column => column!["name"]!.GetValue<string>())];

    /// <summary>A mapping as it is kept and shown.</summary>
    public static JsonObject ToJson(ColumnMapping mapping)
    {
        var json = new JsonObject { ["target"] = mapping.Target, ["mode"] = NameOf(mapping.Mode) };
        if (mapping.Of is not null)
            json["of"] = mapping.Of;
        return json;
    }

    /// <summary>The name of a mode on the wire.</summary>
    public static string NameOf(ColumnMode mode) => mode switch
    {
        ColumnMode.Skip => "skip",
        ColumnMode.Fill => "fill",
        ColumnMode.Overwrite => "overwrite",
        _ => "append",
    };

    /// <summary>The mode of a name; null when there is none.</summary>
    public static ColumnMode? ModeOf(string? name) => name switch
    {
        "skip" => ColumnMode.Skip,
        "fill" => ColumnMode.Fill,
        "overwrite" => ColumnMode.Overwrite,
        "append" => ColumnMode.Append,
        _ => null,
    };

    /// <summary>A mapping as it was kept. What was a target once, and is none any more, becomes a line of a note.</summary>
    public static ColumnMapping MappingOf(JsonObject json)
    {
        var (target, mode) = (json["target"]!.GetValue<string>(), ModeOf(json["mode"]!.GetValue<string>())!.Value);
        return Target.Named(target) is null
            ? new(Target.Note, mode == ColumnMode.Skip ? mode : ColumnMode.Append)
            : new(target, mode, json["of"]?.GetValue<string>());
    }

    private static IReadOnlyList<string> TextsOf(JsonNode? list) => [.. list?.AsArray().Select(item => item!.GetValue<string>()) ?? []];
}
