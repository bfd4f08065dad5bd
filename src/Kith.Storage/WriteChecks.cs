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
        await FindTargetsAsync(reading.References.Select(static reference => (reference.Target, reference.Id)));
        foreach (var reference in reading.References.Where(reference => !_there.Contains((reference.Target, reference.Id))))
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

    /// <summary>
    /// Looks up what documents of a resource will point at that this write is about to apply, for many of them at once: each would be looked
    /// up by itself otherwise.
    /// </summary>
    public async ValueTask LookUpAsync(Resource resource, IReadOnlyCollection<(LinksField Links, Guid Target)> links)
    {
        await FindTargetsAsync(links.Select(static link => (link.Links.Target, link.Target)));
        foreach (var some in links.GroupBy(static link => link.Links, static link => link.Target).Where(some => IndexEntry.SearchedLinks(resource).Contains(some.Key)))
            await _indexes.LookUpAsync(some.Key, some);
    }

    /// <summary>Finds out which link targets there are, as far as that is not known.</summary>
    private async ValueTask FindTargetsAsync(IEnumerable<(Resource Resource, Guid Id)> targets)
    {
        var tables = _database.Vocabulary.Resources;
        // At once: on a server, each statement is a journey.
        foreach (var some in targets.Where(target => !_there.Contains(target)).Distinct().Chunk(500))
        {
            var sql = Sql.Of($"");
            foreach (var (index, group) in some.GroupBy(static target => target.Resource, static target => target.Id).Index())
            {
                sql.Append(index > 0 ? Sql.Of($" union all ") : Sql.Of($""))
                    .Append($"select {new Constant(tables.Index().First(known => known.Item == group.Key).Index)}, id from {new Name(group.Key.Table)} where tenant_id = {_author.Tenant} and id in {group.ToList()}");
            }
            foreach (var (table, id) in await Session.ListAsync(sql, static row => (row.Long(0), row.Id(1))))
                _there.Add((tables[(int)table], id));
        }
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
