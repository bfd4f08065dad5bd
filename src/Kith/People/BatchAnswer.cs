using System.Text.Json.Nodes;
using Kith.Identity;
using static Kith.Hydra.Declare;

namespace Kith.People;

/// <summary>How it is told what came of the rows of a batch.</summary>
internal static class BatchAnswer
{
    /// <summary>The word for who is there no more.</summary>
    private const string Deleted = "deleted";

    /// <summary>What is answered for one row.</summary>
    public static readonly Resource Resource = new Resource("batch", "BatchResult",
    [
        Integer("row").Required().ReadOnly().Describe("Which operation of the request this is about, from 0 on.", 0),
        Integer("status").Required().ReadOnly().Describe("The HTTP status that the operation would have had by itself.", 201),
        Choice("outcome", UpsertAnswer.Created, UpsertAnswer.Updated, UpsertAnswer.Unchanged, Deleted).ReadOnly().Describe("What was done; absent where it was refused.", UpsertAnswer.Created),
        Link("person", to: () => Person.Resource).ReadOnly().Describe("The person."),
        Text("etag").ReadOnly().Describe("The ETag of the person as it is now.", "\"42\""),
        Texts("matchedOn").Describe("What was the same, in words, where an upsert found somebody.", new JsonArray()),
        Texts("changedProperties").Describe("The names of the properties that are not as they were."),
        Links("possibleDuplicates", to: () => Person.Resource).ReadOnly().Describe("Those who are probably the same as who was created."),
        Embedded("problem", of: () => ProblemTypes.Error).Describe("Why the operation was refused."),
    ])
        .Answered()
        .Describe("What came of one operation of a batch.");

    /// <summary>A row that a person was written by.</summary>
    public static JsonObject Done(Upserted upserted, string etag, IReadOnlyList<Candidate> duplicates)
    {
        var json = new JsonObject { ["status"] = upserted.Outcome == UpsertAnswer.Created ? 201 : 200 };
        UpsertAnswer.AddTo(json, upserted);
        json["etag"] = etag;
        if (duplicates.Count > 0)
            json["possibleDuplicates"] = new JsonArray([.. DuplicateCheck.IrisOf(duplicates).Select(iri => (JsonNode)iri)]);
        return json;
    }

    /// <summary>A row that a person was deleted by.</summary>
    public static JsonObject Gone(Guid person) => new() { ["status"] = 204, ["outcome"] = Deleted, ["person"] = Iri.Of(Person.Resource, person) };

    /// <summary>A row that was refused.</summary>
    public static JsonObject Refused(Problem problem) => new() { ["status"] = problem.Status, ["problem"] = problem.ToJson() };

    /// <summary>The refusal of a whole batch for one of its rows, which is named in every way.</summary>
    public static Problem RefusedFor(int row, Problem problem)
    {
        var path = $"operations[{row}]";
        var whole = problem.Violations.Count > 0
            ? Problem.Unprocessable([.. problem.Violations.Select(violation => violation with { PropertyPath = $"{path}.body.{violation.PropertyPath}" })])
            : problem with { Detail = $"{path}: {problem.Detail}" };
        var extensions = new JsonObject { ["row"] = row };
        foreach (var (name, value) in problem.Extensions ?? [])
            extensions[name] = value?.DeepClone();
        return whole with { Extensions = extensions };
    }

    /// <summary>All rows, in the form of the answer.</summary>
    public static JsonNode ToJson(IReadOnlyList<JsonObject> rows, Format format)
    {
        var members = new JsonArray();
        foreach (var (index, row) in rows.Index())
        {
            row.Insert(0, "row", index);
            if (format == Format.JsonLd)
                row.Insert(0, "@type", Resource.Type);
            members.Add((JsonNode)row);
        }
        return format == Format.Json ? members : new JsonObject
        {
            ["@context"] = $"/contexts/{Resource.Type}",
            ["@id"] = BatchEndpoint.Path,
            ["@type"] = "Collection",
            ["totalItems"] = members.Count,
            ["member"] = members,
        };
    }
}
