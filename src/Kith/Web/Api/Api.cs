using System.Globalization;
using System.Text.Json.Nodes;
using Kith.Access;

namespace Kith.Web;

/// <summary>
/// The API that integrators use, asked by the pages in the name of who is signed in: what a page can do, a program can, and both are
/// refused for the same reasons in the same words.
/// </summary>
/// <param name="pipeline">What answers.</param>
/// <param name="user">Who asks.</param>
/// <param name="services">What requests get their services from.</param>
internal sealed class Api(Pipeline pipeline, CurrentUser user, IServiceScopeFactory services)
{
    /// <summary>Asked for and not given: the session has ended.</summary>
    public event Action? SessionEnded;

    public Task<ApiAnswer> GetAsync(string address, CancellationToken cancellation = default) => SendAsync(HttpMethods.Get, address, null, null, cancellation);

    public Task<ApiAnswer> PostAsync(string address, JsonNode? body = null) => SendAsync(HttpMethods.Post, address, body);

    public Task<ApiAnswer> PutAsync(string address, JsonNode body) => SendAsync(HttpMethods.Put, address, body);

    public Task<ApiAnswer> DeleteAsync(string address) => SendAsync(HttpMethods.Delete, address, null);

    /// <summary>Changes some properties of a resource.</summary>
    /// <param name="address">Its path.</param>
    /// <param name="body">The properties, null to take one away (RFC 7396).</param>
    /// <param name="ifMatch">The entity tag that it must still have; null for any.</param>
    public Task<ApiAnswer> PatchAsync(string address, JsonObject body, string? ifMatch = null) =>
        SendAsync(HttpMethods.Patch, address, body, ifMatch is null ? null : new HeaderDictionary { ["If-Match"] = ifMatch });

    /// <summary>Sends a request.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="address">Path and query.</param>
    /// <param name="body">What is sent; null for nothing.</param>
    /// <param name="headers">Further headers.</param>
    /// <param name="cancellation">Ends the request.</param>
    public Task<ApiAnswer> SendAsync(string method, string address, JsonNode? body, IHeaderDictionary? headers = null, CancellationToken cancellation = default)
    {
        var stream = body is null ? Stream.Null : new MemoryStream(JsonBytes(body));
        var type = body is null ? null : HttpMethods.IsPatch(method) ? "application/merge-patch+json" : "application/ld+json";
        return SendAsync(method, address, stream, type, headers, cancellation);
    }

    /// <summary>Sends a request with a body of any kind: a picture, a file.</summary>
    public async Task<ApiAnswer> SendAsync(string method, string address, Stream body, string? contentType, IHeaderDictionary? headers = null, CancellationToken cancellation = default)
    {
        // What the API answers does not depend on the language of who reads the page.
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        if (await user.FindAsync() is not { } caller)
        {
            SessionEnded?.Invoke();
            return new ApiAnswer(StatusCodes.Status401Unauthorized, [], new HeaderDictionary());
        }
        await using var scope = services.CreateAsyncScope();
        await using var received = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider, RequestAborted = cancellation };
        context.Features.Set(new SignedIn(caller));
        var request = context.Request;
        var mark = address.IndexOf('?', StringComparison.Ordinal);
        (request.Method, request.Scheme, request.Host) = (method, "http", new HostString("localhost"));
        request.Path = PathString.FromUriComponent(mark < 0 ? address : address[..mark]);
        request.QueryString = new Microsoft.AspNetCore.Http.QueryString(mark < 0 ? "" : address[mark..]);
        foreach (var (name, value) in headers ?? new HeaderDictionary())
            request.Headers[name] = value;
        request.Body = body;
        if (contentType is not null)
            request.ContentType = contentType;
        if (contentType is not null && body.CanSeek)
            request.ContentLength = body.Length;
        context.Response.Body = received;
        // An embedded database answers in the thread that asks. Who may give up must be heard meanwhile.
        await (cancellation.CanBeCanceled ? Task.Run(() => pipeline.AnswerAsync(context), CancellationToken.None) : pipeline.AnswerAsync(context));
        await context.Response.CompleteAsync();
        return new ApiAnswer(context.Response.StatusCode, received.ToArray(), context.Response.Headers);
    }

    private static byte[] JsonBytes(JsonNode body) => System.Text.Encoding.UTF8.GetBytes(body.ToJsonString());
}
