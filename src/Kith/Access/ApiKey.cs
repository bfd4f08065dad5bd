using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace Kith.Access;

/// <summary>
/// The text of a key: <c>kith_</c>, 28 random characters of base62 (166 bits), and a CRC-32 in 6 more, so that a mistyped or
/// made-up key is refused without a look-up and secret scanners can tell real ones.
/// </summary>
internal static class ApiKey
{
    private const string Prefix = "kith_";
    private const int RandomLength = 28;
    private const int ChecksumLength = 6;
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>The fewest characters of a key that an operator chooses.</summary>
    public const int ChosenMinimumLength = 32;

    public static string Create()
    {
        var random = RandomNumberGenerator.GetString(Base62, RandomLength);
        return $"{Prefix}{random}{Checksum(random)}";
    }

    /// <summary>Whether a text can be a key at all: ours must add up, others were chosen by an operator.</summary>
    public static bool IsPlausible(string text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal) && text.Length == Prefix.Length + RandomLength + ChecksumLength
            ? text.EndsWith(Checksum(text.Substring(Prefix.Length, RandomLength)), StringComparison.Ordinal)
            : text.Length >= ChosenMinimumLength;

    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>The part of the hash that a key is looked up by.</summary>
    public static byte[] Lookup(byte[] hash) => hash[..8];

    /// <summary>How the key begins, to recognise it by in a list.</summary>
    public static string Hint(string text) => text.StartsWith(Prefix, StringComparison.Ordinal) ? $"{text[..9]}…" : "chosen by the operator";

    private static string Checksum(string random)
    {
        var crc = Crc32.HashToUInt32(Encoding.UTF8.GetBytes(random));
        Span<char> digits = stackalloc char[ChecksumLength];
        for (var i = ChecksumLength - 1; i >= 0; i--, crc /= 62)
            digits[i] = Base62[(int)(crc % 62)];
        return digits.ToString();
    }
}
