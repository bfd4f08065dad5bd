using System.Globalization;

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
    /// <summary>The value of <c>owner</c> that is no user: who looks.</summary>
    public const string Me = "me";

    /// <summary>So many are meant together at most.</summary>
    private const int MostTogether = 10;

    /// <summary>The ways, in the order of the menu.</summary>
    public static readonly IReadOnlyList<PeopleFilter> All =
    [
        new("tag", "Tag", "tag", FilterKind.Choice, "tags.id[]") { Collection = "/tags", AllParameter = "tags.all[]", NoneParameter = "tags.none[]", Existence = new("tags", "No tags", "Has tags") },
        new("segment", "Segment", "list", FilterKind.Choice, "segments.uuid[]") { Collection = "/segments", AllParameter = "segments.all[]", NoneParameter = "segments.none[]", Existence = new("segments", "On no segment", "On a segment") },
        new("organization", "Organization", "building", FilterKind.Choice, "organizations.id[]") { Collection = "/organizations", IsLong = true, NoneParameter = "organizations.none[]", Existence = new("organizations", "No organization", "Has an organization") },
        new("owner", "Owner", "person", FilterKind.Choice, "owner.id[]") { Collection = "/users", Existence = new("owner", "No owner", "Has an owner") },
        new("email", "E-mail address", "envelope", FilterKind.Text, "emailAddresses.email") { Example = "name@example.com", Existence = new("emailAddresses", "No e-mail address", "Has an e-mail address") },
        new("phone", "Phone number", "phone", FilterKind.Text, "identifiers") { Example = "+31 6 12345678", Existence = new("phoneNumbers", "No phone number", "Has a phone number") },
        new("after", "Created from", "calendar", FilterKind.Day, "createdAt[after]"),
        new("before", "Created before", "calendar", FilterKind.Day, "createdAt[strictly_before]"),
    ];

    /// <summary>What is chosen from; null where nothing is.</summary>
    public string? Collection { get; init; }

    /// <summary>Whether that may be too long to show, and is searched in.</summary>
    public bool IsLong { get; init; }

    /// <summary>What a text may look like, in English; null where it is no text.</summary>
    public string? Example { get; init; }

    /// <summary>The parameter of the API that takes values which all hold; null where it has none.</summary>
    public string? AllParameter { get; init; }

    /// <summary>The parameter of the API that takes values of which none holds; null where it has none.</summary>
    public string? NoneParameter { get; init; }

    /// <summary>How it is asked whether there is anything; null where there always is.</summary>
    public ExistenceFilter? Existence { get; init; }

    /// <summary>How its values may be meant, in the order of the menu.</summary>
    public IReadOnlyList<FilterMatch> Matches =>
    [
        FilterMatch.Any,
        .. AllParameter is null ? (FilterMatch[])[] : [FilterMatch.All],
        .. NoneParameter is null ? (FilterMatch[])[] : [FilterMatch.None],
        .. Existence is null ? (FilterMatch[])[] : [FilterMatch.Empty, FilterMatch.Filled],
    ];

    /// <summary>The way of a name.</summary>
    public static PeopleFilter Named(string name) => All.First(filter => filter.Name == name);

    /// <summary>How many values there may be.</summary>
    /// <param name="match">How they are meant.</param>
    public static int MostOf(FilterMatch match) => match == FilterMatch.Any ? Filter.MaximumValues : MostTogether;

    /// <summary>Whether a text is a value of it.</summary>
    public bool Takes(string value) => Kind switch
    {
        FilterKind.Choice => Guid.TryParse(value, out _) || (Name == "owner" && value == Me),
        FilterKind.Day => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        _ => true,
    };

    /// <summary>The parameters that ask the API for it, each with a value.</summary>
    /// <param name="value">What it is set to.</param>
    /// <param name="user">Who looks.</param>
    public IEnumerable<(string Name, string Value)> ToApi(FilterValue value, Guid user) => value.Match switch
    {
        FilterMatch.Empty or FilterMatch.Filled => [($"exists[{Existence!.Property}]", value.Match == FilterMatch.Filled ? "true" : "false")],
        FilterMatch.All => value.Values.Select(one => (AllParameter!, one)),
        FilterMatch.None => value.Values.Select(one => (NoneParameter!, one)),
        _ => value.Values.Select(one => (Parameter, Name == "owner" && one == Me ? user.ToString() : one)),
    };
}

/// <summary>How it is asked whether a property has anything.</summary>
/// <param name="Property">The property.</param>
/// <param name="Empty">What it is called on the page that it has nothing, in English.</param>
/// <param name="Filled">What it is called that it has something.</param>
public sealed record ExistenceFilter(string Property, string Empty, string Filled);
