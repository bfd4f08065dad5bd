using System.IO.Compression;
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
        var hydra = new Entry(MediaTypes.JsonLd, Json.Bytes(HydraDocumentation.Document(ApiDocumentation.Documentation)));
        var openApi = Json.Bytes(ApiDocumentation.OpenApi());
        Entry[] openApis = [new(MediaTypes.OpenApi, openApi), new(MediaTypes.Json, openApi)];
        var page = new Entry(Html, Read(typeof(DocumentationEndpoints), "documentation.html"));

        Routes.MapPublic(endpoints, Page, context => Choose(context, [hydra, .. openApis, page]));
        Routes.MapPublic(endpoints, Documentation.Path, context => Choose(context, [hydra]));
        Routes.MapPublic(endpoints, "/docs.jsonopenapi", context => Choose(context, openApis));
        Routes.MapPublic(endpoints, "/index.jsonopenapi", context => Choose(context, openApis));
        Routes.MapPublic(endpoints, "/openapi.json", context => Choose(context, [.. openApis.Reverse()]));
        MapScript(endpoints, "documentation.js", Compress(Read(typeof(DocumentationEndpoints), "documentation.js")));
        // The package holds its bundle compressed; its own endpoints would also answer with a page whose scripts are inline.
        MapScript(endpoints, "scalar.js", Read(typeof(Scalar.AspNetCore.ScalarOptions), "ScalarStaticAssets.scalar.js"));
    }

    private static void MapScript(IEndpointRouteBuilder endpoints, string name, byte[] compressed)
    {
        var entry = new Entry(Script, compressed);
        Routes.MapPublic(endpoints, $"{Page}/{name}", context =>
        {
            var answer = Send(entry);
            return answer.Status == 200 ? answer with { Headers = [new("Content-Encoding", "gzip")] } : answer;
        });
    }

    private static Answer Choose(HttpContext context, IReadOnlyList<Entry> entries) =>
        Negotiation.Choose(context.Request, [.. entries.Select(entry => entry.MediaType)]).Succeeded(out var type, out var problem)
            ? Send(entries.First(entry => entry.MediaType == type))
            : problem.ToAnswer();

    private static Answer Send(Entry entry) => new(200)
    {
        MediaType = entry.MediaType == Html ? $"{Html}; charset=utf-8" : entry.MediaType,
        ETag = entry.ETag,
        Body = entry.Body,
        Headers = entry.MediaType == Html ? [new("Content-Security-Policy", PagePolicy)] : [],
    };

    private static byte[] Read(Type type, string name)
    {
        using var stream = type.Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{type.Assembly.GetName().Name} holds no {name}.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static byte[] Compress(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return compressed.ToArray();
    }

    /// <summary>A document in one media type.</summary>
    private sealed record Entry(string MediaType, byte[] Body)
    {
        public string ETag { get; } = $"\"{Convert.ToHexStringLower(XxHash64.Hash([.. System.Text.Encoding.ASCII.GetBytes(MediaType), .. Body]))}\"";
    }
}
