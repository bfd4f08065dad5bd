using System.Text.Json.Nodes;
using Kith.Identity;
using Kith.People;

namespace Kith.Merging;

/// <summary>
/// By what other systems know people who became part of somebody else. A person has one such id; a system whose id gave way in a
/// merge goes on sending it, and means the survivor.
/// </summary>
internal static class MergedIdentifiers
{
    /// <summary>Remembers those of a person who is about to become part of another.</summary>
    public static async ValueTask KeepAsync(Write write, long tenant, Guid person, JsonObject document)
    {
        foreach (var value in CustomerId.ExternalOf(document))
        {
            await write.Session.RunLaterAsync($"""
                insert into merged_identifiers (tenant_id, kind, value, person_id) values ({tenant}, {CustomerId.External}, {value}, {person}) on conflict do nothing
                """);
        }
    }

    /// <summary>Forgets those of people who are back, or gone for good.</summary>
    public static ValueTask ForgetAsync(Write write, long tenant, IReadOnlyList<Guid> people) =>
        write.Session.RunLaterAsync($"delete from merged_identifiers where tenant_id = {tenant} and person_id in {people}");

    /// <summary>Whom the people who had an identifier have become part of.</summary>
    public static async ValueTask<IReadOnlyList<Guid>> FindAsync(Session session, long tenant, string kind, string value)
    {
        var survivors = new HashSet<Guid>();
        foreach (var person in await session.ListAsync(
            $"select person_id from merged_identifiers where tenant_id = {tenant} and kind = {kind} and value = {value} order by person_id limit {new Constant(Recognition.MaximumCandidates)}", static row => row.Id(0)))
        {
            if (await Documents.MovedToAsync(session, Person.Resource, tenant, person) is { } survivor && await Documents.ExistsAsync(session, Person.Resource, tenant, survivor))
                survivors.Add(survivor);
        }
        return [.. survivors];
    }
}
