using System.Text.Json.Nodes;
using Kith.People;

namespace Kith.Merging;

/// <summary>What several people are as one.</summary>
internal static class Union
{
    /// <summary>Says nothing without the other: they are taken from one person.</summary>
    private static readonly string[] Source = ["externalSource", "customerId"];

    /// <summary>That one of them is archived does not archive the survivor.</summary>
    private const string Archived = "archivedAt";

    /// <summary>Whether a client may choose whose value of a property wins.</summary>
    public static bool IsChosen(Field field) => field.IsStored && field.Direction != Direction.ReadOnly;

    /// <summary>
    /// The properties of the person that results: those of the survivor, lists united, and what the survivor does not have from the
    /// first of the others who has it.
    /// </summary>
    /// <param name="survivor">The person that stays.</param>
    /// <param name="others">The people that go, in the order in which they were named.</param>
    /// <param name="winners">Whose value wins, by property; of lists too.</param>
    /// <param name="country">The tenant's country, in which phone numbers are compared.</param>
    public static JsonObject Of(JsonObject survivor, IReadOnlyList<JsonObject> others, IReadOnlyDictionary<string, JsonObject> winners, string country)
    {
        var united = survivor.DeepClone().AsObject();
        var everyone = others.Prepend(survivor).ToList();
        foreach (var field in Person.Resource.Fields.Where(IsChosen))
        {
            united[field.Name] = winners.TryGetValue(field.Name, out var winner)
                ? winner[field.Name]?.DeepClone()
                : field switch
                {
                    LinksField => Items(everyone, field, static link => link.GetValue<string>()),
                    PartsField parts => Items(everyone, field, part => KeyOf(parts, part.AsObject(), country)),
                    _ => FirstOf(field, survivor, everyone)?.DeepClone(),
                };
        }
        return Person.Resource.Arrange(united);
    }

    /// <summary>Takes what is left out from the lists of who results; says what is in none of them.</summary>
    public static IReadOnlyList<Violation> LeaveOut(JsonObject united, IReadOnlyList<LeftOut> leftOut, string country)
    {
        var (found, violations) = (new List<(JsonArray List, JsonNode Item)>(), new List<Violation>());
        foreach (var item in leftOut)
        {
            var field = Person.Resource.Fields.First(field => field.Name == item.Property);
            var (before, list) = (found.Count, united[item.Property]?.AsArray() ?? []);
            found.AddRange(list.Where(candidate => item.Is(field, candidate!, country)).Select(candidate => (list, candidate!)));
            if (found.Count == before)
                violations.Add(new Violation(item.Path, "This is in none of their lists.", ViolationCodes.Choice));
        }
        foreach (var (list, item) in found)
            list.Remove(item);
        return violations;
    }

    private static JsonNode? FirstOf(Field field, JsonObject survivor, List<JsonObject> everyone)
    {
        if (field.Name == Archived)
            return survivor[Archived];
        if (!Source.Contains(field.Name))
            return everyone.Select(person => person[field.Name]).FirstOrDefault(value => value is not null);
        return everyone.Find(person => Source.Any(name => person[name] is not null))?[field.Name];
    }

    private static JsonArray Items(IEnumerable<JsonObject> everyone, Field field, Func<JsonNode, string> keyOf) =>
        new([.. everyone.SelectMany(person => person[field.Name]?.AsArray() ?? []).DistinctBy(item => keyOf(item!)).Select(item => item!.DeepClone())]);

    /// <summary>Two entries are one when they are the same identifier, in whatever spelling.</summary>
    public static string KeyOf(PartsField parts, JsonObject part, string country)
    {
        foreach (var field in parts.Parts.OfType<TextField>())
        {
            if (field.Identifier is { } kind && part[field.Name]?.GetValue<string>() is { } text && kind.Normalize(text, country) is { } normal)
                return normal;
        }
        return part.ToJsonString();
    }
}
