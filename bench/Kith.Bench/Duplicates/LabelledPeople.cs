using System.Text.Json.Nodes;
using Kith.Generate;
using Kith.Hydra;
using Kith.Organizations;
using Kith.People;

namespace Kith.Bench.Duplicates;

/// <summary>A person of whom is known who it is.</summary>
/// <param name="Entry">What is written.</param>
/// <param name="Identity">The same for the same person.</param>
/// <param name="Label">What the person was made as, for whoever looks at mistakes.</param>
internal sealed record LabelledPerson(Entry Entry, int Identity, string Label);

/// <summary>
/// Generated people, copies of some of them as somebody else would have entered them, and others who only look like copies:
/// relatives, namesakes and colleagues. Count and seed decide all of it.
/// </summary>
internal sealed class LabelledPeople
{
    private const double Copied = 0.12;
    private const double CopiedTwice = 0.15;
    private const double WithRelative = 0.05;
    private const double WithNamesake = 0.04;

    /// <summary>Of each so many people, some others share a switchboard and <c>info@</c>.</summary>
    private const int PeoplePerOffice = 100;

    private const int Colleagues = 4;

    private readonly Dice _dice;
    private readonly Contacts _contacts;
    private readonly Ranked<Country> _countries = Country.ReadAll();
    private readonly Copies _copies;
    private readonly List<(string Iri, string Domain)> _offices;
    private readonly List<LabelledPerson> _people = [];
    private readonly HashSet<string> _taken = [];
    private DateTimeOffset _moment = Shares.End.AddDays(1);
    private int _identities;

    private LabelledPeople(IReadOnlyList<Entry> surroundings, IReadOnlyList<Entry> originals, int seed)
    {
        Surroundings = surroundings;
        _dice = new Dice(seed + 1_000_003);
        _contacts = new Contacts(_dice, "NL");
        foreach (var email in originals.SelectMany(original => original.Body["emailAddresses"]!.AsArray()))
            _taken.Add(email!["email"]!.GetValue<string>().ToLowerInvariant());
        _offices = [.. surroundings.Where(entry => entry.Resource == Organization.Resource).Select(entry => (
            Iri.Of(Organization.Resource, entry.Id), entry.Body["website"]!.GetValue<string>().Replace("https://www.", "", StringComparison.Ordinal).TrimEnd('/')))];
        _copies = new Copies(_dice, NewEmail, _contacts, _countries, _offices);
        foreach (var original in originals)
            _people.Add(new LabelledPerson(original, _identities++, "original"));
        foreach (var original in _people.ToList())
            AddLikenesses(original);
        for (var office = 0; office < originals.Count / PeoplePerOffice; office++)
            AddOffice();
    }

    /// <summary>What is written before the people.</summary>
    public IReadOnlyList<Entry> Surroundings { get; }

    /// <summary>The people, in the order of their ids.</summary>
    public IReadOnlyList<LabelledPerson> People => _people;

    /// <param name="count">How many people there are beside copies and those who look like them.</param>
    /// <param name="seed">Another one gives others.</param>
    public static LabelledPeople Make(int count, int seed)
    {
        var generator = new Generator(count, seed, "NL");
        var surroundings = generator.Prepare().ToList();
        return new LabelledPeople(surroundings, [.. generator.Live().Where(entry => entry.Resource == Person.Resource && !entry.IsChange)], seed);
    }

    private void AddLikenesses(LabelledPerson original)
    {
        if (_dice.Chance(Copied))
        {
            for (var left = _dice.Chance(CopiedTwice) ? 2 : 1; left > 0; left--)
            {
                if (_copies.Copy(original.Entry.Body) is ({ } body, var how))
                    Add(body, original.Identity, how);
            }
        }
        if (_dice.Chance(WithRelative) && original.Entry.Body["phoneNumbers"]!.AsArray().Count > 0)
            Add(Relative(original.Entry.Body), _identities++, "relative");
        if (_dice.Chance(WithNamesake))
            Add(Namesake(original.Entry.Body), _identities++, "namesake");
    }

    /// <summary>Somebody else of the family, at the same address and number.</summary>
    private JsonObject Relative(JsonObject of)
    {
        string given;
        do
            given = Somebody()["givenName"]!.GetValue<string>();
        while (Storage.Folding.Fold(given) == Storage.Folding.Fold(of["givenName"]!.GetValue<string>()));
        var body = Of(of, "familyName", "additionalName", "address", "phoneNumbers");
        body["givenName"] = given;
        body["emailAddresses"] = Email(NewEmail(given, of["familyName"]!.GetValue<string>(), null));
        return body;
    }

    /// <summary>Somebody of the same name who works and lives elsewhere.</summary>
    private JsonObject Namesake(JsonObject of)
    {
        var country = _countries.Draw(_dice);
        var city = country.Cities.Draw(_dice);
        var body = Of(of, "familyName", "givenName", "additionalName");
        var (office, domain) = _dice.One(_offices);
        body["organizations"] = new JsonArray(office);
        body["emailAddresses"] = Email(NewEmail(of["givenName"]!.GetValue<string>(), of["familyName"]!.GetValue<string>(), _dice.Chance(0.5) ? domain : null));
        if (_dice.Chance(0.7))
            body["phoneNumbers"] = new JsonArray(_contacts.Phone(country, city));
        if (_dice.Chance(0.6))
            body["address"] = _contacts.Address(country, city);
        if (_dice.Chance(0.5) && of["jobTitle"] is { } job)
            body["jobTitle"] = job.DeepClone();
        return body;
    }

    /// <summary>People at one organization who share its number and its mailbox, two of them of one family name.</summary>
    private void AddOffice()
    {
        var (office, domain) = _dice.One(_offices);
        var country = _countries.Draw(_dice);
        var phone = _contacts.Phone(country, country.Cities.Draw(_dice));
        var family = "";
        for (var colleague = 0; colleague < Colleagues; colleague++)
        {
            if (colleague != 1)
                family = Somebody()["familyName"]!.GetValue<string>();
            Add(new JsonObject
            {
                ["familyName"] = family,
                ["givenName"] = Somebody()["givenName"]!.GetValue<string>(),
                ["organizations"] = new JsonArray(office),
                ["emailAddresses"] = Email($"info@{domain}"),
                ["phoneNumbers"] = new JsonArray(phone.DeepClone()),
            }, _identities++, "colleague");
        }
    }

    /// <summary>An address that nobody else has.</summary>
    private string NewEmail(string given, string family, string? domain)
    {
        string email;
        do
            email = _contacts.Email(given, family, domain, _dice.Below(1_000_000));
        while (!_taken.Add(email.ToLowerInvariant()));
        return email;
    }

    private void Add(JsonObject body, int identity, string label)
    {
        _moment = _moment.AddSeconds(1);
        _people.Add(new LabelledPerson(new Entry(Person.Resource, _dice.Id(_moment), body, _moment), identity, label));
    }

    private JsonObject Somebody() => _people[_dice.Below(_people.Count)].Entry.Body is { } body && body.ContainsKey("givenName") ? body : Somebody();

    private static JsonObject Of(JsonObject body, params IReadOnlyList<string> properties) =>
        new(properties.Where(body.ContainsKey).Select(property => KeyValuePair.Create(property, body[property]?.DeepClone())));

    private static JsonArray Email(string address) => [new JsonObject { ["email"] = address }];
}
