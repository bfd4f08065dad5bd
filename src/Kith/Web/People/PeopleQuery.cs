using System.Collections.Immutable;
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
/// <param name="Filters">What filters are set to, by their names.</param>
/// <param name="Archived">Whether archived people are among them.</param>
/// <param name="Sort">The property of the order, with a minus sign before it for descending; empty for the usual order.</param>
public sealed record PeopleQuery(string Text, ImmutableSortedDictionary<string, FilterValue> Filters, ArchivedPeople Archived, string Sort)
{
    /// <summary>The orders that the API has.</summary>
    private static readonly string[] Sorts = ["familyName", "-familyName", "createdAt", "-createdAt"];

    /// <summary>Everybody who is not archived.</summary>
    public static PeopleQuery Everybody { get; } = new("", ImmutableSortedDictionary<string, FilterValue>.Empty, ArchivedPeople.Hidden, "");

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
            .Select(filter => (filter.Name, Value: FilterValue.Read(filter, Value(filter.Name))))
            .Where(filter => filter.Value.IsSet)
            .ToImmutableSortedDictionary(filter => filter.Name, filter => filter.Value, StringComparer.Ordinal);
        var archived = Value("archived") switch { "shown" => ArchivedPeople.Shown, "only" => ArchivedPeople.Only, _ => ArchivedPeople.Hidden };
        return new PeopleQuery(Value("q"), filters, archived, Sorts.Contains(Value("sort")) ? Value("sort") : "");
    }

    /// <summary>What a filter is set to.</summary>
    public FilterValue Of(string filter) => Filters.GetValueOrDefault(filter, FilterValue.Unset);

    /// <summary>The same with a filter set to something else, or taken away.</summary>
    public PeopleQuery With(string filter, FilterValue value) =>
        this with { Filters = value.IsSet ? Filters.SetItem(filter, value) : Filters.Remove(filter) };

    /// <summary>The query of the page's address, without a question mark; empty for everybody.</summary>
    public string ToAddress()
    {
        var address = new StringBuilder();
        Add("q", Text);
        foreach (var (name, value) in Filters)
            Add(name, value.ToString());
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
        foreach (var (name, value) in PeopleFilter.All.SelectMany(filter => filter.ToApi(Of(filter.Name), user)))
            Add(name, value);
        if (Archived != ArchivedPeople.Shown)
            Add("exists[archivedAt]", Archived == ArchivedPeople.Only ? "true" : "false");
        if (isOrdered && Order is { } order)
            Add($"order[{order.Property}]", order.IsDescending ? "desc" : "asc");
        return query.ToString();

        void Add(string name, string value) => query.Append(query.Length > 0 ? "&" : "").Append(name).Append('=').Append(Uri.EscapeDataString(value));
    }
}
