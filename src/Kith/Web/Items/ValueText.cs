using System.Globalization;
using System.Text.Json.Nodes;

namespace Kith.Web.Items;

/// <summary>Values of properties as text that people read.</summary>
/// <param name="titles">What links lead to.</param>
/// <param name="texts">The language.</param>
internal sealed class ValueText(Titles titles, Texts texts)
{
    /// <summary>A value in words; empty for nothing.</summary>
    /// <param name="field">The declaration of the property, or of the part of one; null when there is none.</param>
    /// <param name="value">The value.</param>
    public async Task<string> OfAsync(Field? field, JsonNode? value)
    {
        switch (value)
        {
            case null:
                return "";
            case JsonArray list:
                return string.Join(", ", await AllOfAsync(list.Select(item => (field, item))));
            case JsonObject parts when field is PartField part:
                return string.Join(", ", await AllOfAsync(part.Parts.Select(each => ((Field?)each, parts[each.Name]))));
            case JsonObject parts when field is PartsField of:
                return Bracketed(await AllOfAsync(of.Parts.Select(each => ((Field?)each, parts[each.Name]))));
            case JsonObject parts:
                return string.Join(", ", await AllOfAsync(parts.Select(each => ((Field?)null, each.Value))));
            default:
                return await OfOneAsync(field, value.AsValue());
        }
    }

    private async Task<string> OfOneAsync(Field? field, JsonValue value)
    {
        if (value.TryGetValue(out bool isTrue))
            return texts[isTrue ? "Yes" : "No"];
        if (value.TryGetValue(out long number))
            return number.ToString("N0", CultureInfo.CurrentCulture);
        var text = value.ToString();
        return field switch
        {
            LinkField { Direction: Direction.WriteOnly } => texts["a picture"],
            LinkField or LinksField => Titles.Of(await titles.FindAsync(text)) is { Length: > 0 } title ? title : texts["deleted since"],
            ChoiceField => texts.Property(text),
            InstantField when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var moment) => moment.ToString("d", CultureInfo.CurrentCulture),
            _ => text,
        };
    }

    private async Task<List<string>> AllOfAsync(IEnumerable<(Field? Field, JsonNode? Value)> values)
    {
        var all = new List<string>();
        foreach (var (field, value) in values)
        {
            if (await OfAsync(field, value) is { Length: > 0 } text)
                all.Add(text);
        }
        return all;
    }

    private static string Bracketed(List<string> parts) => parts.Count > 1 ? $"{parts[0]} ({string.Join(", ", parts.Skip(1))})" : string.Concat(parts);
}
