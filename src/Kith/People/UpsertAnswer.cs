using System.Text.Json.Nodes;
using Kith.Identity;
using static Kith.Hydra.Declare;

namespace Kith.People;

/// <summary>How it is told what came of creating or updating.</summary>
internal static class UpsertAnswer
{
    /// <summary>The words for what was done.</summary>
    public const string Created = "created", Updated = "updated", Unchanged = "unchanged";

    /// <summary>The word for what could not be done.</summary>
    private const string AmbiguousWord = "ambiguous";

    /// <summary>The answer.</summary>
    public static readonly Resource Resource = new Resource("upsert", "Upsert",
    [
        Choice("outcome", Created, Updated, Unchanged).Required().ReadOnly().Describe("What was done; where several people may be meant, the answer is a 409 whose outcome is ambiguous.", Updated),
        Link("person", to: () => Person.Resource).ReadOnly().Describe("The person."),
        Texts("matchedOn").Required().Describe("What was the same, in words; empty when the person was created.", new JsonArray("same e-mail address jan@example.com")),
        Texts("changedProperties").Required().Describe("The names of the properties that are not as they were.", new JsonArray("jobTitle")),
        Embedded("current", of: () => Person.Resource).Describe("The person as it is now."),
    ])
        .Answered()
        .Describe("What came of creating a person, or updating the one who is there.");

    /// <summary>The answer to what was done.</summary>
    public static JsonObject ToJson(Upserted upserted, Format format)
    {
        var json = new JsonObject();
        if (format == Format.JsonLd)
        {
            json["@context"] = $"/contexts/{Resource.Type}";
            json["@type"] = Resource.Type;
        }
        AddTo(json, upserted);
        return json;
    }

    /// <summary>Adds what was done to an answer.</summary>
    public static void AddTo(JsonObject json, Upserted upserted)
    {
        json["outcome"] = upserted.Outcome;
        json["person"] = Iri.Of(Person.Resource, upserted.Person.Id);
        json["matchedOn"] = new JsonArray([.. upserted.MatchedOn.Select(reason => (JsonNode)reason)]);
        json["changedProperties"] = new JsonArray([.. upserted.ChangedProperties.Select(name => (JsonNode)name)]);
    }

    /// <summary>The refusal to choose among several.</summary>
    public static Problem Ambiguous(IReadOnlyList<Candidate> candidates)
    {
        var detail = candidates.Count == 1
            ? $"It cannot be told whether this is {Iri.Of(Person.Resource, candidates[0].Person)}: {string.Join(", ", candidates[0].Reasons)}. Update that one, or create another."
            : $"{candidates.Count} people may be meant: {string.Join(", ", DuplicateCheck.IrisOf(candidates))}. Match by something that is theirs alone, or update one of them.";
        var conflict = RecognitionAnswer.Conflict(detail, candidates);
        conflict.Extensions!.Insert(0, "outcome", AmbiguousWord);
        return conflict;
    }
}
