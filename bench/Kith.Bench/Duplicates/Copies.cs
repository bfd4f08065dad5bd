using System.Text.Json.Nodes;
using Kith.Generate;
using Kith.Identity;

namespace Kith.Bench.Duplicates;

/// <summary>Enters people a second time, as somebody does who does not know of the first: less complete, and with mistakes.</summary>
/// <param name="dice">Chance.</param>
/// <param name="newEmail">An e-mail address that nobody has, made of given name, family name and domain.</param>
/// <param name="contacts">New addresses.</param>
/// <param name="countries">Where those are.</param>
/// <param name="offices">The organizations with their domains.</param>
internal sealed class Copies(Dice dice, Func<string, string, string?, string> newEmail, Contacts contacts, Ranked<Country> countries, IReadOnlyList<(string Iri, string Domain)> offices)
{
    private const int MostTries = 20;

    // Of copies.
    private const double Left = 0.2;
    private const double LinkedInLeft = 0.5;
    private const double CustomerIdLeft = 0.7;
    private const double CustomerIdNew = 0.1;
    private static readonly double[] Changes = [0, 0.5, 0.35, 0.15];
    private const int Kinds = 13;

    private readonly Mistakes _mistakes = new(dice);

    /// <summary>A copy, and what was done to it; null when nothing would be left to recognise the person by.</summary>
    public (JsonObject Body, string How)? Copy(JsonObject original)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var body = Entered(original);
            var (done, kinds) = (new List<string>(), new HashSet<int>());
            for (var left = dice.Count(Changes); left > 0 && kinds.Count < Kinds;)
            {
                var kind = dice.Below(Kinds);
                if (!kinds.Add(kind) || Change(body, kind) is not { } change)
                    continue;
                done.Add(change);
                left--;
            }
            if (IsRecognisable(original, body))
                return (body, string.Join(" + ", done.Order()));
        }
        return null;
    }

    /// <summary>Nobody could tell two people of one name from one person if they had nothing else in common.</summary>
    private static bool IsRecognisable(JsonObject original, JsonObject copy)
    {
        var (one, other) = (TraitsOf(original), TraitsOf(copy));
        return one.Mailboxes.Any(other.Mailboxes.Contains) || one.Phones.Any(phone => other.Phones.Any(same => same.Number == phone.Number))
            || (one.LinkedIn is not null && one.LinkedIn == other.LinkedIn) || (one.CustomerId is not null && one.CustomerId == other.CustomerId)
            || (one.Place is not null && one.Place == other.Place) || one.Organizations.Any(other.Organizations.Contains);
    }

    private static Traits TraitsOf(JsonObject body) => Traits.Of(Hydra.Json.Bytes(body), "NL");

    private JsonObject Entered(JsonObject original)
    {
        var body = original.DeepClone().AsObject();
        foreach (var name in (string[])["tags", "segments", "owner", "dealSize", "totalDeals", "totalWonDeals", "totalLostDeals", "externalSource", "isTracked"])
            body.Remove(name);
        foreach (var name in (string[])["emailAddresses", "phoneNumbers", "address", "organizations", "jobTitle", "honorificPrefix", "initials"])
        {
            if (dice.Chance(Left))
                body.Remove(name);
        }
        // Most people are entered with one of each.
        foreach (var name in (string[])["emailAddresses", "phoneNumbers"])
        {
            while (body[name]?.AsArray() is { Count: > 1 } several && dice.Chance(0.7))
                several.RemoveAt(dice.Below(several.Count));
        }
        if (dice.Chance(LinkedInLeft))
            body.Remove("linkedinId");
        else if (body["linkedinId"] is { } linkedIn && LinkedIn.Slug(linkedIn.GetValue<string>()) is { } slug)
            body["linkedinId"] = dice.Chance(0.5) ? slug : $"https://linkedin.com/in/{slug}/";
        if (body.ContainsKey("customerId"))
        {
            if (dice.Chance(CustomerIdLeft))
                body.Remove("customerId");
            else if (dice.Chance(CustomerIdNew))
                body["customerId"] = $"C-{dice.Between(5_000_000, 9_999_999)}";
        }
        return body;
    }

    /// <summary>Does one thing to a body; null when that cannot be done to it.</summary>
    private string? Change(JsonObject body, int kind) => kind switch
    {
        0 => Rewrite(body, "familyName", _mistakes.Typo, "typo in the family name"),
        1 => Shorten(body),
        2 => Rewrite(body, "givenName", _mistakes.Typo, "typo in the given name"),
        3 => Swap(body),
        4 => NewEmail(body),
        5 => Label(body),
        6 => Plain(body),
        7 => Rewrite(body, "givenName", name => _mistakes.Nickname(name), "nickname"),
        8 => Respell(body),
        9 => Move(body),
        10 => Initial(body),
        11 => Join(body),
        _ => Relocate(body),
    };

    private static string? Rewrite(JsonObject body, string property, Func<string, string?> rewrite, string how)
    {
        if (body[property]?.GetValue<string>() is not { } text || rewrite(text) is not { } rewritten || rewritten == text)
            return null;
        body[property] = rewritten;
        return how;
    }

    /// <summary>Lists with one column for names.</summary>
    private static string? Shorten(JsonObject body)
    {
        if (body["givenName"]?.GetValue<string>() is not { } given || body.ContainsKey("additionalName"))
            return null;
        body["familyName"] = $"{given} {body["familyName"]!.GetValue<string>()}";
        body.Remove("givenName");
        body.Remove("initials");
        return "names in one property";
    }

    private static string? Swap(JsonObject body)
    {
        if (body["givenName"] is not { } given)
            return null;
        (body["givenName"], body["familyName"]) = (body["familyName"]!.DeepClone(), given.DeepClone());
        return "swapped names";
    }

    private string? NewEmail(JsonObject body)
    {
        if (body["emailAddresses"]?.AsArray() is not { Count: > 0 } || body["givenName"]?.GetValue<string>() is not { Length: > 0 } given || Contacts.Slug(given).Length == 0)
            return null;
        body["emailAddresses"] = new JsonArray(new JsonObject { ["email"] = newEmail(given, body["familyName"]!.GetValue<string>(), null) });
        return "changed e-mail";
    }

    private string? Label(JsonObject body)
    {
        if (body["emailAddresses"]?.AsArray() is not { Count: > 0 } emails || emails[0]!["email"]!.GetValue<string>() is not { } email)
            return null;
        var at = email.LastIndexOf('@');
        emails[0]!["email"] = dice.Chance(0.5) ? email.ToUpperInvariant() : $"{email[..at]}+crm{email[at..]}";
        return "e-mail in another spelling";
    }

    private string? Plain(JsonObject body)
    {
        var isSpelledOut = dice.Chance(0.4);
        var isChanged = false;
        foreach (var property in (string[])["familyName", "givenName"])
            isChanged |= Rewrite(body, property, name => Mistakes.WithoutAccents(name, isSpelledOut), "") is not null;
        return isChanged ? "missing accents" : null;
    }

    private string? Respell(JsonObject body)
    {
        if (body["phoneNumbers"]?.AsArray() is not { Count: > 0 } phones || Phone.Kind.Normalize(phones[0]!["phoneNumber"]!.GetValue<string>(), "NL") is not { } normal)
            return null;
        var number = normal.Split(';')[0];
        phones[0]!["phoneNumber"] = dice.Chance(0.5) ? number.Replace("+", "00", StringComparison.Ordinal) : $"{number[..3]}-{number[3..5]}.{number[5..]}";
        return "phone in another spelling";
    }

    private string? Move(JsonObject body)
    {
        if (body["organizations"]?.AsArray() is not { Count: > 0 })
            return null;
        var (office, domain) = dice.One(offices);
        body["organizations"] = new JsonArray(office);
        if (body["emailAddresses"]?.AsArray() is { Count: > 0 } emails && body["givenName"]?.GetValue<string>() is { } given && Contacts.Slug(given).Length > 0 && dice.Chance(0.6))
            emails[0] = new JsonObject { ["email"] = newEmail(given, body["familyName"]!.GetValue<string>(), domain) };
        return "moved organization";
    }

    private static string? Initial(JsonObject body)
    {
        if (body["givenName"]?.GetValue<string>() is not { Length: > 2 } given)
            return null;
        body["givenName"] = $"{given[0]}.";
        return "initial";
    }

    private string? Join(JsonObject body)
    {
        var family = body["familyName"]!.GetValue<string>();
        if (body["additionalName"]?.GetValue<string>() is { } additional)
        {
            body["familyName"] = dice.Chance(0.5) && char.IsLower(additional[0]) ? $"{additional} {family}" : family;
            body.Remove("additionalName");
            return "additional name elsewhere";
        }
        if (!family.Contains('-'))
            return null;
        body["familyName"] = dice.Chance(0.5) ? family.Replace('-', ' ') : family.Split('-')[0];
        return "double name";
    }

    private string? Relocate(JsonObject body)
    {
        if (body["address"] is null)
            return null;
        var country = countries.Draw(dice);
        body["address"] = contacts.Address(country, country.Cities.Draw(dice));
        return "moved house";
    }
}
