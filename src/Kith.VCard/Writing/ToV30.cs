namespace Kith.VCards;

/// <summary>Says in 3.0 what 4.0 says otherwise, and what 2.1 does.</summary>
internal static class ToV30
{
    public static List<VCardProperty> Convert(List<VCardProperty> properties)
    {
        var best = properties.Where(property => property.Find("PREF") is not null && property.Preference is not null)
            .GroupBy(property => property.Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.Min(property => property.Preference), StringComparer.OrdinalIgnoreCase);
        var converted = new List<VCardProperty>(properties.Count);
        foreach (var property in properties)
        {
            var preferred = Preferred(property, best.GetValueOrDefault(property.Name));
            converted.Add(Plain(Of(Parameters.Remove(preferred, "LABEL", "SORT-AS"))));
            if (property.Is("ADR") && property.Parameter("LABEL") is { } label)
                converted.Add(Plain(VCardProperty.OfText("LABEL", label) with
                {
                    Group = property.Group,
                    Parameters = [.. preferred.Parameters.Where(parameter => parameter.Is("TYPE"))],
                }));
            if (property.Is("N") && property.Parameter("SORT-AS") is { } sort && !properties.Exists(other => other.Is("SORT-STRING")))
                converted.Add(Plain(VCardProperty.OfText("SORT-STRING", sort)));
        }
        return converted;
    }

    private static VCardProperty Of(VCardProperty property) => property.Name.ToUpperInvariant() switch
    {
        "AGENT" when property.Card is { } card => property with { Card = Conversion.Convert(card, VCardVersion.V30) },
        "KIND" => Renamed(property, "X-ADDRESSBOOKSERVER-KIND"),
        "MEMBER" => Renamed(property, "X-ADDRESSBOOKSERVER-MEMBER"),
        "ANNIVERSARY" => Renamed(property, "X-ANNIVERSARY") with { Value = Dates.Extended(property.Value) },
        "GENDER" or "LANG" or "RELATED" or "XML" or "CLIENTPIDMAP" or "FBURL" or "CALURI" or "CALADRURI" => Renamed(property, "X-" + property.Name),
        "BDAY" or "REV" => Parameters.Without(property with { Value = Dates.Extended(property.Value) }, "VALUE", "date-and-or-time"),
        // RFC 2426 §3.4.1: what is no offset says that it is a text.
        "TZ" when property.Value is not ([] or ['+' or '-' or 'Z', ..]) => Parameters.Set(property, "VALUE", "text"),
        "GEO" when property.Text is var text && text.StartsWith("geo:", StringComparison.OrdinalIgnoreCase)
            && text[4..].Split(';')[0].Split(',') is [var latitude, var longitude, ..] => Parameters.Remove(property, "VALUE") with { Value = $"{latitude};{longitude}" },
        "TEL" when ValueKinds.Of(property) == ValueKind.Uri => Telephone(property),
        _ when ValueKinds.MayBeBinary(property.Name) => Media(property),
        _ => property,
    };

    private static VCardProperty Renamed(VCardProperty property, string name) =>
        new(name, property.Value) { Group = property.Group, Parameters = property.Parameters };

    /// <summary>The numbers of 3.0 are texts (RFC 2426 §3.3.1).</summary>
    private static VCardProperty Telephone(VCardProperty property)
    {
        var parts = property.TelephoneNumber.Split(';');
        var extension = Array.Find(parts, part => part.StartsWith("ext=", StringComparison.OrdinalIgnoreCase));
        var number = extension is null ? parts[0] : $"{parts[0]} x{extension[4..]}";
        return Parameters.Remove(property, "VALUE") with { Value = Escaping.Escape(number) };
    }

    private static VCardProperty Media(VCardProperty property)
    {
        if (property.Binary is not null || ValueKinds.Of(property) != ValueKind.Uri)
            return property;
        var addressed = Parameters.Set(Parameters.Remove(property, "MEDIATYPE"), "VALUE", "uri");
        return property.Parameter("MEDIATYPE") is { } mediaType ? Parameters.With(addressed, "TYPE", MediaTypes.WordFor(mediaType, property.Name)) : addressed;
    }

    /// <summary>3.0 knows whether something is preferred, not how much: the most preferred is.</summary>
    private static VCardProperty Preferred(VCardProperty property, int? best)
    {
        if (property.Find("PREF") is null)
            return property;
        var plain = Parameters.Remove(property, "PREF");
        return property.Preference is { } preference && preference == best && plain.Preference is null ? Parameters.With(plain, "TYPE", "pref") : plain;
    }

    /// <summary>The values of parameters have no escapes in 3.0 (RFC 2426 §4): neither quotes nor line breaks can be in them.</summary>
    private static VCardProperty Plain(VCardProperty property) => property with
    {
        Parameters = [.. property.Parameters.Select(parameter => new VCardParameter(parameter.Name,
            [.. parameter.Values.Select(value => value.Replace('"', '\'').Replace('\n', ' '))]))],
    };
}
