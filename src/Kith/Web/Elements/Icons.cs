namespace Kith.Web.Elements;

/// <summary>The icons that lists and categories can have: names of symbols in <c>icons.svg</c>, and what they show.</summary>
internal static class Icons
{
    public static readonly IReadOnlyList<(string Name, string Title)> Choices =
    [
        ("list", "List"), ("star", "Star"), ("flag", "Flag"), ("bookmark", "Bookmark"), ("tag", "Label"), ("people", "People"), ("person", "Person"), ("person-add", "New person"),
        ("building", "Building"), ("briefcase", "Briefcase"), ("note", "Note"), ("check", "Check mark"), ("phone", "Telephone"), ("envelope", "Envelope"), ("calendar", "Calendar"),
        ("clock", "Clock"), ("place", "Place"), ("globe", "Globe"), ("key", "Key"), ("shield", "Shield"), ("file", "File"), ("image", "Picture"), ("link", "Link"), ("warning", "Warning"),
    ];

    /// <summary>The symbol for a name; names that other programs gave may be none of ours.</summary>
    /// <param name="name">The name.</param>
    /// <param name="other">What stands for all others.</param>
    public static string Of(string? name, string other) => Choices.Any(choice => choice.Name == name) ? name! : other;
}
