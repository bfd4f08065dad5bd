using System.Text.Json.Nodes;

namespace Kith.Duplicates;

/// <summary>What OpenAPI says of duplicates beside list and item.</summary>
internal static class DuplicatesDocumentation
{
    public static void AddTo(OpenApiDocument document)
    {
        Add(document, "dismiss", "dismissDuplicates", "Say that they are not the same",
            "Remembers of everybody in the group that nobody is another one of them, also after they change. Said twice, it changes nothing.");
        Add(document, "restore", "restoreDuplicates", "Take a dismissal back",
            "Forgets that it was said that they are not the same. Those who are still alike are listed again.");
    }

    private static void Add(OpenApiDocument document, string verb, string id, string summary, string description) => document.AddOperation(
        $"{Vocabulary.ItemTemplate(DuplicateGroup.Resource)}/{verb}", "POST", id, OpenApiDocument.TagOf(DuplicateGroup.Resource), summary, description, "write",
        [new("id", "id", "Duplicates identifier", new JsonObject { ["type"] = "string", ["format"] = "uuid" })],
        requestSchema: null,
        [new ResponseDescription(200, "The group", format => OpenApiDocument.SchemaOf(DuplicateGroup.Resource, format)) { Headers = ["ETag"] }],
        [403, 404, 406]);
}
