using Kith.Access;

namespace Kith.Operations;

/// <summary>The headers that every response carries, errors included (wire-semantics §4, B25).</summary>
internal static class ResponseHeaders
{
    /// <summary>Where Kestrel puts a Content-Length that Transfer-Encoding overrides.</summary>
    private const string OverriddenLength = "X-Content-Length";

    private static volatile Link _lastLink = new("", null, "");

    public static void Write(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "deny";
        headers.Vary = $"Accept, Accept-Encoding, Authorization, {Authentication.ApiKeyHeader}";
        headers.CacheControl = "private, no-cache";
        headers["Referrer-Policy"] = "no-referrer";
        headers.Link = LinkOf(context.Request);
    }

    /// <summary>The link to the documentation; most requests name the same server as the one before.</summary>
    private static string LinkOf(HttpRequest request)
    {
        var last = _lastLink;
        if (last.Scheme != request.Scheme || last.Host != request.Host.Value)
            _lastLink = last = new Link(request.Scheme, request.Host.Value, $"<{request.Scheme}://{request.Host}/docs.jsonld>; rel=\"http://www.w3.org/ns/hydra/core#apiDocumentation\"");
        return last.Header;
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

    private sealed record Link(string Scheme, string? Host, string Header);
}
