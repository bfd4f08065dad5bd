using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace Kith.Export.Sheets;

/// <summary>
/// Characters that XML cannot hold, as Office writes them: <c>_x0007_</c> (ECMA-376, 22.4.2.4, bstr). Text that looks like that has its
/// underscore written so.
/// </summary>
internal static partial class XmlCharacters
{
    public static string Escape(string text)
    {
        // Nearly no text has anything of it.
        var plain = !text.Contains("_x", StringComparison.OrdinalIgnoreCase);
        for (var i = 0; plain && i < text.Length; i++)
            plain = text[i] != '\r' && !char.IsSurrogate(text[i]) && XmlConvert.IsXmlChar(text[i]);
        return plain ? text : Unwritable().Replace(text, static match => $"_x{(int)match.Value[0]:X4}_");
    }

    public static string Unescape(string text) => text.Contains("_x", StringComparison.OrdinalIgnoreCase)
        ? Escaped().Replace(text, static match => ((char)int.Parse(match.ValueSpan.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString())
        : text;

    /// <summary>A carriage return is among them: XML readers make a line feed of it.</summary>
    [GeneratedRegex(@"_(?=[xX][0-9a-fA-F]{4}_)|[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Unwritable();

    [GeneratedRegex("_[xX][0-9a-fA-F]{4}_", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Escaped();
}
