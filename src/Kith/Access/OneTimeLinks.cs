using System.Text.Json.Nodes;
using Kith.Users;

namespace Kith.Access;

/// <summary>Whom a one-time link is for.</summary>
internal sealed record LinkHolder(string Tenant, string Email, bool HasPassword, DateTimeOffset ExpiresAt);

/// <summary>Links by which a user chooses a password, once: to begin with, or because it was forgotten.</summary>
internal static class OneTimeLinks
{
    /// <summary>The page that a link leads to.</summary>
    public const string Path = $"{SessionCookie.Home}/welcome";

    /// <summary>The type of links in the journal.</summary>
    public const string Type = "OneTimeLink";

    /// <summary>How long a link is good for that somebody asked for.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>How long an invitation is good for: colleagues have weekends.</summary>
    public static readonly TimeSpan InvitationLifetime = TimeSpan.FromDays(7);

    /// <summary>Makes one, and forgets those that have expired.</summary>
    /// <returns>The token; kept nowhere.</returns>
    public static async ValueTask<string> CreateAsync(Write write, long tenant, Guid user, TimeSpan lifetime)
    {
        var token = SecretToken.Create(tenant, out var text);
        var now = write.Now.ToUnixTimeMilliseconds();
        var expires = write.Now + lifetime;
        await write.Session.ExecuteAsync($"delete from one_time_links where tenant_id = {tenant} and user_id = {user} and expires_at <= {now}");
        await write.Session.ExecuteAsync($"""
            insert into one_time_links (tenant_id, hash, user_id, created_at, expires_at)
            values ({tenant}, {token.Hash}, {user}, {now}, {expires.ToUnixTimeMilliseconds()})
            """);
        var id = await write.NextIdAsync();
        await write.RecordAsync(Type, id, null, Json.Bytes(new JsonObject
        {
            ["id"] = id.ToString(),
            ["user"] = Iri.Of(User.Resource, user),
            ["expiresAt"] = Instants.Print(expires),
        }));
        return text;
    }

    /// <summary>Whom a link is for; null when it was used, has expired or never was.</summary>
    public static ValueTask<FoundLink?> FindAsync(Session session, SecretToken token, DateTimeOffset now) => session.FirstAsync(
        $"""
        select t.name, t.country, u.id, u.document ->> 'role', u.document ->> 'email', l.expires_at, p.changed_at
        from one_time_links l join tenants t on t.id = l.tenant_id join users u on u.tenant_id = l.tenant_id and u.id = l.user_id
            left join passwords p on p.tenant_id = l.tenant_id and p.user_id = l.user_id
        where l.tenant_id = {token.Tenant} and l.hash = {token.Hash} and l.expires_at > {now.ToUnixTimeMilliseconds()}
        """,
        row => new FoundLink(
            new SessionUser(token.Tenant, row.Text(1), row.Id(2), row.Text(3)),
            new LinkHolder(row.Text(0), row.Text(4), !row.IsNull(6), DateTimeOffset.FromUnixTimeMilliseconds(row.Long(5)))));

    /// <summary>Takes away every link of a user: each leads to the same.</summary>
    public static ValueTask<int> RemoveAsync(Write write, long tenant, Guid user) =>
        write.Session.ExecuteAsync($"delete from one_time_links where tenant_id = {tenant} and user_id = {user}");
}

/// <summary>A link and its user.</summary>
internal sealed record FoundLink(SessionUser User, LinkHolder Holder);
