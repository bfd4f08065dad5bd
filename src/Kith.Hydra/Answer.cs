using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Kith.Hydra;

/// <summary>A whole response as a value, so that it can be kept and given again byte for byte.</summary>
/// <param name="Status">The HTTP status.</param>
public sealed record Answer(int Status)
{
    /// <summary>The type of <see cref="Body"/>; null where there is none.</summary>
    public string? MediaType { get; init; }

    /// <summary>The bytes of the body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The strong entity tag of the representation, quotes included (RFC 9110 §8.8.3).</summary>
    public string? ETag { get; init; }

    /// <summary>Further headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Sends it; to a HEAD request without the body (RFC 9110 §9.3.2).</summary>
    public Task SendAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = Status;
        foreach (var (name, value) in Headers)
            response.Headers[name] = name == HeaderNames.Link ? StringValues.Concat(value, response.Headers.Link) : value;
        if (ETag is not null)
            response.Headers.ETag = ETag;
        if (MediaType is null)
            return Task.CompletedTask;
        response.ContentType = MediaType;
        response.ContentLength = Body.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.BodyWriter.WriteAsync(Body, context.RequestAborted).AsTask();
    }
}
