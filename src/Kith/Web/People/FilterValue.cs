using System.Collections.Immutable;

namespace Kith.Web.People;

/// <summary>How the values of a filter are meant.</summary>
public enum FilterMatch
{
    /// <summary>One of them, at least.</summary>
    Any,

    /// <summary>Every one of them.</summary>
    All,

    /// <summary>Not a single one of them.</summary>
    None,

    /// <summary>There is nothing at all.</summary>
    Empty,

    /// <summary>There is something, whatever it is.</summary>
    Filled,
}

/// <summary>What a filter is set to.</summary>
/// <param name="Match">How the values are meant.</param>
/// <param name="Values">The values; none where it is about there being something or nothing.</param>
public sealed record FilterValue(FilterMatch Match, ImmutableArray<string> Values)
{
    /// <summary>What a filter is set to that narrows nothing.</summary>
    public static FilterValue Unset { get; } = new(FilterMatch.Any, []);

    /// <summary>Whether it narrows a list.</summary>
    public bool IsSet => IsAboutExistence(Match) || !Values.IsEmpty;

    /// <summary>Whether it has no values, because it says that there is something or nothing.</summary>
    public static bool IsAboutExistence(FilterMatch match) => match is FilterMatch.Empty or FilterMatch.Filled;

    /// <summary>As the address of the page has it: <c>none,{id},{id}</c>, <c>empty</c>.</summary>
    public override string ToString() => Match == FilterMatch.Any ? string.Join(',', Values) : string.Join(',', Values.Insert(0, WordOf(Match)));

    /// <summary>Reads what stands in an address; what means nothing to the filter is left out.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="text">What stands there.</param>
    public static FilterValue Read(PeopleFilter filter, string text)
    {
        var parts = filter.Kind == FilterKind.Choice ? text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : text.Length > 0 ? [text] : [];
        var match = parts is [var word, ..] ? MatchOf(word) : FilterMatch.Any;
        if (!filter.Matches.Contains(match))
            return Unset;
        return new FilterValue(match, IsAboutExistence(match) ? [] : [.. parts.Skip(match == FilterMatch.Any ? 0 : 1).Where(filter.Takes).Distinct().Take(PeopleFilter.MostOf(match))]);
    }

    private static string WordOf(FilterMatch match) => match switch
    {
        FilterMatch.All => "all",
        FilterMatch.None => "none",
        FilterMatch.Empty => "empty",
        _ => "filled",
    };

    /// <summary>Views that were kept before owners could be empty say it of them in words of their own.</summary>
    private static FilterMatch MatchOf(string word) => word switch
    {
        "all" => FilterMatch.All,
        "none" => FilterMatch.None,
        "empty" or "nobody" => FilterMatch.Empty,
        "filled" or "somebody" => FilterMatch.Filled,
        _ => FilterMatch.Any,
    };
}
