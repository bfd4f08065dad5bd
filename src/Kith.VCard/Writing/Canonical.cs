using System.Text;

namespace Kith.VCards;

/// <summary>
/// The one form of what can be written in several: values with just the escapes that they need, parameters in which nothing is that lines
/// cannot have, and no parameters for encodings.
/// </summary>
internal static class Canonical
{
    public static VCardProperty Of(VCardProperty property)
    {
        var parameters = property.Parameters.Where(parameter => parameter.Values.Count > 0).Select(Of).ToList();
        // Bytes that were none stay as the text that they were: no reader would get further with the encoding.
        parameters.RemoveAll(parameter => parameter.Is("ENCODING") || parameter.Is("CHARSET"));
        if (property.Binary is { } bytes)
            return property with { Value = "", Parameters = parameters, MediaType = MediaTypeOf(property.MediaType) ?? MediaTypes.Recognise(bytes.Span) };
        var value = ValueOf(property with { Value = Printable(property.Value, "\\n") });
        return property with { Value = value, Parameters = parameters, MediaType = null };
    }

    private static string ValueOf(VCardProperty property) => ValueKinds.Of(property) switch
    {
        ValueKind.Text => Escaping.Escape(property.Text),
        ValueKind.List => string.Join(',', property.Values.Select(Escaping.Escape)),
        ValueKind.Components or ValueKind.ComponentsOfLists => VCardProperty.OfComponents(property.Name, property.Components).Value,
        // RFC 3986 §2: neither can be in an address.
        ValueKind.Uri => property.Text.Replace("\n", "", StringComparison.Ordinal).Replace("\\", "%5C", StringComparison.Ordinal),
        _ => property.Value,
    };

    private static VCardParameter Of(VCardParameter parameter) => new(parameter.Name, parameter.Is("TYPE")
        ? [.. parameter.Values.SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries)).Select(value => Printable(value, " "))]
        : [.. parameter.Values.Select(value => Printable(value, "\n"))]);

    private static string? MediaTypeOf(string? text) =>
        text is { Length: > 0 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '+' or '-' or '.' or '_') ? text.ToLowerInvariant() : null;

    /// <summary>Without control characters, which no version allows; line breaks in their place.</summary>
    private static string Printable(string text, string lineBreak)
    {
        if (!text.Any(c => char.IsControl(c) && c != '\t'))
            return text;
        var printable = new StringBuilder(text.Length + 16);
        foreach (var c in text.ReplaceLineEndings("\n"))
        {
            if (c == '\n')
                printable.Append(lineBreak);
            else if (c == '\t' || !char.IsControl(c))
                printable.Append(c);
        }
        return printable.ToString();
    }
}
