using System.Text.Json.Nodes;

namespace Kith.Import.Mapping;

/// <summary>A row as it was understood.</summary>
/// <param name="Person">The properties of the person that the row says, under their names and in the shapes of a request body; only those that have a value.</param>
/// <param name="Modes">How each of these meets what is there, by property; an address by its parts (<c>address.city</c>).</param>
/// <param name="Columns">Which column a property came from, for messages; a list by the first one.</param>
/// <param name="Organizations">The names of organizations.</param>
/// <param name="Tags">The titles of tags.</param>
/// <param name="Segments">The titles of segments.</param>
/// <param name="Owner">The e-mail address of the owner; null where none is said.</param>
/// <param name="Note">What has no property of its own, a line for each value; null where there is nothing.</param>
/// <param name="Photo">A picture, as a data URI; null where there is none.</param>
/// <param name="Problems">What could not be understood; a row with any is not imported.</param>
internal sealed record RowReading(
    JsonObject Person, IReadOnlyDictionary<string, ColumnMode> Modes, IReadOnlyDictionary<string, string> Columns,
    IReadOnlyList<string> Organizations, IReadOnlyList<string> Tags, IReadOnlyList<string> Segments, string? Owner, string? Note, string? Photo,
    IReadOnlyList<CellProblem> Problems)
{
    /// <summary>The id that the person had here when the file was made; null where none is said.</summary>
    public Guid? Id { get; init; }
}
