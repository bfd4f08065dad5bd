using System.Text.Json.Nodes;

namespace Kith.Import;

/// <summary>What imports are to programs and to people who write programs.</summary>
internal static class ImportDocumentation
{
    /// <summary>A row as it is shown.</summary>
    private static JsonObject RowSchema() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["@id"] = Text("The address of the row."),
            ["@type"] = Text("ImportRow"),
            ["row"] = new JsonObject { ["type"] = "integer", ["description"] = "Its number in the file, as the program that shows the file counts." },
            ["state"] = States(),
            ["person"] = Text("The IRI of the person that it is about."),
            ["changes"] = new JsonObject { ["type"] = "array", ["description"] = "What changes, or changed: property, old and new." },
            ["problems"] = new JsonObject { ["type"] = "array", ["description"] = "What is wrong with it: column and message." },
            ["reasons"] = new JsonObject { ["type"] = "array", ["description"] = "By what the person was recognised, or why nothing is done." },
            ["candidates"] = new JsonObject { ["type"] = "array", ["description"] = "Those who may be meant, by IRI." },
            ["sameAs"] = new JsonObject { ["type"] = "integer", ["description"] = "The first row of the file that means the same person." },
            ["cells"] = new JsonObject { ["type"] = "object", ["description"] = "What the row says, by the names of the columns." },
        },
        ["required"] = new JsonArray("row", "state", "cells"),
    };

    /// <summary>Adds it to a document.</summary>
    public static void AddTo(OpenApiDocument document)
    {
        var (tag, collection, item) = (OpenApiDocument.TagOf(FileImport.Resource), Vocabulary.CollectionTemplate(FileImport.Resource), Vocabulary.ItemTemplate(FileImport.Resource));
        var form = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["file"] = new JsonObject { ["type"] = "string", ["contentMediaType"] = "application/octet-stream", ["description"] = $"The file, at most {ReceivedFile.MaximumLength / 1024 / 1024} MiB." } },
            ["required"] = new JsonArray("file"),
        };
        document.AddOperation(collection, "POST", "sendImport", tag, "Send a file of people",
            "Takes a CSV, XLSX or vCard file, as a form or as the body itself, and answers what it holds and what each column seems to be. Nobody is created or changed yet. "
            + "The last import with the same columns lends its mapping.",
            "write",
            [
                new("fileName", "fileName", "The name of the file, when it is the body itself.", Absent("string")),
                new("encoding", "encoding", "The encoding of a text file, when it is not recognised.", Absent("string")),
                new("delimiter", "delimiter", "What is between the cells of a text file, one character or the word tab, when it is not recognised.", Absent("string")),
                new("header", "header", "Whether the first row names the columns, when it is not recognised.", Absent("boolean")),
                new("worksheet", "worksheet", "The worksheet of a workbook; the first with data when absent.", Absent("string")),
            ],
            null, [new(201, "What the file holds", format => OpenApiDocument.SchemaOf(FileImport.Resource, format)) { Headers = ["ETag", "Location", "Content-Location"] }],
            [400, 403, 406, 413, 415, 422], [OpenApiDocument.IdempotencyKey]);
        foreach (var name in SentOptions.Names)
            form["properties"]![name] = new JsonObject { ["type"] = "string", ["description"] = "As the parameter of the query." };
        document.TakeForm(FileImport.Resource, form, []);
        var body = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = PropertySchema.OfObject(FileImport.Resource.Fields, Usage.Merge)["properties"]!.DeepClone(),
            ["examples"] = new JsonArray(new JsonObject { ["action"] = FileImport.Both, ["match"] = new JsonArray("email") }),
        };
        document.AddOperation(item, "PATCH", "changeImport", tag, "Change what becomes of a file",
            "Says what becomes of its columns, whom its rows mean and what everybody gets; the preview is made again.", "write",
            [OpenApiDocument.IdOf(FileImport.Resource)], body, [new(200, "Changed", format => OpenApiDocument.SchemaOf(FileImport.Resource, format))], [400, 403, 404, 406, 409, 413, 415, 422]);
        document.AddOperation(item, "DELETE", "deleteImport", tag, "Delete an import", "Forgets the file and its rows. The people that it brought in stay; the import cannot be undone any more.", "write",
            [OpenApiDocument.IdOf(FileImport.Resource)], null, [new(204, "Deleted")], [403, 404, 409]);
        document.AddOperation($"{item}/preview", "GET", "previewImport", tag, "Look at what would happen",
            "How many rows would create, update, change nothing, mean somebody of an earlier row, may mean several people, or cannot be taken; and these rows, with old and new values. With `Prefer: wait=60`, waits until the preview is complete.",
            "read",
            [
                OpenApiDocument.IdOf(FileImport.Resource),
                new("state", "state", "Only rows of this state.", new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. RowStates.All.Select(state => (JsonNode)state)]) }),
                new("after", "after", "Rows after this number.", new JsonObject { ["type"] = "integer", ["minimum"] = 0, ["default"] = 0 }),
                new("limit", "limit", "How many rows at most.", new JsonObject { ["type"] = "integer", ["minimum"] = 0, ["maximum"] = 100, ["default"] = 30 }),
            ],
            null, [new(200, "What would happen", _ => new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    ["isComplete"] = new JsonObject { ["type"] = "boolean" },
                    ["counts"] = new JsonObject { ["type"] = "object", ["description"] = "How many rows there are of each state." },
                    ["progress"] = new JsonObject { ["type"] = "object", ["description"] = "The work that is under way." },
                    ["rows"] = new JsonObject { ["type"] = "array", ["items"] = RowSchema() },
                },
                ["required"] = new JsonArray("isComplete", "counts", "rows"),
            })], [400, 404, 406], [OpenApiDocument.Prefer]);
        document.AddOperation($"{item}/events", "GET", "followImport", tag, "Follow an import",
            "Tells how far it is as it goes on, as server-sent events: `progress` with state, kind, done, total, perSecond and secondsLeft, and at last `end` with state and counts.", "read",
            [OpenApiDocument.IdOf(FileImport.Resource)], null, [new(200, "Events") { MediaTypes = ["text/event-stream"] }, new(204, "The last event has been told")], [404]);
        document.AddOperation($"{item}/failed", "GET", "downloadFailedRows", tag, "Download the rows that were left out",
            "A CSV file with the columns of the file, the number of each row, and the reason why it was left out. Corrected, it can be sent as an import.", "read",
            [
                OpenApiDocument.IdOf(FileImport.Resource),
                new("state", "state", "Rows of these states, with commas between them; error and conflict when absent.", new JsonObject { ["type"] = "string", ["default"] = string.Join(',', RowStates.Failed) }),
            ],
            null, [new(200, "The rows") { MediaTypes = ["text/csv"] }], [400, 404]);
        static IReadOnlyList<ParameterDescription> Address() => [OpenApiDocument.IdOf(FileImport.Resource), new("number", "number", "The number of the row in the file.", new JsonObject { ["type"] = "integer", ["minimum"] = 0 })];
        document.AddOperation($"{item}/rows/{{number}}", "GET", "getImportRow", tag, "Get a row", "What becomes of a row.", "read", Address(), null, [new(200, "The row", _ => RowSchema())], [404, 406]);
        document.AddOperation($"{item}/rows/{{number}}", "PATCH", "changeImportRow", tag, "Correct a row", "Corrects cells, drops the row, or says whom it means (`person`) or that it is somebody new (`isNew`).", "write", Address(), new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["cells"] = new JsonObject { ["type"] = "object", ["description"] = "Cells by the names of their columns." },
                ["isDropped"] = new JsonObject { ["type"] = "boolean" },
                ["isNew"] = new JsonObject { ["type"] = "boolean" },
                ["person"] = new JsonObject { ["type"] = new JsonArray("string", "null") },
            },
            ["examples"] = new JsonArray(new JsonObject { ["isDropped"] = true }),
        }, [new(200, "The row", _ => RowSchema())], [400, 403, 404, 406, 409, 413, 415, 422]);
        foreach (var (work, id, summary, description) in new[]
        {
            ("run", "runImport", "Run an import", "Creates and updates people in the background; it goes on after a restart. `GET` tells how far it is. After a run, takes the rows that were corrected since; a 409 when there are none."),
            ("cancel", "cancelImport", "Cancel an import", "Ends a run where it is; what was done stays, and can be undone. Running it again goes on."),
            ("undo", "undoImport", "Undo an import", $"For {FileImport.UndoTime.Days} days: removes what it created and puts back what it updated. What was edited since is left as it is, and listed in leftAlone."),
        })
        {
            document.AddOperation($"{item}/{work}", "POST", id, tag, summary, description, "write",
                [OpenApiDocument.IdOf(FileImport.Resource)], null, [new(202, "Begun", format => OpenApiDocument.SchemaOf(FileImport.Resource, format))], [403, 404, 406, 409, 422], [OpenApiDocument.IdempotencyKey]);
        }
    }

    private static JsonObject States() => new() { ["type"] = "string", ["enum"] = new JsonArray([.. RowStates.All.Select(state => (JsonNode)state)]) };

    private static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };

    /// <summary>What may be left out.</summary>
    private static JsonObject Absent(string type) => new() { ["type"] = new JsonArray(type, "null"), ["default"] = null };
}
