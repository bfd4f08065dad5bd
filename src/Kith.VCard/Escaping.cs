using System.Text;

namespace Kith.VCards;

/// <summary>The escapes of values (RFC 6350 §3.4): backslash, comma, semicolon and line break.</summary>
internal static class Escaping
{
    public static string Escape(string text)
    {
        if (text.AsSpan().IndexOfAny("\\,;\r\n") < 0)
            return text;
        var escaped = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '\\' or ',' or ';')
                escaped.Append('\\').Append(c);
            else if (c is '\r' or '\n')
            {
                escaped.Append("\\n");
                if (c == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
                    i++;
            }
            else
                escaped.Append(c);
        }
        return escaped.ToString();
    }

    /// <summary>
    /// The text behind the escapes. Programs escape colons and quotes, too; a backslash before anything else, a letter of a Windows path for
    /// example, is a backslash.
    /// </summary>
    public static string Unescape(string value)
    {
        var at = value.IndexOf('\\', StringComparison.Ordinal);
        if (at < 0)
            return value;
        var text = new StringBuilder(value.Length).Append(value, 0, at);
        for (var i = at; i < value.Length; i++)
        {
            var c = value[i];
            if (c != '\\' || i + 1 == value.Length)
                text.Append(c);
            else if (value[i + 1] is 'n' or 'N')
            {
                text.Append('\n');
                i++;
            }
            else if (char.IsAsciiLetterOrDigit(value[i + 1]))
                text.Append(c);
            else
                text.Append(value[++i]);
        }
        return text.ToString();
    }

    /// <summary>The texts between unescaped separators.</summary>
    public static IReadOnlyList<string> Split(string value, char separator)
    {
        var parts = SplitRaw(value, separator);
        for (var i = 0; i < parts.Length; i++)
            parts[i] = Unescape(parts[i]);
        return parts;
    }

    /// <summary>What stands between unescaped separators, with its escapes.</summary>
    public static string[] SplitRaw(string value, char separator)
    {
        if (!value.Contains(separator, StringComparison.Ordinal))
            return [value];
        var parts = new List<string>(8);
        var start = 0;
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\')
                i++;
            else if (value[i] == separator)
            {
                parts.Add(value[start..i]);
                start = i + 1;
            }
        }
        parts.Add(value[start..]);
        return [.. parts];
    }
}
