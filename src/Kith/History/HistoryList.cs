using Kith.Access;
using Kith.Resources;

namespace Kith.History;

/// <summary>The changes of a document as a list, the newest first.</summary>
internal static class HistoryList
{
    /// <summary>Answers with a page of it; null when the document is not there.</summary>
    /// <param name="database">Where the journal is.</param>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="about">What the document is.</param>
    /// <param name="id">The id of the document.</param>
    /// <param name="collection">The address of the list.</param>
    /// <param name="isThere">Whether the document is there for the caller.</param>
    public static async ValueTask<Answer?> AnswerAsync(
        Database database, HttpContext context, KeyCaller caller, Resource about, Guid id, string collection, Func<Session, ValueTask<bool>> isThere)
    {
        if (!ListRequest.Read(context, HistoryEndpoints.Change, caller).Succeeded(out var request, out var problem))
            return problem.ToAnswer();
        var query = request.Query;
        var page = await database.SnapshotAsync<(long Total, List<HistoryEntry> Entries)?>(async session =>
        {
            if (!await isThere(session))
                return null;
            var total = await session.NumberAsync($"select count(*) from journal where tenant_id = {caller.Tenant} and type = {about.Type} and id = {id}");
            var entries = await session.ListAsync(
                HistoryEntry.Select(caller.Tenant, about, id).Append($" order by j.revision desc limit {query.ItemsPerPage} offset {query.Offset}"), HistoryEntry.Read, context.RequestAborted);
            return (total, entries);
        }, context.RequestAborted);
        return page is not { } found ? null : request.Answer(collection, found.Total, found.Entries, entry => entry.ToJson(collection, request.Format, query.IdsOnly));
    }
}
