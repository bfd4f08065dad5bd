using System.Text.Json.Nodes;
using Kith.Organizations;

namespace Kith.Generate;

/// <summary>What later entries need to know of a person.</summary>
internal sealed record Acquaintance(Guid Id, string Given, bool IsWoman, Country Country);

/// <summary>Makes people up.</summary>
internal sealed class People(Dice dice, Contacts contacts, Ranked<Country> countries, Surroundings surroundings)
{
    private const int FirstCustomer = 100_000;

    private static readonly string[] Sources = ["website", "event", "referral", "phone", "newsletter", "linkedin"];

    /// <summary>A person as a body.</summary>
    public (JsonObject Body, Acquaintance Person) Person(Guid id, int number, bool isImported)
    {
        var employers = Enumerable.Range(0, dice.Count(Shares.OrganizationsOfPerson)).Select(_ => surroundings.DrawEmployer()).DistinctBy(employer => employer.Id).ToList();
        var country = employers.Count > 0 ? employers[0].Country : countries.Draw(dice);
        var origin = dice.Chance(Shares.NameFromElsewhere) ? countries.Draw(dice) : country;
        var city = country.Cities.Draw(dice);
        var isWoman = dice.Chance(0.5);
        var (given, middle, family) = Name(origin, isWoman);

        var body = new JsonObject { ["familyName"] = family, ["givenName"] = given };
        if (origin.HasParticlesApart && middle is null && ParticlesIn(family) is > 0 and var particles && dice.Chance(0.4))
            (body["additionalName"], body["familyName"]) = (family[..(particles - 1)], family[particles..]);
        else if (middle is not null)
            body["additionalName"] = middle;
        if (dice.Chance(Shares.Initials))
            body["initials"] = middle is null ? $"{given[0]}." : $"{given[0]}.{middle[0]}.";
        if (dice.Chance(Shares.CustomerId))
            body["customerId"] = dice.Chance(0.8) ? $"C-{FirstCustomer + number}" : $"{FirstCustomer + number}/{country.Code}";
        if (dice.Chance(Shares.Salutation))
            body["honorificPrefix"] = country.Salutations.Draw(dice).Of(isWoman);
        if (dice.Chance(Shares.JobTitle))
            body["jobTitle"] = country.Jobs.Draw(dice).Of(isWoman);
        if (dice.Chance(Shares.Tracked))
            body["isTracked"] = dice.Chance(0.9);
        if (dice.Chance(Shares.LinkedIn))
            body["linkedinId"] = LinkedInOf(given, family, number);
        if (isImported)
            body["externalSource"] = "import";
        else if (dice.Chance(Shares.ExternalSource))
            body["externalSource"] = dice.One(Sources);
        body["emailAddresses"] = EmailAddresses(given, family, employers.FirstOrDefault()?.Domain, number);
        body["phoneNumbers"] = new JsonArray([.. Enumerable.Range(0, dice.Count(Shares.PhoneNumbers)).Select(_ => (JsonNode)contacts.Phone(country, city))]);
        if (dice.Chance(Shares.Address))
            body["address"] = contacts.Address(country, city);
        body["tags"] = surroundings.Draw(surroundings.TagsByUse, Shares.TagsOfPerson);
        body["segments"] = surroundings.Draw(surroundings.SegmentsBySize, Shares.SegmentsOfPerson);
        body["organizations"] = new JsonArray([.. employers.Select(employer => (JsonNode)Iri.Of(Organization.Resource, employer.Id))]);
        if (dice.Chance(Shares.Owner))
            body["owner"] = surroundings.DrawUser();
        if (dice.Chance(Shares.Deals))
            AddDeals(body);
        return (body, new Acquaintance(id, given, isWoman, country));
    }

    /// <summary>What somebody changes of a person later, as a merge-patch.</summary>
    public JsonObject Change(Acquaintance person, DateTimeOffset moment)
    {
        var change = new JsonObject();
        if (dice.Chance(Shares.ArchivedOfChanged))
        {
            change["archivedAt"] = Instants.Print(moment);
            return change;
        }
        switch (dice.Below(5))
        {
            case 0:
                change["jobTitle"] = person.Country.Jobs.Draw(dice).Of(person.IsWoman);
                break;
            case 1:
                change["address"] = contacts.Address(person.Country, person.Country.Cities.Draw(dice));
                break;
            case 2:
                change["owner"] = surroundings.DrawUser();
                break;
            case 3:
                change["tags"] = surroundings.Draw(surroundings.TagsByUse, [0, 0.4, 0.3, 0.2, 0.1]);
                break;
            default:
                AddDeals(change);
                break;
        }
        return change;
    }

    private (string Given, string? Middle, string Family) Name(Country origin, bool isWoman)
    {
        var givenNames = isWoman ? origin.Women : origin.Men;
        var given = givenNames.Draw(dice).OfMan;
        var family = origin.Families.Draw(dice).Of(isWoman);
        if (dice.Chance(origin.DoubleNames))
            family = $"{family}{origin.DoubledBy}{origin.Families.Draw(dice).Of(isWoman)}";
        if (!dice.Chance(origin.MiddleNames))
            return (given, null, family);
        var middles = isWoman ? origin.MiddleOfWomen : origin.MiddleOfMen;
        return (given, middles.Count > 0 ? dice.One(middles) : dice.Chance(0.6) ? $"{givenNames.Draw(dice).OfMan[0]}." : givenNames.Draw(dice).OfMan, family);
    }

    /// <summary>Where a family name begins behind what goes before it; 0 where nothing does.</summary>
    private static int ParticlesIn(string family)
    {
        var begin = family.LastIndexOf(' ') + 1;
        return begin > 0 && !char.IsUpper(family[0]) && !family.Contains('-') ? begin : 0;
    }

    private string LinkedInOf(string given, string family, int number)
    {
        var slug = $"{Contacts.Slug(given, '-')}-{Contacts.Slug(family, '-')}-{number:x}{dice.Between(16, 255):x}";
        return dice.Below(10) switch
        {
            < 4 => slug,
            < 8 => $"https://www.linkedin.com/in/{slug}",
            8 => $"linkedin.com/in/{slug}/",
            _ => $"https://www.linkedin.com/in/{slug}/?originalSubdomain=nl",
        };
    }

    private JsonArray EmailAddresses(string given, string family, string? domain, int number)
    {
        var addresses = new JsonArray();
        for (var left = dice.Count(Shares.EmailAddresses); left > 0; left--)
        {
            var at = dice.Chance(Shares.EmailAtWork) && addresses.Count == 0 ? domain : null;
            var address = at is not null && dice.Chance(Shares.SharedEmail) ? $"info@{at}" : contacts.Email(given, family, at, number);
            addresses.Add((JsonNode)new JsonObject { ["email"] = address });
        }
        return addresses;
    }

    private void AddDeals(JsonObject body)
    {
        var (won, lost) = (dice.Below(12), dice.Below(8));
        (body["dealSize"], body["totalDeals"]) = (dice.Between(1, 400) * 250, won + lost + dice.Below(4));
        (body["totalWonDeals"], body["totalLostDeals"]) = (won, lost);
    }
}
