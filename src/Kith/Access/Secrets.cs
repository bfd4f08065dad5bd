using System.Security.Cryptography;

namespace Kith.Access;

/// <summary>What this installation keeps to itself.</summary>
internal static class Secrets
{
    private const string ErasureKey = "erased-identifiers";

    /// <summary>The key that signs links; made at the first start, the same for all servers of a database.</summary>
    public static Task<byte[]> LinkSigningKeyAsync(Database database) => database.WriteGlobalAsync(async session =>
    {
        await session.ExecuteAsync($"insert into secrets (name, value) values ('link-signing', {RandomNumberGenerator.GetBytes(32)}) on conflict (name) do nothing");
        return (await session.FirstAsync($"select value from secrets where name = 'link-signing'", static row => row.Bytes(0)))!;
    });

    /// <summary>The key of the hashes by which erased people are recognised; made at the first erasure.</summary>
    public static async ValueTask<byte[]> ErasureKeyAsync(Session session)
    {
        await session.ExecuteAsync($"insert into secrets (name, value) values ({ErasureKey}, {RandomNumberGenerator.GetBytes(32)}) on conflict (name) do nothing");
        return (await session.FirstAsync($"select value from secrets where name = {ErasureKey}", static row => row.Bytes(0)))!;
    }

    /// <summary>The same key; null while a tenant has erased nobody.</summary>
    public static ValueTask<byte[]?> FindErasureKeyAsync(Session session, long tenant) => session.FirstAsync(
        $"select value from secrets where name = {ErasureKey} and exists (select 1 from erased_identifiers where tenant_id = {tenant})", static row => row.Bytes(0));
}
