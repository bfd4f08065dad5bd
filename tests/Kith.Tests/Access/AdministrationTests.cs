using Kith.Access;
using Kith.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kith.Tests.Access;

public sealed class AdministrationTests(RunningServer server)
{
    private const string Password = "a horse of the battery";

    [Fact]
    public async Task A_key_that_an_admin_makes_does_what_it_may_until_it_is_revoked()
    {
        var crm = await server.NewTenant();
        var member = await crm.User("kim@example.com");

        var created = (await crm.Post("/api_keys", $$"""{"title":"Forms","user":"{{member}}"}""")).Is(201);
        var key = crm.WithKey(created["key"]!.GetValue<string>());
        Assert.Equal(("write", member), (created["scope"]!.GetValue<string>(), created["user"]!.GetValue<string>()));
        Assert.Equal("no-store", created.Header("Cache-Control"));
        Assert.Equal($"/users/{Iri.IdOf(member)}", (await key.Get(await key.Create("/people/" + Iri.IdOf(await key.Person()) + "/notes", $$"""{"description":"x","category":"{{await crm.Category()}}"}""")))["author"]!.GetValue<string>());
        (await key.Get("/api_keys")).Is(403);
        (await key.Delete(created.Iri)).Is(403);
        Assert.False((await crm.Get(created.Iri)).Is(200).Json.ContainsKey("key"));

        (await crm.Delete(created.Iri)).Is(204);
        (await key.Get("/people")).Is(401);
        (await crm.Delete(created.Iri)).Is(204);
        Assert.NotNull((await crm.Get(created.Iri)).Is(200)["revokedAt"]);
        Assert.Equal(created.Iri, (await crm.Get("/api_keys")).Iris[0]);
        Assert.Equal(2, (await crm.Get("/api_keys?view=idx")).TotalItems);
    }

    [Fact]
    public async Task A_key_that_could_not_be_is_refused_with_the_reason()
    {
        var crm = await server.NewTenant();
        var member = await crm.User("kim@example.com");
        var stranger = await (await server.NewTenant()).User("kim@example.com");

        (await crm.Post("/api_keys", $$"""{"user":"{{member}}","scope":"admin"}""")).Refuses("scope", ViolationCodes.Choice);
        (await crm.Post("/api_keys", $$"""{"user":"{{stranger}}"}""")).Refuses("user", ViolationCodes.Iri);
        (await crm.Post("/api_keys", """{"expiresAt":"2020-01-01"}""")).Refuses("expiresAt", ViolationCodes.Range);
        (await crm.Post("/api_keys", """{"scope":"everything"}""")).Refuses("scope", ViolationCodes.Choice);
        Assert.Equal(1, (await crm.Get("/api_keys")).TotalItems);

        var key = (await crm.Get("/api_keys")).Iris[0];
        var other = await server.NewTenant();
        (await other.Get(key)).Is(404);
        (await other.Delete(key)).Is(404);
        (await crm.Get("/people")).Is(200);
    }

    [Fact]
    public async Task When_a_key_was_used_last_is_known_a_minute_later()
    {
        var clock = new ManualClock();
        await using var own = await RunningServer.StartAsync(clock);
        var crm = await own.NewTenant();
        var key = (await crm.Get("/api_keys")).Members[0];
        Assert.False(key.ContainsKey("lastUsedAt"));

        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        JsonNode? used;
        do
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
        while ((used = (await crm.Get(key["@id"]!.GetValue<string>()))["lastUsedAt"]) is null);
        Assert.StartsWith("2026-05-", used.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_admin_invites_a_user_sees_where_they_are_signed_in_and_ends_that()
    {
        var crm = await server.NewTenant();
        var user = await crm.User("kim@example.com");
        var link = (await crm.Post($"{user}/link", "")).Is(201)["link"]!.GetValue<string>();
        Assert.StartsWith($"{server.Address}/app/welcome?token=", link, StringComparison.Ordinal);
        var browser = new Browser(server) { Name = "Desk/1" };
        (await browser.Submit("/app/welcome", ("token", link.Split('=')[1]), ("password", Password))).Is(303);
        var phone = new Browser(server) { Name = "Phone/1" };
        (await phone.SignIn("kim@example.com", Password, ("tenant", crm.Tenant))).Is(303);

        var sessions = (await crm.Get($"{user}/sessions")).Is(200);
        Assert.Equal(["Desk/1", "Phone/1"], sessions.Texts("userAgent").Order());
        Assert.All(sessions.Texts("address"), address => Assert.Equal("127.0.0.1", address));
        var desk = sessions.Members.Single(session => session["userAgent"]!.GetValue<string>() == "Desk/1")["@id"]!.GetValue<string>();
        var stranger = await server.NewTenant();
        (await stranger.Get($"{user}/sessions")).Is(404);
        (await stranger.Delete($"{user}/sessions")).Is(404);
        (await stranger.Delete(desk)).Is(404);
        (await stranger.Post($"{user}/link", "")).Is(404);
        (await crm.Delete($"{await crm.Me()}/sessions/{desk[^36..]}")).Is(404);
        Assert.NotNull(await browser.SignedInAsync());

        (await crm.Delete(desk)).Is(204);
        Assert.Null(await browser.SignedInAsync());
        Assert.NotNull(await phone.SignedInAsync());
        (await crm.Delete(desk)).Is(404);
        (await crm.Delete($"{user}/sessions")).Is(204);
        Assert.Null(await phone.SignedInAsync());
    }

    [Fact]
    public async Task Members_read_the_tenant_and_admins_change_it()
    {
        var crm = await server.NewTenant();
        var member = await crm.Colleague();

        Assert.Equal("en", (await member.Get("/tenant")).Is(200)["language"]!.GetValue<string>());
        (await member.Patch("/tenant", """{"language":"nl"}""")).Is(403);
        (await crm.Patch("/tenant", """{"language":"fr"}""")).Refuses("language", ViolationCodes.Choice);
        (await crm.Patch("/tenant", """{"language":null}""")).Refuses("language");
        (await crm.Patch("/tenant", """{"title":"Acme","language":"nl","name":"other"}""")).Is(200);

        var tenant = (await member.Get("/tenant")).Is(200);
        Assert.Equal(("Acme", "nl", crm.Tenant, "NL"), (tenant["title"]!.GetValue<string>(), tenant["language"]!.GetValue<string>(), tenant["name"]!.GetValue<string>(), tenant["country"]!.GetValue<string>()));
        Assert.Equal("en", (await (await server.NewTenant()).Get("/tenant"))["language"]!.GetValue<string>());
        (await crm.Patch("/tenant", """{"title":null}""")).Is(200);
        Assert.Null((await crm.Get("/tenant"))["title"]);
    }

    [Fact]
    public async Task A_tenant_that_moves_reads_its_numbers_anew()
    {
        var (crm, neighbour) = (await server.NewTenant(), await server.NewTenant());
        var vogel = await crm.Create("/people", """{"familyName":"Vogel","phoneNumbers":[{"phoneNumber":"030 901820"}]}""");
        await neighbour.Create("/people", """{"familyName":"Buur","phoneNumbers":[{"phoneNumber":"030 901820"}]}""");
        Assert.Equal(0, (await crm.Get("/people?identifiers=%2B4930901820")).TotalItems);
        (await crm.Patch("/tenant", """{"country":"Narnia"}""")).Refuses("country");
        (await crm.Patch("/tenant", """{"country":null}""")).Refuses("country");

        Assert.Equal("DE", (await crm.Patch("/tenant", """{"country":"de"}""")).Is(200)["country"]!.GetValue<string>());
        while (await server.Database.RebuildNextAsync() is not null)
        {
            // What the server does by itself within a minute.
        }

        Assert.Equal([vogel], (await crm.Get("/people?identifiers=%2B4930901820")).Iris);
        Assert.Equal([vogel], (await crm.Get("/people?q=%2B4930901820")).Iris);
        Assert.Equal(0, (await crm.Get("/people?identifiers=%2B3130901820")).TotalItems);
        Assert.Equal(1, (await neighbour.Get("/people?identifiers=%2B3130901820")).TotalItems);
        Assert.Empty(await server.Database.VerifyAsync());
    }

    [Fact]
    public async Task The_audit_tells_who_did_what_through_what()
    {
        var crm = await server.NewTenant();
        var browser = await server.Welcome(crm.Tenant, "admin@example.com", Password);
        var session = (await browser.SignedInAsync())!;
        var person = await crm.Person();
        (await crm.Patch(person, """{"familyName":"de Vries"}""")).Is(200);
        (await crm.Post("/api_keys", "{}")).Is(201);
        await server.Services.GetRequiredService<Accounts>().SignOutAsync(session);

        var audit = (await crm.Get("/audit?itemsPerPage=7")).Is(200).Members;
        Assert.Equal(
            [("Session", "delete", "session"), ("ApiKey", "create", "key"), ("Person", "update", "key"), ("Person", "create", "key"), ("Session", "create", "session"), ("Password", "create", "session"), ("OneTimeLink", "create", null)],
            audit.Select(entry => (entry["type"]!.GetValue<string>(), entry["action"]!.GetValue<string>(), entry["through"]?.GetValue<string>())));
        Assert.Equal(person, audit[2]["item"]!.GetValue<string>());
        Assert.Equal("de Vries", audit[2]["changes"]![0]!["new"]!.GetValue<string>());
        Assert.Equal($"/users/{session.User}", audit[0]["author"]!.GetValue<string>());
        Assert.Equal($"/users/{session.User}/sessions/{session.ApiKey}", audit[4]["item"]!.GetValue<string>());
        Assert.DoesNotContain(Password, (await crm.Get("/audit?itemsPerPage=30")).Text, StringComparison.Ordinal);

        (await (await crm.Colleague()).Get("/audit")).Is(403);
        Assert.DoesNotContain(person, (await (await server.NewTenant()).Get("/audit?itemsPerPage=30")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_audit_is_narrowed_and_read_to_its_end()
    {
        var clock = new ManualClock();
        await using var own = await RunningServer.StartAsync(clock);
        var crm = await own.NewTenant();
        var colleague = await crm.Colleague();
        for (var i = 0; i < 10; i++)
        {
            clock.Advance(TimeSpan.FromHours(1));
            await (i % 2 == 0 ? crm : colleague).Person($"P{i}");
        }

        Assert.Equal(5, (await crm.Get($"/audit?author={await colleague.Me()}&type=Person&itemsPerPage=30")).Members.Count);
        Assert.Equal(3, (await crm.Get("/audit?type=Person&createdAt[after]=2026-05-01T12:30:00Z&createdAt[before]=2026-05-01T14:30:00Z")).Members.Count);
        Assert.Empty((await crm.Get("/audit?createdAt[after]=2026-05-02")).Members);
        var found = new List<string>();
        for (var next = "/audit?type=Person&itemsPerPage=3&createdAt[after]=2026-05-01T11:30:00Z"; next is not null;)
        {
            var page = (await crm.Get(next)).Is(200);
            found.AddRange(page.Members.Select(entry => entry["changes"]![0]!["new"]!.GetValue<string>()));
            next = page["view"]!["next"]?.GetValue<string>();
        }
        Assert.Equal(Enumerable.Range(1, 9).Reverse().Select(number => $"P{number}"), found);
        Assert.Contains("rel=\"next\"", (await crm.Get("/audit?itemsPerPage=1", ("Accept", "application/json"))).Header("Link"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Private_notes_of_others_are_not_in_the_audit()
    {
        var crm = await server.NewTenant();
        var colleague = await crm.Colleague();
        var person = await crm.Person();
        var secret = await colleague.Note(person, "\"title\":\"Secret\",\"isPrivate\":true");
        (await colleague.Patch(secret, """{"title":"Still secret"}""")).Is(200);
        (await colleague.Patch(secret, """{"isPrivate":false,"title":"Told"}""")).Is(200);
        (await colleague.Patch(secret, """{"title":"Told again"}""")).Is(200);
        var mine = await crm.Note(person, "\"title\":\"Mine\",\"isPrivate\":true");
        await colleague.Note(person, "\"title\":\"They write \\\"isPrivate\\\":true\"");

        var audit = (await crm.Get("/audit?type=PersonNoteResource")).Is(200);
        Assert.DoesNotContain("ecret", audit.Text, StringComparison.Ordinal);
        Assert.Equal(["They write \"isPrivate\":true", "Mine", "Told again"], audit.Members.Select(entry => entry["changes"]!.AsArray().Single(change => change!["property"]!.GetValue<string>() == "title")!["new"]!.GetValue<string>()));
        Assert.Equal(mine, audit.Members[1]["item"]!.GetValue<string>());
    }
}
