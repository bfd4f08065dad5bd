using System.Globalization;

namespace Kith.Hydra;

/// <summary>A condition on the members of a list; all conditions of a query hold.</summary>
public abstract record Condition;

/// <summary>Every term occurs somewhere in the searched text, ignoring case and accents.</summary>
public sealed record Contains(IReadOnlyList<string> Terms) : Condition
{
    /// <summary>Whether terms of one or two letters, which stand in almost every text, are looked for where words begin.</summary>
    public bool BeginsShort { get; init; }
}

/// <summary>A text that lists are ordered by begins with this, ignoring case and accents.</summary>
/// <param name="Field">The property.</param>
/// <param name="Text">How it begins.</param>
public sealed record BeginsWith(TextField Field, string Text) : Condition;

/// <summary>A link points at one of these.</summary>
public sealed record PointsAt(string Field, IReadOnlyList<Guid> Ids) : Condition;

/// <summary>A set of links points at none of these.</summary>
public sealed record PointsAtNone(string Field, IReadOnlyList<Guid> Ids) : Condition;

/// <summary>A property is, or has among its values, one of these.</summary>
public sealed record HasOneOf(string Field, IReadOnlyList<string> Values) : Condition;

/// <summary>The id is one of these.</summary>
public sealed record HasId(IReadOnlyList<Guid> Ids) : Condition;

/// <summary>One of these identifiers, kind and normal form, is among its own.</summary>
public sealed record Identified(IReadOnlyList<(string Kind, string Value)> Identifiers) : Condition;

/// <summary>A property has a value, or has none; a list has none while it is empty.</summary>
public sealed record Exists(Field Field, bool Expected) : Condition;

/// <summary>A flag has this value.</summary>
public sealed record IsFlagged(BooleanField Field, bool Expected) : Condition;

/// <summary>A moment lies on one side of a bound.</summary>
/// <param name="Field">The property.</param>
/// <param name="IsAfter">Whether later ones match.</param>
/// <param name="IsStrict">Whether the bound itself does not match.</param>
/// <param name="UnixSeconds">The bound.</param>
public sealed record Bounded(InstantField Field, bool IsAfter, bool IsStrict, long UnixSeconds) : Condition;

/// <summary>A page of a list: what a query string asked for, checked and understood.</summary>
/// <param name="Page">The page number, from 1.</param>
/// <param name="ItemsPerPage">The size in effect, 0 to 30.</param>
/// <param name="Conditions">What the members fulfil.</param>
/// <param name="Order">The order asked for; the resource's own when empty.</param>
/// <param name="IdsOnly">Whether <c>view=idx</c> was asked for.</param>
public sealed record Query(long Page, int ItemsPerPage, IReadOnlyList<Condition> Conditions, IReadOnlyList<Ordering> Order, bool IdsOnly)
{
    /// <summary>The size of a page when none is asked for.</summary>
    public const int DefaultItemsPerPage = 15;

    /// <summary>The greatest size of a page; more is capped, and the links say so (wire-semantics B6).</summary>
    public const int MaximumItemsPerPage = 30;

    internal const long MaximumPage = 100_000_000_000;

    /// <summary>Whether only the page was asked for, and not how many members there are (wire-semantics §2, partial pagination).</summary>
    public bool IsPartial { get; init; }

    /// <summary>How many members come before the page.</summary>
    public long Offset => (Page - 1) * ItemsPerPage;

    /// <summary>
    /// Reads the parameters of a list. A value that cannot be understood is a 400 naming the parameter, never an unfiltered
    /// list; parameters that nobody declared are ignored (decisions.md "Search and filters").
    /// </summary>
    public static Outcome<Query> Read(Resource resource, QueryString parameters, Caller caller, string authority)
    {
        if (!ReadNumber(parameters, "page", 1).Succeeded(out var page, out var problem))
            return problem;
        if (!ReadNumber(parameters, "itemsPerPage", DefaultItemsPerPage).Succeeded(out var itemsPerPage, out problem))
            return problem;
        if (page < 1)
            return Problem.BadParameter("page", "Page should not be less than 1.");
        if (page > MaximumPage)
            return Problem.BadParameter("page", $"Page should not be greater than {MaximumPage}.");
        if (itemsPerPage < 0)
            return Problem.BadParameter("itemsPerPage", "Limit should not be less than 0.");
        if (itemsPerPage == 0 && page > 1)
            return Problem.BadParameter("page", "Page should not be greater than 1 if limit is equal to 0.");

        if (!ReadView(parameters).Succeeded(out var idsOnly, out problem) || !ReadPartial(parameters).Succeeded(out var isPartial, out problem))
            return problem;
        return ReadWhole(resource, parameters, caller, authority).Succeeded(out var whole, out problem)
            ? whole with { Page = page, ItemsPerPage = (int)Math.Min(itemsPerPage, MaximumItemsPerPage), IdsOnly = idsOnly, IsPartial = isPartial }
            : problem;
    }

    /// <summary>Reads the conditions and the order of a list that comes whole, on no pages.</summary>
    public static Outcome<Query> ReadWhole(Resource resource, QueryString parameters, Caller caller, string authority)
    {
        var understood = new Understood(caller, authority);
        foreach (var filter in resource.Filters)
        {
            if (filter.Read(parameters, understood) is { } refused)
                return refused;
        }
        return new Query(1, 0, understood.Conditions, understood.Order, IdsOnly: false);
    }

    private static Outcome<bool> ReadView(QueryString parameters) => parameters["view"] switch
    {
        null => false,
        { Scalar: "idx" } => true,
        _ => Problem.BadParameter("view", "the only view is \"idx\"."),
    };

    private static Outcome<bool> ReadPartial(QueryString parameters) => parameters["partial"] switch
    {
        null => false,
        { Scalar: ("true" or "1" or "false" or "0") and var value } => value is "true" or "1",
        _ => Problem.BadParameter("partial", "expected true or false."),
    };

    private static Outcome<long> ReadNumber(QueryString parameters, string name, long absent)
    {
        if (parameters[name] is not { } parameter)
            return absent;
        if (parameter.Scalar is { Length: > 0 and < 100 } text && text.AsSpan(text[0] == '-' ? 1 : 0) is { Length: > 0 } digits
            && digits.ContainsAnyExceptInRange('0', '9') is false)
        {
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : Problem.BadParameter(name, "the number is too large.");
        }
        return Problem.BadParameter(name, "expected a whole number.");
    }
}

/// <summary>Where filters put what they understood.</summary>
/// <param name="caller">On whose behalf the list is read.</param>
/// <param name="authority">Host and port of the request, for IRIs that are whole URLs.</param>
public sealed class Understood(Caller caller, string authority)
{
    /// <summary>On whose behalf the list is read.</summary>
    public Caller Caller => caller;

    /// <summary>Host and port of the request.</summary>
    public string Authority => authority;

    /// <summary>What the members must fulfil.</summary>
    public List<Condition> Conditions { get; } = [];

    /// <summary>The order asked for, or else the one that goes with what was asked for; empty for the resource's own.</summary>
    public IReadOnlyList<Ordering> Order => _order.Count > 0 ? [.. _order.Values] : _unasked is { } key ? [key] : [];

    private readonly SortedDictionary<int, Ordering> _order = [];

    private Ordering? _unasked;

    /// <summary>Adds a key at its position in the query.</summary>
    public void OrderBy(int position, Ordering key) => _order[position] = key;

    /// <summary>Orders by this unless another order is asked for.</summary>
    public void OrderUnaskedBy(Ordering key) => _unasked = key;
}
