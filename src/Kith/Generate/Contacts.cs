using System.Text.Json.Nodes;

namespace Kith.Generate;

/// <summary>E-mail addresses, phone numbers and addresses that look real and reach nobody's mailbox (RFC 2606).</summary>
/// <param name="dice">Chance.</param>
/// <param name="home">The tenant's country (ISO 3166-1 alpha-2): only its numbers can be written without a country code.</param>
internal sealed class Contacts(Dice dice, string home)
{
    private const ulong HashStart = 14695981039346656037;
    private const ulong HashFactor = 1099511628211;

    private static readonly string[] Providers =
        ["mailbox.example", "post.example", "webmail.example", "inbox.example.net", "mail.example.com", "mail.example.org", "fastpost.example", "telecom.example.net"];

    // Ten million people have as many addresses: their hashes (FNV-1a) fit in memory.
    private readonly HashSet<ulong> _taken = [];

    /// <summary>An address that nobody has yet, at a domain or at some provider.</summary>
    public string Email(string given, string family, string? domain, int number)
    {
        var (first, last) = (Slug(given), Slug(family));
        var local = dice.Below(20) switch
        {
            < 11 => $"{first}.{last}",
            < 16 => $"{first[0]}.{last}",
            < 18 => first,
            _ => $"{first}{last}",
        };
        domain ??= dice.One(Providers);
        var isNumbered = domain.Contains("mail", StringComparison.Ordinal) && dice.Chance(0.5);
        var address = isNumbered ? $"{local}{dice.Between(50, 99)}@{domain}" : $"{local}@{domain}";
        while (!_taken.Add(Hash(address)))
            address = $"{local}{number}{(address.StartsWith($"{local}{number}", StringComparison.Ordinal) ? dice.Below(10_000) : "")}@{domain}";
        return dice.Chance(Shares.EmailInCapitals) ? $"{char.ToUpperInvariant(address[0])}{address[1..]}" : address;
    }

    /// <summary>A valid number, as somebody would write it.</summary>
    public JsonObject Phone(Country country, City city)
    {
        var isMobile = dice.Chance(Shares.Mobile);
        var groups = dice.Fill(isMobile ? dice.One(country.Mobiles) : city.Landline);
        var number = Spell(country, groups);
        if (!isMobile && dice.Chance(Shares.Extension))
            number += $" ext. {dice.Between(10, 999)}";
        var phone = new JsonObject { ["phoneNumber"] = number };
        if (dice.Chance(Shares.PhoneTypeTold))
            phone["phoneType"] = isMobile ? "mobile" : dice.Chance(0.5) ? "work" : "home";
        return phone;
    }

    private string Spell(Country country, string groups)
    {
        var style = dice.Below(100);
        var (dashed, plain) = (groups.Replace(' ', '-'), groups.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal));
        if (country.Code == home && style < 55)
            return country.TrunkPrefix + (style < 35 ? groups : style < 45 ? dashed : plain);
        return style switch
        {
            < 75 => $"+{country.CallingCode} {groups}",
            < 85 => $"+{country.CallingCode}-{dashed}",
            < 93 => $"+{country.CallingCode}{plain}",
            _ when country.TrunkPrefix == "0" => $"+{country.CallingCode} (0){groups}",
            _ => $"+{country.CallingCode}.{groups.Replace(' ', '.')}",
        };
    }

    public JsonObject Address(Country country, City city) => new()
    {
        ["street"] = country.AddressForm.Replace("{street}", dice.One(country.Streets), StringComparison.Ordinal)
            .Replace("{number}", dice.Chance(0.1) ? $"{dice.Between(1, 180)}{"abc"[dice.Below(3)]}" : $"{dice.Between(1, 240)}", StringComparison.Ordinal),
        ["postalCode"] = dice.Fill(city.PostalCode),
        ["city"] = city.Name,
        ["country"] = country.Code,
    };

    /// <summary>Letters and digits of ASCII, as in addresses.</summary>
    public static string Slug(string text, char between = '\0')
    {
        var slug = new System.Text.StringBuilder();
        foreach (var letter in Folding.Fold(text))
        {
            if (char.IsAsciiLetterOrDigit(letter))
                slug.Append(letter);
            else if (between != '\0' && slug.Length > 0 && slug[^1] != between)
                slug.Append(between);
        }
        return slug.ToString().TrimEnd('-');
    }

    private static ulong Hash(string text)
    {
        var hash = HashStart;
        foreach (var letter in text)
            hash = unchecked((hash ^ letter) * HashFactor);
        return hash;
    }
}
