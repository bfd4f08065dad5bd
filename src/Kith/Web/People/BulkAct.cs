using System.Text.Json.Nodes;

namespace Kith.Web.People;

/// <summary>Something that is done to many people at once.</summary>
/// <param name="Title">What it is called, in English.</param>
/// <param name="Question">What is asked before, in English, of one person and of many: <c>{0}</c> is the number.</param>
/// <param name="Done">What is said after, in English, of one person and of many.</param>
public sealed record BulkAct(string Title, (string One, string Many) Question, (string One, string Many) Done)
{
    /// <summary>One tag more.</summary>
    public static readonly BulkAct AddTag = new("Add a tag", ("{0} person gets a tag.", "{0} people get a tag."), ("{0} person has the tag now.", "{0} people have the tag now.")) { Property = "tags", Collection = "/tags" };

    /// <summary>One tag less.</summary>
    public static readonly BulkAct RemoveTag = new("Remove a tag", ("{0} person loses a tag, where they have it.", "{0} people lose a tag, where they have it."), ("The tag was taken from {0} person.", "The tag was taken from {0} people.")) { Property = "tags", Collection = "/tags", IsRemoval = true };

    /// <summary>On one segment more.</summary>
    public static readonly BulkAct AddSegment = new("Add to a segment", ("{0} person is put on a segment.", "{0} people are put on a segment."), ("{0} person is on the segment now.", "{0} people are on the segment now.")) { Property = "segments", Collection = "/segments" };

    /// <summary>On one segment less.</summary>
    public static readonly BulkAct RemoveSegment = new("Remove from a segment", ("{0} person leaves a segment, where they are on it.", "{0} people leave a segment, where they are on it."), ("{0} person was taken off the segment.", "{0} people were taken off the segment.")) { Property = "segments", Collection = "/segments", IsRemoval = true };

    /// <summary>Another owner, or none.</summary>
    public static readonly BulkAct SetOwner = new("Change the owner", ("{0} person gets another owner.", "{0} people get another owner."), ("{0} person has another owner now.", "{0} people have another owner now.")) { Property = "owner", Collection = "/users" };

    /// <summary>Out of the list, and kept.</summary>
    public static readonly BulkAct Archive = new("Archive", ("{0} person is archived: out of the list, and out of the way.", "{0} people are archived: out of the list, and out of the way."), ("{0} person was archived.", "{0} people were archived.")) { Property = "archivedAt" };

    /// <summary>Back into the list.</summary>
    public static readonly BulkAct Unarchive = new("Take out of the archive", ("{0} person comes back into the list.", "{0} people come back into the list."), ("{0} person is in the list again.", "{0} people are in the list again.")) { Property = "archivedAt", IsRemoval = true };

    /// <summary>To the trash.</summary>
    public static readonly BulkAct Delete = new("Delete", ("{0} person goes to the trash with their notes, and can come back for 30 days.", "{0} people go to the trash with their notes, and can come back for 30 days."), ("{0} person was deleted.", "{0} people were deleted."));

    /// <summary>The property that it changes; null for a deletion.</summary>
    public string? Property { get; init; }

    /// <summary>What a value is chosen from; null where none is.</summary>
    public string? Collection { get; init; }

    /// <summary>Whether something is taken away, and not given.</summary>
    public bool IsRemoval { get; init; }

    /// <summary>What the property of a person becomes; null when it stays as it is.</summary>
    /// <param name="person">The person, as the API gives them.</param>
    /// <param name="value">The IRI that was chosen, or a moment; null for nothing.</param>
    public JsonObject? ChangeOf(JsonObject person, string? value)
    {
        var before = person[Property!];
        if (before is JsonArray or null && Property is "tags" or "segments")
        {
            var iris = person.Texts(Property);
            if (iris.Contains(value!) != IsRemoval)
                return null;
            IEnumerable<string> after = IsRemoval ? iris.Where(iri => iri != value) : iris.Append(value!);
            return new JsonObject { [Property] = new JsonArray([.. after.Select(iri => (JsonNode)iri)]) };
        }
        if (Property == "archivedAt" && before is null == IsRemoval)
            return null;
        var now = IsRemoval ? null : value;
        return before?.GetValue<string>() == now ? null : new JsonObject { [Property!] = now };
    }
}
