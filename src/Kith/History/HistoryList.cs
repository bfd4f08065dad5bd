using Kith.Access;

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
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem)
            || !QueryString.Parse(context.Request.QueryString.Value).Succeeded(out var parameters, out problem)
            || !Query.Read(HistoryEndpoints.Change, parameters, caller, context.Request.Host.Value ?? "").Succeeded(out var query, out problem))
        {
            return problem.ToAnswer();
        }
        var page = await database.SnapshotAsync<(long Total, List<HistoryEntry> Entries)?>(async session =>
        {
            if (!await isThere(session))
                return null;
            var total = await session.NumberAsync($"select count(*) from journal where tenant_id = {caller.Tenant} and type = {about.Type} and id = {id}");
            var entries = await session.ListAsync(
                HistoryEntry.Select(caller.Tenant, about, id).Append($" order by j.revision desc limit {query.ItemsPerPage} offset {query.Offset}"), HistoryEntry.Read, context.RequestAborted);
            return (total, entries);
        }, context.RequestAborted);
        return page is not { } found ? null : new CollectionPage(HistoryEndpoints.Change, collection, parameters, query, found.Total).ToAnswer(found.Entries, 0, (buffer, entry) =>
        {
            using var writer = Json.Writer(buffer);
            entry.ToJson(collection, format, query.IdsOnly).WriteTo(writer);
        }, format);
    }
}
