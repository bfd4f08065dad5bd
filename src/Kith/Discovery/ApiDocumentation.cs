using System.Text.Json.Nodes;
using Kith.Access;
using Kith.Backups;
using Kith.Dossiers;
using Kith.Duplicates;
using Kith.Erasing;
using Kith.Export;
using Kith.History;
using Kith.Identity;
using Kith.Import;
using Kith.Media;
using Kith.Merging;
using Kith.Notes;
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
        [HistoryEndpoints.Change, DuplicateGroup.Resource],
        [TrashEndpoints.Deleted, Reversal.Body, SearchAnswer.Resource, RecognitionAnswer.Resource, UpsertAnswer.Resource, BatchAnswer.Resource, ApiKeyEndpoints.Resource, Backup.Resource, UserAccountEndpoints.Session, UserAccountEndpoints.Link, TenantEndpoint.Resource, AuditEndpoint.Entry]);

    public static JsonObject OpenApi()
    {
        var document = new OpenApiDocument(Documentation);
        AddPictures(document);
        AddPeople(document);
        DuplicatesDocumentation.AddTo(document);
        ImportDocumentation.AddTo(document);
        ApiKeyEndpoints.Document(document);
        BackupEndpoints.Document(document);
        UserAccountEndpoints.Document(document);
        TenantEndpoint.Document(document);
        AuditEndpoint.Document(document);
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
        MergeEndpoints.Document(document);
        MergedPeopleEndpoint.Document(document);
        TrashEndpoints.Document(document);
        RestoreEndpoints.Document(document);
        LabelMergeEndpoints.Document(document);
        ErasingEndpoints.Document(document);
        DossierEndpoint.Document(document);
        ExportEndpoint.Document(document);
        CardForm.Document(document);
        HistoryEndpoints.Document(document);
        NoteHistoryEndpoints.Document(document);
        SearchEndpoint.Document(document);
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
