using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Kith.Access;
using Kith.Identity;
using Kith.People;

namespace Kith.Erasing;

/// <summary>Hashes of what people who were erased would be recognised by, so that nobody brings them back without meaning to.</summary>
internal static class ErasedIdentifiers
{
    private const int HashesPerStatement = 256;

    /// <summary>Remembers what somebody was recognised by. What people share, such as <c>info@</c>, is nobody's.</summary>
    /// <param name="write">The write.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="identifiers">Kinds and normal forms.</param>
    /// <param name="erasure">The id of the receipt.</param>
    public static async ValueTask KeepAsync(Write write, long tenant, IReadOnlyCollection<(string Kind, string Value)> identifiers, Guid erasure)
    {
        if (identifiers.Count == 0)
            return;
        var secret = await Secrets.ErasureKeyAsync(write.Session);
        foreach (var (kind, value) in identifiers)
        {
            await write.Session.RunLaterAsync($"""
                insert into erased_identifiers (tenant_id, hash, erasure_id) values ({tenant}, {HashOf(secret, tenant, kind, value)}, {erasure})
                on conflict (tenant_id, hash) do update set erasure_id = excluded.erasure_id
                """);
        }
    }

    /// <summary>A 409 when the person was erased: whoever is not created by name is not created again.</summary>
    /// <param name="session">Where to look; where nobody was erased, it takes one statement.</param>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="person">The document.</param>
    public static async ValueTask<Problem?> CheckAsync(Session session, Caller caller, JsonObject person)
    {
        if (await Secrets.FindErasureKeyAsync(session, caller.Tenant) is not { } secret)
            return null;
        foreach (var hashes in Of(person, caller.Country).Select(identifier => HashOf(secret, caller.Tenant, identifier.Kind, identifier.Value)).Chunk(HashesPerStatement))
        {
            var list = Sql.Of($"(").AppendList(hashes.Select(static hash => Sql.Of($"{hash}"))).Append($")");
            if (await session.FirstAsync(
                Sql.Of($"select erasure_id from erased_identifiers where tenant_id = {caller.Tenant} and hash in ").Append(list).Append($" limit 1"), static row => (Guid?)row.Id(0)) is { } erasure)
            {
                return new Problem(409, $"This person was erased, and asked not to be kept: {Iri.Of(Erasure.Resource, erasure)}. Whoever wants to be known again is created with POST /{Person.Resource.Path}.");
            }
        }
        return null;
    }

    /// <summary>What somebody is recognised by, and nobody else: the same customer id in another system is another customer.</summary>
    public static IEnumerable<(string Kind, string Value)> Of(JsonObject person, string country)
    {
        var clues = Clue.Of(person, country).Where(clue => clue.IsStrong).Select(clue => (clue.Kind, clue.Value)).Distinct().ToList();
        return clues.Exists(clue => clue.Kind == CustomerId.External) ? clues.Where(clue => clue.Kind != CustomerId.Kind.Name) : clues;
    }

    private static byte[] HashOf(byte[] secret, long tenant, string kind, string value) =>
        HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{tenant}\n{kind}\n{value}"));
}
