using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kith.Operations;
using Kith.Users;
using Microsoft.Extensions.Primitives;

namespace Kith.Access;

/// <summary>
/// Finds the caller behind the key of a request. What was found is asked for again as soon as anything was committed, so that
/// a key that was created or revoked, also by another process, counts from the next request on.
/// </summary>
/// <param name="database">Where keys are kept.</param>
/// <param name="use">Is told which keys are used.</param>
/// <param name="chosenKey">The key that the operator chose: it may look like one of ours and not add up.</param>
internal sealed class Authentication(Database database, KeyUse use, string? chosenKey)
{
    public const string ApiKeyHeader = "X-API-KEY";

    private static readonly KeyValuePair<string, string> Challenge = new("WWW-Authenticate", "Bearer realm=\"kith\", ApiKey realm=\"kith\"");

    /// <summary>Whether a request has a key, right or wrong.</summary>
    public static bool HasKey(HttpRequest request) => HeaderOf(request) is { Length: > 0 };

    public async ValueTask<Outcome<KeyCaller>> AuthenticateAsync(HttpRequest request, ServerTiming? timing)
    {
        using var phase = timing?.Measure("authentication");
        if (KeyOf(request) is not { Length: > 0 } text)
            return Unauthorized($"An API key is required: send {ApiKeyHeader} or Authorization: Bearer.");
        if (!ApiKey.IsPlausible(text) && text != chosenKey)
            return Unauthorized("The API key is not valid.");

        var cancellation = request.HttpContext.RequestAborted;
        var hash = ApiKey.Hash(text);
        var found = await database.ReadAsync(
            session => session.RememberAsync(new Lookup(BinaryPrimitives.ReadUInt64BigEndian(hash)), _ => FindAsync(session, hash)), cancellation);
        if (found is null || !CryptographicOperations.FixedTimeEquals(found.Hash, hash))
            return Unauthorized("The API key is not valid.");
        if (found.ExpiresAt is { } expiry && expiry <= database.Clock.GetUtcNow().ToUnixTimeMilliseconds())
            return Unauthorized($"The API key expired on {DateTimeOffset.FromUnixTimeMilliseconds(expiry).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.");
        use.Note(found.Caller);
        RequestLog.Tell(request.HttpContext, found.Caller.Tenant);
        return found.Caller;
    }

    /// <summary>The key, which is global, tells the tenant; what it may do now is asked of the tenant's user.</summary>
    private static async ValueTask<Found?> FindAsync(Session session, byte[] hash)
    {
        var key = await session.FirstAsync(
            $"""
            select k.hash, k.tenant_id, k.user_id, t.country, k.id, k.scope, k.expires_at, t.requests_per_minute
            from api_keys k join tenants t on t.id = k.tenant_id where k.lookup = {ApiKey.Lookup(hash)} and k.revoked_at is null
            """,
            static row => new KeptKey(row.Bytes(0), row.Long(1), row.Id(2), row.Text(3), row.Id(4), row.Text(5), row.IsNull(6) ? null : row.Long(6), row.IsNull(7) ? null : (int)row.Long(7)));
        if (key is null)
            return null;
        var role = await session.FirstAsync($"select document ->> 'role' from users where tenant_id = {key.Tenant} and id = {key.User}", static row => row.Text(0));
        return role is null
            ? null
            : new Found(key.Hash, new KeyCaller(key.Tenant, key.User, role == User.Admin, key.Country, key.Id, ScopeOf(key.Scope, role)) { RequestsPerMinute = key.RequestsPerMinute }, key.ExpiresAt);
    }

    /// <summary>A key made when its user was an admin does no more than the user may now.</summary>
    private static Scope ScopeOf(string scope, string role)
    {
        var granted = Enum.Parse<Scope>(scope, ignoreCase: true);
        return granted == Scope.Admin && role != User.Admin ? Scope.Write : granted;
    }

    /// <summary>The text of the key. Headers arrive byte by byte (Latin-1); a key that an operator chose may hold any UTF-8.</summary>
    private static string? KeyOf(HttpRequest request) =>
        HeaderOf(request) is not { } text ? null
        : Ascii.IsValid(text) ? text
        : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text));

    private static string? HeaderOf(HttpRequest request)
    {
        if (!StringValues.IsNullOrEmpty(request.Headers[ApiKeyHeader]))
            return request.Headers[ApiKeyHeader].ToString().Trim();
        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization["Bearer ".Length..].Trim() : null;
    }

    private static Problem Unauthorized(string detail) => new(401, detail) { Headers = [Challenge] };

    /// <summary>What a key is remembered by: never its text.</summary>
    private sealed record Lookup(ulong FirstBytes);

    private sealed record KeptKey(byte[] Hash, long Tenant, Guid User, string Country, Guid Id, string Scope, long? ExpiresAt, int? RequestsPerMinute);

    private sealed record Found(byte[] Hash, KeyCaller Caller, long? ExpiresAt);
}
