using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Kith.Web.OrganizationPages;

/// <summary>Which organizations the list shows and in which order, as the address of the page says it: <c>organizations?q=acme&amp;tag=…&amp;sort=-createdAt</c>.</summary>
/// <param name="Text">What is searched for.</param>
/// <param name="Tag">The id of a tag that they have; empty for any.</param>
/// <param name="Segment">The id of a segment that they are in; empty for any.</param>
/// <param name="Owner">The id of the user who looks after them; empty for anyone.</param>
/// <param name="IsArchivedShown">Whether archived ones are among them.</param>
/// <param name="Sort">The property of the order, with a minus sign before it for descending; empty for the usual order.</param>
public sealed record OrganizationsQuery(string Text, string Tag, string Segment, string Owner, bool IsArchivedShown, string Sort)
{
    /// <summary>The orders that the API has.</summary>
    private static readonly string[] Sorts = ["title", "-title", "createdAt", "-createdAt"];

    /// <summary>All that are not archived.</summary>
    public static OrganizationsQuery All { get; } = new("", "", "", "", IsArchivedShown: false, "");

    /// <summary>Whether some could be missing because of what was asked for.</summary>
    public bool IsNarrowed => (Text + Tag + Segment + Owner).Length > 0;

    /// <summary>The order in effect; null while it is relevance.</summary>
    public (string Property, bool IsDescending)? Order => Sort.Length > 0 ? (Sort.TrimStart('-'), Sort[0] == '-') : Text.Length > 0 ? null : ("title", false);

    /// <summary>Reads the query of an address; what it does not know it leaves out.</summary>
    public static OrganizationsQuery Read(string query)
    {
        var values = QueryHelpers.ParseQuery(query);
        string Value(string name) => values.TryGetValue(name, out var value) ? value.ToString().Trim() : "";
        string IdOf(string name) => Guid.TryParse(Value(name), out var id) ? id.ToString() : "";
        return new OrganizationsQuery(Value("q"), IdOf("tag"), IdOf("segment"), IdOf("owner"), Value("archived") == "shown", Sorts.Contains(Value("sort")) ? Value("sort") : "");
    }

    /// <summary>The same in the order of a property: ascending, then descending.</summary>
    public OrganizationsQuery SortedBy(string property) => this with { Sort = Order == (property, false) ? $"-{property}" : property };

    /// <summary>The query of the page's address, without a question mark; empty for all.</summary>
    public string ToAddress() => Join(("q", Text), ("tag", Tag), ("segment", Segment), ("owner", Owner), ("archived", IsArchivedShown ? "shown" : ""), ("sort", Sort));

    /// <summary>What the API is asked for.</summary>
    public string ToApi() => Join(("q", Text), ("tags.id", Tag), ("segments.uuid", Segment), ("owner.id", Owner), ("exists[archivedAt]", IsArchivedShown ? "" : "false"),
        Order is var (property, isDescending) ? ($"order[{property}]", isDescending ? "desc" : "asc") : ("", ""));

    private static string Join(params IReadOnlyList<(string Name, string Value)> parameters)
    {
        var query = new StringBuilder();
        foreach (var (name, value) in parameters)
        {
            if (value.Length > 0)
                query.Append(query.Length > 0 ? "&" : "").Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
        return query.ToString();
    }
}
