using System.Text.Json.Nodes;
using Kith.Hydra;

namespace Kith.Storage;

public sealed partial class Write
{
    /// <summary>
    /// Makes one document part of another: what points at it points at the other from now on, it is gone, and its id leads to
    /// the other. What its own properties become in the other is not decided here.
    /// </summary>
    /// <param name="resource">The resource of both.</param>
    /// <param name="moved">The document that goes.</param>
    /// <param name="target">The id of the one that stays.</param>
    public async ValueTask<Problem?> MoveIntoAsync(Resource resource, Stored moved, Guid target)
    {
        foreach (var (source, field) in _database.Vocabulary.PointersAt(resource))
        {
            foreach (var document in await Documents.PointingAtAsync(Session, _database.TablesOf(source), field, _author.Tenant, moved.Id))
                await UpdateAsync(source, document, Redirected(document.Parse(), field, resource, moved.Id, target));
        }
        if (await RemoveAsync(resource, moved) is { } problem)
            return problem;
        await Session.RunLaterAsync($"insert into moved (tenant_id, resource, id, target_id) values ({_author.Tenant}, {resource.Table}, {moved.Id}, {target})");
        return null;
    }

    private static JsonObject Redirected(JsonObject document, Field field, Resource resource, Guid from, Guid to)
    {
        // The parent of a document is kept as the bare id that its path has.
        if (field is ParentField)
        {
            document[field.Name] = to.ToString();
        }
        else if (field is LinksField links)
        {
            var targets = links.TargetsOf(document).Select(id => id == from ? to : id).Distinct();
            document[field.Name] = new JsonArray([.. targets.Select(id => (JsonNode)Iri.Of(resource, id))]);
        }
        else
        {
            document[field.Name] = Iri.Of(resource, to);
        }
        return document;
    }

    /// <summary>A document that comes back is neither in the trash any more nor part of another.</summary>
    private async ValueTask ForgetAbsenceAsync(Resource resource, Guid id)
    {
        if (resource.IsMergeable)
            await Session.RunLaterAsync($"delete from moved where tenant_id = {_author.Tenant} and resource = {resource.Table} and id = {id}");
        if (resource.IsRestorable)
            await Session.RunLaterAsync($"delete from trash where tenant_id = {_author.Tenant} and resource = {resource.Table} and id = {id}");
    }
}
