using System.Text.Json.Nodes;
using Kith.NoteCategories;
using Kith.Organizations;
using Kith.Segments;
using Kith.Tags;
using Kith.Users;

namespace Kith.Generate;

/// <summary>An organization as its people see it.</summary>
internal sealed record Employer(Guid Id, string Title, string Domain, Country Country)
{
    public int Size { get; set; }
}

/// <summary>What people and notes point at: users, tags, segments, note categories and organizations.</summary>
internal sealed class Surroundings
{
    private const string UserDomain = "team.example";

    private static readonly string[] Categories = ["Visit", "Quotation", "Renewal", "Complaint", "Event", "Introduction"];

    private static readonly string[] TagTitles =
    [
        "Customer", "Prospect", "Newsletter", "Partner", "Supplier", "Decision maker", "VIP", "Former customer", "Trade fair", "Press", "Alumni", "Investor",
        "Speaker", "Donor", "Volunteer", "Reseller", "Technical contact", "Billing contact", "Do not call", "Referral", "Webinar", "Trial", "Board", "Consultant",
        "Public sector", "Student", "Candidate", "Neighbour", "Competitor", "Beta tester",
    ];

    private static readonly string[] Syllables =
        ["no", "ve", "xa", "ri", "lu", "mi", "ta", "ko", "zen", "dor", "pla", "qui", "ber", "syn", "tor", "al", "fi", "gra", "hel", "om", "tri", "ul", "wes", "ja"];

    private readonly Dice _dice;
    private readonly Contacts _contacts;
    private readonly Ranked<Country> _countries;
    private readonly HashSet<string> _domains = [];

    public Surroundings(Dice dice, Contacts contacts, Ranked<Country> countries)
    {
        (_dice, _contacts, _countries) = (dice, contacts, countries);
        TagsByUse = new Ranked<string>(Tags, Shares.TagSizes);
        SegmentsBySize = new Ranked<string>(Segments, Shares.SegmentSizes);
    }

    public List<Guid> Users { get; } = [];

    public List<string> NoteCategories { get; } = [];

    public Ranked<string> TagsByUse { get; private set; }

    public Ranked<string> SegmentsBySize { get; private set; }

    public Ranked<Employer>? OrganizationsBySize { get; private set; }

    private List<string> Tags { get; } = [];

    private List<string> Segments { get; } = [];

    /// <summary>Users, tags, segments and categories, a second after another.</summary>
    public IEnumerable<Entry> Begin(DateTimeOffset begin)
    {
        var moment = begin;
        for (var index = 0; index < Shares.Users; index++)
            yield return New(User.Resource, UserNumber(index), id => Users.Add(id));
        foreach (var title in Categories)
            yield return New(NoteCategory.Resource, new JsonObject { ["title"] = title, ["icon"] = "tag", ["sequence"] = 10 + NoteCategories.Count }, id => NoteCategories.Add(Iri.Of(NoteCategory.Resource, id)));
        foreach (var title in TagTitles.Take(Shares.Tags))
            yield return New(Tag.Resource, new JsonObject { ["title"] = title, ["backgroundColor"] = $"#{_dice.Below(0x1000000):X6}", ["textColor"] = "#FFFFFF" }, id => Tags.Add(Iri.Of(Tag.Resource, id)));
        for (var index = 0; index < Shares.Segments; index++)
            yield return New(Segment.Resource, new JsonObject { ["title"] = SegmentTitle(index), ["icon"] = "list", ["sequence"] = index + 1 }, id => Segments.Add(Iri.Of(Segment.Resource, id)));
        TagsByUse = new Ranked<string>(Tags, Shares.TagSizes);
        SegmentsBySize = new Ranked<string>(Segments, Shares.SegmentSizes);

        Entry New(Resource resource, JsonObject body, Action<Guid> remember)
        {
            var id = _dice.Id(moment = moment.AddSeconds(1));
            remember(id);
            return new Entry(resource, id, body, moment);
        }
    }

    /// <summary>The organizations, spread over a time.</summary>
    public IEnumerable<Entry> FoundOrganizations(int count, DateTimeOffset begin, TimeSpan time)
    {
        var employers = new List<Employer>(count);
        for (var index = 0; index < count; index++)
        {
            var moment = begin + (time * index / count);
            var employer = Found(_dice.Id(moment), _countries.Draw(_dice));
            employers.Add(employer);
            yield return new Entry(Organization.Resource, employer.Id, BodyOf(employer, index), moment);
        }
        OrganizationsBySize = new Ranked<Employer>(employers, Shares.OrganizationSizes);
    }

    /// <summary>Some organization that has room for one more.</summary>
    public Employer DrawEmployer()
    {
        var all = OrganizationsBySize!;
        var drawn = all.Draw(_dice);
        while (drawn.Size >= Shares.LargestOrganization)
            drawn = _dice.One(all.Items);
        drawn.Size++;
        return drawn;
    }

    public string DrawUser() => Iri.Of(User.Resource, _dice.One(Users));

    public JsonArray Draw(Ranked<string> links, double[] shares)
    {
        var drawn = new JsonArray();
        var seen = new HashSet<int>();
        for (var left = _dice.Count(shares); left > 0; left--)
        {
            var index = links.DrawIndex(_dice);
            if (seen.Add(index))
                drawn.Add((JsonNode)links.Items[index]);
        }
        return drawn;
    }

    private JsonObject UserNumber(int index)
    {
        var country = _countries.Draw(_dice);
        var isWoman = _dice.Chance(0.5);
        var (given, family) = ((isWoman ? country.Women : country.Men).Draw(_dice).OfMan, country.Families.Draw(_dice).Of(isWoman));
        return new JsonObject
        {
            ["email"] = $"{Contacts.Slug(given)}.{Contacts.Slug(family)}{index}@{UserDomain}",
            ["givenName"] = given,
            ["familyName"] = family,
            ["role"] = index == 0 ? User.Admin : User.Member,
        };
    }

    private string SegmentTitle(int index) => (index % 4) switch
    {
        0 => $"{_dice.One(_dice.One(_countries.Items).Trades)} {2023 + (index % 3)} ({index + 1})",
        1 => $"Invited to the {_dice.One((string[])["spring", "summer", "autumn", "winter"])} event {index + 1}",
        2 => $"{_dice.One(_countries.Items).Cities.Draw(_dice).Name} and surroundings {index + 1}",
        _ => $"Campaign {index + 1}",
    };

    private Employer Found(Guid id, Country country)
    {
        var name = _dice.Below(4) switch
        {
            0 => $"{Family()} & {Family()}",
            1 or 2 => $"{Family()} {_dice.One(country.Trades)}",
            _ => $"{Coined()} {_dice.One(country.Trades)}",
        };
        var domain = $"{Contacts.Slug(name, '-')}.example";
        if (!_domains.Add(domain))
            _domains.Add(domain = $"{Contacts.Slug(name, '-')}-{_domains.Count}.example");
        return new Employer(id, $"{name} {_dice.One(country.Forms)}", domain, country);

        string Family() => country.Families.Draw(_dice).OfMan;
    }

    private string Coined()
    {
        var name = string.Concat(Enumerable.Range(0, _dice.Between(2, 3)).Select(_ => _dice.One(Syllables)));
        return $"{char.ToUpperInvariant(name[0])}{name[1..]}";
    }

    private JsonObject BodyOf(Employer employer, int index)
    {
        var city = employer.Country.Cities.Draw(_dice);
        var body = new JsonObject { ["title"] = employer.Title, ["website"] = $"https://www.{employer.Domain}/", ["externalSource"] = "import" };
        if (_dice.Chance(Shares.OrganizationRegistered))
        {
            body["customerId"] = $"O-{10_000 + index}";
            body["chamberOfCommerceNumber"] = _dice.Fill("%#######");
        }
        if (_dice.Chance(Shares.OrganizationContact))
        {
            body["emailAddresses"] = new JsonArray(new JsonObject { ["email"] = $"info@{employer.Domain}" });
            body["phoneNumbers"] = new JsonArray(_contacts.Phone(employer.Country, city));
        }
        if (_dice.Chance(Shares.OrganizationAddress))
            body["address"] = _contacts.Address(employer.Country, city);
        if (_dice.Chance(Shares.Owner))
            body["owner"] = DrawUser();
        body["tags"] = Draw(TagsByUse, Shares.TagsOfPerson);
        return body;
    }
}
