namespace Kith.Web.PersonPages;

/// <summary>The list that somebody came from.</summary>
/// <param name="Query">Its query, as the API takes it.</param>
/// <param name="Places">Where in it they may have been: the first rows that were in view.</param>
internal sealed record CameFrom(string Query, IReadOnlyList<double> Places);

/// <summary>Who stands before and after a person in a list. They are looked for around what was in view, not in the whole list.</summary>
/// <param name="api">Where lists are asked for.</param>
internal sealed class Neighbours(Api api)
{
    private const int PageSize = Query.MaximumItemsPerPage;

    /// <summary>The ids before and after; null when the person is not in that part of the list.</summary>
    public async Task<(string? Previous, string? Next)?> FindAsync(CameFrom from, string id)
    {
        var pages = from.Places.Append(0).SelectMany(place => Around(1 + (long)place / PageSize)).Distinct();
        var ids = new Dictionary<long, IReadOnlyList<string>>();
        foreach (var page in pages)
        {
            var members = await ReadAsync(from, page, ids);
            var at = members.ToList().IndexOf(id);
            if (at < 0)
                continue;
            var previous = at > 0 ? members[at - 1] : page > 1 && await ReadAsync(from, page - 1, ids) is [.., var last] ? last : null;
            var next = at < members.Count - 1 ? members[at + 1] : members.Count == PageSize && await ReadAsync(from, page + 1, ids) is [var first, ..] ? first : null;
            return (previous, next);
        }
        return null;
    }

    private static IEnumerable<long> Around(long page) => ((long[])[page, page + 1, page - 1, page + 2]).Where(each => each > 0);

    private async Task<IReadOnlyList<string>> ReadAsync(CameFrom from, long page, Dictionary<long, IReadOnlyList<string>> known)
    {
        if (known.TryGetValue(page, out var ids))
            return ids;
        var query = from.Query.TrimStart('?');
        var answer = await api.GetAsync($"/people?{query}{(query.Length > 0 ? "&" : "")}view=idx&itemsPerPage={PageSize}&page={page}");
        return known[page] = [.. answer.Members.Select(member => member.Text("id")!)];
    }
}
