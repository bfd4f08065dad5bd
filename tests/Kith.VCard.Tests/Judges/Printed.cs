namespace Kith.VCards.Tests.Judges;

/// <summary>What we read, in the words of the judges.</summary>
internal static class Printed
{
    public static IEnumerable<string> Lines(VCard card)
    {
        yield return Line("card", card.Version switch { VCardVersion.V21 => "2.1", VCardVersion.V30 => "3.0", _ => "4.0" });
        foreach (var property in card.Properties)
            if (Line(property) is { } line)
                yield return line;
        foreach (var property in card.All("ADR"))
            if (property.Parameter("LABEL") is { } label)
                yield return Line("label", label);
    }

    private static string? Line(VCardProperty property) => property.Name.ToUpperInvariant() switch
    {
        "FN" or "TITLE" or "ROLE" or "NOTE" or "URL" or "LABEL" => Line(property.Name.ToLowerInvariant(), property.Text),
        "N" => Line("n", Name(VCardName.Of(property))),
        "NICKNAME" or "CATEGORIES" => Line(property.Name.ToLowerInvariant(), List(property.Values)),
        "ORG" => Line("org", List([.. property.Components.SelectMany(component => component)])),
        "EMAIL" => Line("email", property.Text, Types(property)),
        "TEL" => Line("tel", property.TelephoneNumber, Types(property)),
        "ADR" when VCardAddress.Of(property) is { } address && address.Street.Count + address.Locality.Count > 0 => Line("adr", [.. Address(address), Types(property)]),
        "PHOTO" when property.Binary is { } bytes => Line("photo", bytes.Length.ToString(), Hash(bytes.Span).ToString()),
        "PHOTO" => Line("photo", property.Text),
        "AGENT" when property.Card is { } agent => Line("agent", agent.FormattedName!),
        _ => null,
    };

    private static string[] Name(VCardName name) => [List(name.Family), List(name.Given), List(name.Additional), List(name.Prefixes), List(name.Suffixes)];

    private static string[] Address(VCardAddress address) =>
        [List(address.PostOfficeBox), List(address.Extended), List(address.Street), List(address.Locality), List(address.Region), List(address.PostalCode), List(address.Country)];

    private static string Types(VCardProperty property) =>
        string.Join(',', property.Types.Order(StringComparer.Ordinal)) + (property.Preference is null ? "" : "!");

    private static string List(IReadOnlyList<string> values) => string.Join('|', values.Where(value => value.Length > 0));

    /// <summary>As Arrays.hashCode of Java.</summary>
    private static int Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = 1;
        foreach (var b in bytes)
            hash = unchecked((31 * hash) + (sbyte)b);
        return hash;
    }

    private static string Line(string name, params string[] fields) => string.Join('\t', [name, .. fields.Select(field =>
        field.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal))]);
}
