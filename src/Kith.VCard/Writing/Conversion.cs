namespace Kith.VCards;

/// <summary>Says a card of any version as one that is written.</summary>
internal static class Conversion
{
    public static VCard Convert(VCard card, VCardVersion version)
    {
        var properties = new List<VCardProperty>(card.Properties.Count + 2);
        foreach (var property in card.Properties)
            if (!property.Is("BEGIN") && !property.Is("END") && !property.Is("VERSION"))
                properties.Add(Canonical.Of(property));
        properties = version == VCardVersion.V40 ? ToV40.Convert(properties) : ToV30.Convert(properties);
        // RFC 6350 §6.2.1 and RFC 2426 §3.1.1 require FN, RFC 2426 §3.1.2 requires N.
        if (!properties.Exists(property => property.Is("FN")))
            properties.Insert(0, VCardProperty.OfText("FN", NameOf(new(version, properties))));
        if (version == VCardVersion.V30 && !properties.Exists(property => property.Is("N")))
            properties.Insert(0, new("N", ";;;;"));
        return new(version, properties);
    }

    private static string NameOf(VCard card)
    {
        if (card.Name is { } name && string.Join(' ', [.. name.Prefixes, .. name.Given, .. name.Additional, .. name.Family, .. name.Suffixes]) is { Length: > 0 } full)
            return full;
        foreach (var substitute in (string[])["NICKNAME", "ORG", "EMAIL", "TEL"])
            if (card.First(substitute) is { } property && property.Components[0][0] is { Length: > 0 } text)
                return text;
        return "";
    }
}
