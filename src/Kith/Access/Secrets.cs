using System.Security.Cryptography;

namespace Kith.Access;

/// <summary>What this installation keeps to itself.</summary>
internal static class Secrets
{
    /// <summary>The key that signs links; made at the first start, the same for all servers of a database.</summary>
    public static Task<byte[]> LinkSigningKeyAsync(Database database) => database.WriteGlobalAsync(async session =>
    {
        await session.ExecuteAsync($"insert into secrets (name, value) values ('link-signing', {RandomNumberGenerator.GetBytes(32)}) on conflict (name) do nothing");
        return (await session.FirstAsync($"select value from secrets where name = 'link-signing'", static row => row.Bytes(0)))!;
    });
}
