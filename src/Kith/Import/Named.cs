using System.Text.Json.Nodes;
using Kith.Import.Mapping;
using Kith.Organizations;
using Kith.Segments;
using Kith.Tags;

namespace Kith.Import;

/// <summary>What a row names of a property that holds links.</summary>
/// <param name="Property">The property of the person.</param>
/// <param name="Resource">What its links lead to.</param>
/// <param name="Titles">The titles, or IRIs.</param>
/// <param name="Mode">What becomes of the links that are there.</param>
internal readonly record struct Named(string Property, Resource Resource, IReadOnlyList<string> Titles, ColumnMode Mode)
{
    /// <summary>All that a row names.</summary>
    public static IReadOnlyList<Named> Of(RowReading row) =>
    [
        new(Target.Organizations, Organization.Resource, row.Organizations, ModeOf(row, Target.Organizations)),
        new(Target.Tags, Tag.Resource, row.Tags, ModeOf(row, Target.Tags)),
        new(Target.Segments, Segment.Resource, row.Segments, ModeOf(row, Target.Segments)),
    ];

    /// <summary>The links to which those to what is not there yet are added; null when nothing is added to what is there.</summary>
    /// <param name="body">What is written of the person, with links to what is there already.</param>
    /// <param name="current">The person; null for somebody new.</param>
    public JsonArray? LinksBefore(JsonObject body, JsonObject? current)
    {
        var isSent = body.ContainsKey(Property);
        if ((isSent ? body : current)?[Property] is not JsonArray { Count: > 0 } links)
            return [];
        return isSent || Mode == ColumnMode.Append ? links.DeepClone().AsArray() : Mode == ColumnMode.Overwrite ? [] : null;
    }

    private static ColumnMode ModeOf(RowReading row, string property) => row.Modes.GetValueOrDefault(property, ColumnMode.Append);
}
