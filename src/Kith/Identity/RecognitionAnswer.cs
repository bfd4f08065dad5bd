using System.Text.Json.Nodes;
using Kith.People;
using static Kith.Hydra.Declare;

namespace Kith.Identity;

/// <summary>How what was recognised is told.</summary>
internal static class RecognitionAnswer
{
    /// <summary>The words for what came of it.</summary>
    public const string Match = "match", Candidates = "candidates", None = "none";

    private const string SampleReason = "same e-mail address jan@example.com";

    /// <summary>What is answered for one of those who were looked for.</summary>
    public static readonly Resource Resource = new Resource("resolve", "Recognition",
    [
        Integer("item").Required().ReadOnly().Describe("Which item of the request this is about, from 0 on.", 0),
        Choice("status", Match, Candidates, None).Required().ReadOnly()
            .Describe("match: one person is meant. candidates: several may be meant, or one who cannot be told for sure. none: nobody is known.", Match),
        Link("person", to: () => Person.Resource).ReadOnly().Describe("The one who is meant, where one is."),
        Fraction("confidence").Describe("How sure it is that this person is meant.", 0.95),
        Texts("reasons").Describe("Why, in words.", new JsonArray(SampleReason)),
        Parts("candidates",
            Link("person", to: () => Person.Resource).Describe("Somebody who may be meant."),
            Fraction("confidence").Describe("How sure it is.", 0.6),
            Texts("reasons").Describe("Why, and what speaks against it, in words.", new JsonArray("same mailbox jan@example.com without dots and tag")))
            .Required().ReadOnly().Describe("Who else may be meant, the likeliest first; ten at most."),
    ])
        .Answered()
        .Describe("What came of looking for a person by what is known of them.");

    /// <summary>What is answered for one.</summary>
    public static JsonObject ToJson(int item, Recognised recognised, Format format)
    {
        var json = new JsonObject();
        if (format == Format.JsonLd)
            json["@type"] = Resource.Type;
        json["item"] = item;
        json["status"] = recognised.Match is not null ? Match : recognised.Candidates.Count > 0 ? Candidates : None;
        if (recognised.Match is { } match)
        {
            foreach (var (name, value) in ToJson(match))
                json[name] = value!.DeepClone();
        }
        json["candidates"] = ToJson(recognised.Candidates);
        return json;
    }

    /// <summary>Candidates, as answers and problems carry them.</summary>
    public static JsonArray ToJson(IReadOnlyList<Candidate> candidates) =>
        new([.. candidates.Select(candidate => (JsonNode)ToJson(candidate))]);

    /// <summary>A 409 that carries those who are there already.</summary>
    public static Problem Conflict(string detail, IReadOnlyList<Candidate> candidates) =>
        new(409, detail) { Extensions = new JsonObject { ["candidates"] = ToJson(candidates) } };

    /// <summary>The documentation of that 409.</summary>
    public static ResponseDescription ConflictDescription(string description) => new(409, description, static _ => new JsonObject
    {
        ["allOf"] = new JsonArray(OpenApiDocument.SchemaOf(ProblemTypes.Error, Format.Json), new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["candidates"] = PropertySchema.Of(Resource.Fields.Single(part => part.Name == "candidates"), Usage.Read) },
        }),
    });

    private static JsonObject ToJson(Candidate candidate) => new()
    {
        ["person"] = Iri.Of(Person.Resource, candidate.Person),
        ["confidence"] = candidate.Confidence,
        ["reasons"] = new JsonArray([.. candidate.Reasons.Select(reason => (JsonNode)reason)]),
    };
}
