using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Kith.Access;

/// <summary>
/// What a cookie or a one-time link holds: the number of the tenant, a dot, and 32 random characters of base62 (190 bits), of which
/// only the hash is kept.
/// </summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Hash">SHA-256 of the random characters.</param>
internal sealed record SecretToken(long Tenant, byte[] Hash)
{
    private const int RandomLength = 32;
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly SearchValues<char> Letters = SearchValues.Create(Base62);

    public static SecretToken Create(long tenant, out string text)
    {
        var random = RandomNumberGenerator.GetString(Base62, RandomLength);
        text = $"{tenant}.{random}";
        return new SecretToken(tenant, HashOf(random));
    }

    /// <summary>Reads a text that somebody sent; null when it cannot be a token.</summary>
    public static SecretToken? Read(string? text) =>
        text is { Length: > RandomLength + 1 } && text[^(RandomLength + 1)] == '.' && text.AsSpan(text.Length - RandomLength).IndexOfAnyExcept(Letters) < 0
            && long.TryParse(text.AsSpan(0, text.Length - RandomLength - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var tenant)
            ? new SecretToken(tenant, HashOf(text.AsSpan(text.Length - RandomLength)))
            : null;

    private static byte[] HashOf(ReadOnlySpan<char> random)
    {
        Span<byte> bytes = stackalloc byte[RandomLength];
        return SHA256.HashData(bytes[..Encoding.ASCII.GetBytes(random, bytes)]);
    }
}
