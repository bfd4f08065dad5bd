using System.Text.Json.Nodes;
using Kith.NoteCategories;
using Kith.Organizations;
using Kith.People;
using Kith.Users;
using static Kith.Hydra.Declare;

namespace Kith.Notes;

/// <summary>A note on a person (contract: PersonNoteResource) or an organization (reference-api.md §2.4).</summary>
internal static class Note
{
    public static readonly Resource OfPerson = Declared("PersonNoteResource", Parent("personId", of: () => Person.Resource))
        .Named("person note", "person notes")
        .Describe("Represents a CRM note attached to a person, such as contact moments or meeting summaries.");

    public static readonly Resource OfOrganization = Declared("OrganizationNote", Parent("organizationId", of: () => Organization.Resource))
        .Named("organization note", "organization notes")
        .Describe("Represents a CRM note attached to an organization.");

    private static Resource Declared(string type, ParentField parent)
    {
        var flagged = Boolean("flagged").FalseWhenAbsent().Filtered().Ordered().Describe("Flagged notes come first.");
        var isPrivate = Boolean("isPrivate").FalseWhenAbsent().Indexed().Describe("A private note exists only for its author.");
        var createdAt = Instant("createdAt").Kept().WhenAbsent((_, reading) => Instants.Print(reading.Now)).Filtered().Ordered()
            .Describe("When the contact was; may be back-dated.");
        var author = Link("author", to: () => User.Resource).Kept().WhenAbsent((_, reading) => Iri.Of(User.Resource, reading.Caller.User))
            .Filtered("author.id").Describe("Who wrote it: the caller; only an admin may write another one.");
        return new Resource("notes", type,
        [
            createdAt,
            Text("description").Required().Max(100_000).Searched().Describe("The note itself.", "Called about the renewal; wants a quote by Friday."),
            Text("title").Searched().Describe("A short title.", "Renewal"),
            flagged,
            isPrivate,
            author,
            Link("category", to: () => NoteCategory.Resource).Required().Filtered("category.id").Describe("What the note is about."),
            parent,
        ])
            .OrderedBy(new ByField(flagged, IsDescending: true), new ByField(createdAt, IsDescending: true))
            .PrivateTo(author, isPrivate)
            .Ruled(CheckAuthor);
    }

    /// <summary>Nobody speaks in another's name but an admin, and nobody hides a note from its author.</summary>
    private static Problem? CheckAuthor(Caller caller, JsonObject? before, JsonObject? after)
    {
        if (after is null)
            return null;
        var self = Iri.Of(User.Resource, caller.User);
        var (author, authorBefore) = (AuthorOf(after), before is null ? self : AuthorOf(before));
        if (author != authorBefore && !caller.IsAdmin)
            return new Problem(403, "Access Denied: only an admin may write a note in the name of another author.");
        if (after["isPrivate"]!.GetValue<bool>() && (author != self || authorBefore != self))
            return new Problem(403, "Access Denied: only its author may make a note private (isPrivate).");
        return null;
    }

    private static string? AuthorOf(JsonObject note) => note["author"]?.GetValue<string>();
}
