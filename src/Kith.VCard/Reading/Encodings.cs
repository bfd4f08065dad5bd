using System.Text;

namespace Kith.VCards;

/// <summary>Encodings by the names that programs write.</summary>
internal static class Encodings
{
    /// <summary>Latin letters as Windows writes them; a superset of what is printable in ISO 8859-1.</summary>
    public static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>The encoding of a CHARSET; null for UTF-8, which is looked at closer, and for a name that nobody knows.</summary>
    public static Encoding? Named(string? charset)
    {
        var name = charset?.Trim();
        if (string.IsNullOrEmpty(name) || name.Equals("UTF-8", StringComparison.OrdinalIgnoreCase) || name.Equals("UTF8", StringComparison.OrdinalIgnoreCase))
            return null;
        // What says that it is ISO 8859-1 is windows-1252 in truth, as on the web (https://encoding.spec.whatwg.org/#names-and-labels).
        if (name.Equals("ISO-8859-1", StringComparison.OrdinalIgnoreCase) || name.Equals("US-ASCII", StringComparison.OrdinalIgnoreCase))
            return Windows1252;
        if (CodePagesEncodingProvider.Instance.GetEncoding(name) is { } encoding)
            return encoding;
        try
        {
            // Lines have been split as bytes: what is not a superset of ASCII cannot be meant.
            return Encoding.GetEncoding(name) is var known && known.GetByteCount("a") == 1 ? known : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
        catch (NotSupportedException)
        {
            // UTF-7, which .NET knows and refuses.
            return null;
        }
    }
}

/// <summary>Decodes text whose encoding is not declared.</summary>
internal sealed class TextDecoder(Encoding undeclared)
{
    /// <summary>Whether something was not valid UTF-8.</summary>
    public bool HasFallenBack { get; private set; }

    public string Decode(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
            return Encoding.UTF8.GetString(bytes);
        HasFallenBack = true;
        return undeclared.GetString(bytes);
    }
}
