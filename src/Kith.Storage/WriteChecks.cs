using System.Text.Json.Nodes;
using Kith.Hydra;

namespace Kith.Storage;

public sealed partial class Write
{
    /// <summary>Notes a violation for each link of a body whose target does not exist in this tenant.</summary>
    /// <returns>Where those targets went that became part of others.</returns>
    public async ValueTask<IReadOnlyDictionary<Guid, Guid>> CheckReferencesAsync(Reading reading)
    {
        var moved = new Dictionary<Guid, Guid>();
        var found = new HashSet<(long Table, Guid Id)>();
        var tables = _database.Vocabulary.Resources.Index().ToDictionary(resource => resource.Item, resource => resource.Index);
        // At once: on a server, each statement is a journey.
        foreach (var some in reading.References.Select(reference => (reference.Target, reference.Id)).Distinct().Chunk(500))
        {
            var sql = Sql.Of($"");
            foreach (var (index, group) in some.GroupBy(reference => reference.Target, static reference => reference.Id).Index())
            {
                sql.Append(index > 0 ? Sql.Of($" union all ") : Sql.Of($""))
                    .Append($"select {new Constant(tables[group.Key])}, id from {new Name(group.Key.Table)} where tenant_id = {_author.Tenant} and id in {group.ToList()}");
            }
            found.UnionWith(await Session.ListAsync(sql, static row => (row.Long(0), row.Id(1))));
        }
        foreach (var reference in reading.References.Where(reference => !found.Contains((tables[reference.Target], reference.Id))))
        {
            if (await Documents.MovedToAsync(Session, reference.Target, _author.Tenant, reference.Id) is { } target)
                moved[reference.Id] = target;
            else
                reading.Refuse(reference.PropertyPath, $"Item not found for \"{Iri.Of(reference.Target, reference.Id)}\".", ViolationCodes.Iri);
        }
        foreach (var placement in reading.Placements)
        {
            if (reading.Parent is null || await Documents.MovedToAsync(Session, placement.Target, _author.Tenant, placement.Id) != reading.Parent)
                reading.RefuseParent(placement.PropertyPath);
        }
        return moved;
    }

    /// <summary>Notes a violation for each unique identifier that another document already has.</summary>
    public async ValueTask CheckUniqueAsync(Resource resource, Guid id, JsonObject document, Reading reading)
    {
        foreach (var field in resource.Fields.OfType<TextField>().Where(field => field.IsUnique))
        {
            if (document[field.Name]?.GetValue<string>() is not { } text || field.Identifier!.Normalize(text, _author.Country) is not { } value)
                continue;
            var others = await Session.NumberAsync($"""
                select count(*) from {_database.TablesOf(resource).Identifiers}
                where tenant_id = {_author.Tenant} and kind = {field.Identifier.Name} and value = {value} and source_id <> {id}
                """);
            if (others > 0)
                reading.Refuse(field.Name, "This value is already used.", ViolationCodes.NotUnique);
        }
    }

    /// <summary>
    /// Makes the other end of a relation what a body asked for, by changing the documents that hold it.
    /// </summary>
    /// <returns>Whether anything changed.</returns>
    public async ValueTask<bool> WriteInverseAsync(InverseField inverse, Resource resource, Guid id, IReadOnlyList<Guid> wanted, Reading reading)
    {
        var present = (await Session.ListAsync(
            $"select source_id from {_database.TablesOf(inverse.Source).Links(inverse.Holder)} where tenant_id = {_author.Tenant} and target_id = {id}",
            static row => row.Id(0))).ToHashSet();
        var (added, removed) = (wanted.Where(source => !present.Contains(source)).ToList(), present.Except(wanted).ToList());
        if (added.Count + removed.Count > InverseField.MaximumCount)
        {
            reading.Refuse(inverse.Name, $"This changes more than {InverseField.MaximumCount} {inverse.Source.Path}; change their {inverse.Holder.Name} instead.", ViolationCodes.TooMany);
            return false;
        }
        var positions = wanted.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        foreach (var (source, isAdded) in added.Select(source => (source, true)).Concat(removed.Select(source => (source, false))))
        {
            if (await FindAsync(inverse.Source, source) is not { } stored)
                continue;
            var document = stored.Parse();
            var links = document[inverse.Holder.Name]!.AsArray();
            if (!isAdded)
                links.RemoveAll(link => Iri.IdOf(link!.GetValue<string>()) == id);
            else if (links.Count < LinksField.MaximumCount)
                links.Add((JsonNode)Iri.Of(resource, id));
            else
                reading.Refuse($"{inverse.Name}[{positions[source]}]", $"The {inverse.Source.Type} {Iri.Of(inverse.Source, source)} has {LinksField.MaximumCount} {inverse.Holder.Name} already.", ViolationCodes.TooMany);
            await UpdateAsync(inverse.Source, stored, document);
        }
        return added.Count + removed.Count > 0;
    }
}
