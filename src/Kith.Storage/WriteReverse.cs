using System.Text.Json.Nodes;
using Kith.Hydra;

namespace Kith.Storage;

/// <summary>What a change that was taken back left as it is, because it was changed again since or cannot be as it was.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Id">The document.</param>
/// <param name="Property">The property; null for the document as a whole.</param>
public sealed record LeftAlone(Resource Resource, Guid Id, string? Property);

public sealed partial class Write
{
    /// <summary>
    /// Takes changes back, the last one first: what was created goes, what was deleted comes back, and each property that was
    /// changed becomes what it was. Nothing that was changed again since is touched; of lists, what a change added is taken out
    /// and what it took out is put back, and everything else stays.
    /// </summary>
    /// <param name="entries">The changes in their order.</param>
    /// <returns>What was left alone.</returns>
    public async ValueTask<IReadOnlyList<LeftAlone>> ReverseAsync(IReadOnlyList<JournalEntry> entries)
    {
        var left = new List<LeftAlone>();
        foreach (var entry in entries.Reverse())
        {
            if (_database.Vocabulary.Resources.FirstOrDefault(resource => resource.Type == entry.Type) is not { } resource)
                continue;
            if (Tombstone.Is(entry.Before) || Tombstone.Is(entry.After))
            {
                left.Add(new LeftAlone(resource, entry.Id, null));
                continue;
            }
            var current = await FindAsync(resource, entry.Id);
            var known = left.Count;
            switch (entry)
            {
                case { Before: null, After: { } created }:
                    await WithdrawAsync(resource, current, created, left);
                    break;
                case { Before: { } deleted, After: null }:
                    await BringBackAsync(resource, entry.Id, current, deleted, left);
                    break;
                case { Before: { } before, After: { } after }:
                    await PutBackAsync(resource, entry.Id, current, before, after, left);
                    break;
            }
            // What is nobody else's is not told of.
            if (IsPrivate(resource, entry.Before) || IsPrivate(resource, entry.After))
                left.RemoveRange(known, left.Count - known);
        }
        return left;
    }

    private static bool IsPrivate(Resource resource, JsonObject? document) =>
        resource.Privacy is { } privacy && document?[privacy.Flag.Name]?.GetValue<bool>() == true;

    private async ValueTask WithdrawAsync(Resource resource, Stored? current, JsonObject created, List<LeftAlone> left)
    {
        if (current is null)
            return;
        // What somebody has put in it or pointed at it since would go with it.
        if (!JsonNode.DeepEquals(current.Parse(), created) || await IsPointedAtAsync(resource, current.Id) || await DeleteAsync(resource, current) is not null)
            left.Add(new LeftAlone(resource, current.Id, null));
    }

    private async ValueTask<bool> IsPointedAtAsync(Resource resource, Guid id)
    {
        foreach (var (source, field) in _database.Vocabulary.PointersAt(resource))
        {
            if ((await Documents.PointingAtAsync(Session, _database.TablesOf(source), field, _author.Tenant, id)).Count > 0)
                return true;
        }
        return false;
    }

    private async ValueTask BringBackAsync(Resource resource, Guid id, Stored? current, JsonObject deleted, List<LeftAlone> left)
    {
        if (current is not null)
        {
            left.Add(new LeftAlone(resource, id, null));
            return;
        }
        // What it pointed at may be gone by now.
        foreach (var field in resource.LinkLists)
        {
            var lost = await MissingAsync(field.Target, field.TargetsOf(deleted).ToList());
            if (lost.Count == 0)
                continue;
            deleted[field.Name]!.AsArray().RemoveAll(link => lost.Contains(Iri.IdOf(link!.GetValue<string>())));
            left.Add(new LeftAlone(resource, id, field.Name));
        }
        foreach (var field in resource.Links)
        {
            if (field.TargetOf(deleted) is not { } target || (await MissingAsync(field.Target, [target])).Count == 0)
                continue;
            // What it cannot be without comes back with it.
            if (field.IsRequired && await LastOfAsync(field.Target, target) is { } lost)
            {
                await BringBackAsync(field.Target, target, null, lost, left);
                continue;
            }
            var isNothingWithout = field is ParentField || field.IsRequired || (IsPrivate(resource, deleted) && resource.Privacy!.Value.Owner == field);
            left.Add(new LeftAlone(resource, id, isNothingWithout ? null : field.Name));
            if (isNothingWithout)
                return;
            deleted.Remove(field.Name);
        }
        await InsertAsync(resource, id, deleted);
    }

    /// <summary>A document as it was when it was deleted; null when it never was, or was erased.</summary>
    private async ValueTask<JsonObject?> LastOfAsync(Resource resource, Guid id)
    {
        var last = await Session.FirstAsync(
            $"select before from journal where tenant_id = {_author.Tenant} and type = {resource.Type} and id = {id} and after is null order by revision desc limit 1",
            static row => Json.ParseStored(row.Bytes(0)));
        return Tombstone.Is(last) ? null : last;
    }

    private async ValueTask PutBackAsync(Resource resource, Guid id, Stored? current, JsonObject before, JsonObject after, List<LeftAlone> left)
    {
        if (current is null)
        {
            left.Add(new LeftAlone(resource, id, null));
            return;
        }
        var now = current.Parse();
        var restored = current.Parse();
        var moments = resource.MomentsOfChange.Select(field => field.Name).ToHashSet();
        foreach (var name in before.Select(property => property.Key).Union(after.Select(property => property.Key)).Except(moments))
        {
            if (JsonNode.DeepEquals(before[name], after[name]))
                continue;
            if (JsonNode.DeepEquals(now[name], after[name]))
                restored[name] = before[name]?.DeepClone();
            else if (before[name] is JsonArray was && after[name] is JsonArray became && now[name] is JsonArray)
            {
                if (!PutBackItems(restored[name]!.AsArray(), was, became))
                    left.Add(new LeftAlone(resource, id, name));
                if (restored[name]!.AsArray().Count > PartsField.MaximumCount)
                {
                    restored[name] = now[name]!.DeepClone();
                    left.Add(new LeftAlone(resource, id, name));
                }
            }
            else if (!JsonNode.DeepEquals(now[name], before[name]))
                left.Add(new LeftAlone(resource, id, name));
        }
        await KeepTargetsAsync(resource, id, restored, now, left);
        // Nothing has changed since but this: then it has not changed at all.
        var isAsBefore = before.Select(property => property.Key).Union(restored.Select(property => property.Key)).Except(moments).All(name => JsonNode.DeepEquals(restored[name], before[name]));
        restored = resource.Arrange(restored);
        if (JsonNode.DeepEquals(restored, now))
            return;
        if (isAsBefore)
        {
            foreach (var moment in moments.Where(before.ContainsKey))
                restored[moment] = before[moment]!.DeepClone();
            await ReplaceAsync(resource, current, now, restored);
        }
        else
        {
            await UpdateAsync(resource, current, restored);
        }
    }

    /// <summary>Takes out of a list what a change added to it, and puts in what it took out, where that was.</summary>
    /// <returns>Whether all that the change added was still there.</returns>
    private static bool PutBackItems(JsonArray items, JsonArray before, JsonArray after)
    {
        var isWhole = true;
        foreach (var added in after.Where(item => !Holds(before, item)))
        {
            var index = items.Index().FirstOrDefault(item => JsonNode.DeepEquals(item.Item, added), (-1, null)).Index;
            if (index >= 0)
                items.RemoveAt(index);
            else
                isWhole = false;
        }
        foreach (var (index, removed) in before.Index().Where(item => !Holds(after, item.Item)).ToList())
        {
            if (!Holds(items, removed))
                items.Insert(Math.Min(index, items.Count), removed?.DeepClone());
        }
        return isWhole;
    }

    private static bool Holds(JsonArray items, JsonNode? item) => items.Any(other => JsonNode.DeepEquals(other, item));

    /// <summary>What a property pointed at once may be gone by now: then it stays as it is.</summary>
    private async ValueTask KeepTargetsAsync(Resource resource, Guid id, JsonObject restored, JsonObject now, List<LeftAlone> left)
    {
        foreach (var field in resource.LinkLists)
        {
            if (JsonNode.DeepEquals(restored[field.Name], now[field.Name]))
                continue;
            var lost = await MissingAsync(field.Target, field.TargetsOf(restored).ToList());
            if (lost.Count > 0)
            {
                restored[field.Name]!.AsArray().RemoveAll(link => lost.Contains(Iri.IdOf(link!.GetValue<string>())));
                left.Add(new LeftAlone(resource, id, field.Name));
            }
        }
        foreach (var field in resource.Links)
        {
            if (JsonNode.DeepEquals(restored[field.Name], now[field.Name]) || field.TargetOf(restored) is not { } target || (await MissingAsync(field.Target, [target])).Count == 0)
                continue;
            restored[field.Name] = now[field.Name]?.DeepClone();
            left.Add(new LeftAlone(resource, id, field.Name));
        }
    }

    private async ValueTask<HashSet<Guid>> MissingAsync(Resource target, List<Guid> ids)
    {
        if (ids.Count == 0)
            return [];
        var present = await Session.ListAsync($"select id from {new Name(target.Table)} where tenant_id = {_author.Tenant} and id in {ids}", static row => row.Id(0));
        return [.. ids.Except(present)];
    }
}
