using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.NoteCategories;
using Kith.Users;

namespace Kith.Access;

/// <summary>A key as an operator sees it; never its text.</summary>
internal sealed record KeyLine(Guid Id, string Hint, string Tenant, string User, string Scope, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt);

/// <summary>Tenants, their first users and categories, and keys: what exists before anybody can send a request.</summary>
/// <param name="database">Where they are kept.</param>
/// <param name="defaultCountry">The country of tenants that are created (ISO 3166-1 alpha-2).</param>
internal sealed class Tenants(Database database, string defaultCountry = Tenants.DefaultCountry)
{
    /// <summary>The country of a tenant unless it is configured otherwise (decisions.md "Person").</summary>
    public const string DefaultCountry = "NL";

    /// <summary>Whether nobody has a key yet.</summary>
    public ValueTask<bool> IsEmptyAsync() =>
        database.ReadAsync(async session => await CountKeysAsync(session) == 0);

    /// <summary>Whether a tenant is the first one: its admins are those who run the installation.</summary>
    public static async ValueTask<bool> IsFirstAsync(Database database, long tenant, CancellationToken cancellation) =>
        await database.ReadAsync(session => session.NumberAsync($"select min(id) from tenants"), cancellation) == tenant;

    /// <summary>Who stands in the journal of the first tenant for what the program itself does to the installation.</summary>
    /// <param name="database">The database.</param>
    /// <param name="cause">What led to it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async ValueTask<Author> AuthorOfFirstAsync(Database database, string cause, CancellationToken cancellation) =>
        (await database.ReadAsync(
            session => session.FirstAsync($"select id, country from tenants order by id limit 1", row => new Author(row.Long(0), row.Text(1), null, null, cause)), cancellation))!;

    /// <summary>Creates the tenant, the user and the key; tenant and user may be there already.</summary>
    /// <param name="tenant">The tenant's name.</param>
    /// <param name="email">The user's e-mail address.</param>
    /// <param name="role">The role of the user; when null, one who is there keeps theirs, and the first of a tenant is its admin.</param>
    /// <param name="scope">What the key may do; when null, all that its user may.</param>
    /// <param name="lifetime">How long the key is valid; null for ever.</param>
    /// <param name="key">The text of the key.</param>
    public async Task<Problem?> CreateKeyAsync(string tenant, string email, string? role, Scope? scope, TimeSpan? lifetime, string key)
    {
        var caller = await EnsureTenantAsync(tenant);
        return (await CreateKeyAsync(caller, isFirst: false, email, role, scope, lifetime, key)).Problem;
    }

    /// <summary>Creates the first key of all, with its tenant and an admin.</summary>
    /// <returns>Whether it was the first; another server may have been faster.</returns>
    public async Task<bool> CreateFirstKeyAsync(string tenant, string email, string key)
    {
        var caller = await EnsureTenantAsync(tenant);
        var outcome = await CreateKeyAsync(caller, isFirst: true, email, User.Admin, Scope.Admin, lifetime: null, key);
        return outcome.Succeeded(out var isCreated, out var problem) ? isCreated : throw new InvalidOperationException(problem.Detail);
    }

    private Task<Outcome<bool>> CreateKeyAsync(Caller caller, bool isFirst, string email, string? role, Scope? scope, TimeSpan? lifetime, string key) =>
        database.WriteAsync<bool>(Author(caller, "kith keys create"), async write =>
        {
            if (isFirst && await CountKeysAsync(write.Session) > 0)
                return false;
            if (!(await EnsureUserAsync(write, caller, email, role)).Succeeded(out var user, out var problem))
                return problem;
            var isAdmin = user.Parse()["role"]!.GetValue<string>() == User.Admin;
            if (scope == Scope.Admin && !isAdmin)
                return Problem.Unprocessable("scope", $"{email} is not an admin, so their key cannot have the scope admin.", ViolationCodes.Choice);
            await InsertKeyAsync(write, caller.Tenant, await write.NextIdAsync(), user.Id, scope ?? (isAdmin ? Scope.Admin : Scope.Write), write.Now + lifetime, title: null, key);
            return true;
        });

    private static ValueTask<long> CountKeysAsync(Session session) => session.NumberAsync($"select count(*) from api_keys");

    /// <summary>All keys, of one tenant or of all.</summary>
    public ValueTask<List<KeyLine>> ListKeysAsync(string? tenant) => database.ReadAsync(session => session.ListAsync(
        Sql.Of($"""
            select k.id, k.hint, t.name, coalesce(u.document ->> 'email', '(deleted)'), k.scope, k.created_at, k.expires_at, k.revoked_at
            from api_keys k join tenants t on t.id = k.tenant_id left join users u on u.tenant_id = k.tenant_id and u.id = k.user_id
            """)
            .Append(tenant is null ? Sql.Of($"") : Sql.Of($" where t.name = {tenant}"))
            .Append($" order by t.name, k.created_at, k.id"),
        static row => new KeyLine(row.Id(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4),
            Moment(row.Long(5)), row.IsNull(6) ? null : Moment(row.Long(6)), row.IsNull(7) ? null : Moment(row.Long(7)))));

    /// <summary>Revokes a key, named by its id or by its text; it is refused from the next request on.</summary>
    /// <returns>Whether there was one that was not revoked.</returns>
    public async Task<bool> RevokeKeyAsync(string idOrKey)
    {
        var hash = ApiKey.Hash(idOrKey);
        var id = Iri.TryReadId(idOrKey, out var parsed) ? parsed : default;
        var found = await database.ReadAsync(session => session.FirstAsync(
            $"""
            select k.tenant_id, k.id, t.country from api_keys k join tenants t on t.id = k.tenant_id
            where (k.hash = {hash} or k.id = {id}) and k.revoked_at is null
            """,
            static row => new RevocableKey(row.Long(0), row.Id(1), row.Text(2))));
        if (found is null)
            return false;
        var outcome = await database.WriteAsync<bool>(new Author(found.Tenant, found.Country, null, null, "kith keys revoke"), async write => await RevokeKeyAsync(write, found.Tenant, found.Id));
        return outcome.Value;
    }

    /// <summary>Revokes a key of a tenant, as part of another write.</summary>
    /// <returns>Whether there is one; that it was revoked already changes nothing.</returns>
    public static async ValueTask<bool> RevokeKeyAsync(Write write, long tenant, Guid id)
    {
        var found = await write.Session.FirstAsync(
            $"select scope, hint, revoked_at from api_keys where tenant_id = {tenant} and id = {id}", static row => Tuple.Create(row.Text(0), row.Text(1), row.IsNull(2)));
        if (found is not var (scope, hint, isGood))
            return false;
        if (isGood)
        {
            await write.Session.ExecuteAsync($"update api_keys set revoked_at = {write.Now.ToUnixTimeMilliseconds()} where tenant_id = {tenant} and id = {id}");
            await write.RecordAsync("ApiKey", id, Describe(id, scope, hint), null);
        }
        return true;
    }

    /// <summary>A caller that may do everything in a tenant, which is created with its note categories when it is not there.</summary>
    public async Task<Caller> EnsureTenantAsync(string name)
    {
        if (await FindTenantAsync(name) is { } known)
            return known;
        var outcome = await database.CreateTenantAsync<Caller>(name, defaultCountry, "new tenant", async (id, write) =>
        {
            var caller = new Caller(id, default, IsAdmin: true, defaultCountry);
            foreach (var (index, (title, icon)) in NoteCategory.First.Index())
            {
                var body = ToElement(new JsonObject { ["title"] = title, ["icon"] = icon, ["sequence"] = index + 1 });
                if (!(await write.ApplyAsync(NoteCategory.Resource, await write.NextIdAsync(), body, null, ReadingOf(caller, write))).Succeeded(out _, out var problem))
                    return problem;
            }
            return caller;
        });
        if (outcome.Succeeded(out var created, out var refused))
            return created;
        // Another process may have been first.
        return await FindTenantAsync(name) ?? throw new InvalidOperationException(refused.Detail);
    }

    private ValueTask<Caller?> FindTenantAsync(string name) => database.ReadAsync(session => session.FirstAsync(
        $"select id, country from tenants where name = {name}",
        static row => new Caller(row.Long(0), default, IsAdmin: true, row.Text(1))));

    private static async ValueTask<Outcome<Stored>> EnsureUserAsync(Write write, Caller caller, string email, string? role)
    {
        var normal = Identity.Email.Kind.Normalize(email, caller.Country);
        var known = await write.Session.FirstAsync(
            $"select u.id, u.revision, u.document from users_identifiers i join users u on u.tenant_id = i.tenant_id and u.id = i.source_id where i.tenant_id = {caller.Tenant} and i.kind = 'email' and i.value = {normal}",
            static row => new Stored(row.Id(0), row.Long(1), row.Bytes(2)));
        var body = new JsonObject();
        if (known is null)
        {
            var isFirst = await write.Session.NumberAsync($"select count(*) from users where tenant_id = {caller.Tenant}") == 0;
            body["email"] = email;
            body["role"] = role ?? (isFirst ? User.Admin : User.Member);
        }
        else if (role is not null)
        {
            body["role"] = role;
        }
        var element = ToElement(body);
        return await write.ApplyAsync(User.Resource, known?.Id ?? await write.NextIdAsync(), element, known,
            ReadingOf(caller, write, known is null ? WriteMode.Create : WriteMode.Merge));
    }

    /// <summary>Adds a key, as part of another write.</summary>
    public static async ValueTask InsertKeyAsync(Write write, long tenant, Guid id, Guid user, Scope scope, DateTimeOffset? expiresAt, string? title, string key)
    {
        var (hash, hint) = (ApiKey.Hash(key), ApiKey.Hint(key));
        var scopeName = scope.ToString().ToLowerInvariant();
        await write.Session.ExecuteAsync($"""
            insert into api_keys (lookup, hash, tenant_id, id, user_id, scope, hint, created_at, expires_at, title)
            values ({ApiKey.Lookup(hash)}, {hash}, {tenant}, {id}, {user}, {scopeName}, {hint}, {write.Now.ToUnixTimeMilliseconds()}, {expiresAt?.ToUnixTimeMilliseconds()}, {title})
            """);
        await write.RecordAsync("ApiKey", id, null, Describe(id, scopeName, hint));
    }

    private static byte[] Describe(Guid id, string scope, string hint) =>
        Json.Bytes(new JsonObject { ["id"] = id.ToString(), ["scope"] = scope, ["hint"] = hint });

    private static JsonElement ToElement(JsonObject body) => JsonSerializer.SerializeToElement(body, NodeContext.Default.JsonObject);

    private static Reading ReadingOf(Caller caller, Write write, WriteMode mode = WriteMode.Create) => new(caller, mode, write.Now, "");

    private static Author Author(Caller caller, string cause) => new(caller.Tenant, caller.Country, null, null, cause);

    private static DateTimeOffset Moment(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private sealed record RevocableKey(long Tenant, Guid Id, string Country);
}
