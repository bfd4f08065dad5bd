namespace Kith.Web.Duplicates;

/// <summary>The groups that wait to be looked at, the surest first, as far as they have been read.</summary>
/// <param name="Groups">Those that have been read.</param>
/// <param name="Total">How many there are.</param>
public sealed record GroupQueue(IReadOnlyList<ListedGroup> Groups, long Total)
{
    /// <summary>No more are ticked with one click: a list that is confirmed is read.</summary>
    public const int MostAtOnce = 100;

    private const int PageSize = Query.MaximumItemsPerPage;

    /// <summary>Reads the first of them.</summary>
    /// <param name="api">Where.</param>
    /// <param name="conditions">Further parameters, each with an ampersand before it.</param>
    /// <param name="count">How many at least.</param>
    /// <param name="isCompared">Whether to wait until what was written before has been compared.</param>
    internal static async Task<GroupQueue> ReadAsync(Api api, string conditions, int count = 1, bool isCompared = false)
    {
        var headers = isCompared ? new HeaderDictionary { ["Prefer"] = "wait=5" } : null;
        var queue = new GroupQueue([], 0);
        do
        {
            var before = queue.Groups.Count;
            queue = await queue.MoreAsync(api, conditions, headers);
            if (queue.Groups.Count == before)
                break;
        } while (queue.Groups.Count < Math.Min(count, queue.Total));
        return queue;
    }

    /// <summary>Reads the next page, too.</summary>
    internal async Task<GroupQueue> MoreAsync(Api api, string conditions, IHeaderDictionary? headers = null)
    {
        var answer = await api.SendAsync(HttpMethods.Get, $"/duplicates?itemsPerPage={PageSize}&page={Groups.Count / PageSize + 1}{conditions}", null, headers);
        var listed = answer.Members.Select(group => new ListedGroup(group));
        // Some may have gone meanwhile, and others moved up: nobody is shown twice.
        return new GroupQueue([.. Groups, .. listed.Where(group => group.People.Count > 1 && !Groups.Any(known => known.Id == group.Id))], answer.Total);
    }
}
