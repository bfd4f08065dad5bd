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
    /// <summary>Values of <c>owner</c> that are no users: who looks, nobody, and anybody at all.</summary>
    public const string Me = "me", Nobody = "nobody", Somebody = "somebody";

    /// <summary>Before other values: all of them are meant, and not any.</summary>
    public const string Together = "all";

    /// <summary>So many are meant together at most.</summary>
    public const int MostTogether = 10;

    /// <summary>The ways, in the order of the menu.</summary>
    public static readonly IReadOnlyList<PeopleFilter> All =
    [
        new("tag", "Tag", "tag", FilterKind.Choice, "tags.id[]") { Collection = "/tags", TogetherParameter = "tags.all[]" },
        new("segment", "Segment", "list", FilterKind.Choice, "segments.uuid[]") { Collection = "/segments", TogetherParameter = "segments.all[]" },
        new("organization", "Organization", "building", FilterKind.Choice, "organizations.id[]") { Collection = "/organizations", IsLong = true },
        new("owner", "Owner", "person", FilterKind.Choice, "owner.id[]") { Collection = "/users" },
        new("email", "E-mail address", "envelope", FilterKind.Text, "emailAddresses.email"),
        new("after", "Created from", "calendar", FilterKind.Day, "createdAt[after]"),
        new("before", "Created before", "calendar", FilterKind.Day, "createdAt[strictly_before]"),
    ];

    /// <summary>What is chosen from; null where nothing is.</summary>
    public string? Collection { get; init; }

    /// <summary>Whether that may be too long to show, and is searched in.</summary>
    public bool IsLong { get; init; }

    /// <summary>The parameter of the API that takes values which all hold; null where any of them does.</summary>
    public string? TogetherParameter { get; init; }

    /// <summary>Whether all of some values are meant, and not any of them.</summary>
    public static bool AreTogether(IReadOnlyList<string> values) => values is [Together, ..];

    /// <summary>The way of a name.</summary>
    public static PeopleFilter Named(string name) => All.First(filter => filter.Name == name);
}
