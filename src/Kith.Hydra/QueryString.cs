using System.Text;

namespace Kith.Hydra;

/// <summary>What a parameter was given as.</summary>
/// <param name="Scalar">The value of <c>x=…</c>; the last one counts.</param>
/// <param name="List">The values of <c>x[]=…</c> and <c>x[3]=…</c>.</param>
/// <param name="Map">The values of <c>x[key]=…</c>, in the order of the query; null for <c>x[key][…]=…</c>, which is not one value.</param>
public sealed record Parameter(string? Scalar, IReadOnlyList<string> List, IReadOnlyList<KeyValuePair<string, string?>> Map);

/// <summary>
/// A query string with the reference's bracket notation (wire-semantics §10). A name with dots stays as it is; encoded brackets
/// are brackets; <c>+</c> is a space; of a repeated scalar the last counts.
/// </summary>
public sealed class QueryString
{
    private readonly List<(string Name, string Brackets, string Value)> _pairs = [];

    private QueryString()
    {
    }

    /// <summary>No parameters.</summary>
    public static QueryString Empty { get; } = new();

    /// <summary>Reads a query string, with or without the leading question mark.</summary>
    public static Outcome<QueryString> Parse(ReadOnlySpan<char> text)
    {
        if (text is "" or "?")
            return Empty;
        var parsed = new QueryString();
        foreach (var range in text.TrimStart('?').Split('&'))
        {
            var pair = text.TrimStart('?')[range];
            var equals = pair.IndexOf('=');
            if (!TryDecode(equals < 0 ? pair : pair[..equals], out var name) || !TryDecode(equals < 0 ? [] : pair[(equals + 1)..], out var value))
                return Problem.BadParameter((equals < 0 ? pair : pair[..equals]).ToString(), "it is not percent-encoded UTF-8 text without U+0000.");
            var bracket = name.IndexOf('[', StringComparison.Ordinal);
            var isBracketed = bracket > 0 && name.EndsWith(']');
            if (name.Length > 0)
                parsed._pairs.Add(isBracketed ? (name[..bracket], name[bracket..], value) : (name, "", value));
        }
        return parsed;
    }

    /// <summary>What a parameter was given as; null when it was not given.</summary>
    public Parameter? this[string name]
    {
        get
        {
            // A list asks for every parameter that it knows, and a request has few.
            if (!Has(name))
                return null;
            string? scalar = null;
            List<string> list = [];
            List<KeyValuePair<string, string?>> map = [];
            foreach (var (pairName, brackets, value) in _pairs)
            {
                if (pairName != name)
                    continue;
                if (brackets.Length == 0)
                {
                    (scalar, list, map) = (value, [], []);
                }
                else
                {
                    scalar = null;
                    var key = brackets[1..^1];
                    var nested = key.IndexOf("][", StringComparison.Ordinal);
                    var entry = nested < 0 ? KeyValuePair.Create<string, string?>(key, value) : KeyValuePair.Create<string, string?>(key[..nested], null);
                    if (key.All(char.IsAsciiDigit))
                        list.Add(value);
                    else if (map.FindIndex(earlier => earlier.Key == entry.Key) is >= 0 and var known)
                        map[known] = entry;
                    else
                        map.Add(entry);
                }
            }
            return new Parameter(scalar, list, map);
        }
    }

    private bool Has(string name)
    {
        foreach (var pair in _pairs)
        {
            if (pair.Name == name)
                return true;
        }
        return false;
    }

    /// <summary>
    /// The query of the links to pages before <c>page</c>, which comes last: names sorted, encoded as RFC 3986 says, list indexes
    /// dropped (wire-semantics §2.2), an ampersand behind each.
    /// </summary>
    /// <param name="itemsPerPage">The size in effect, printed in place of what was asked (B6).</param>
    public string ToPages(int itemsPerPage)
    {
        if (_pairs.Count == 0)
            return "";
        var text = new StringBuilder();
        var sorted = _pairs
            .Where(pair => pair.Name is not "page")
            .GroupBy(pair => pair.Name, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal);
        foreach (var group in sorted)
        {
            foreach (var (name, brackets, value) in Effective([.. group]))
            {
                var printed = name == "itemsPerPage" ? $"{itemsPerPage}" : value;
                text.Append(Uri.EscapeDataString(name + brackets)).Append('=').Append(Uri.EscapeDataString(printed)).Append('&');
            }
        }
        return text.ToString();
    }

    private static IEnumerable<(string Name, string Brackets, string Value)> Effective(List<(string Name, string Brackets, string Value)> pairs)
    {
        if (pairs[^1].Brackets.Length == 0)
            return [pairs[^1]];
        var lastScalar = pairs.FindLastIndex(pair => pair.Brackets.Length == 0);
        return pairs[(lastScalar + 1)..].Select(pair =>
            (pair.Name, pair.Brackets[1..^1].All(char.IsAsciiDigit) ? "[]" : pair.Brackets, pair.Value));
    }

    private static bool TryDecode(ReadOnlySpan<char> text, out string decoded)
    {
        decoded = "";
        if (text.IndexOfAny('%', '+') < 0 && Ascii.IsValid(text))
        {
            decoded = text.ToString();
            return true;
        }
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                if (i + 2 >= text.Length || !byte.TryParse(text.Slice(i + 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var value))
                    return false;
                bytes.Add(value);
                i += 2;
            }
            else if (text[i] == '+')
            {
                bytes.Add((byte)' ');
            }
            else if (char.IsAscii(text[i]))
            {
                bytes.Add((byte)text[i]);
            }
            else
            {
                return false;
            }
        }
        try
        {
            decoded = Strict.GetString([.. bytes]);
            return !decoded.Contains('\0');
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
