using System.Buffers.Text;
using System.Text;

namespace Kith.VCards;

/// <summary>How a value is encoded into lines.</summary>
internal enum TransferEncoding
{
    /// <summary>Not at all: 7BIT, 8BIT, or nothing said.</summary>
    None,

    /// <summary>QUOTED-PRINTABLE of 2.1 (RFC 2045 §6.7).</summary>
    QuotedPrintable,

    /// <summary>BASE64 of 2.1, b of 3.0.</summary>
    Base64,
}

internal static class TransferEncodings
{
    /// <summary>The encoding that the part before the colon tells of.</summary>
    public static TransferEncoding OfHead(ReadOnlySpan<byte> head)
    {
        foreach (var range in head.Split((byte)';'))
        {
            var parameter = head[range].Trim(" \t"u8);
            if (Ascii.EqualsIgnoreCase(parameter, "QUOTED-PRINTABLE"u8) || Ascii.EqualsIgnoreCase(parameter, "BASE64"u8))
                return Named(Encoding.ASCII.GetString(parameter))!.Value;
            var equals = parameter.IndexOf((byte)'=');
            if (equals >= 0 && Ascii.EqualsIgnoreCase(parameter[..equals].TrimEnd(" \t"u8), "ENCODING"u8))
                return Named(Encoding.ASCII.GetString(parameter[(equals + 1)..].Trim(" \t\""u8))) ?? TransferEncoding.None;
        }
        return TransferEncoding.None;
    }

    /// <summary>The encoding of a name; null when it is none that we know.</summary>
    public static TransferEncoding? Named(ReadOnlySpan<char> name) =>
        name.Equals("QUOTED-PRINTABLE", StringComparison.OrdinalIgnoreCase) ? TransferEncoding.QuotedPrintable
        : name.Equals("BASE64", StringComparison.OrdinalIgnoreCase) || name.Equals("B", StringComparison.OrdinalIgnoreCase) ? TransferEncoding.Base64
        : name.Equals("8BIT", StringComparison.OrdinalIgnoreCase) || name.Equals("7BIT", StringComparison.OrdinalIgnoreCase) ? TransferEncoding.None
        : null;

    /// <summary>The bytes of quoted-printable; a "=" without two hexadecimal digits is one.</summary>
    public static byte[] DecodeQuotedPrintable(ReadOnlySpan<byte> text) => DecodeHex(text, (byte)'=');

    /// <summary>The bytes of a text in which a mark and two hexadecimal digits are one byte.</summary>
    public static byte[] DecodeHex(ReadOnlySpan<byte> text, byte mark)
    {
        var bytes = new byte[text.Length];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == mark && i + 2 < text.Length && char.IsAsciiHexDigit((char)text[i + 1]) && char.IsAsciiHexDigit((char)text[i + 2]))
            {
                bytes[count++] = (byte)((Digit(text[i + 1]) << 4) | Digit(text[i + 2]));
                i += 2;
            }
            else
                bytes[count++] = text[i];
        }
        return bytes[..count];
    }

    /// <summary>The bytes of base64, also of one without its padding; null when it is not base64.</summary>
    public static byte[]? DecodeBase64(ReadOnlySpan<byte> text)
    {
        text = text.Trim(" \t"u8).TrimEnd((byte)'=');
        var padded = new byte[text.Length + 3];
        text.CopyTo(padded);
        padded.AsSpan(text.Length).Fill((byte)'=');
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length) + 3];
        // White space within is skipped, so that only the significant characters tell how much padding there must be.
        var significant = 0;
        foreach (var b in text)
            if (b is not ((byte)' ' or (byte)'\t'))
                significant++;
        var length = text.Length + (4 - significant % 4) % 4;
        return significant % 4 != 1 && Base64.DecodeFromUtf8(padded.AsSpan(0, length), bytes, out _, out var count) == System.Buffers.OperationStatus.Done
            ? bytes[..count]
            : null;
    }

    private static int Digit(byte b) => b <= '9' ? b - '0' : (b | 0x20) - 'a' + 10;
}
