using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Hydra;

namespace Kith.Storage;

public sealed partial class Write
{
    /// <summary>
    /// Applies a body to a document, new or there: properties, links, uniqueness and rules are checked, all violations reported
    /// together, and nothing is kept unless all is well. Every way in (API, demo, command line) ends here.
    /// </summary>
    /// <param name="resource">The resource.</param>
    /// <param name="id">The id of the document, new or there.</param>
    /// <param name="body">The body, an object.</param>
    /// <param name="current">The document as it is; null to create it.</param>
    /// <param name="reading">The circumstances.</param>
    public async ValueTask<Outcome<Stored>> ApplyAsync(
        Resource resource, Guid id, JsonElement body, Stored? current, Reading reading)
    {
        var before = current?.Parse();
        var after = resource.Compose(id, body, before, reading);
        var inverses = resource.Inverses.Select(inverse => (Inverse: inverse, Wanted: inverse.ReadSent(body, reading))).ToList();
        var moved = await CheckReferencesAsync(reading);
        await CheckUniqueAsync(resource, id, after, reading);
        if (reading.Violations.Count > 0)
            return Problem.Unprocessable(reading.Violations);
        FollowMoved(resource, after, moved);
        if (resource.Rule?.Invoke(reading.Caller, before, after) is { } refused)
            return refused;

        if (current is null)
            current = await InsertAsync(resource, id, after);
        var isTouched = false;
        foreach (var (inverse, wanted) in inverses)
            isTouched |= wanted is not null && await WriteInverseAsync(inverse, resource, id, [.. wanted.Select(end => moved.GetValueOrDefault(end, end)).Distinct()], reading);
        if (reading.Violations.Count > 0)
            return Problem.Unprocessable(reading.Violations);
        if (before is not null)
            current = await UpdateAsync(resource, current, after, isTouched);
        return await Documents.WithInversesAsync(Session, resource, _author.Tenant, current);
    }

    /// <summary>Links to what became part of another lead to that.</summary>
    private static void FollowMoved(Resource resource, JsonObject document, IReadOnlyDictionary<Guid, Guid> moved)
    {
        foreach (var links in resource.LinkLists.Where(links => links.TargetsOf(document).Any(moved.ContainsKey)))
        {
            var targets = links.TargetsOf(document).Select(id => moved.GetValueOrDefault(id, id)).Distinct();
            document[links.Name] = new JsonArray([.. targets.Select(id => (JsonNode)Iri.Of(links.Target, id))]);
        }
    }
}
