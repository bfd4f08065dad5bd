using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Kith.Hydra;

/// <summary>Compresses bodies for clients who ask for it (docs/decisions/0006-compression.md has what was measured).</summary>
public static class Compression
{
    /// <summary>Bodies of fewer bytes go out in one packet either way.</summary>
    public const int MinimumLength = 1024;

    /// <summary>The levels for a body that is compressed for one answer: a step more costs more time than it saves bytes.</summary>
    private static readonly Levels Quick = new(Brotli: 1, BrotliWindow: 18, Gzip: 2);

    /// <summary>The levels for a body that is compressed once and kept; the largest one of ours takes a fifth of a second.</summary>
    private static readonly Levels Thorough = new(Brotli: 5, BrotliWindow: 22, Gzip: 6);

    /// <summary>The answer in the coding that the request asks for, under the entity tag of that representation.</summary>
    /// <param name="request">The request.</param>
    /// <param name="answer">The answer; one that has a coding already is left as it is.</param>
    public static Answer Negotiate(HttpRequest request, Answer answer)
    {
        var header = request.Headers.AcceptEncoding;
        if (header.Count == 0 || answer.Coding != ContentCoding.Identity || !IsText(answer.MediaType))
            return answer;
        var isWorthwhile = answer.Streamed is not null || (answer.Fixed?.IsWorthwhile ?? answer.Body.Length >= MinimumLength);
        return AcceptEncoding.Choose(header, isWorthwhile) is { } coding and not ContentCoding.Identity
            ? answer with { Coding = coding, ETag = TagOf(answer.ETag, coding) }
            : answer;
    }

    /// <summary>A body for one answer.</summary>
    public static ReadOnlyMemory<byte> CompressQuickly(ReadOnlySpan<byte> body, ContentCoding coding) => Compress(body, coding, Quick);

    /// <summary>A body that is kept.</summary>
    public static ReadOnlyMemory<byte> CompressThoroughly(ReadOnlySpan<byte> body, ContentCoding coding) => Compress(body, coding, Thorough);

    /// <summary>A stream whose bytes are compressed on their way to another one, which stays open.</summary>
    internal static Stream Over(Stream output, ContentCoding coding) => coding switch
    {
        ContentCoding.Brotli => new BrotliStream(output, new BrotliCompressionOptions { Quality = Quick.Brotli }, leaveOpen: true),
        ContentCoding.Gzip => new GZipStream(output, new ZLibCompressionOptions { CompressionLevel = Quick.Gzip }, leaveOpen: true),
        _ => output,
    };

    /// <summary>Pictures are compressed already.</summary>
    private static bool IsText(string? mediaType)
    {
        var type = mediaType.AsSpan();
        var parameters = type.IndexOf(';');
        if (parameters >= 0)
            type = type[..parameters].TrimEnd();
        return type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("json", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("jsonl", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+xml", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("javascript", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("openmetrics-text", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Compressed bytes are another representation (RFC 9110 §8.8.3): the coding is part of the variant, behind the state.</summary>
    private static string? TagOf(string? etag, ContentCoding coding) => etag is null ? null : $"{etag.AsSpan(0, etag.Length - 1)}-{AcceptEncoding.NameOf(coding)}\"";

    private static ReadOnlyMemory<byte> Compress(ReadOnlySpan<byte> body, ContentCoding coding, Levels levels) => coding switch
    {
        ContentCoding.Brotli => Brotli(body, levels),
        ContentCoding.Gzip => Gzip(body, levels),
        _ => throw new ArgumentOutOfRangeException(nameof(coding)),
    };

    private static byte[] Brotli(ReadOnlySpan<byte> body, Levels levels)
    {
        var rented = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(body.Length));
        try
        {
            return BrotliEncoder.TryCompress(body, rented, out var written, levels.Brotli, levels.BrotliWindow)
                ? rented[..written]
                : throw new InvalidOperationException("Brotli needs more room than it says.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static ReadOnlyMemory<byte> Gzip(ReadOnlySpan<byte> body, Levels levels)
    {
        var compressed = new MemoryStream(body.Length / 4);
        using (var gzip = new GZipStream(compressed, new ZLibCompressionOptions { CompressionLevel = levels.Gzip }, leaveOpen: true))
            gzip.Write(body);
        return compressed.GetBuffer().AsMemory(0, (int)compressed.Length);
    }

    private sealed record Levels(int Brotli, int BrotliWindow, int Gzip);
}
