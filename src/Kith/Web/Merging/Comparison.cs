using System.Text.Json.Nodes;
using Kith.Merging;

namespace Kith.Web.Merging;

/// <summary>People side by side, and what somebody has chosen of them: who stays, whose values, and what of their lists.</summary>
/// <param name="country">The tenant's country, in which phone numbers are compared.</param>
public sealed class Comparison(string country)
{
    /// <summary>The name of the list of notes.</summary>
    public const string Notes = "notes";

    /// <summary>The properties that are chosen between, in the order of their declaration.</summary>
    internal static readonly IReadOnlyList<Field> Fields = [.. Kith.People.Person.Resource.Fields.Where(Union.IsChosen)];

    private readonly Dictionary<string, string> _winners = [];
    private readonly Dictionary<string, Dictionary<string, string>> _leftOut = [];

    /// <summary>The people, in the order in which they are shown.</summary>
    public IReadOnlyList<ComparedPerson> People { get; private set; } = [];

    /// <summary>The address of the person who stays.</summary>
    public string Survivor { get; private set; } = "";

    /// <summary>The address of the person who is suggested to stay.</summary>
    public string Suggested { get; private set; } = "";

    /// <summary>What the survivor would be; null until the API has said it.</summary>
    public JsonObject? Result { get; set; }

    /// <summary>Titles of what links point at, by their addresses.</summary>
    public Dictionary<string, string> Titles { get; } = [];

    /// <summary>The properties that somebody has, those that differ first.</summary>
    public IReadOnlyList<ComparisonRow> Rows { get; private set; } = [];

    /// <summary>The person who stays.</summary>
    public ComparedPerson Kept => People.First(person => person.Iri == Survivor);

    /// <summary>How many notes are left out.</summary>
    public int NotesLeftOut => _leftOut.TryGetValue(Notes, out var notes) ? notes.Count : 0;

    /// <summary>Shows people; what was chosen is kept as far as it is still there.</summary>
    public void Show(IReadOnlyList<ComparedPerson> people)
    {
        People = people;
        Suggested = ComparedPerson.BestOf(people.Select(person => person.Person)).Iri;
        if (!people.Any(person => person.Iri == Survivor))
            Survivor = Suggested;
        foreach (var (property, _) in _winners.Where(winner => !people.Any(person => person.Iri == winner.Value)).ToList())
            _winners.Remove(property);
        Rows =
        [
            .. Fields.Where(HasSomebody).Select(field => new ComparisonRow(field.Name, ShownAs(field), field is LinksField or PartsField, Differs(field))).OrderBy(row => !row.Differs),
        ];
    }

    /// <summary>Says who stays; their values win from now on.</summary>
    public void Keep(string survivor)
    {
        Survivor = survivor;
        _winners.Clear();
    }

    /// <summary>Says whose value of a property wins.</summary>
    public void Choose(string property, string person) => _winners[property] = person;

    /// <summary>Whether a value is the one that would be the survivor's.</summary>
    public bool IsChosen(ComparisonRow row, string person) => person == (_winners.TryGetValue(row.Property, out var winner) ? winner : FirstOf(row));

    /// <summary>Leaves an item out of the united list, or takes it in again.</summary>
    public void Toggle(string property, ComparisonItem item)
    {
        if (!_leftOut.TryGetValue(property, out var items))
            _leftOut[property] = items = [];
        if (!items.Remove(item.Key))
            items[item.Key] = item.Text;
    }

    /// <summary>Whether an item is taken over.</summary>
    public bool IsTaken(string property, ComparisonItem item) => !(_leftOut.TryGetValue(property, out var items) && items.ContainsKey(item.Key));

    /// <summary>The items that a person has in a list.</summary>
    public IReadOnlyList<ComparisonItem> ItemsOf(string property, JsonObject person) =>
        person[property] is not JsonArray list ? [] : [.. list.Select(item => ItemOf(Fields.First(field => field.Name == property), item!))];

    /// <summary>What the API is asked.</summary>
    public JsonObject ToRequest()
    {
        var request = new JsonObject { ["people"] = new JsonArray([.. People.Where(person => person.Iri != Survivor).Select(person => (JsonNode)person.Iri)]) };
        if (_winners.Count > 0)
            request["values"] = new JsonObject(_winners.Select(winner => KeyValuePair.Create(winner.Key, (JsonNode?)winner.Value)));
        if (_leftOut.Values.Any(items => items.Count > 0))
        {
            request["without"] = new JsonObject(_leftOut.Where(list => list.Value.Count > 0)
                .Select(list => KeyValuePair.Create(list.Key, (JsonNode?)new JsonArray([.. list.Value.Values.Select(text => (JsonNode)text)]))));
        }
        return request;
    }

    /// <summary>A picture is written as a link, and read as an address that shows it.</summary>
    internal static string ShownAs(Field field) => field.Direction == Direction.WriteOnly ? $"{field.Name}Url" : field.Name;

    private bool HasSomebody(Field field) => People.Any(person => person.Person[ShownAs(field)] is { } value && value is not JsonArray { Count: 0 });

    private bool Differs(Field field) => field is LinksField or PartsField
        ? People.Select(person => ItemsOf(field.Name, person.Person).Select(item => item.Key).ToHashSet()).Distinct(HashSet<string>.CreateSetComparer()).Count() > 1
        : People.Any(person => !JsonNode.DeepEquals(person.Person[ShownAs(field)], People[0].Person[ShownAs(field)]));

    /// <summary>Whose value it is that the API has taken without being told.</summary>
    private string? FirstOf(ComparisonRow row) => Result is null ? Survivor
        : People.OrderBy(person => person.Iri != Survivor).FirstOrDefault(person => JsonNode.DeepEquals(person.Person[row.ShownAs], Result[row.ShownAs]))?.Iri;

    private ComparisonItem ItemOf(Field field, JsonNode item)
    {
        if (field is not PartsField parts)
            return new ComparisonItem(item.GetValue<string>(), item.GetValue<string>(), item);
        var text = parts.Parts.OfType<TextField>().Select(part => item[part.Name]?.GetValue<string>()).First(text => text is not null)!;
        return new ComparisonItem(Union.KeyOf(parts, item.AsObject(), country), text, item);
    }
}
