using System.IO.Compression;

namespace Kith.Hydra;

/// <summary>A body that never changes: what it looks like in a coding is made once, when it is first asked for.</summary>
public sealed class FixedBody
{
    private readonly Lazy<ReadOnlyMemory<byte>> _identity;
    private readonly Lazy<ReadOnlyMemory<byte>> _brotli;
    private readonly Lazy<ReadOnlyMemory<byte>> _gzip;

    /// <summary>A body that is there as it is.</summary>
    public FixedBody(ReadOnlyMemory<byte> body)
    {
        IsWorthwhile = body.Length >= Compression.MinimumLength;
        _identity = new(body);
        _brotli = new(() => Compression.CompressThoroughly(body.Span, ContentCoding.Brotli));
        _gzip = new(() => Compression.CompressThoroughly(body.Span, ContentCoding.Gzip));
    }

    private FixedBody(byte[] gzip)
    {
        IsWorthwhile = true;
        _identity = new(() => Decompress(gzip));
        _brotli = new(() => Compression.CompressThoroughly(Decompress(gzip), ContentCoding.Brotli));
        _gzip = new(gzip);
    }

    /// <summary>Whether it is better sent compressed.</summary>
    public bool IsWorthwhile { get; }

    /// <summary>A body that is there as somebody compressed it with gzip.</summary>
    public static FixedBody OfGzip(byte[] gzip) => new(gzip);

    /// <summary>Its bytes in a coding.</summary>
    public ReadOnlyMemory<byte> In(ContentCoding coding) => coding switch
    {
        ContentCoding.Brotli => _brotli.Value,
        ContentCoding.Gzip => _gzip.Value,
        _ => _identity.Value,
    };

    private static byte[] Decompress(byte[] gzip)
    {
        using var stream = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress);
        using var body = new MemoryStream();
        stream.CopyTo(body);
        return body.ToArray();
    }
}
