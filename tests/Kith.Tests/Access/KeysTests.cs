using System.Text;
using Kith.Access;
using Kith.Tests.Support;

namespace Kith.Tests.Access;

public sealed class KeysTests(RunningServer server)
{
    [Fact]
    public async Task A_key_is_taken_from_either_header()
    {
        var crm = await server.NewTenant();
        var anonymous = crm.Anonymous();

        (await anonymous.Get("/people", ("X-API-KEY", crm.Key!))).Is(200);
        (await anonymous.Get("/people", ("x-api-key", $" {crm.Key} "))).Is(200);
        (await anonymous.Get("/people", ("Authorization", $"Bearer {crm.Key}"))).Is(200);
        (await anonymous.Get("/people", ("Authorization", $"bearer {crm.Key}"))).Is(200);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("kith_0000000000000000000000000000000000")]
    [InlineData("a-key-of-more-than-thirty-two-characters")]
    public async Task Without_a_key_that_is_known_nothing_is_answered(string? key)
    {
        var crm = await server.NewTenant();
        var person = await crm.Person();
        var nobody = crm.WithKey(key);

        foreach (var reply in (Reply[])[
            await nobody.Get("/people"), await nobody.Get(person), await nobody.Get("/people/x"), await nobody.Delete(person),
            await nobody.Post("/people", "{"), await nobody.Put(person, "{}"), await nobody.Patch(person, "{}"),
            await nobody.Get($"{person}/notes"), await nobody.Get($"{person}/history"), await nobody.Get("/users")])
        {
            Assert.Contains("Bearer", reply.Is(401).Header("WWW-Authenticate"), StringComparison.Ordinal);
        }
        (await crm.Get(person)).Is(200);
    }

    [Fact]
    public async Task A_key_with_one_letter_changed_is_refused()
    {
        var crm = await server.NewTenant();
        var key = crm.Key!;

        for (var i = 0; i < key.Length; i += 7)
            (await crm.WithKey($"{key[..i]}{(key[i] == 'x' ? 'y' : 'x')}{key[(i + 1)..]}").Get("/people")).Is(401);
    }

    [Fact]
    public async Task A_scope_includes_the_ones_before_it()
    {
        var admin = await server.NewTenant();
        var (reader, writer) = (await admin.WithScope(Scope.Read), await admin.WithScope(Scope.Write));
        var (person, user) = (await admin.Person(), await admin.User("x@example.com"));

        foreach (var reply in (Reply[])[
            await reader.Post("/people", "{}"), await reader.Put(person, "{}"), await reader.Patch(person, "{}"), await reader.Delete(person),
            await reader.Post($"{person}/notes", "{}"), await reader.Post("/users", "{}"),
            await writer.Post("/users", """{"email":"y@example.com"}"""), await writer.Patch(user, "{}"), await writer.Delete(user)])
        {
            reply.Is(403);
        }
        (await reader.Get(person)).Is(200);
        (await reader.Get("/users")).Is(200);
        (await writer.Patch(person, """{"givenName":"B"}""")).Is(200);
        (await writer.Get(person)).Is(200);
        (await admin.Delete(user)).Is(204);
        (await admin.Get(person)).Is(200);
    }

    [Fact]
    public async Task A_key_that_expired_is_refused()
    {
        var clock = new ManualClock();
        await using var own = await RunningServer.StartAsync(clock);
        var crm = await (await own.NewTenant()).WithScope(Scope.Write, TimeSpan.FromDays(1));

        clock.Advance(TimeSpan.FromHours(23));
        (await crm.Get("/people")).Is(200);
        clock.Advance(TimeSpan.FromHours(1));
        (await crm.Get("/people")).Is(401);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_from_the_next_request_on()
    {
        var crm = await server.NewTenant();
        var other = await crm.WithScope(Scope.Admin);
        (await other.Get("/people")).Is(200);

        Assert.True(await new Tenants(server.Database).RevokeKeyAsync(other.Key!));

        (await other.Get("/people")).Is(401);
        (await crm.Get("/people")).Is(200);
        Assert.False(await new Tenants(server.Database).RevokeKeyAsync(other.Key!));
    }

    [Fact]
    public async Task A_member_cannot_have_a_key_of_an_admin()
    {
        var crm = await server.NewTenant();
        await crm.Colleague();

        var problem = await new Tenants(server.Database).CreateKeyAsync(crm.Tenant, "colleague@example.com", null, Scope.Admin, null, ApiKey.Create());

        Assert.Equal(422, problem?.Status);
    }

    [Fact]
    public async Task A_key_of_somebody_who_is_no_longer_an_admin_manages_no_users()
    {
        var admin = await server.NewTenant();
        var second = await admin.Colleague("second@example.com", Users.User.Admin);
        (await second.Post("/users", """{"email":"a@example.com"}""")).Is(201);

        (await admin.Patch(await second.Me(), """{"role":"member"}""")).Is(200);

        (await second.Post("/users", """{"email":"b@example.com"}""")).Is(403);
        (await second.Get("/people")).Is(200);
    }

    [Fact]
    public async Task Keys_are_kept_as_hashes_only()
    {
        var crm = await server.NewTenant();

        var kept = await server.Database.ReadAsync(session => session.ListAsync(
            $"select hash, lookup, hint, scope from api_keys",
            static row => string.Join('|', Enumerable.Range(0, 4).Select(column => Encoding.UTF8.GetString(row.Bytes(column))))), TestContext.Current.CancellationToken);

        Assert.Contains(kept, line => line.Contains(crm.Key![..9], StringComparison.Ordinal));
        Assert.DoesNotContain(kept, line => line.Contains(crm.Key![9..], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_takes_the_role_from_themselves()
    {
        var admin = await server.NewTenant();
        var me = await admin.Me();

        (await admin.Patch(me, """{"role":"member"}""")).Is(409);
        (await admin.Put(me, """{"email":"admin@example.com"}""")).Is(409);
        (await admin.Delete(me)).Is(409);

        Assert.Equal("admin", (await admin.Get(me))["role"]!.GetValue<string>());
    }
}
