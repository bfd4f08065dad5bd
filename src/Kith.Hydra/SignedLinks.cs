using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Kith.Hydra;

/// <summary>
/// Links that let whoever holds them load one path of one tenant until they expire, without a key: for <c>&lt;img&gt;</c>.
/// A link stays the same for a day and is valid until the end of the next one (UTC), so that browsers can cache behind it.
/// </summary>
/// <param name="secret">The key of the signature, asked for when it is needed: the database may not be there at the start.</param>
/// <param name="clock">What time it is.</param>
public sealed class SignedLinks(Func<byte[]> secret, TimeProvider clock)
{
    private const long SecondsPerDay = 86_400;

    /// <summary>The day (UTC, counted from 1970) that links are signed on: part of the entity tag of what holds one.</summary>
    public long Period => clock.GetUtcNow().ToUnixTimeSeconds() / SecondsPerDay;

    /// <summary>Adds expiry and signature to a path.</summary>
    public string Sign(long tenant, string path)
    {
        var expires = (Period + 2) * SecondsPerDay;
        return $"{path}?tenant={tenant}&expires={expires}&signature={Signature(tenant, path, expires)}";
    }

    /// <summary>Whether a signature was made here for this path and has not expired.</summary>
    public bool IsValid(string path, string? tenant, string? expires, string? signature, out long tenantId)
    {
        tenantId = 0;
        return signature is not null
            && long.TryParse(tenant, NumberStyles.None, CultureInfo.InvariantCulture, out tenantId)
            && long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var until)
            && until > clock.GetUtcNow().ToUnixTimeSeconds()
            && CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(signature), Encoding.UTF8.GetBytes(Signature(tenantId, path, until)));
    }

    private string Signature(long tenant, string path, long expires) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(secret(), Encoding.UTF8.GetBytes($"{tenant} {path} {expires}")).AsSpan(0, 16));
}
