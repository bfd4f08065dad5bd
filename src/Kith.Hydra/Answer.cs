using System.IO.Pipelines;
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

    /// <summary>The bytes of the body, not compressed.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The memory of <see cref="Body"/>, given back when the answer is sent; null where it is nobody else's.</summary>
    public IDisposable? Memory { get; init; }

    /// <summary>The body instead of <see cref="Body"/>, where it is always the same; null where it is not.</summary>
    public FixedBody? Fixed { get; init; }

    /// <summary>
    /// Writes the body instead of <see cref="Body"/>, where it is too long to be held in memory; null for most. Not called for a HEAD
    /// request. When it fails, the connection ends, so that nobody takes what has come for the whole.
    /// </summary>
    public Func<Stream, CancellationToken, Task>? Streamed { get; init; }

    /// <summary>What the body is compressed with when it is sent; <see cref="Compression.Negotiate"/> chooses.</summary>
    public ContentCoding Coding { get; init; }

    /// <summary>The strong entity tag of the representation, quotes included (RFC 9110 §8.8.3).</summary>
    public string? ETag { get; init; }

    /// <summary>Further headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Sends it in the coding that the request asks for; to a HEAD request without the body (RFC 9110 §9.3.2).</summary>
    public Task SendAsync(HttpContext context) => Compression.Negotiate(context.Request, this).WriteAsync(context);

    private Task WriteAsync(HttpContext context)
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
        if (Coding != ContentCoding.Identity)
            response.Headers.ContentEncoding = AcceptEncoding.NameOf(Coding);
        if (Streamed is not null)
            return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : StreamAsync(context, Streamed);
        var sent = Fixed?.In(Coding) ?? (Coding == ContentCoding.Identity ? Body : Compression.CompressQuickly(Body.Span, Coding));
        response.ContentLength = sent.Length;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            Memory?.Dispose();
            return Task.CompletedTask;
        }
        var writing = response.BodyWriter.WriteAsync(sent, context.RequestAborted);
        return Memory is null ? writing.AsTask() : ReleaseAfterAsync(writing, Memory);
    }

    private async Task StreamAsync(HttpContext context, Func<Stream, CancellationToken, Task> write)
    {
        var isWhole = false;
        try
        {
            var body = Compression.Over(context.Response.Body, Coding);
            await write(body, context.RequestAborted);
            // What compresses writes its end when it is disposed of, which says that this was all.
            if (Coding != ContentCoding.Identity)
                await body.DisposeAsync();
            isWhole = true;
        }
        finally
        {
            if (!isWhole && context.Response.HasStarted)
                context.Abort();
        }
    }

    /// <summary>The writer has copied what it was given when it is done; what a failure leaves behind is collected as garbage.</summary>
    private static async Task ReleaseAfterAsync(ValueTask<FlushResult> writing, IDisposable memory)
    {
        await writing;
        memory.Dispose();
    }
}
