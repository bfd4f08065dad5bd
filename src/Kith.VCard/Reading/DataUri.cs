using System.Text;

namespace Kith.VCards;

/// <summary>Addresses that are what they lead to (RFC 2397).</summary>
internal static class DataUri
{
    /// <summary>The bytes and the media type; no bytes when it is not one after all.</summary>
    public static (byte[]? Bytes, string? MediaType) Parse(ReadOnlySpan<byte> uri)
    {
        var comma = uri.IndexOf((byte)',');
        if (comma < 0)
            return (null, null);
        // Some programs escape the separators as if it were a text.
        var head = Encoding.ASCII.GetString(uri["data:".Length..comma]).Replace("\\", "", StringComparison.Ordinal).Split(';');
        var mediaType = head[0].Length > 0 ? head[0].ToLowerInvariant() : null;
        var data = uri[(comma + 1)..];
        var bytes = head[^1].Trim().Equals("base64", StringComparison.OrdinalIgnoreCase)
            ? TransferEncodings.DecodeBase64(data)
            : TransferEncodings.DecodeHex(data, (byte)'%');
        return (bytes, mediaType);
    }
}
