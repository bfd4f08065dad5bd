using System.Globalization;
using Kith.Export;
using Kith.Export.Sheets;
using Kith.VCards;

namespace Kith.Import.Sheets;

/// <summary>Lays the values of a card out: each in one cell, named so that what is of a kind has one name in all cards.</summary>
internal static class VCardCells
{
    /// <summary>The parts, as hCard calls them, which comes from vCard (https://microformats.org/wiki/h-card).</summary>
    private static readonly string[] NameParts = ["family-name", "given-name", "additional-name", "honorific-prefix", "honorific-suffix"];

    private static readonly string[] AddressParts = ["post-office-box", "extended-address", "street-address", "locality", "region", "postal-code", "country-name"];

    /// <summary>What TYPE says of nearly all, and what therefore says nothing.</summary>
    private static readonly string[] Noise = ["voice", "internet", "postal", "parcel", "intl", "dom", "text", "msg"];

    /// <summary>The cells that are not empty, in the order of the card; of several of a kind the preferred one comes first.</summary>
    public static IEnumerable<(VCardColumn Column, string Text)> Of(VCard card)
    {
        if (card.First("PRODID")?.Text == PersonCard.Maker)
            return OfOurs(card);
        return OfOthers(card);
    }

    /// <summary>
    /// The cells of a card that was made here. Addresses and numbers keep their order, so that they are counted whatever their kind, and
    /// what is a list elsewhere is one cell.
    /// </summary>
    private static IEnumerable<(VCardColumn Column, string Text)> OfOurs(VCard card)
    {
        var counts = new Dictionary<string, int>();
        foreach (var property in card.Properties)
        {
            var name = property.Name.ToUpperInvariant();
            counts[name] = counts.GetValueOrDefault(name) + 1;
            var kind = NameOf(name, counts[name], Types(property));
            foreach (var part in Parts(property, []).Where(part => part.Text.Length > 0))
            {
                var text = name switch
                {
                    "CATEGORIES" => NamesInCell.Join(property.Values, NamesInCell.SeparatorsOf("tags")),
                    "ORG" => NamesInCell.Join([part.Text], NamesInCell.SeparatorsOf("organizations")),
                    _ => part.Text,
                };
                yield return (new(NameOf(kind, 1, part.Name), name, "", counts[name], part.Place), text);
            }
        }
    }

    private static IEnumerable<(VCardColumn Column, string Text)> OfOthers(VCard card)
    {
        var taken = new HashSet<string>();
        var labels = Labels(card);
        foreach (var property in card.Properties.OrderBy(property => property.Preference ?? int.MaxValue))
        {
            var parts = Parts(property, labels).Where(part => part.Text.Length > 0).ToList();
            if (parts.Count == 0)
                continue;
            var name = property.Name.ToUpperInvariant();
            var types = Types(property);
            var kind = types.Length == 0 ? name : $"{name} {types}";
            var occurrence = 1;
            while (parts.Exists(part => taken.Contains(NameOf(kind, occurrence, part.Name))))
                occurrence++;
            foreach (var part in parts)
            {
                var column = NameOf(kind, occurrence, part.Name);
                taken.Add(column);
                yield return (new(column, name, types, occurrence, part.Place), part.Text);
            }
        }
    }

    private static string NameOf(string kind, int occurrence, string part) =>
        (occurrence == 1 ? kind : string.Create(CultureInfo.InvariantCulture, $"{kind} {occurrence}")) + (part.Length == 0 ? "" : " " + part);

    /// <summary>The types that tell things apart, in one order.</summary>
    private static string Types(VCardProperty property) =>
        string.Join(' ', property.Types.Where(type => !Noise.Contains(type, StringComparer.Ordinal)).Order(StringComparer.Ordinal));

    /// <summary>The labels of groups that something else belongs to; a label of nothing is a value like any other.</summary>
    private static Dictionary<string, VCardProperty> Labels(VCard card)
    {
        var labelled = card.Properties.Where(property => property.Group is not null && !property.Is("X-ABLabel"))
            .Select(property => property.Group!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var labels = new Dictionary<string, VCardProperty>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in card.Properties)
            if (property.Group is { } group && property.Is("X-ABLabel") && labelled.Contains(group))
                labels.TryAdd(group, property);
        return labels;
    }

    private static IEnumerable<Part> Parts(VCardProperty property, Dictionary<string, VCardProperty> labels)
    {
        var label = property.Group is { } group ? labels.GetValueOrDefault(group) : null;
        if (ReferenceEquals(label, property))
            yield break;
        foreach (var part in ValueParts(property))
            yield return part;
        if (property.Parameter("LABEL") is { } address)
            yield return new("address-label", 90, address.Trim());
        if (label is not null && !property.Is("X-ABLabel"))
            yield return new("label", 91, VCard.WithoutBrackets(label.Text).Trim());
    }

    private static IEnumerable<Part> ValueParts(VCardProperty property) => property.Name.ToUpperInvariant() switch
    {
        "N" => Named(property, NameParts, " "),
        "ADR" => Named(property, AddressParts, "\n"),
        "ORG" => Organization(property),
        "NICKNAME" or "CATEGORIES" => [new("", 0, Joined(property.Values, ", "))],
        "TEL" => [new("", 0, property.TelephoneNumber.Trim())],
        _ when property.Binary is { } bytes => [new("", 0, $"data:{property.MediaType ?? "application/octet-stream"};base64,{Convert.ToBase64String(bytes.Span)}")],
        _ when property.Card is { } agent => [new("", 0, VCardWriter.Write(agent, VCardVersion.V40))],
        _ => [new("", 0, property.Text.Trim())],
    };

    private static IEnumerable<Part> Named(VCardProperty property, string[] names, string separator) => property.Components
        .Select((component, index) => new Part(index < names.Length ? names[index] : $"part {index + 1}", index + 1, Joined(component, separator)));

    private static IEnumerable<Part> Organization(VCardProperty property)
    {
        var components = property.Components.Select(component => component[0]).ToList();
        return [new("", 0, components[0].Trim()), new("unit", 1, Joined(components.Skip(1), ", "))];
    }

    private static string Joined(IEnumerable<string> texts, string separator) =>
        string.Join(separator, texts.Select(text => text.Trim()).Where(text => text.Length > 0));

    private sealed record Part(string Name, int Place, string Text);
}
