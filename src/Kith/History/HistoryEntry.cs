using System.Text.Json.Nodes;
using Kith.Merging;
using Kith.Users;

namespace Kith.History;

/// <summary>An entry of the journal, as people see it.</summary>
/// <param name="Revision">The position in the tenant's journal.</param>
/// <param name="At">When it was made.</param>
/// <param name="Actor">The user who made it; null for the program itself.</param>
/// <param name="Cause">The request or command that led to it.</param>
/// <param name="Before">Null for a creation.</param>
/// <param name="After">Null for a deletion.</param>
/// <param name="MergeId">The merge that it is part of.</param>
/// <param name="ApiKey">What the user acted through: a key, or a session; null for the program itself.</param>
/// <param name="KeyHint">How the key begins, to recognise it by; null where it was no key.</param>
internal sealed record HistoryEntry(long Revision, DateTimeOffset At, Guid? Actor, string Cause, JsonObject? Before, JsonObject? After, Guid? MergeId, Guid? ApiKey, string? KeyHint)
{
    /// <summary>Set by the server on every change: it says nothing of what changed.</summary>
    private static readonly string[] Silent = ["id", "updatedAt"];

    /// <summary>Whether it can be taken back by itself: what is gone, created, deleted or merged is taken back in other ways.</summary>
    private bool IsRevertible => Before is not null && After is not null && MergeId is null && !Tombstone.Is(Before) && !Tombstone.Is(After);

    /// <summary>The entries about a document, to which an order is to be added.</summary>
    public static Sql Select(long tenant, Resource resource, Guid id) => Sql.Of($"select j.revision, j.at, j.actor, j.cause, j.before, j.after, ").Append(Merge.OfEntry)
        .Append($", j.api_key, (select k.hint from api_keys k where k.tenant_id = j.tenant_id and k.id = j.api_key) from journal j where j.tenant_id = {tenant} and j.type = {resource.Type} and j.id = {id}");

    public static HistoryEntry Read(Row row) => new(
        row.Long(0), DateTimeOffset.FromUnixTimeMilliseconds(row.Long(1)), row.IsNull(2) ? null : row.Id(2), row.Text(3),
        row.IsNull(4) ? null : Json.ParseStored(row.Bytes(4)), row.IsNull(5) ? null : Json.ParseStored(row.Bytes(5)),
        row.IsNull(6) ? null : row.Id(6), row.IsNull(7) ? null : row.Id(7), row.IsNull(8) ? null : row.Text(8));

    public JsonObject ToJson(string collection, Format format, bool idsOnly)
    {
        var json = new JsonObject();
        if (format == Format.JsonLd)
        {
            json["@id"] = $"{collection}/{Revision}";
            json["@type"] = HistoryEndpoints.Change.Type;
        }
        json["id"] = $"{Revision}";
        if (idsOnly)
            return json;
        json["revision"] = Revision;
        json["createdAt"] = Instants.Print(At);
        json["action"] = Before is null ? "create" : After is null ? "delete" : "update";
        if (Actor is { } actor)
            json["author"] = Iri.Of(User.Resource, actor);
        if (ApiKey is not null)
            json["through"] = KeyHint is null ? HistoryEndpoints.Session : HistoryEndpoints.Key;
        if (KeyHint is not null)
            json["key"] = KeyHint;
        json["cause"] = Cause;
        json["changes"] = Differences(Before, After);
        json["isRevertible"] = IsRevertible;
        if (MergeId is { } merge)
            json["merge"] = Iri.Of(Merge.Resource, merge);
        return json;
    }

    /// <summary>The properties that differ, with their values.</summary>
    public static JsonArray Differences(JsonObject? before, JsonObject? after)
    {
        // What is gone cannot be compared.
        if (Tombstone.Is(before) || Tombstone.Is(after))
            return [];
        var names = (before ?? []).Select(property => property.Key).Union((after ?? []).Select(property => property.Key)).Except(Silent);
        var differences = new JsonArray();
        foreach (var name in names)
        {
            var (old, @new) = (before?[name], after?[name]);
            if (JsonNode.DeepEquals(old, @new) || (before is null && @new is JsonArray { Count: 0 }))
                continue;
            var difference = new JsonObject { ["property"] = name };
            if (old is not null)
                difference["old"] = old.DeepClone();
            if (@new is not null)
                difference["new"] = @new.DeepClone();
            differences.Add((JsonNode)difference);
        }
        return differences;
    }
}
