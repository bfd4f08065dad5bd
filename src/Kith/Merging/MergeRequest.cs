using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.People;
using static Kith.Hydra.Declare;

namespace Kith.Merging;

/// <summary>What a client asks to be merged.</summary>
/// <param name="Others">The people who become part of the survivor, in the order in which they were named.</param>
/// <param name="Winners">Whose value wins, by property.</param>
/// <param name="LeftOut">What of their lists is not taken over.</param>
internal sealed record MergeRequest(IReadOnlyList<Guid> Others, IReadOnlyDictionary<string, Guid> Winners, IReadOnlyList<LeftOut> LeftOut)
{
    /// <summary>The property that names the others.</summary>
    public const string People = "people";

    /// <summary>The property that says whose values win.</summary>
    public const string Values = "values";

    /// <summary>The property that says what of their lists is left out.</summary>
    public const string Without = "without";

    /// <summary>How many people may become one at once, the survivor among them.</summary>
    public const int Everyone = PartsField.MaximumCount + 1;

    /// <summary>The body, as it is declared.</summary>
    public static readonly Resource Body = new Resource("merge", "MergeRequest",
    [
        Links(People, to: () => Person.Resource).Describe("Who becomes part of the person in the path."),
        Anything(Values).Describe("Whose value wins, by property: an IRI of one of them. Else the survivor's does; lists are united, and what the survivor does not have comes from the first who has it.",
            new JsonObject { ["jobTitle"] = $"/people/{Iri.SampleId}" }),
        Anything(Without).Describe("What of the lists is left out, by property: e-mail addresses and phone numbers in any spelling, IRIs of tags, segments and organizations; and notes by their IRIs, which are deleted.",
            new JsonObject { ["emailAddresses"] = new JsonArray("old@example.com") }),
    ]);

    /// <summary>Reads a body, or says everything that is wrong with it.</summary>
    /// <param name="survivor">The id in the path.</param>
    /// <param name="body">The body, an object.</param>
    /// <param name="reading">The circumstances.</param>
    public static Outcome<MergeRequest> Read(Guid survivor, JsonElement body, Reading reading)
    {
        var people = Body.LinkLists[0].TargetsOf(Body.Compose(survivor, body, null, reading)).ToList();
        if (people.Count == 0 && reading.Violations.Count == 0)
            reading.Refuse(People, "This collection should contain 1 element or more.", ViolationCodes.Blank);
        foreach (var (index, id) in people.Index())
        {
            if (id == survivor)
                reading.Refuse($"{People}[{index}]", "This is the person in the path, who stays.", ViolationCodes.Mismatch);
        }
        var winners = new Dictionary<string, Guid>();
        if (body.TryGetProperty(Values, out var values) && values.ValueKind != JsonValueKind.Null)
        {
            if (values.ValueKind != JsonValueKind.Object)
                reading.RefuseType(Values, "object");
            else
                ReadWinners(values, [survivor, .. people], winners, reading);
        }
        var leftOut = new List<LeftOut>();
        if (body.TryGetProperty(Without, out var without) && without.ValueKind != JsonValueKind.Null)
        {
            if (without.ValueKind != JsonValueKind.Object)
                reading.RefuseType(Without, "object");
            else
                leftOut.AddRange(without.EnumerateObject().SelectMany(list => Merging.LeftOut.Read(list, $"{Without}.{list.Name}", reading)));
        }
        return reading.Violations.Count > 0 ? Problem.Unprocessable(reading.Violations) : new MergeRequest(people, winners, leftOut);
    }

    private static void ReadWinners(JsonElement values, List<Guid> everyone, Dictionary<string, Guid> winners, Reading reading)
    {
        foreach (var value in values.EnumerateObject())
        {
            var path = $"{Values}.{value.Name}";
            if (!Person.Resource.Fields.Any(field => field.Name == value.Name && Union.IsChosen(field)))
                reading.Refuse(path, "This is not a property that clients write.", ViolationCodes.Choice);
            else if (value.Value.ValueKind != JsonValueKind.String || !Iri.TryRead(value.Value.GetString()!, Person.Resource, reading.Authority, out var id))
                reading.Refuse(path, $"Invalid IRI: expected /{Person.Resource.Path}/{{id}}.", ViolationCodes.Iri);
            else if (!everyone.Contains(id))
                reading.Refuse(path, "This person is not one of those who are merged.", ViolationCodes.Choice);
            else
                winners[value.Name] = id;
        }
    }
}
