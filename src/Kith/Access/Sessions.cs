using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Kith.Operations;
using Kith.Users;

namespace Kith.Access;

/// <summary>A session as its user sees it; never its token.</summary>
internal sealed record SessionLine(Guid Id, DateTimeOffset CreatedAt, DateTimeOffset SeenAt, DateTimeOffset ExpiresAt, string? Address, string? UserAgent);

/// <summary>A session that just began.</summary>
/// <param name="Token">What the cookie holds; kept nowhere.</param>
/// <param name="Caller">Who signed in.</param>
internal sealed record NewSession(string Token, KeyCaller Caller);

/// <summary>
/// Who is signed in. A session that was ended, whose user was deleted or has another role, counts so from the next request on, also
/// when another process did that.
/// </summary>
internal sealed class Sessions(Database database)
{
    /// <summary>How long a session lasts that is not used.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>How long a session lasts, however much it is used.</summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(90);

    /// <summary>The type of sessions in the journal.</summary>
    public const string Type = "Session";

    /// <summary>To within how much it is kept when a session was used last: reading must not mean writing.</summary>
    private static readonly TimeSpan SeenPrecision = TimeSpan.FromMinutes(15);

    /// <summary>The caller behind the cookie of a request; null when nobody is signed in.</summary>
    public async ValueTask<KeyCaller?> FindAsync(HttpRequest request)
    {
        if (SecretToken.Read(SessionCookie.Read(request)) is not { } token)
            return null;
        var found = await database.ReadAsync(session => session.RememberAsync(
            new LookupByToken(token.Tenant, BinaryPrimitives.ReadUInt64BigEndian(token.Hash)),
            _ => FindAsync(session, token.Tenant, Sql.Of($"s.hash = {token.Hash}"))), request.HttpContext.RequestAborted);
        if (found is null || !CryptographicOperations.FixedTimeEquals(found.Hash, token.Hash) || !await IsValidAsync(found, Visitor.Of(request.HttpContext).Address))
            return null;
        RequestLog.Tell(request.HttpContext, token.Tenant);
        return found.Caller;
    }

    /// <summary>The caller as they are now, for who goes on working without sending requests; null when their session is over.</summary>
    public async ValueTask<KeyCaller?> FindAsync(KeyCaller earlier)
    {
        if (!earlier.IsSession)
            throw new ArgumentException("The caller came with a key.", nameof(earlier));
        var found = await database.ReadAsync(session => session.RememberAsync(
            new LookupById(earlier.Tenant, earlier.ApiKey), _ => FindAsync(session, earlier.Tenant, Sql.Of($"s.id = {earlier.ApiKey}"))));
        return found is not null && await IsValidAsync(found, address: null) ? found.Caller : null;
    }

    /// <summary>The sessions of a user, the one that was used last first.</summary>
    public ValueTask<List<SessionLine>> ListAsync(long tenant, Guid user)
    {
        var (seen, created) = OldestNow();
        return database.ReadAsync(session => session.ListAsync(
            $"""
            select id, created_at, seen_at, address, user_agent from sessions
            where tenant_id = {tenant} and user_id = {user} and seen_at > {seen} and created_at > {created} order by seen_at desc, id desc
            """,
            static row => new SessionLine(row.Id(0), Moment(row.Long(1)), Moment(row.Long(2)), ExpiryOf(Moment(row.Long(1)), Moment(row.Long(2))),
                row.IsNull(3) ? null : row.Text(3), row.IsNull(4) ? null : row.Text(4))));
    }

    /// <summary>Ends a session of a user.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> EndAsync(KeyCaller by, Guid user, Guid session, string cause = "end a session") =>
        await EndAsync(by.AuthorOf(cause), user, Sql.Of($" and id = {session}")) > 0;

    /// <summary>Ends the sessions of a user, all or all but one.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> EndAllAsync(KeyCaller by, Guid user, Guid? except = null, string cause = "end sessions") =>
        EndAsync(by.AuthorOf(cause), user, except is { } kept ? Sql.Of($" and id <> {kept}") : Sql.Of($""));

    private async Task<int> EndAsync(Author author, Guid user, Sql which)
    {
        var outcome = await database.WriteAsync<int>(author, write => EndAsync(write, author.Tenant, user, which));
        return outcome.Value;
    }

    /// <summary>Ends sessions of a user as part of another write.</summary>
    public static async ValueTask<Outcome<int>> EndAsync(Write write, long tenant, Guid user, Sql which)
    {
        var ended = await write.Session.ListAsync(
            Sql.Of($"delete from sessions where tenant_id = {tenant} and user_id = {user}").Append(which).Append($" returning id"), static row => row.Id(0));
        foreach (var id in ended.Order())
            await write.RecordAsync(Type, id, Describe(id, user), null);
        return ended.Count;
    }

    /// <summary>Begins a session as part of another write, and forgets those of the tenant that have expired.</summary>
    public static async ValueTask<NewSession> BeginAsync(Write write, SessionUser user, Guid id, Visitor visitor)
    {
        var now = write.Now.ToUnixTimeMilliseconds();
        var token = SecretToken.Create(user.Tenant, out var text);
        await write.Session.ExecuteAsync($"delete from sessions where tenant_id = {user.Tenant} and seen_at <= {now - (long)Lifetime.TotalMilliseconds}");
        await write.Session.ExecuteAsync($"""
            insert into sessions (tenant_id, hash, id, user_id, created_at, seen_at, address, user_agent)
            values ({user.Tenant}, {token.Hash}, {id}, {user.Id}, {now}, {now}, {visitor.Address}, {visitor.UserAgent})
            """);
        await write.RecordAsync(Type, id, null, Describe(id, user.Id));
        return new NewSession(text, CallerOf(user, id));
    }

    private async ValueTask<bool> IsValidAsync(Found found, string? address)
    {
        var now = database.Clock.GetUtcNow();
        if (ExpiryOf(found.CreatedAt, found.SeenAt) <= now)
            return false;
        if (now - found.SeenAt >= SeenPrecision)
        {
            var (seen, tenant, id) = (now.ToUnixTimeMilliseconds(), found.Caller.Tenant, found.Caller.ApiKey);
            await database.WriteBesideAsync(session => session.ExecuteAsync(
                $"update sessions set seen_at = {seen}, address = coalesce({address}, address) where tenant_id = {tenant} and id = {id} and seen_at < {seen}"));
        }
        return true;
    }

    private static ValueTask<Found?> FindAsync(Session session, long tenant, Sql which) => session.FirstAsync(
        Sql.Of($"""
            select s.hash, s.created_at, s.seen_at, s.id, s.user_id, t.country, u.document ->> 'role', t.requests_per_minute
            from sessions s join tenants t on t.id = s.tenant_id join users u on u.tenant_id = s.tenant_id and u.id = s.user_id
            where s.tenant_id = {tenant} and
            """).Append($" ").Append(which),
        row => new Found(row.Bytes(0), Moment(row.Long(1)), Moment(row.Long(2)), CallerOf(new SessionUser(tenant, row.Text(5), row.Id(4), row.Text(6)), row.Id(3)) with { RequestsPerMinute = row.IsNull(7) ? null : (int)row.Long(7) }));

    private static KeyCaller CallerOf(SessionUser user, Guid session)
    {
        var isAdmin = user.Role == User.Admin;
        return new KeyCaller(user.Tenant, user.Id, isAdmin, user.Country, session, isAdmin ? Scope.Admin : Scope.Write) { IsSession = true };
    }

    private (long Seen, long Created) OldestNow()
    {
        var now = database.Clock.GetUtcNow();
        return ((now - Lifetime).ToUnixTimeMilliseconds(), (now - LongestLifetime).ToUnixTimeMilliseconds());
    }

    private static DateTimeOffset ExpiryOf(DateTimeOffset created, DateTimeOffset seen) =>
        seen + Lifetime < created + LongestLifetime ? seen + Lifetime : created + LongestLifetime;

    private static byte[] Describe(Guid id, Guid user) => Json.Bytes(new JsonObject { ["id"] = id.ToString(), ["user"] = Iri.Of(User.Resource, user) });

    private static DateTimeOffset Moment(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    /// <summary>What a session is remembered by: never its token.</summary>
    private sealed record LookupByToken(long Tenant, ulong FirstBytes);

    private sealed record LookupById(long Tenant, Guid Id);

    private sealed record Found(byte[] Hash, DateTimeOffset CreatedAt, DateTimeOffset SeenAt, KeyCaller Caller);
}

/// <summary>A user as far as signing in is concerned.</summary>
internal sealed record SessionUser(long Tenant, string Country, Guid Id, string Role);
