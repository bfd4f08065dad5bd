using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace Kith.Resources;

/// <summary>Bodies on their way in, refused while they arrive when they are too large.</summary>
internal static class RequestBody
{
    /// <summary>The most bytes of a JSON body (decisions.md "Sizes").</summary>
    public const int MaximumLength = 1024 * 1024;

    /// <summary>The most bytes of a body that is too large that are still received, to be thrown away.</summary>
    private const int MaximumDiscarded = 32 * 1024 * 1024;

    private const int MinimumBuffer = 4096;

    /// <summary>Reads the body whole; a 413 when it is longer than allowed.</summary>
    public static async ValueTask<Outcome<ReadOnlyMemory<byte>>> ReadAsync(HttpContext context, int maximumLength)
    {
        var request = context.Request;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MaximumDiscarded;
        if (request.ContentLength > maximumLength)
            return await RefuseAsync(context, maximumLength, 0);
        var buffer = new ArrayBufferWriter<byte>((int)(request.ContentLength ?? MinimumBuffer) + 1);
        while (true)
        {
            var read = await request.Body.ReadAsync(buffer.GetMemory(), context.RequestAborted);
            if (read == 0)
                return buffer.WrittenMemory;
            buffer.Advance(read);
            if (buffer.WrittenCount > maximumLength)
                return await RefuseAsync(context, maximumLength, buffer.WrittenCount);
        }
    }

    /// <summary>
    /// Refuses a body that is too large after the rest of it has come, within reason: a client that is still sending when the
    /// connection closes never sees the answer (RFC 9112 §9.6). One that waits to be told to go on is answered at once.
    /// </summary>
    private static async ValueTask<Problem> RefuseAsync(HttpContext context, int maximumLength, long length)
    {
        var isWaiting = length == 0 && context.Request.Headers.Expect.Count > 0;
        if (!isWaiting && context.Request.ContentLength is null or <= MaximumDiscarded)
        {
            var discarded = new byte[16 * 1024];
            int read;
            while (length < MaximumDiscarded && (read = await context.Request.Body.ReadAsync(discarded, context.RequestAborted)) > 0)
                length += read;
        }
        return TooLarge(maximumLength);
    }

    /// <summary>Reads a body that must be a JSON object, as the type that was named.</summary>
    public static async ValueTask<Outcome<(JsonElement Object, ReadOnlyMemory<byte> Bytes)>> ReadObjectAsync(
        HttpContext context, IReadOnlyList<string> taken, int maximumLength = MaximumLength)
    {
        if (string.IsNullOrEmpty(context.Request.ContentType))
            return Negotiation.MissingContentType(context.Request, taken);
        if (!(await ReadAsync(context, maximumLength)).Succeeded(out var bytes, out var problem))
            return problem;
        return ParseObject(bytes);
    }

    /// <summary>Reads a body that may be missing, which then is an empty object.</summary>
    public static async ValueTask<Outcome<(JsonElement Object, ReadOnlyMemory<byte> Bytes)>> ReadOptionalObjectAsync(HttpContext context, IReadOnlyList<string> taken)
    {
        if (!(await ReadAsync(context, MaximumLength)).Succeeded(out var bytes, out var problem))
            return problem;
        if (bytes.Length == 0)
            return ParseObject("{}"u8.ToArray());
        return string.IsNullOrEmpty(context.Request.ContentType) ? Negotiation.MissingContentType(context.Request, taken) : ParseObject(bytes);
    }

    private static Outcome<(JsonElement Object, ReadOnlyMemory<byte> Bytes)> ParseObject(ReadOnlyMemory<byte> bytes)
    {
        if (!Json.Parse(bytes).Succeeded(out var document, out var problem))
            return problem;
        var root = document.RootElement;
        return root.ValueKind == JsonValueKind.Object
            ? (root, bytes)
            : new Problem(400, $"The body must be a JSON object, not {(root.ValueKind is JsonValueKind.Array ? "an array" : "a single value")}.");
    }

    public static Problem TooLarge(int maximumLength) =>
        new(413, $"The body is too large: at most {maximumLength} bytes ({maximumLength / 1024} KiB) are taken here.");
}
