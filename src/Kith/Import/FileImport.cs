using System.Text.Json.Nodes;
using Kith.NoteCategories;
using Kith.People;
using Kith.Segments;
using Kith.Tags;
using Kith.Users;
using static Kith.Hydra.Declare;

namespace Kith.Import;

/// <summary>A file of people on its way in: what it holds, what becomes of it, and how far that has come.</summary>
internal static class FileImport
{
    /// <summary>How long an import can be undone.</summary>
    public static readonly TimeSpan UndoTime = TimeSpan.FromDays(30);

    public const string Staged = "staged", Running = "running", Done = "done", Cancelled = "cancelled", Failed = "failed", Undoing = "undoing", Undone = "undone";

    public const string Create = "create", Update = "update", Both = "createAndUpdate";

    /// <summary>A customer id together with the system that it is of, and nothing less.</summary>
    public const string ExternalId = "externalId";

    /// <summary>What people can be matched by.</summary>
    public static IReadOnlyList<string> Matches => [.. Upsert.Properties.Keys, ExternalId];

    public static readonly Resource Resource = Declared();

    private static Resource Declared()
    {
        var createdAt = Instant("createdAt").ReadOnly().Filtered().Ordered().Describe("When the file was sent.");
        return new Resource("imports", "Import",
        [
            createdAt,
            Instant("updatedAt").SetAtChange().Describe("When something last changed."),
            Link("author", to: () => User.Resource).ReadOnly().Describe("The user who sent the file."),
            Text("title").Required().Describe("The name of the file, or another; notes that the import makes carry it.", "contacts.csv"),
            Choice("state", Staged, Running, Done, Cancelled, Failed, Undoing, Undone).ReadOnly().Describe("How far it is.", Staged),
            Text("mediaType").ReadOnly().Describe("What the file is.", "text/csv"),
            Text("encoding").ReadOnly().Describe("The encoding of a text file.", "utf-8"),
            Text("delimiter").ReadOnly().Describe("What is between the cells of a text file.", ";"),
            Text("worksheet").ReadOnly().Describe("The name of the worksheet."),
            Integer("rows").ReadOnly().Describe("How many rows there are.", 537),
            Anything("columns").Describe("The columns: name, how many rows have a value, samples, and how sure the proposed target is.",
                new JsonArray(new JsonObject { ["name"] = "E-mail", ["filled"] = 537, ["samples"] = new JsonArray("jan@example.com"), ["confidence"] = 1 })),
            Anything("mapping").Describe("What becomes of each column, by its name: target, mode (skip, fill, overwrite, append), and of, the column that a label belongs to.",
                new JsonObject { ["E-mail"] = new JsonObject { ["target"] = "emailAddresses", ["mode"] = "append" } }),
            Anything("match").ReadBy(static (value, _, path, reading) => MappingRequest.ReadMatch(value, path, reading), MappingRequest.MatchSchema).Describe("What people are matched by, the first that leads to somebody.", new JsonArray("email")),
            Anything("chosen").ReadOnly().Describe("What somebody chose rather than the file suggested it: the next file with the same columns takes it over.",
                new JsonObject { ["mapping"] = new JsonObject { ["E-mail"] = new JsonObject { ["target"] = "emailAddresses", ["mode"] = "overwrite" } }, ["match"] = new JsonArray("email") }),
            Link("savedMapping", to: () => ImportMapping.Resource).Describe("The saved mapping that was applied; sending one applies it to the columns that the file has."),
            Choice("action", Create, Update, Both).Describe("Whether people are created, updated, or both.", Both),
            Text("country").Max(2).Rule(Countries.Code).Describe("The country of phone numbers and addresses without one (ISO 3166-1 alpha-2); the tenant's when absent.", "NL"),
            Text("externalSource").Describe("Where the people come from, when no column says so.", "hubspot"),
            Link("owner", to: () => User.Resource).Describe("Who looks after people who have nobody."),
            Links("tags", to: () => Tag.Resource).Describe("The labels that everybody gets."),
            Links("segments", to: () => Segment.Resource).Describe("The lists that everybody is put on."),
            Link("noteCategory", to: () => NoteCategory.Resource).Describe("The category of the notes that the import makes; the first when absent."),
            Instant("startedAt").ReadOnly().Describe("When it was run."),
            Instant("finishedAt").ReadOnly().Describe("When it was done."),
            Instant("undoableUntil").ReadOnly().Describe("How long it can be undone."),
            Instant("undoneAt").ReadOnly().Describe("When it was undone."),
            Anything("leftAlone").Describe("What undoing left as it is, because it was changed since.", new JsonArray(new JsonObject { ["item"] = $"/people/{Iri.SampleId}", ["property"] = "jobTitle" })),
        ])
            .OrderedBy(new ByField(createdAt, IsDescending: true))
            .WrittenByServer()
            .Describe("A file of people on its way in: staged, mapped, previewed, run, and perhaps undone.");
    }
}
