using Kith.Access;

namespace Kith.Operations;

/// <summary>The headers that every response carries, errors included (wire-semantics §4, B25).</summary>
internal static class ResponseHeaders
{
    /// <summary>Where Kestrel puts a Content-Length that Transfer-Encoding overrides.</summary>
    private const string OverriddenLength = "X-Content-Length";

    public static void Write(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "deny";
        headers.Vary = $"Accept, Accept-Encoding, Authorization, {Authentication.ApiKeyHeader}";
        headers.CacheControl = "private, no-cache";
        headers["Referrer-Policy"] = "no-referrer";
        headers.Link = $"<{context.Request.Scheme}://{context.Request.Host}/docs.jsonld>; rel=\"http://www.w3.org/ns/hydra/core#apiDocumentation\"";
    }

    /// <summary>
    /// Writes the headers before anything else answers, and refuses a request whose length is told in two ways: proxies and
    /// servers disagree on which counts (RFC 9112 §6.1).
    /// </summary>
    public static Task RunAsync(HttpContext context, RequestDelegate next)
    {
        Write(context);
        if (context.Request.Headers.TransferEncoding.Count > 0 && context.Request.Headers.ContainsKey(OverriddenLength))
            return new Problem(400, "The request has both Content-Length and Transfer-Encoding.").ToAnswer().SendAsync(context);
        return next(context);
    }
}
