namespace Kith.Web.People;

/// <summary>How the value of a filter is chosen.</summary>
public enum FilterKind
{
    /// <summary>Some of a collection.</summary>
    Choice,

    /// <summary>One text.</summary>
    Text,

    /// <summary>A day.</summary>
    Day,
}

/// <summary>A way to narrow the list of people.</summary>
/// <param name="Name">What it is called in the address of the page: <c>tag</c>.</param>
/// <param name="Title">What it is called on the page, in English.</param>
/// <param name="Icon">The symbol beside it.</param>
/// <param name="Kind">How its value is chosen.</param>
/// <param name="Parameter">The parameter of the API that takes its values.</param>
public sealed record PeopleFilter(string Name, string Title, string Icon, FilterKind Kind, string Parameter)
{
    /// <summary>Values of <c>owner</c> that are no users: who looks, and nobody.</summary>
    public const string Me = "me", Nobody = "nobody";

    /// <summary>The ways, in the order of the menu.</summary>
    public static readonly IReadOnlyList<PeopleFilter> All =
    [
        new("tag", "Tag", "tag", FilterKind.Choice, "tags.id[]") { Collection = "/tags" },
        new("segment", "Segment", "list", FilterKind.Choice, "segments.uuid[]") { Collection = "/segments" },
        new("owner", "Owner", "person", FilterKind.Choice, "owner.id[]") { Collection = "/users" },
        new("email", "E-mail address", "envelope", FilterKind.Text, "emailAddresses.email"),
        new("after", "Created from", "calendar", FilterKind.Day, "createdAt[after]"),
        new("before", "Created before", "calendar", FilterKind.Day, "createdAt[strictly_before]"),
    ];

    /// <summary>What is chosen from; null where nothing is.</summary>
    public string? Collection { get; init; }

    /// <summary>The way of a name.</summary>
    public static PeopleFilter Named(string name) => All.First(filter => filter.Name == name);
}
