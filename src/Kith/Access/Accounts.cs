using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Users;
using Microsoft.AspNetCore.Identity;

namespace Kith.Access;

/// <summary>
/// Signing in with a password. Each user of each tenant has a password of their own, because an e-mail address may be known in
/// several tenants, whose admins hand out links independently of each other.
/// </summary>
internal sealed class Accounts(Database database)
{
    /// <summary>The type of passwords in the journal, under the ids of their users.</summary>
    public const string PasswordType = "Password";

    /// <summary>In how many tenants an address is looked for: each takes a password to compare.</summary>
    private const int MostTenants = 10;

    private readonly Passwords _passwords = new();
    private readonly SignInAttempts _attempts = new(database);

    /// <summary>Begins a session for whoever knows the password.</summary>
    /// <param name="email">The e-mail address.</param>
    /// <param name="password">The password.</param>
    /// <param name="tenant">The name of the tenant; only needed when address and password match in several.</param>
    /// <param name="visitor">Where this comes from.</param>
    public async Task<Outcome<NewSession>> SignInAsync(string email, string password, string? tenant, Visitor visitor)
    {
        if (Identity.Email.Kind.Normalize(email, "") is not { } normal)
            return SignInProblem.Credentials;
        var candidates = await database.ReadAsync(session => FindAsync(session, normal, tenant, visitor.Address));
        if (await _attempts.BeginAsync(normal, visitor.Address, candidates.Exists(candidate => candidate.IsKnownHere)) is > 0 and var seconds)
            return SignInProblem.Paused(seconds);

        var matches = new List<(Candidate Candidate, bool IsOld)>();
        // Somebody who does not exist costs as much as somebody who does.
        foreach (var candidate in candidates is [] ? [null] : candidates.ToArray<Candidate?>())
        {
            var result = await _passwords.VerifyAsync(candidate?.Hash, password);
            if (result != PasswordVerificationResult.Failed)
                matches.Add((candidate!, result == PasswordVerificationResult.SuccessRehashNeeded));
        }
        if (matches is [])
            return SignInProblem.Credentials;
        await _attempts.ForgiveAsync(normal, visitor.Address);
        if (matches is not [var (match, isOld)])
            return SignInProblem.SeveralTenants;
        var renewed = isOld ? await _passwords.HashAsync(password) : null;
        return await BeginSessionAsync(match.User, "sign in", visitor, async write =>
        {
            // Who changed the password, or deleted the user, while it was compared wins.
            var kept = await write.Session.FirstAsync($"select hash from passwords where tenant_id = {match.User.Tenant} and user_id = {match.User.Id}", static row => row.Text(0));
            if (kept != match.Hash)
                return SignInProblem.Credentials;
            if (renewed is not null)
                await write.Session.ExecuteAsync($"update passwords set hash = {renewed} where tenant_id = {match.User.Tenant} and user_id = {match.User.Id}");
            return null;
        });
    }

    /// <summary>Begins a session for whom a provider knows, if the tenant does.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="identity">Who that is to it.</param>
    /// <param name="visitor">Where this comes from.</param>
    public async Task<Outcome<NewSession>> SignInAsync(OidcOptions provider, ProvidedIdentity identity, Visitor visitor)
    {
        if (identity.Email is null || Identity.Email.Kind.Normalize(identity.Email, "") is not { } normal)
            return SignInProblem.Provider;
        var known = await database.ReadAsync(session => session.FirstAsync(
            $"""
            select t.id, t.country, u.id, u.document ->> 'role' from tenants t
                left join users_identifiers i on i.tenant_id = t.id and i.kind = {Identity.Email.Kind.Name} and i.value = {normal}
                left join users u on u.tenant_id = i.tenant_id and u.id = i.source_id
            where t.name = {provider.Tenant}
            """,
            static row => new SessionUser(row.Long(0), row.Text(1), row.IsNull(2) ? default : row.Id(2), row.IsNull(2) ? "" : row.Text(3))));
        if (known is null)
            return SignInProblem.Provider;
        if (known.Id != default)
            return await BeginSessionAsync(known, "sign in through the provider", visitor, static _ => new((Problem?)null));
        if (provider.CreatedRole is not { } role)
            return SignInProblem.Provider;
        var created = await database.WriteAsync<Stored>(new Author(known.Tenant, known.Country, null, null, "sign in through the provider"), async write =>
        {
            var body = new JsonObject { ["email"] = identity.Email, ["role"] = role, ["givenName"] = identity.GivenName, ["familyName"] = identity.FamilyName };
            return await write.ApplyAsync(User.Resource, await write.NextIdAsync(), JsonSerializer.SerializeToElement(body, NodeContext.Default.JsonObject), null,
                new Reading(new Caller(known.Tenant, default, IsAdmin: true, known.Country), WriteMode.Create, write.Now, ""));
        });
        return created.Succeeded(out var user, out _)
            ? await BeginSessionAsync(known with { Id = user.Id, Role = role }, "sign in through the provider", visitor, static _ => new((Problem?)null))
            : SignInProblem.Provider;
    }

    /// <summary>Ends the session of a caller.</summary>
    public async Task SignOutAsync(KeyCaller caller)
    {
        var outcome = await database.WriteAsync<int>(caller.AuthorOf("sign out"),
            write => Sessions.EndAsync(write, caller.Tenant, caller.User, Sql.Of($" and id = {caller.ApiKey}")));
        _ = outcome.Value;
    }

    public ValueTask<bool> HasPasswordAsync(long tenant, Guid user) => database.ReadAsync(async session =>
        await session.NumberAsync($"select count(*) from passwords where tenant_id = {tenant} and user_id = {user}") > 0);

    /// <summary>Gives the caller another password, and ends their other sessions.</summary>
    public async Task<Problem?> ChangePasswordAsync(KeyCaller caller, string current, string password, Visitor visitor)
    {
        var known = await database.ReadAsync(session => session.FirstAsync(
            $"""
            select u.document ->> 'email', p.hash from users u join passwords p on p.tenant_id = u.tenant_id and p.user_id = u.id
            where u.tenant_id = {caller.Tenant} and u.id = {caller.User}
            """,
            static row => Tuple.Create(row.Text(0), row.Text(1))));
        if (known is not var (email, hash))
            return SignInProblem.Credentials;
        var normal = Identity.Email.Kind.Normalize(email, caller.Country)!;
        if (await _attempts.BeginAsync(normal, visitor.Address, isKnown: true) is > 0 and var seconds)
            return SignInProblem.Paused(seconds);
        if (await _passwords.VerifyAsync(hash, current) == PasswordVerificationResult.Failed)
            return SignInProblem.Credentials;
        await _attempts.ForgiveAsync(normal, visitor.Address);
        if (Passwords.Check(password, email) is { } problem)
            return problem;
        var changed = await _passwords.HashAsync(password);
        var outcome = await database.WriteAsync<int>(caller.AuthorOf("change password"), async write =>
        {
            await KeepPasswordAsync(write, caller.Tenant, caller.User, changed);
            await OneTimeLinks.RemoveAsync(write, caller.Tenant, caller.User);
            return await Sessions.EndAsync(write, caller.Tenant, caller.User, Sql.Of($" and id <> {caller.ApiKey}"));
        });
        return outcome.Problem;
    }

    /// <summary>Makes a link by which a user chooses a password.</summary>
    /// <returns>Its token; a 404 when there is no such user.</returns>
    public Task<Outcome<string>> CreateLinkAsync(Author author, Guid user, TimeSpan? lifetime = null) => database.WriteAsync<string>(author, async write =>
    {
        if (await write.FindAsync(User.Resource, user) is null)
            return Problem.NotFound();
        var hasPassword = await write.Session.NumberAsync($"select count(*) from passwords where tenant_id = {author.Tenant} and user_id = {user}") > 0;
        return await OneTimeLinks.CreateAsync(write, author.Tenant, user, lifetime ?? (hasPassword ? OneTimeLinks.Lifetime : OneTimeLinks.InvitationLifetime));
    });

    /// <summary>Whom a link is for; null when it was used, has expired or never was.</summary>
    public async ValueTask<LinkHolder?> FindLinkAsync(string token) => SecretToken.Read(token) is { } secret
        ? (await database.ReadAsync(session => OneTimeLinks.FindAsync(session, secret, database.Clock.GetUtcNow())))?.Holder
        : null;

    /// <summary>Uses a link: its user gets the password, all sessions that they had end, and a new one begins.</summary>
    public async Task<Outcome<NewSession>> RedeemLinkAsync(string token, string password, Visitor visitor)
    {
        if (SecretToken.Read(token) is not { } secret
            || await database.ReadAsync(session => OneTimeLinks.FindAsync(session, secret, database.Clock.GetUtcNow())) is not { } link)
        {
            return SignInProblem.Link;
        }
        if (Passwords.Check(password, link.Holder.Email) is { } problem)
            return problem;
        var hash = await _passwords.HashAsync(password);
        return await BeginSessionAsync(link.User, "choose a password", visitor, async write =>
        {
            if (await OneTimeLinks.FindAsync(write.Session, secret, write.Now) is null)
                return SignInProblem.Link;
            await OneTimeLinks.RemoveAsync(write, secret.Tenant, link.User.Id);
            await KeepPasswordAsync(write, secret.Tenant, link.User.Id, hash);
            await Sessions.EndAsync(write, secret.Tenant, link.User.Id, Sql.Of($""));
            return null;
        });
    }

    /// <summary>Makes a link for the first admin, for as long as no admin has a password.</summary>
    /// <returns>The token and the e-mail address of the admin; null when there is none, or somebody can sign in already.</returns>
    public async Task<(string Token, string Email)?> CreateFirstLinkAsync()
    {
        var first = await database.ReadAsync(session => session.FirstAsync(
            $"""
            select u.tenant_id, t.country, u.id, u.document ->> 'email' from users u join tenants t on t.id = u.tenant_id
            where u.document ->> 'role' = {User.Admin} and not exists (
                select 1 from passwords p join users a on a.tenant_id = p.tenant_id and a.id = p.user_id where a.document ->> 'role' = {User.Admin})
            order by u.tenant_id, u.id limit 1
            """,
            static row => Tuple.Create(new SessionUser(row.Long(0), row.Text(1), row.Id(2), User.Admin), row.Text(3))));
        if (first is not var (user, email))
            return null;
        var author = new Author(user.Tenant, user.Country, null, null, "first start");
        return (await CreateLinkAsync(author, user.Id, OneTimeLinks.Lifetime)).Succeeded(out var token, out _) ? (token, email) : null;
    }

    /// <summary>What goes with a user who is deleted.</summary>
    public static async ValueTask ForgetAsync(Write write, long tenant, Guid user)
    {
        await write.Session.ExecuteAsync($"delete from passwords where tenant_id = {tenant} and user_id = {user}");
        await OneTimeLinks.RemoveAsync(write, tenant, user);
        await Sessions.EndAsync(write, tenant, user, Sql.Of($""));
    }

    /// <summary>Begins a session in a write that its user is the author of, through that very session.</summary>
    private async Task<Outcome<NewSession>> BeginSessionAsync(SessionUser user, string cause, Visitor visitor, Func<Write, ValueTask<Problem?>> before)
    {
        var id = database.Ids.Next();
        return await database.WriteAsync<NewSession>(new Author(user.Tenant, user.Country, user.Id, id, cause), async write =>
            await before(write) is { } problem ? problem : await Sessions.BeginAsync(write, user, id, visitor));
    }

    private static async ValueTask KeepPasswordAsync(Write write, long tenant, Guid user, string hash)
    {
        var now = write.Now.ToUnixTimeMilliseconds();
        await write.Session.ExecuteAsync($"""
            insert into passwords (tenant_id, user_id, hash, changed_at) values ({tenant}, {user}, {hash}, {now})
            on conflict (tenant_id, user_id) do update set hash = excluded.hash, changed_at = excluded.changed_at
            """);
        await write.RecordAsync(PasswordType, user, null, Json.Bytes(new JsonObject { ["id"] = user.ToString(), ["changedAt"] = Instants.Print(write.Now) }));
    }

    /// <summary>The users with an e-mail address and a password, in all tenants.</summary>
    private static ValueTask<List<Candidate>> FindAsync(Session session, string email, string? tenant, string? address) => session.ListAsync(
        Sql.Of($"""
            select t.id, t.country, u.id, u.document ->> 'role', p.hash,
                (select count(*) from sessions s where s.tenant_id = u.tenant_id and s.user_id = u.id and s.address = {address})
            from users_identifiers i join users u on u.tenant_id = i.tenant_id and u.id = i.source_id
                join passwords p on p.tenant_id = u.tenant_id and p.user_id = u.id join tenants t on t.id = i.tenant_id
            where i.kind = {Identity.Email.Kind.Name} and i.value = {email}
            """)
            .Append(string.IsNullOrWhiteSpace(tenant) ? Sql.Of($"") : Sql.Of($" and t.name = {tenant.Trim()}"))
            .Append($" order by t.id limit {new Constant(MostTenants)}"),
        static row => new Candidate(new SessionUser(row.Long(0), row.Text(1), row.Id(2), row.Text(3)), row.Text(4), row.Long(5) > 0));

    private sealed record Candidate(SessionUser User, string Hash, bool IsKnownHere);
}
