namespace Kith.VCards;

/// <summary>Says in 4.0 what 2.1 and 3.0 say otherwise (RFC 6350, appendix A).</summary>
internal static class ToV40
{
    public static List<VCardProperty> Convert(List<VCardProperty> properties)
    {
        var converted = new List<VCardProperty>(properties.Count);
        var labels = new List<VCardProperty>();
        foreach (var property in properties)
        {
            if (property.Is("LABEL"))
                labels.Add(property);
            else
                converted.Add(Preferred(Of(property)));
        }
        foreach (var label in labels)
            AddLabel(converted, Preferred(label));
        if (converted.FindIndex(property => property.Is("SORT-STRING")) is var sort and >= 0)
            SortBy(converted, sort);
        return converted;
    }

    private static VCardProperty Of(VCardProperty property) => property.Name.ToUpperInvariant() switch
    {
        "AGENT" => Agent(property),
        "BDAY" or "ANNIVERSARY" or "REV" => property with { Value = Dates.Basic(property.Value) },
        "X-ANNIVERSARY" => Renamed(property, "ANNIVERSARY") with { Value = Dates.Basic(property.Value) },
        "X-ADDRESSBOOKSERVER-KIND" => Renamed(property, "KIND"),
        "X-ADDRESSBOOKSERVER-MEMBER" => Renamed(property, "MEMBER"),
        "CLASS" or "MAILER" or "NAME" or "PROFILE" => Renamed(property, "X-" + property.Name),
        "GEO" when property.Text.Split(';') is [var latitude, var longitude] => property with { Value = $"geo:{latitude.Trim()},{longitude.Trim()}" },
        "EMAIL" => Parameters.Without(property, "TYPE", "internet"),
        _ when ValueKinds.MayBeBinary(property.Name) => Media(property),
        _ => property,
    };

    private static VCardProperty Renamed(VCardProperty property, string name) =>
        new(name, property.Value) { Group = property.Group, Parameters = property.Parameters };

    /// <summary>RFC 6350 §6.6.5 has no agents, but relations, which may be texts.</summary>
    private static VCardProperty Agent(VCardProperty property)
    {
        var isUri = property.Card is null && ValueKinds.Of(property) == ValueKind.Uri;
        var value = property.Card is { } card ? Escaping.Escape(VCardWriter.Write(card, VCardVersion.V40)) : isUri ? property.Value : Escaping.Escape(property.Text);
        var related = new VCardProperty("RELATED", value) { Group = property.Group, Parameters = property.Parameters };
        return Parameters.With(Parameters.Set(related, "VALUE", isUri ? "uri" : "text"), "TYPE", "agent");
    }

    private static VCardProperty Media(VCardProperty property)
    {
        if (property.Binary is not null)
            return property.MediaType is null ? property with { MediaType = "application/octet-stream" } : property;
        var parameters = property.Parameters.ToList();
        parameters.RemoveAll(parameter => parameter.Is("VALUE") && ValueKinds.Of(property) == ValueKind.Uri);
        if (MediaTypes.TakeFrom(parameters, property.Name) is { } mediaType)
            parameters.Add(new("MEDIATYPE", [mediaType]));
        return property with { Parameters = parameters };
    }

    /// <summary>TYPE=pref is PREF=1 (RFC 6350 §5.3).</summary>
    private static VCardProperty Preferred(VCardProperty property)
    {
        if (property.Find("TYPE") is not { } types || !types.Values.Contains("pref", StringComparer.OrdinalIgnoreCase))
            return property;
        var preference = property.Preference ?? 1;
        return Parameters.Set(Parameters.Without(property, "TYPE", "pref"), "PREF", preference.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>A label belongs to an address (RFC 6350 §6.3.1): to the one of the same types, or to one that says nothing else.</summary>
    private static void AddLabel(List<VCardProperty> properties, VCardProperty label)
    {
        var types = label.Types.ToHashSet(StringComparer.Ordinal);
        var address = properties.FindIndex(property => property.Is("ADR") && property.Find("LABEL") is null && types.SetEquals(property.Types));
        if (address < 0)
        {
            properties.Add(new("ADR", ";;;;;;") { Group = label.Group, Parameters = label.Parameters });
            address = properties.Count - 1;
        }
        properties[address] = Parameters.Set(properties[address], "LABEL", label.Text);
    }

    private static void SortBy(List<VCardProperty> properties, int sort)
    {
        var text = properties[sort].Text;
        var name = properties.FindIndex(property => property.Is("N") && property.Find("SORT-AS") is null);
        if (name < 0)
            properties[sort] = Renamed(properties[sort], "X-SORT-STRING");
        else
        {
            properties[name] = Parameters.Set(properties[name], "SORT-AS", text);
            properties.RemoveAt(sort);
        }
    }
}
