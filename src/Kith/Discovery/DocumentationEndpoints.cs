using System.IO.Hashing;
using Kith.Resources;

namespace Kith.Discovery;

/// <summary>The documentation, put together once from the declarations: Hydra, OpenAPI, and a page that reads the latter.</summary>
internal static class DocumentationEndpoints
{
    public const string Page = "/docs";
    public const string Html = "text/html";

    private const string Script = "text/javascript";

    /// <summary>The page may load what this server has, and nothing else; the reference sets styles as it goes.</summary>
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var hydra = Entry.Of(MediaTypes.JsonLd, Json.Bytes(HydraDocumentation.Document(ApiDocumentation.Documentation)));
        var openApi = Json.Bytes(ApiDocumentation.OpenApi());
        Entry[] openApis = [Entry.Of(MediaTypes.OpenApi, openApi), Entry.Of(MediaTypes.Json, openApi)];
        var page = Entry.Of(Html, Read(typeof(DocumentationEndpoints), "documentation.html"));

        Routes.MapPublic(endpoints, Page, context => Choose(context, [hydra, .. openApis, page]));
        Routes.MapPublic(endpoints, Documentation.Path, context => Choose(context, [hydra]));
        Routes.MapPublic(endpoints, "/docs.jsonopenapi", context => Choose(context, openApis));
        Routes.MapPublic(endpoints, "/index.jsonopenapi", context => Choose(context, openApis));
        Routes.MapPublic(endpoints, "/openapi.json", context => Choose(context, [.. openApis.Reverse()]));
        MapScript(endpoints, "documentation.js", Entry.Of(Script, Read(typeof(DocumentationEndpoints), "documentation.js")));
        // The package holds its bundle compressed; its own endpoints would also answer with a page whose scripts are inline.
        var scalar = Read(typeof(Scalar.AspNetCore.ScalarOptions), "ScalarStaticAssets.scalar.js");
        MapScript(endpoints, "scalar.js", new Entry(Script, FixedBody.OfGzip(scalar), Entry.TagOf(Script, scalar)));
    }

    private static void MapScript(IEndpointRouteBuilder endpoints, string name, Entry entry) => Routes.MapPublic(endpoints, $"{Page}/{name}", _ => Send(entry));

    private static Answer Choose(HttpContext context, IReadOnlyList<Entry> entries) =>
        Negotiation.Choose(context.Request, [.. entries.Select(entry => entry.MediaType)]).Succeeded(out var type, out var problem)
            ? Send(entries.First(entry => entry.MediaType == type))
            : problem.ToAnswer();

    private static Answer Send(Entry entry) => new(200)
    {
        MediaType = entry.MediaType == Html ? $"{Html}; charset=utf-8" : entry.MediaType,
        ETag = entry.ETag,
        Fixed = entry.Body,
        Headers = entry.MediaType == Html ? [new("Content-Security-Policy", PagePolicy)] : [],
    };

    private static byte[] Read(Type type, string name)
    {
        using var stream = type.Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{type.Assembly.GetName().Name} holds no {name}.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>A document in one media type.</summary>
    private sealed record Entry(string MediaType, FixedBody Body, string ETag)
    {
        public static Entry Of(string mediaType, byte[] body) => new(mediaType, new FixedBody(body), TagOf(mediaType, body));

        public static string TagOf(string mediaType, byte[] bytes) => $"\"{Convert.ToHexStringLower(XxHash64.Hash([.. System.Text.Encoding.ASCII.GetBytes(mediaType), .. bytes]))}\"";
    }
}
