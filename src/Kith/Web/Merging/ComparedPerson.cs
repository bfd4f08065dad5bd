using System.Text.Json.Nodes;

namespace Kith.Web.Merging;

/// <summary>One of the people who are compared.</summary>
/// <param name="Person">As the API tells it.</param>
/// <param name="Notes">The first of the notes.</param>
/// <param name="NoteCount">How many notes there are.</param>
public sealed record ComparedPerson(JsonObject Person, IReadOnlyList<JsonObject> Notes, long NoteCount)
{
    /// <summary>The address of the person.</summary>
    public string Iri => Person.Iri;

    /// <summary>How the person is called.</summary>
    public string Name => PersonName.Of(Person);

    /// <summary>How much is known: properties that have a value, and items of lists.</summary>
    public static int FullnessOf(JsonObject person) => Comparison.Fields.Sum(field => person[Comparison.ShownAs(field)] switch
    {
        null => 0,
        JsonArray list => list.Count,
        _ => 1,
    });

    /// <summary>Who is best kept: not archived, then the fuller, then the older.</summary>
    public static JsonObject BestOf(IEnumerable<JsonObject> people) => people
        .OrderBy(person => person["archivedAt"] is null ? 0 : 1).ThenByDescending(FullnessOf).ThenBy(person => person.Text("createdAt"), StringComparer.Ordinal).First();
}
