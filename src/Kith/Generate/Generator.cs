using System.Text.Json.Nodes;
using Kith.Notes;
using Kith.People;
using Kith.Users;

namespace Kith.Generate;

/// <summary>
/// A tenant's history that never was: everything that is written to it, in the order of time. Count, seed and country decide every
/// byte of it.
/// </summary>
internal sealed class Generator
{
    /// <summary>The users were there before the organizations, and those before the people.</summary>
    private static readonly DateTimeOffset Opening = Shares.Begin.AddDays(-60);

    /// <summary>Soon enough to be in the first write: a tenant without organizations has nothing that was generated.</summary>
    private static readonly DateTimeOffset FirstOrganization = Opening.AddMinutes(10);

    private readonly int _count;
    private readonly Dice _dice;
    private readonly Timeline _timeline;
    private readonly Surroundings _surroundings;
    private readonly People _people;
    private readonly NoteTexts _texts = new();
    private readonly PriorityQueue<Later, (DateTimeOffset Moment, int Number)> _later = new();
    private int _laterCount;

    /// <param name="count">How many people.</param>
    /// <param name="seed">Another one gives other people.</param>
    /// <param name="country">The tenant's country (ISO 3166-1 alpha-2).</param>
    public Generator(int count, int seed, string country)
    {
        _count = count;
        _dice = new Dice(seed);
        _timeline = new Timeline(count, _dice);
        var countries = Country.ReadAll();
        var contacts = new Contacts(_dice, country);
        _surroundings = new Surroundings(_dice, contacts, countries);
        _people = new People(_dice, contacts, countries, _surroundings);
    }

    public static DateTimeOffset Begin => Opening;

    /// <summary>What comes before the first person.</summary>
    public IEnumerable<Entry> Prepare() =>
        _surroundings.Begin(Opening).Concat(_surroundings.FoundOrganizations(
            Math.Clamp(_count / Shares.PeoplePerOrganization, 1, Shares.MostOrganizations), FirstOrganization, Shares.Begin - FirstOrganization));

    /// <summary>People, and what is changed and noted of them meanwhile; after <see cref="Prepare"/>.</summary>
    public IEnumerable<Entry> Live()
    {
        for (var number = 0; number < _count; number++)
        {
            var moment = _timeline.MomentOf(number);
            while (_later.TryPeek(out _, out var due) && due.Moment <= moment)
                yield return Due();
            yield return Arrive(number, moment);
        }
        while (_later.Count > 0)
            yield return Due();
    }

    private Entry Arrive(int number, DateTimeOffset moment)
    {
        var id = _dice.Id(moment);
        var isImported = _timeline.IsImported(number);
        var (body, person) = _people.Person(id, number, isImported);
        if (_dice.Chance(Shares.Changed))
            Plan(person, moment, isNote: false);
        if (_dice.Chance(Shares.Noted))
        {
            for (var left = _dice.Count(Shares.NotesOfNoted); left > 0; left--)
                Plan(person, moment, isNote: true);
        }
        return new Entry(Person.Resource, id, body, moment) { IsImported = isImported };
    }

    private void Plan(Acquaintance person, DateTimeOffset moment, bool isNote) =>
        _later.Enqueue(new Later(person, isNote), (_timeline.After(moment.AddSeconds(1)), _laterCount++));

    private Entry Due()
    {
        _later.TryDequeue(out var later, out var due);
        var (person, isNote) = later;
        var user = _dice.One(_surroundings.Users);
        return isNote
            ? new Entry(Note.OfPerson, _dice.Id(due.Moment), NoteBy(user, person), due.Moment) { Parent = person.Id, User = user }
            : new Entry(Person.Resource, person.Id, _people.Change(person, due.Moment), due.Moment) { IsChange = true, User = user };
    }

    private JsonObject NoteBy(Guid user, Acquaintance person)
    {
        var note = new JsonObject
        {
            ["title"] = _texts.Title(_dice),
            ["description"] = _texts.Text(_dice, person.Given),
            ["author"] = Iri.Of(User.Resource, user),
            ["category"] = _dice.One(_surroundings.NoteCategories),
        };
        if (_dice.Chance(Shares.Flagged))
            note["flagged"] = true;
        if (_dice.Chance(Shares.Private))
            note["isPrivate"] = true;
        return note;
    }

    private readonly record struct Later(Acquaintance Person, bool IsNote);
}
