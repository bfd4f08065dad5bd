using System.Text;

namespace Kith.VCards;

/// <summary>Brings values of 2.1 into the form that later versions have, which is that of <see cref="VCardProperty.Value"/>.</summary>
internal static class Normal
{
    /// <summary>
    /// Quoted-printable has line breaks and needs no backslash for them: a backslash stands for itself, a Windows path for example, but
    /// where it escapes a separator.
    /// </summary>
    public static string OfQuotedPrintable(string text)
    {
        if (text.AsSpan().IndexOfAny("\r\n\\") < 0)
            return text;
        var value = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '\r' or '\n')
            {
                value.Append("\\n");
                if (c == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
                    i++;
            }
            else if (c != '\\')
                value.Append(c);
            else if (i + 1 < text.Length && text[i + 1] is ';' or ',' or '\\')
                value.Append(c).Append(text[++i]);
            else
                value.Append("\\\\");
        }
        return value.ToString();
    }

    /// <summary>Escapes the commas that are not.</summary>
    public static string WithoutLists(string value)
    {
        if (!value.Contains(',', StringComparison.Ordinal))
            return value;
        var escaped = new StringBuilder(value.Length + 8);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == ',')
                escaped.Append('\\');
            escaped.Append(value[i]);
            if (value[i] == '\\' && i + 1 < value.Length)
                escaped.Append(value[++i]);
        }
        return escaped.ToString();
    }
}
