using System.Text.Json.Nodes;

namespace Kith.Generate;

/// <summary>One document to be written.</summary>
/// <param name="Resource">What it is.</param>
/// <param name="Id">Its id.</param>
/// <param name="Body">A body, as a client would send it.</param>
/// <param name="Moment">When it is written.</param>
internal sealed record Entry(Resource Resource, Guid Id, JsonObject Body, DateTimeOffset Moment)
{
    /// <summary>Whether it changes a document that is there, by merge; else it is a new one.</summary>
    public bool IsChange { get; init; }

    /// <summary>What it is placed under.</summary>
    public Guid? Parent { get; init; }

    /// <summary>Who writes it; none for what a program would have brought in.</summary>
    public Guid User { get; init; }

    /// <summary>Whether it came with an import.</summary>
    public bool IsImported { get; init; }
}
