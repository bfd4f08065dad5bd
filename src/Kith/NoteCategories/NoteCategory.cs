using static Kith.Hydra.Declare;

namespace Kith.NoteCategories;

/// <summary>What a note is about: a call, a meeting. Every note has one.</summary>
internal static class NoteCategory
{
    /// <summary>What a new tenant starts with.</summary>
    public static readonly IReadOnlyList<(string Title, string Icon)> First =
        [("Note", "note"), ("Phone call", "phone"), ("E-mail", "envelope"), ("Meeting", "calendar"), ("Task", "check")];

    public static readonly Resource Resource = new Resource("note_categories", "NoteCategory",
    [
        Text("title").Required().Describe("The name of the category.", "Phone call"),
        Text("icon").Describe("The name of its icon.", "phone"),
        Integer("sequence").Describe("Its position among the categories."),
        Instant("createdAt").SetAtCreation().Describe("When the category was created."),
        Instant("updatedAt").SetAtChange().Describe("When something last changed."),
    ])
        .Describe("What a note is about. A category in use cannot be deleted.");
}
