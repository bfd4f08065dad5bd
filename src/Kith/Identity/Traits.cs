using System.Text.Json;

namespace Kith.Identity;

/// <summary>A phone number as it is compared.</summary>
/// <param name="Number">Without extension.</param>
/// <param name="Extension">Empty where there is none.</param>
/// <param name="IsMobile">Whether one person carries it.</param>
internal readonly record struct PhoneTrait(string Number, string Extension, bool IsMobile);

/// <summary>What of a person's document tells who it is, in the forms in which people are compared.</summary>
/// <param name="Name">The name.</param>
/// <param name="Emails">Normal e-mail addresses of the person alone.</param>
/// <param name="RoleEmails">Normal e-mail addresses that people share, such as <c>info@</c>.</param>
/// <param name="Phones">Phone numbers.</param>
/// <param name="LinkedIn">The LinkedIn id; null where there is none.</param>
/// <param name="CustomerId">What another system knows the person by, folded; null where there is none.</param>
/// <param name="Organizations">The organizations.</param>
/// <param name="Place">Postal code and house number; null where one is missing.</param>
/// <param name="JobTitle">Folded; null where there is none.</param>
internal sealed record Traits(
    PersonalName Name, IReadOnlyList<string> Emails, IReadOnlyList<string> RoleEmails, IReadOnlyList<PhoneTrait> Phones, string? LinkedIn,
    string? CustomerId, IReadOnlyList<Guid> Organizations, string? Place, string? JobTitle)
{
    /// <summary>The properties that they are read from.</summary>
    private static readonly string[] Told =
        ["familyName", "givenName", "additionalName", "initials", "customerId", "linkedinId", "jobTitle", "emailAddresses", "phoneNumbers", "address", "organizations"];

    private const string ExtensionMark = ";ext=";

    /// <summary>The mailboxes behind the addresses, in their order.</summary>
    public IReadOnlyList<string> Mailboxes { get; } = [.. Emails.Select(Email.Mailbox)];

    /// <summary>Reads them from a document of a person.</summary>
    /// <param name="document">The document as it is stored.</param>
    /// <param name="country">The tenant's country, in which phone numbers are read.</param>
    public static Traits Of(ReadOnlyMemory<byte> document, string country)
    {
        using var parsed = JsonDocument.Parse(document);
        return Of(parsed.RootElement, country);
    }

    public static Traits Of(JsonElement person, string country)
    {
        var emails = TextsIn(person, "emailAddresses", "email").Select(text => Email.Kind.Normalize(text, country)).OfType<string>().Distinct().ToLookup(Email.IsRole);
        return new Traits(
            PersonalName.Of(person), [.. emails[false]], [.. emails[true]], PhonesOf(person, country),
            Text(person, "linkedinId") is { } linkedIn ? Identity.LinkedIn.Kind.Normalize(linkedIn, country) : null,
            FoldedText(person, "customerId"), OrganizationsOf(person), PlaceOf(person), FoldedText(person, "jobTitle"));
    }

    /// <summary>Whether two documents surely have the same traits: nothing differs in them that tells who the person is.</summary>
    public static bool AreSame(ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other)
    {
        using var first = JsonDocument.Parse(one);
        using var second = JsonDocument.Parse(other);
        return Told.All(property => first.RootElement.TryGetProperty(property, out var mine) == second.RootElement.TryGetProperty(property, out var theirs)
            && (mine.ValueKind == JsonValueKind.Undefined || JsonElement.DeepEquals(mine, theirs)));
    }

    private static List<PhoneTrait> PhonesOf(JsonElement person, string country)
    {
        var phones = new List<PhoneTrait>();
        foreach (var phone in ItemsIn(person, "phoneNumbers"))
        {
            if (Text(phone, "phoneNumber") is not { } text || Phone.Kind.Normalize(text, country) is not { } normal)
                continue;
            var mark = normal.IndexOf(ExtensionMark, StringComparison.Ordinal);
            var (number, extension) = mark < 0 ? (normal, "") : (normal[..mark], normal[(mark + ExtensionMark.Length)..]);
            phones.Add(new PhoneTrait(number, extension, Text(phone, "phoneType") == "mobile"));
        }
        return phones;
    }

    private static List<Guid> OrganizationsOf(JsonElement person)
    {
        var organizations = new List<Guid>();
        foreach (var link in ItemsIn(person, "organizations"))
            organizations.Add(Iri.IdOf(link.GetString()!));
        return organizations;
    }

    private static string? PlaceOf(JsonElement person)
    {
        if (!person.TryGetProperty("address", out var address) || FoldedText(address, "postalCode") is not { } postalCode || FoldedText(address, "street") is not { } street)
            return null;
        var number = street.Split(' ').FirstOrDefault(word => word.Any(char.IsAsciiDigit));
        return number is null ? null : $"{string.Concat(postalCode.Where(char.IsLetterOrDigit))} {number.Trim(',')}";
    }

    private static string? FoldedText(JsonElement of, string property) => Text(of, property) is { } text && Folding.Fold(text) is { Length: > 0 } folded ? folded : null;

    private static string? Text(JsonElement of, string property) =>
        of.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static IEnumerable<string> TextsIn(JsonElement person, string list, string property) =>
        ItemsIn(person, list).Select(item => Text(item, property)).OfType<string>();

    private static IEnumerable<JsonElement> ItemsIn(JsonElement person, string list) =>
        person.TryGetProperty(list, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : [];
}
