using System.Text.Json.Nodes;
using Kith.Import.Mapping;

namespace Kith.Import;

/// <summary>What becomes of a row.</summary>
/// <param name="Row">The row.</param>
/// <param name="State">One of <see cref="RowStates"/>.</param>
internal sealed record Decision(StagedRow Row, string State)
{
    /// <summary>The person who is there; null for somebody new.</summary>
    public Stored? Current { get; init; }

    /// <summary>What is written of the person; null where nothing is.</summary>
    public JsonObject? Body { get; init; }

    /// <summary>The text of a note that is added; null where there is none, or the person has it already.</summary>
    public string? Note { get; init; }

    /// <summary>The picture that the person gets, as a data URI.</summary>
    public string? Photo { get; init; }

    /// <summary>What changes: property, old and new.</summary>
    public JsonArray Changes { get; init; } = [];

    /// <summary>What is wrong: column and message.</summary>
    public JsonArray Problems { get; init; } = [];

    /// <summary>By what the person was recognised, or why nothing is done.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Those who may be meant.</summary>
    public IReadOnlyList<Guid> Candidates { get; init; } = [];

    /// <summary>The first row of the file that means the same person; null where there is none.</summary>
    public long? SameAs { get; init; }

    /// <summary>What is kept of it with the row; null where there is nothing to say.</summary>
    public JsonObject? Detail()
    {
        var detail = new JsonObject();
        if (Changes.Count > 0)
            detail["changes"] = Changes.DeepClone();
        if (Problems.Count > 0)
            detail["problems"] = Problems.DeepClone();
        if (Reasons.Count > 0)
            detail["reasons"] = new JsonArray([.. Reasons.Select(reason => (JsonNode)reason)]);
        if (Candidates.Count > 0)
            detail["candidates"] = new JsonArray([.. Candidates.Select(candidate => (JsonNode)Iri.Of(People.Person.Resource, candidate))]);
        if (SameAs is { } row)
            detail["sameAs"] = row;
        return detail.Count > 0 ? detail : null;
    }

    /// <summary>A row that cannot be taken.</summary>
    public static Decision Broken(StagedRow row, IEnumerable<CellProblem> problems) => new(row, RowStates.Error)
    {
        Problems = new JsonArray([.. problems.Select(problem => (JsonNode)new JsonObject { ["column"] = problem.Column, ["message"] = problem.Message })]),
    };
}
