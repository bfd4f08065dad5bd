using System.Text.Json.Nodes;
using Kith.Access;
using Kith.History;
using Kith.Identity;
using Kith.Media;
using Kith.Merging;
using Kith.Operations;
using Kith.People;
using Kith.Resources;
using Kith.Search;
using Kith.Trash;

namespace Kith.Discovery;

/// <summary>What Kith says of itself to programs and to people who write programs.</summary>
internal static class ApiDocumentation
{
    private const string Discovery = "Discovery";

    public static readonly Documentation Documentation = new(
        "Kith",
        typeof(ApiDocumentation).Assembly.GetName().Version!.ToString(3),
        $"""
        The open people server: the people of a CRM with their notes, organizations, tags and segments, as JSON-LD with Hydra
        or as plain JSON.

        **Keys.** Every request but those under {Discovery} needs an API key, as `{Authentication.ApiKeyHeader}: <key>` or `Authorization: Bearer <key>`.
        A key acts as one user of one tenant; what belongs to another tenant does not exist for it (404).

        **Media types.** `{MediaTypes.JsonLd}` is the default. With `Accept: {MediaTypes.Json}` an item has no `@` keys and a list is a bare
        array, with its pages in `Link` and its size in `X-Total-Count`. PATCH takes `{MediaTypes.MergePatch}`, and `{MediaTypes.Json}` with
        the same meaning. Properties without a value are left out; lists are always there.

        **Pages.** Lists come in pages of {Query.DefaultItemsPerPage} (`itemsPerPage`, at most {Query.MaximumItemsPerPage}). A filter value that cannot be understood is a 400, never an
        unfiltered list; parameters that are not listed are ignored.

        **Changes.** Every item has a strong `ETag`: send it as `If-None-Match` to read only what is new, and as `If-Match` to write only
        what nobody else has changed (412). Send an `Idempotency-Key` with a POST to be able to repeat it safely.

        **Errors** are problem documents of RFC 9457; a 422 lists every violation at once. HEAD follows every GET, and OPTIONS says in
        `Allow` which methods a path has.
        """,
        Crm.Vocabulary,
        [HistoryEndpoints.Change],
        [TrashEndpoints.Deleted, Reversal.Body, SearchAnswer.Resource, RecognitionAnswer.Resource, UpsertAnswer.Resource, BatchAnswer.Resource]);

    public static JsonObject OpenApi()
    {
        var document = new OpenApiDocument(Documentation);
        AddPictures(document);
        AddMerging(document);
        AddSearch(document);
        AddPeople(document);
        AddDiscovery(document);
        return document.ToJson(new Limits(Authentication.ApiKeyHeader, Idempotency.MaximumLength, Idempotency.Lifetime));
    }

    /// <summary>What people can do beside the common verbs.</summary>
    private static void AddPeople(OpenApiDocument document)
    {
        DuplicateCheck.Document(document);
        ResolveEndpoint.Document(document);
        UpsertEndpoint.Document(document);
        BatchEndpoint.Document(document);
    }

    private static void AddPictures(OpenApiDocument document)
    {
        var form = PropertySchema.OfObject(MediaObject.Resource.Fields, Usage.Write);
        form["properties"]!.AsObject().Insert(0, MediaEndpoints.FileField, new JsonObject
        {
            ["type"] = "string",
            ["contentMediaType"] = "application/octet-stream",
            ["description"] = $"The picture, at most {MediaEndpoints.MaximumLength / 1024 / 1024} MiB.",
        });
        form["required"] = new JsonArray(MediaEndpoints.FileField);
        document.TakeForm(MediaObject.Resource, form, new JsonObject
        {
            [MediaEndpoints.FileField] = new JsonObject { ["contentType"] = string.Join(", ", Picture.TakenTypes) },
        });
        foreach (var (path, id, summary) in new[]
        {
            (MediaObject.ContentPath("{id}"), "getMediaObjectContent", "The picture itself, through the signed link in contentUrl"),
            (MediaObject.ThumbnailPath("{id}"), "getMediaObjectThumbnail", "A square thumbnail, through the signed link in thumbnailUrl or avatarUrl"),
        })
        {
            document.AddPublicPath(path, id, OpenApiDocument.TagOf(MediaObject.Resource), summary,
                [
                    new("id", "id", "MediaObject identifier", new JsonObject { ["type"] = "string", ["format"] = "uuid" }),
                    new("tenant", "tenant", "Part of the signed link.", new JsonObject { ["type"] = "integer" }),
                    new("expires", "expires", "Part of the signed link: when it expires, in seconds since 1970.", new JsonObject { ["type"] = "integer", ["format"] = "int64" }),
                    new("signature", "signature", "Part of the signed link.", Text()),
                ],
                [.. Picture.KeptTypes.Select(type => (type, new JsonObject()))], 404);
        }
    }

    private static void AddMerging(OpenApiDocument document)
    {
        var people = OpenApiDocument.TagOf(Person.Resource);
        var body = PropertySchema.OfObject(MergeRequest.Body.Fields, Usage.Write);
        body["required"] = new JsonArray(MergeRequest.People);
        body["examples"] = new JsonArray(new JsonObject { [MergeRequest.People] = new JsonArray(Iri.Of(Person.Resource, Guid.Parse(Iri.SampleId))) });
        document.AddOperation(MergeEndpoints.MergeTemplate, "POST", "mergePeople", people, "Merge people",
            $"Makes other people part of the person in the path: their notes, tags, segments, organizations, e-mail addresses and phone numbers move, their ids lead to the survivor (308). It can be undone: `POST {MergeEndpoints.UndoTemplate}`.",
            "write",
            [
                Id(Person.Resource),
                new(MergeEndpoints.DryRun, MergeEndpoints.DryRun, "With true, nothing is merged: the answer (200) is the person that would result.", new JsonObject { ["type"] = "boolean", ["default"] = false }),
            ],
            body,
            [
                new(201, "Merged", format => OpenApiDocument.SchemaOf(Merge.Resource, format)) { Headers = ["ETag", "Location", "Content-Location"] },
                new(200, "The person that would result", format => OpenApiDocument.SchemaOf(Person.Resource, format)),
            ],
            [400, 403, 404, 406, 409, 412, 413, 415, 422], [OpenApiDocument.IfMatch, OpenApiDocument.IdempotencyKey]);
        document.AddOperation(MergeEndpoints.UndoTemplate, "POST", "undoMerge", OpenApiDocument.TagOf(Merge.Resource), "Undo a merge",
            "Everybody is again who they were. What was added since stays with the survivor; what was edited since is left as it is, and listed in leftAlone.", "write",
            [Id(Merge.Resource)], null, [new(200, "Undone", format => OpenApiDocument.SchemaOf(Merge.Resource, format)) { Headers = ["ETag"] }], [403, 404, 406, 409, 422],
            [OpenApiDocument.IdempotencyKey]);
        document.AddOperation(TrashEndpoints.Path, "GET", "getDeletedPeople", people, "List deleted people",
            $"Retrieve a paginated list of the people who were deleted in the last {TrashEndpoints.Lifetime.Days} days, the last one first.", "read",
            [.. SearchTemplate.Parameters(TrashEndpoints.Deleted)], null,
            [new(200, "DeletedPerson collection", format => OpenApiDocument.ListSchemaOf(TrashEndpoints.Deleted, format))], [400, 406]);
        document.AddOperation(TrashEndpoints.RestoreTemplate, "POST", "restorePerson", people, "Restore a deleted person",
            "The person comes back with the notes, as they were. Links to what was deleted since are left out, and listed in leftAlone.", "write",
            [Id(Person.Resource)], null, [new(200, "Restored", format => OpenApiDocument.SchemaOf(Reversal.Body, format))], [403, 404, 406, 409, 422], [OpenApiDocument.IdempotencyKey]);
        document.AddOperation(HistoryEndpoints.RevertTemplate, "POST", "revertChange", OpenApiDocument.TagOf(HistoryEndpoints.Change), "Take a change back",
            "Each property that the change changed is again what it was. What was edited since is left as it is, and listed in leftAlone.", "write",
            [
                new($"{Person.Resource.Singular}Id", "id", "Person identifier", Text()),
                new("id", "id", "The revision of the change", Text()),
            ],
            null, [new(200, "Taken back", format => OpenApiDocument.SchemaOf(Reversal.Body, format))], [403, 404, 406, 409, 422], [OpenApiDocument.IdempotencyKey]);
    }

    private static void AddSearch(OpenApiDocument document)
    {
        const string Tag = "Search";
        document.AddTag(Tag, "Everything at once, for a search box.");
        document.AddOperation(SearchEndpoint.Path, "GET", "search", Tag, "Search everything",
            "Finds people, organizations and notes, a few of each kind, with where the terms stand. Every term must occur, ignoring case and accents; terms of one or two letters are looked for where names begin.",
            "read",
            [
                new("q", "q", "What to look for: names, or an e-mail address, phone number or LinkedIn id in any spelling.", new JsonObject { ["type"] = "string", ["maxLength"] = 200, ["default"] = "" }),
                SearchEndpoint.Limit,
            ],
            null, [new(200, "What was found", format => OpenApiDocument.SchemaOf(SearchAnswer.Resource, format))], [400, 406]);
    }

    private static ParameterDescription Id(Resource resource) =>
        new("id", "id", $"{resource.Type} identifier", new JsonObject { ["type"] = "string", ["format"] = "uuid" });

    private static void AddDiscovery(OpenApiDocument document)
    {
        document.AddTag(Discovery, "What clients find their way by, and whoever watches the server. No key is needed.");
        document.AddPublicPath("/", "getEntrypoint", Discovery, "The entrypoint: links to every collection", [], [(MediaTypes.JsonLd, EntrypointSchema())], 406);
        document.AddPublicPath("/index.jsonld", "getEntrypointDocument", Discovery, "The entrypoint under another name", [], [(MediaTypes.JsonLd, EntrypointSchema())], 406);
        document.AddPublicPath("/contexts/{name}", "getContext", Discovery, "The JSON-LD context of a type",
            [new("name", "name", "The type, with or without .jsonld behind it.", new JsonObject
            {
                ["type"] = "string",
                ["examples"] = new JsonArray([.. Documentation.Classes.Select(resource => (JsonNode)resource.Type).Append(Entrypoint.Type)]),
            })],
            [(MediaTypes.JsonLd, Having("@context"))], 404, 406);
        document.AddPublicPath("/errors/{kind}", "getErrorKind", Discovery, "What the type of a problem means",
            [new("kind", "kind", "The HTTP status.", new JsonObject { ["type"] = "integer", ["minimum"] = 400, ["maximum"] = 599 })],
            [(MediaTypes.JsonLd, Having("@context", "@id", "@type", "title", "status"))], 404, 406);
        document.AddPublicPath("/validation_errors/{code}", "getViolationKind", Discovery, "What the type of a refused body means",
            [new("code", "code", "The code of the first violation.", new JsonObject
            {
                ["type"] = "string",
                ["enum"] = new JsonArray([.. ViolationCodes.Meanings.Keys.Select(code => (JsonNode)code)]),
                ["examples"] = new JsonArray(ViolationCodes.Blank),
            })],
            [(MediaTypes.JsonLd, Having("@context", "@id", "@type", "title", "status"))], 404, 406);
        document.AddPublicPath(DocumentationEndpoints.Page, "getDocumentation", Discovery, "The documentation: a page for browsers, Hydra or OpenAPI for programs", [],
        [
            (MediaTypes.JsonLd, Having("@context", "@id", "@type", "supportedClass")),
            (MediaTypes.OpenApi, Having("openapi", "paths")),
            (MediaTypes.Json, Having("openapi", "paths")),
            (DocumentationEndpoints.Html, Text()),
        ], 406);
        document.AddPublicPath(Documentation.Path, "getHydraDocumentation", Discovery, "The Hydra documentation", [],
            [(MediaTypes.JsonLd, Having("@context", "@id", "@type", "supportedClass"))], 406);
        foreach (var (path, id) in new[] { ("/docs.jsonopenapi", "getOpenApi"), ("/index.jsonopenapi", "getOpenApiIndex"), ("/openapi.json", "getOpenApiJson") })
            document.AddPublicPath(path, id, Discovery, "This document", [], [(MediaTypes.OpenApi, Having("openapi", "paths")), (MediaTypes.Json, Having("openapi", "paths"))], 406);
        document.AddPublicPath(MetricsEndpoint.Path, "getMetrics", Discovery, "What the server measures, for Prometheus, where the operator lets it be read", [],
            [.. MetricsEndpoint.MediaTypes.Select(type => (type, Text()))], 401, 404);
        document.AddPublicPath(HealthEndpoints.Path, "getHealth", Discovery, "Whether the process lives", [], [(MediaTypes.Json, HealthSchema())]);
        document.AddPublicPath(HealthEndpoints.ReadyPath, "getReadiness", Discovery, "Whether the server can answer", [], [(MediaTypes.Json, HealthSchema())]);
    }

    private static JsonObject HealthSchema() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["status"] = new JsonObject { ["const"] = "ok" },
            ["detail"] = new JsonObject { ["type"] = "string", ["description"] = "What is going on nevertheless." },
        },
        ["required"] = new JsonArray("status"),
    };

    private static JsonObject EntrypointSchema() => Having(["@context", "@id", "@type", .. Documentation.Collections.Select(Entrypoint.NameOf)]);

    private static JsonObject Having(params IReadOnlyList<string> names) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(names.Select(name => KeyValuePair.Create(name, (JsonNode?)new JsonObject()))),
        ["required"] = new JsonArray([.. names.Select(name => (JsonNode)name)]),
    };

    private static JsonObject Text() => new() { ["type"] = "string" };
}
