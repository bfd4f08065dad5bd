using System.Text.Json.Nodes;
using Kith.People;
using Kith.Users;
using static Kith.Hydra.Declare;

namespace Kith.Import;

/// <summary>What somebody said once of the columns of a file, under a name, to say it again of others.</summary>
internal static class ImportMapping
{
    /// <summary>What is taken over beside the mapping, where it is said.</summary>
    private static readonly string[] Settings = ["match", "action", "country", "externalSource"];

    public static readonly Resource Resource = Declared();

    /// <summary>Says of an import what was saved: of the columns that its file has.</summary>
    /// <param name="import">The document of the import.</param>
    /// <param name="saved">The document of the mapping.</param>
    public static void Apply(JsonObject import, JsonObject saved)
    {
        var mapping = import["mapping"]!.AsObject();
        var columns = ImportSettings.NamesOf(import);
        foreach (var (column, said) in saved["mapping"]!.AsObject())
        {
            // What belongs to a column that this file does not have stands for itself.
            if (columns.Contains(column) && (said!["of"]?.GetValue<string>() is not { } of || columns.Contains(of)))
                mapping[column] = said.DeepClone();
        }
        foreach (var property in Settings)
        {
            if (saved[property] is { } value && value is not JsonArray { Count: 0 })
                import[property] = value.DeepClone();
        }
    }

    private static Resource Declared()
    {
        var title = Text("title").Required().Ordered().Describe("What it is called.", "Leads of the fair");
        return new Resource("import_mappings", "ImportMapping",
        [
            title,
            Instant("createdAt").SetAtCreation().Describe("When it was saved."),
            Instant("updatedAt").SetAtChange().Describe("When something last changed."),
            Link("author", to: () => User.Resource).ReadOnly().Kept().WhenAbsent(static (_, reading) => Iri.Of(User.Resource, reading.Caller.User)).Describe("The user who saved it."),
            Anything("mapping").ReadBy(static (value, current, path, reading) => MappingRequest.ReadColumns(value, current, path, reading, columns: null), MappingRequest.Schema).Required()
                .Describe("What becomes of columns, by their names, as in an import.", new JsonObject { ["E-mail"] = new JsonObject { ["target"] = "emailAddresses", ["mode"] = "append" } }),
            Anything("match").ReadBy(static (value, _, path, reading) => MappingRequest.ReadMatch(value, path, reading), MappingRequest.MatchSchema)
                .Describe("What people are matched by, the first that leads to somebody; as the import has it when absent.", new JsonArray("email")),
            Choice("action", FileImport.Create, FileImport.Update, FileImport.Both).Describe("Whether people are created, updated, or both.", FileImport.Both),
            Text("country").Max(2).Rule(Countries.Code).Describe("The country of phone numbers and addresses without one (ISO 3166-1 alpha-2).", "NL"),
            Text("externalSource").Describe("Where the people come from, when no column says so.", "hubspot"),
        ])
            .OrderedBy(new ByField(title, IsDescending: false))
            .Describe("What becomes of the columns of files, saved under a name for other files.");
    }
}
