using System.Text.Json.Nodes;
using Kith.Identity;
using Kith.People;

namespace Kith.Search;

/// <summary>One thing that was found, with where in it the terms stand.</summary>
internal static class Found
{
    /// <summary>Numbers are found by their digits.</summary>
    private const string PhoneNumber = "phoneNumber";

    private const int LongestTitle = 80;

    /// <summary>Tells it.</summary>
    /// <param name="resource">What it is.</param>
    /// <param name="stored">The document.</param>
    /// <param name="terms">What was looked for, folded.</param>
    /// <param name="country">The tenant's country, in which phone numbers are read.</param>
    /// <param name="titles">What those are called that it points at.</param>
    public static JsonObject Of(Resource resource, Stored stored, IReadOnlyList<string> terms, string country, IReadOnlyDictionary<Guid, string> titles)
    {
        var document = stored.Parse();
        var highlights = new JsonArray();
        foreach (var (property, text) in TextsOf(resource.Fields, document, "", titles))
        {
            if (PiecesOf(property, text, terms, country) is { } pieces)
                highlights.Add((JsonNode)new JsonObject { ["property"] = property, ["pieces"] = new JsonArray([.. pieces.Select(piece => piece.ToJson())]) });
        }
        var found = new JsonObject { ["item"] = AddressOf(resource, stored.Id, document), ["title"] = TitleOf(resource, document) };
        if (SubtitleOf(resource, document, titles) is { Length: > 0 } subtitle)
            found["subtitle"] = subtitle;
        found["highlights"] = highlights;
        return found;
    }

    /// <summary>What tells namesakes apart: where a person works and as what, else the first address; of a note, whom it is about.</summary>
    private static string? SubtitleOf(Resource resource, JsonObject document, IReadOnlyDictionary<Guid, string> titles)
    {
        if (resource.Parent is { } parent)
            return titles.GetValueOrDefault(parent.TargetOf(document)!.Value);
        IEnumerable<string?> known = resource == Person.Resource
            ? [document["jobTitle"]?.GetValue<string>(), .. Person.Organizations.TargetsOf(document).Select(titles.GetValueOrDefault)]
            : [document["address"]?["city"]?.GetValue<string>()];
        var subtitle = string.Join(", ", known.Where(text => !string.IsNullOrEmpty(text)));
        return subtitle.Length > 0 ? subtitle : document["emailAddresses"]?.AsArray().FirstOrDefault()?["email"]?.GetValue<string>();
    }

    private static List<Piece>? PiecesOf(string property, string text, IReadOnlyList<string> terms, string country)
    {
        if (!property.EndsWith(PhoneNumber, StringComparison.Ordinal))
            return Highlight.Of(text, terms);
        // A number may be asked for in parts, as one or as several terms.
        var digits = terms.Append(string.Concat(terms)).SelectMany(term => Phone.Spellings(term, country)).Distinct().ToList();
        return Highlight.Of(text, digits, isDigits: true)
            // Dialled from abroad or at home, it is the same one.
            ?? (Phone.SearchTexts(text, country).Any(number => digits.Exists(number.Contains)) ? [new Piece(text, IsMatch: true)] : null);
    }

    private static string AddressOf(Resource resource, Guid id, JsonObject document) => resource.Parent is { } parent
        ? $"{Iri.Of(parent.Target, parent.TargetOf(document)!.Value)}/{resource.Path}/{id}"
        : Iri.Of(resource, id);

    /// <summary>What a document is called.</summary>
    public static string TitleOf(Resource resource, JsonObject document)
    {
        string? Text(string property) => document[property]?.GetValue<string>();
        if (resource == Person.Resource)
            return string.Join(' ', new[] { Text("givenName"), Text("additionalName"), Text("familyName") }.Where(part => part is not null));
        if (Text("title") is { } title)
            return title;
        var description = Text("description")!;
        return description.Length <= LongestTitle ? description : $"{description[..(char.IsHighSurrogate(description[LongestTitle - 2]) ? LongestTitle - 2 : LongestTitle - 1)]}…";
    }

    /// <summary>The searched texts of a document, with where they stand.</summary>
    private static IEnumerable<(string Property, string Text)> TextsOf(IEnumerable<Field> fields, JsonObject document, string prefix, IReadOnlyDictionary<Guid, string> titles) =>
        fields.SelectMany(property => (property, document[property.Name]) switch
        {
            (TextField { SearchTexts: not null }, { } value) => [(prefix + property.Name, value.GetValue<string>())],
            (PartsField parts, JsonArray items) => items.Index().SelectMany(item => TextsOf(parts.Parts, item.Item!.AsObject(), $"{prefix}{property.Name}[{item.Index}].", titles)),
            (PartField part, JsonObject inner) => TextsOf(part.Parts, inner, $"{prefix}{property.Name}.", titles),
            (LinksField { SearchedBy: not null } links, { }) => links.TargetsOf(document).Index()
                .Where(target => titles.ContainsKey(target.Item)).Select(target => ($"{prefix}{property.Name}[{target.Index}].{links.SearchedBy}", titles[target.Item])),
            _ => Enumerable.Empty<(string, string)>(),
        });
}
