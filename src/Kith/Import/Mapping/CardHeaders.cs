using System.Globalization;

namespace Kith.Import.Mapping;

/// <summary>What columns are in a table of vCards: the property, its kinds, its number and its part, such as <c>ADR home 2 locality</c> (RFC 6350).</summary>
internal static class CardHeaders
{
    private const string Label = "label";

    public static HeaderMeaning? Find(string header)
    {
        var words = header.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return null;
        var part = words.Length > 1 ? words[^1] : "";
        return words[0].ToUpperInvariant() switch
        {
            "FN" => words.Length == 1 ? new(Target.FullName, 1) : new(Target.FullName, 0.9),
            "N" => part switch
            {
                "family-name" => new("familyName", 1),
                "given-name" => new("givenName", 1),
                "additional-name" => new("additionalName", 1),
                "honorific-prefix" => new("honorificPrefix", 1),
                _ => new(Target.Note, 1),
            },
            "EMAIL" => part == Label ? new(Target.Note, 1) : new(Target.EmailAddresses, 1),
            "TEL" => part == Label ? new(Target.PhoneType, 1) { Of = header[..^(Label.Length + 1)] } : new(Target.PhoneNumbers, 1),
            "ADR" => Address(header, words, part),
            "ORG" => part == "unit" ? new(Target.Note, 1) : new(Target.Organizations, 1),
            "TITLE" => new("jobTitle", 1),
            "ROLE" => new("jobTitle", 0.7),
            "CATEGORIES" => new(Target.Tags, 1),
            "UID" => new("customerId", 1),
            "PHOTO" => new(Target.Photo, 1),
            "X-SOCIALPROFILE" when header.Contains("linkedin", StringComparison.OrdinalIgnoreCase) => new("linkedinId", 1),
            _ => new(ExportedId.PropertyOf(words[0]) ?? Target.Note, 1),
        };
    }

    private static HeaderMeaning Address(string header, string[] words, string part)
    {
        var target = part switch
        {
            "street-address" => Target.Street,
            "locality" => "address.city",
            "postal-code" => "address.postalCode",
            "country-name" => "address.country",
            _ => Target.Note,
        };
        if (target == Target.Note)
            return new(target, 1);
        var occurrence = words.Length > 2 && int.TryParse(words[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 1;
        var home = words.Contains("pref") ? 0 : words.Contains("work") || words.Length == 2 ? 1 : words.Contains("home") ? 2 : 3;
        return new(target, 1) { Group = header[..^part.Length], Rank = (10 * (occurrence - 1)) + home };
    }
}
