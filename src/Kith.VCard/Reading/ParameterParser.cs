using System.Text;

namespace Kith.VCards;

/// <summary>Reads the parameters of a property: <c>TYPE=work,voice;PREF=1</c>, and <c>WORK;VOICE</c> of 2.1.</summary>
internal static class ParameterParser
{
    public static void Parse(ReadOnlySpan<char> text, PropertyParser.Head head)
    {
        while (text.Length > 0)
        {
            var end = EndOf(text, ';');
            var parameter = text[..end].Trim(" \t");
            text = end == text.Length ? [] : text[(end + 1)..];
            var equals = parameter.IndexOf('=');
            var name = equals < 0 ? "TYPE" : parameter[..equals].TrimEnd(" \t");
            var values = equals < 0 ? parameter : parameter[(equals + 1)..].TrimStart(" \t");
            if (parameter.Length == 0 || (equals < 0 && TryTakeBare(parameter, head)) || !Names.IsValid(name))
                continue;
            if (name.Equals("ENCODING", StringComparison.OrdinalIgnoreCase) && TransferEncodings.Named(values.Trim("\" ")) is { } encoding)
                head.Encoding = encoding;
            else if (name.Equals("CHARSET", StringComparison.OrdinalIgnoreCase))
                head.Charset = values.Trim("\" ").ToString();
            else
                head.Add(Names.Of(name), ValuesOf(name, values));
        }
    }

    /// <summary>2.1 leaves out the names of parameters; what is not one of these words is a TYPE.</summary>
    private static bool TryTakeBare(ReadOnlySpan<char> word, PropertyParser.Head head)
    {
        if (word.Equals("B", StringComparison.OrdinalIgnoreCase))
            return false;
        if (TransferEncodings.Named(word) is { } encoding)
            head.Encoding = encoding;
        else if (word.Equals("URL", StringComparison.OrdinalIgnoreCase) || word.Equals("URI", StringComparison.OrdinalIgnoreCase))
            head.Add("VALUE", ["uri"]);
        else
            return word.Equals("INLINE", StringComparison.OrdinalIgnoreCase);
        return true;
    }

    private static List<string> ValuesOf(ReadOnlySpan<char> name, ReadOnlySpan<char> text)
    {
        var values = new List<string>(2);
        var isType = name.Equals("TYPE", StringComparison.OrdinalIgnoreCase);
        while (true)
        {
            var end = EndOf(text, ',');
            var value = text[..end].Trim(" \t");
            var isQuoted = value is ['"', _, ..] && value[^1] == '"';
            if (isQuoted)
                value = value[1..^1];
            // RFC 6350 §3.3 would have the quotes around each type; its own examples (§6.4.1) have them around all.
            if (isType && isQuoted && value.Contains(','))
                foreach (var range in value.Split(','))
                    values.Add(Names.Of(value[range].Trim(" \t")));
            else
                values.Add(value.Contains('^') || value.Contains('\\') ? value.ToString() : Names.Of(value));
            if (end == text.Length)
                return values;
            text = text[(end + 1)..];
        }
    }

    private static int EndOf(ReadOnlySpan<char> text, char separator)
    {
        var end = text.IndexOfAny(separator, '"');
        if (end < 0)
            return text.Length;
        var isQuoted = false;
        for (var i = end; i < text.Length; i++)
        {
            if (text[i] == '"')
                isQuoted = !isQuoted;
            else if (text[i] == separator && !isQuoted)
                return i;
        }
        return text.Length;
    }

    /// <summary>
    /// Undoes the carets of RFC 6868, which is about 4.0, and the <c>\n</c> that RFC 6350 §6.3.1 writes in the LABEL of an address.
    /// </summary>
    public static IReadOnlyList<VCardParameter> Decode(IReadOnlyList<VCardParameter> parameters, VCardVersion? version)
    {
        if (version != VCardVersion.V40 || !parameters.Any(parameter => parameter.Values.Any(value => value.AsSpan().ContainsAny('^', '\\'))))
            return parameters;
        return [.. parameters.Select(parameter => new VCardParameter(parameter.Name, [.. parameter.Values.Select(value =>
            UndoCarets(parameter.Is("LABEL") ? value.Replace("\\n", "\n", StringComparison.OrdinalIgnoreCase) : value))]))];
    }

    private static string UndoCarets(string value)
    {
        if (!value.Contains('^', StringComparison.Ordinal))
            return value;
        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            var decoded = value[i] != '^' || i + 1 == value.Length ? '\0' : value[i + 1] switch { 'n' => '\n', '^' => '^', '\'' => '"', _ => '\0' };
            text.Append(decoded == '\0' ? value[i] : decoded);
            if (decoded != '\0')
                i++;
        }
        return text.ToString();
    }
}
