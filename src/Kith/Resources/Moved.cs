using Kith.Access;

namespace Kith.Resources;

/// <summary>Ids of documents that became part of others: they live on, and lead there.</summary>
internal static class Moved
{
    /// <summary>
    /// The answer to a request for what is not there: 308 to the same address with the id of the document that it became part of
    /// (RFC 9110 §15.4.9), or 404.
    /// </summary>
    /// <param name="database">Where documents are.</param>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="resource">The resource that the path names.</param>
    /// <param name="id">The id that nothing has.</param>
    public static async ValueTask<Answer> AnswerAsync(Database database, HttpContext context, KeyCaller caller, Resource resource, Guid id)
    {
        var target = resource.IsMergeable
            ? await database.ReadAsync(session => Documents.MovedToAsync(session, resource, caller.Tenant, id), context.RequestAborted)
            : null;
        if (target is null)
            return Problem.NotFound().ToAnswer();
        var address = $"{context.Request.Path}{context.Request.QueryString}".Replace($"{id}", $"{target}", StringComparison.OrdinalIgnoreCase);
        return new Answer(StatusCodes.Status308PermanentRedirect) { Headers = [new("Location", address)] };
    }

    /// <summary>The same conditions, with the ids of documents that others became part of in place of theirs.</summary>
    /// <param name="database">Where documents are.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="resource">What is listed.</param>
    /// <param name="query">What was asked for.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async ValueTask<Query> FollowAsync(Database database, KeyCaller caller, Resource resource, Query query, CancellationToken cancellation)
    {
        if (!query.Conditions.Any(condition => TargetOf(resource, condition) is { IsMergeable: true }))
            return query;
        return await database.ReadAsync(async session =>
        {
            var conditions = new List<Condition>();
            foreach (var condition in query.Conditions)
            {
                conditions.Add((condition, TargetOf(resource, condition)) switch
                {
                    (PointsAt pointsAt, { IsMergeable: true } target) => pointsAt with { Ids = await FollowAsync(pointsAt.Ids, target) },
                    (PointsAtNone none, { IsMergeable: true } target) => none with { Ids = await FollowAsync(none.Ids, target) },
                    _ => condition,
                });
            }
            return query with { Conditions = conditions };

            async ValueTask<IReadOnlyList<Guid>> FollowAsync(IReadOnlyList<Guid> ids, Resource target)
            {
                var moved = await Documents.MovedToAsync(session, target, caller.Tenant, ids);
                return [.. ids.Select(id => moved.GetValueOrDefault(id, id)).Distinct()];
            }
        }, cancellation);
    }

    /// <summary>What a condition points at; null when it is about something else than a link of the resource.</summary>
    private static Resource? TargetOf(Resource resource, Condition condition) => condition switch
    {
        PointsAt { Field: var field } => TargetOf(resource, field),
        PointsAtNone { Field: var field } => TargetOf(resource, field),
        _ => null,
    };

    private static Resource? TargetOf(Resource resource, string field) =>
        resource.Links.FirstOrDefault(link => link.Name == field)?.Target ?? resource.LinkLists.FirstOrDefault(links => links.Name == field)?.Target;
}
