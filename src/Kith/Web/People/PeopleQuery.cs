using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Kith.Web.People;

/// <summary>Which archived people a list has.</summary>
public enum ArchivedPeople
{
    /// <summary>None of them.</summary>
    Hidden,

    /// <summary>They are among the others.</summary>
    Shown,

    /// <summary>Only they.</summary>
    Only,
}

/// <summary>Which people the list shows and in which order, as the address of the page says it: <c>people?q=jan&amp;tag=…&amp;owner=me</c>.</summary>
/// <param name="Text">What is searched for.</param>
/// <param name="Filters">The values of filters, by their names.</param>
/// <param name="Archived">Whether archived people are among them.</param>
/// <param name="Sort">The property of the order, with a minus sign before it for descending; empty for the usual order.</param>
public sealed record PeopleQuery(string Text, ImmutableSortedDictionary<string, ImmutableArray<string>> Filters, ArchivedPeople Archived, string Sort)
{
    /// <summary>The orders that the API has.</summary>
    private static readonly string[] Sorts = ["familyName", "-familyName", "createdAt", "-createdAt"];

    /// <summary>Everybody who is not archived.</summary>
    public static PeopleQuery Everybody { get; } = new("", ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty, ArchivedPeople.Hidden, "");

    /// <summary>Whether somebody could be missing because of what was asked for.</summary>
    public bool IsNarrowed => Text.Length > 0 || Filters.Count > 0 || Archived == ArchivedPeople.Only;

    /// <summary>The property of the order in effect; null while it is relevance.</summary>
    public (string Property, bool IsDescending)? Order => Sort.Length > 0 ? (Sort.TrimStart('-'), Sort[0] == '-') : Text.Length > 0 ? null : ("familyName", false);

    /// <summary>Reads the query of an address; what it does not know it leaves out.</summary>
    public static PeopleQuery Read(string query)
    {
        var values = QueryHelpers.ParseQuery(query);
        string Value(string name) => values.TryGetValue(name, out var value) ? value.ToString().Trim() : "";
        var filters = PeopleFilter.All
            .Select(filter => (filter.Name, Values: ValuesOf(filter, Value(filter.Name))))
            .Where(filter => filter.Values.Length > 0)
            .ToImmutableSortedDictionary(filter => filter.Name, filter => filter.Values, StringComparer.Ordinal);
        var archived = Value("archived") switch { "shown" => ArchivedPeople.Shown, "only" => ArchivedPeople.Only, _ => ArchivedPeople.Hidden };
        return new PeopleQuery(Value("q"), filters, archived, Sorts.Contains(Value("sort")) ? Value("sort") : "");
    }

    /// <summary>The values of a filter; empty where it is not set.</summary>
    public ImmutableArray<string> Of(string filter) => Filters.TryGetValue(filter, out var values) ? values : [];

    /// <summary>The same with other values of a filter; none to take it away.</summary>
    public PeopleQuery With(string filter, ImmutableArray<string> values) =>
        this with { Filters = values.IsEmpty ? Filters.Remove(filter) : Filters.SetItem(filter, values) };

    /// <summary>The query of the page's address, without a question mark; empty for everybody.</summary>
    public string ToAddress()
    {
        var address = new StringBuilder();
        Add("q", Text);
        foreach (var (name, values) in Filters)
            Add(name, string.Join(',', values));
        Add("archived", Archived switch { ArchivedPeople.Shown => "shown", ArchivedPeople.Only => "only", _ => "" });
        Add("sort", Sort);
        return address.ToString();

        void Add(string name, string value)
        {
            // Commas and colons stay readable: they mean nothing in a query (RFC 3986 §3.4).
            if (value.Length > 0)
                address.Append(address.Length > 0 ? "&" : "").Append(name).Append('=').Append(Uri.EscapeDataString(value).Replace("%2C", ",", StringComparison.Ordinal));
        }
    }

    /// <summary>What the API is asked for.</summary>
    /// <param name="user">Who looks: <c>owner=me</c>.</param>
    /// <param name="isOrdered">Whether the order counts.</param>
    public string ToApi(Guid user, bool isOrdered = true)
    {
        var query = new StringBuilder();
        if (Text.Length > 0)
            Add("q", Text);
        foreach (var filter in PeopleFilter.All)
        {
            var areTogether = PeopleFilter.AreTogether(Of(filter.Name));
            foreach (var value in Of(filter.Name).Where(value => value != PeopleFilter.Together))
            {
                if (filter.Name == "owner" && value is PeopleFilter.Nobody or PeopleFilter.Somebody)
                    Add("exists[owner]", value == PeopleFilter.Somebody ? "true" : "false");
                else
                    Add(areTogether ? filter.TogetherParameter! : filter.Parameter, filter.Name == "owner" && value == PeopleFilter.Me ? user.ToString() : value);
            }
        }
        if (Archived != ArchivedPeople.Shown)
            Add("exists[archivedAt]", Archived == ArchivedPeople.Only ? "true" : "false");
        if (isOrdered && Order is { } order)
            Add($"order[{order.Property}]", order.IsDescending ? "desc" : "asc");
        return query.ToString();

        void Add(string name, string value) => query.Append(query.Length > 0 ? "&" : "").Append(name).Append('=').Append(Uri.EscapeDataString(value));
    }

    private static ImmutableArray<string> ValuesOf(PeopleFilter filter, string text)
    {
        IEnumerable<string> values = filter.Kind == FilterKind.Choice ? text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : text.Length > 0 ? [text] : [];
        values = filter.Kind switch
        {
            FilterKind.Choice => values.Where(value => Guid.TryParse(value, out _) || (filter.Name == "owner" && value is PeopleFilter.Me or PeopleFilter.Nobody or PeopleFilter.Somebody)).Distinct()
                .Take(AreTogether() ? PeopleFilter.MostTogether : Filter.MaximumValues),
            FilterKind.Day => values.Where(value => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)),
            _ => values,
        };
        var all = values.ToImmutableArray();
        // Nobody is no owner beside others, and anybody needs none beside: the API knows either.
        if (filter.Name == "owner" && all.FirstOrDefault(value => value is PeopleFilter.Nobody or PeopleFilter.Somebody) is { } single)
            return [single];
        return AreTogether() && all.Length > 0 ? [PeopleFilter.Together, .. all] : all;

        bool AreTogether() => filter.TogetherParameter is not null && text.StartsWith($"{PeopleFilter.Together},", StringComparison.Ordinal);
    }
}
