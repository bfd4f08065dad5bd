using System.Text;
using Kith.Access;
using Kith.Tests.Documentation;
using Kith.Tests.Import;
using Kith.Tests.Media;
using Kith.Tests.Support;
using SkiaSharp;

namespace Kith.Tests.Erasing;

public sealed class ErasingTests(RunningServer server)
{
    /// <summary>What is nowhere else, in a name, an address and a note.</summary>
    private const string Word = "zwaluwnest";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_of_an_erased_person_is_left_anywhere_in_the_database()
    {
        await using var own = await RunningServer.StartAsync(TimeProvider.System);
        var crm = await own.NewTenant();
        var organization = await crm.Organization();
        (await crm.Get("/duplicates", ("Prefer", "wait=60"))).Is(200);
        var kept = await crm.Create("/people", """{"familyName":"Kept","emailAddresses":[{"email":"kept@example.com"}]}""");
        var body = $$"""
            {"familyName":"{{Word}}","jobTitle":"{{Word}}","linkedinId":"https://www.linkedin.com/in/{{Word}}","organizations":["{{organization}}"],
             "emailAddresses":[{"email":"{{Word}}@example.com"}],"phoneNumbers":[{"phoneNumber":"+31612345678"}],"avatar":"{{await Picture(crm)}}"}
            """;
        var person = (await crm.Post("/people", body, ("Idempotency-Key", "once"))).Is(201).Iri;
        var twin = await crm.Create("/people", $$"""{"familyName":"{{Word}}","emailAddresses":[{"email":"{{Word}}@example.com"}]}""");
        var note = await crm.Note(person, $"\"title\":\"{Word}\"");
        (await crm.Delete(await crm.Note(person, $"\"title\":\"deleted {Word}\""))).Is(204);
        (await crm.Patch(person, $$"""{"jobTitle":"once {{Word}}"}""")).Is(200);
        (await crm.Post($"{person}/merge", $$"""{"people":["{{twin}}"]}""")).Is(201);
        // Rows that become the person, that add a note on what they cannot take, that are refused, and that nobody ran.
        var file = $"Last Name,E-mail,Phone,Job Title\n{Word},{Word}@example.com,,\n{Word},\"{Word} <{Word.ToUpperInvariant()}@example.com>\",,\n{Word},,+31612345678,{Word}{new string('x', 300)}\nKept,kept@example.com,,\n";
        var (import, unfinished, deleted) = (await crm.SendFile(file), await crm.SendFile(file), await crm.SendFile(file));
        Assert.Equal("""{"error":1,"updated":1,"unchanged":2}""", (await crm.RunImport(import))["counts"]!.ToJsonString());
        (await crm.Get($"{unfinished.Iri}/preview", ("Prefer", "wait=60"))).Is(200);
        (await crm.Delete(deleted.Iri)).Is(204);
        (await crm.Get("/duplicates", ("Prefer", "wait=60"))).Is(200);
        Assert.NotEqual(0, await Occurrences(own, Word));

        var receipt = (await crm.Post($"{person}/erase", """{"reference":"request 17"}""")).Is(201);

        Assert.Equal(person, receipt["person"]!.GetValue<string>());
        Assert.Equal([twin], receipt.List("merged"));
        Assert.Equal((3, 1, "request 17"), (receipt["notes"]!.GetValue<int>(), receipt["pictures"]!.GetValue<int>(), receipt["reference"]!.GetValue<string>()));
        Assert.Equal(await crm.Me(), receipt["author"]!.GetValue<string>());
        Assert.Equal(receipt.Text, (await crm.Get(receipt.Iri)).Is(200).Text);
        Assert.Equal([receipt.Iri], (await crm.Get("/erasures")).Iris);
        foreach (var gone in (string[])[person, twin, note, $"{person}/notes", $"{person}/history", $"{twin}/history"])
            (await crm.Get(gone)).Is(404);
        Assert.Equal([kept], (await crm.Get("/people")).Iris);
        Assert.Equal(0, (await crm.Get($"/people?q={Word}")).TotalItems);
        Assert.Equal(0, (await crm.Get("/people/trash")).TotalItems);
        Assert.Equal(0, (await crm.Get("/media_objects")).TotalItems);
        Assert.Empty((await crm.Get(organization)).List("people"));
        (await crm.Post("/people", body, ("Idempotency-Key", "once"))).Is(410);
        (await crm.Get("/duplicates", ("Prefer", "wait=60"))).Is(200);
        Assert.Equal(0, await Occurrences(own, Word));
        Assert.Equal(0, await own.Database.ReadAsync(session => session.NumberAsync($"select count(*) from duplicate_keys where person_id = {Iri.IdOf(person)}"), Cancellation));
        Assert.Empty(await own.Database.VerifyAsync());
        (await crm.Get($"{kept}/history")).Is(200);
        foreach (var left in (Reply[])[import, unfinished])
            Assert.Equal("5", string.Join(' ', (await crm.Get($"{left.Iri}/preview")).Is(200)["rows"]!.AsArray().Select(row => row!["row"])));
    }

    [Fact]
    public async Task What_finds_texts_does_not_hold_what_was_erased()
    {
        Assert.SkipWhen(TestDatabase.IsPostgres, "A server overwrites by itself what was deleted.");
        await using var own = await RunningServer.StartAsync(TimeProvider.System);
        var crm = await own.NewTenant();
        var person = await crm.Person(Word);
        // It is kept in threes.
        var held = Sql.Of($"select count(*) from people_search_data where instr(block, {"uwn"u8.ToArray()}) > 0");
        ValueTask<long> Held() => own.Database.ReadAsync(session => session.NumberAsync(held), Cancellation);
        Assert.NotEqual(0, await Held());

        (await crm.Post($"{person}/erase", "")).Is(201);
        var tenant = Assert.Single(await own.Database.ToOverwriteAsync(Cancellation));
        Assert.True(await own.Database.OverwriteAsync(static _ => Task.CompletedTask));
        await own.Database.OverwrittenAsync(tenant.Tenant, tenant.Erasures);

        Assert.Equal(0, await Held());
        Assert.Empty(await own.Database.ToOverwriteAsync(Cancellation));
        Assert.Empty(await own.Database.VerifyAsync());
    }

    [Fact]
    public async Task Who_is_to_be_erased_is_told_without_erasing()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person();
        await crm.Note(person);
        var before = (await crm.Get(person)).Text;

        var told = (await crm.Post($"{person}/erase?dryRun=true", """{"reference":"r"}""")).Is(200);

        Assert.Equal((1, 0, 2), (told["notes"]!.GetValue<int>(), told["pictures"]!.GetValue<int>(), told["changes"]!.GetValue<int>()));
        Assert.Equal(before, (await crm.Get(person)).Text);
        Assert.Equal(0, (await crm.Get("/erasures")).TotalItems);
    }

    [Fact]
    public async Task Erasing_again_answers_the_receipt()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person();
        var receipt = (await crm.Post($"{person}/erase", "")).Is(201);

        Assert.Equal(receipt.Iri, (await crm.Post($"{person}/erase", "")).Is(200).Iri);
        (await crm.Post($"{person}/erase?dryRun=true", "")).Is(404);
        (await crm.Post($"{person}/restore", "")).Is(404);
    }

    [Fact]
    public async Task A_deleted_person_is_erased_with_the_notes()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person();
        await crm.Note(person);
        (await crm.Delete(person)).Is(204);

        Assert.Equal(1, (await crm.Post($"{person}/erase", "")).Is(201)["notes"]!.GetValue<int>());

        Assert.Equal(0, (await crm.Get("/people/trash")).TotalItems);
        (await crm.Post($"{person}/restore", "")).Is(404);
        Assert.Empty(await server.Database.VerifyAsync());
    }

    [Fact]
    public async Task Who_was_one_with_somebody_else_for_a_time_is_taken_out_of_that_ones_history()
    {
        await using var own = await RunningServer.StartAsync(TimeProvider.System);
        var crm = await own.NewTenant();
        var survivor = await crm.Create("/people", """{"familyName":"Survivor"}""");
        var person = await crm.Create("/people", $$"""{"familyName":"{{Word}}","jobTitle":"{{Word}}"}""");
        var merge = (await crm.Post($"{survivor}/merge", $$"""{"people":["{{person}}"]}""")).Is(201).Iri;
        (await crm.Patch(survivor, """{"givenName":"Anna"}""")).Is(200);
        (await crm.Post($"{merge}/undo", "")).Is(200);
        var before = (await crm.Get(survivor)).Text;

        (await crm.Post($"{person}/erase", "")).Is(201);

        Assert.Equal(before, (await crm.Get(survivor)).Text);
        Assert.Equal(0, await Occurrences(own, Word));
        var history = (await crm.Get($"{survivor}/history")).Members;
        Assert.Equal(4, history.Count);
        Assert.Empty(history[1]!["changes"]!.AsArray());
        Assert.Equal(survivor, (await crm.Post($"{survivor}/history/{history[1]!["id"]}/revert", "")).Is(200)["leftAlone"]![0]!["item"]!.GetValue<string>());
        Assert.Empty(await own.Database.VerifyAsync());
    }

    [Fact]
    public async Task Upserts_do_not_bring_back_who_was_erased()
    {
        var crm = await server.NewTenant();
        var person = await crm.Create("/people", """{"familyName":"A","emailAddresses":[{"email":"Erased@Example.com"},{"email":"info@example.com"}],"customerId":"7","externalSource":"Shop"}""");
        (await crm.Patch(person, """{"emailAddresses":[]}""")).Is(200);
        var receipt = (await crm.Post($"{person}/erase", "")).Is(201).Iri;

        const string Same = """{"familyName":"A","emailAddresses":[{"email":"erased@example.com"}]}""";
        Assert.Contains(receipt, (await crm.Put("/people?match=email", Same)).Is(409)["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        (await crm.Put("/people?match=customerId", """{"familyName":"A","customerId":"7","externalSource":"shop"}""")).Is(409);
        var rows = (await crm.Post("/people/batch", $$"""{"mode":"bestEffort","operations":[{"method":"upsert","match":"email","body":{{Same}}}]}""")).Is(200);
        Assert.Equal(409, rows.Members[0]!["status"]!.GetValue<int>());
        (await crm.Post("/people", Same, ("Prefer", "handling=strict"))).Is(409);
        Assert.Equal(0, (await crm.Get("/people")).TotalItems);

        (await crm.Put("/people?match=customerId", """{"familyName":"B","customerId":"7","externalSource":"Bank"}""")).Is(201);
        (await crm.Put("/people?match=email", """{"familyName":"C","emailAddresses":[{"email":"info@example.com"}]}""")).Is(201);
        // Who is created by hand wants to be known again.
        (await crm.Post("/people", Same)).Is(201);
        (await crm.Put("/people?match=email", """{"jobTitle":"Buyer","emailAddresses":[{"email":"erased@example.com"}]}""")).Is(200);
        (await (await server.NewTenant()).Put("/people?match=email", Same)).Is(201);
    }

    [Fact]
    public async Task Only_an_admin_erases_and_only_who_is_there()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person();
        var merged = await crm.Person("B");
        (await crm.Post($"{person}/merge", $$"""{"people":["{{merged}}"]}""")).Is(201);

        (await (await crm.WithScope(Scope.Write)).Post($"{person}/erase", "")).Is(403);
        (await (await server.NewTenant()).Post($"{person}/erase", "")).Is(404);
        Assert.Equal($"{person}/erase", (await crm.Post($"{merged}/erase", "")).Is(308).Header("Location"));
        (await crm.Post("/people/nobody/erase", "")).Is(404);
        (await crm.Post($"{person}/erase", "[]")).Is(400);
        (await crm.Post($"{person}/erase", """{"reference":17}""")).Is(422);
        (await crm.Send(HttpMethod.Post, $"{person}/erase", Client.Body("x", "text/plain"))).Is(415);
        (await crm.Post($"{person}/erase?dryRun=maybe", "")).Is(400);
        (await crm.Post($"{person}/erase", "", ("If-Match", "\"0\""))).Is(412);
        (await crm.Delete("/erasures/019aaaaa-0000-7000-8000-000000000000")).Is(405);
        (await crm.Get(person)).Is(200);
    }

    [Fact]
    public async Task A_picture_that_somebody_else_has_stays()
    {
        var crm = await server.NewTenant();
        var picture = await Picture(crm);
        var person = await crm.Create("/people", $$"""{"familyName":"A","avatar":"{{picture}}"}""");
        await crm.Create("/organizations", $$"""{"title":"B","avatar":"{{picture}}"}""");

        Assert.Equal(0, (await crm.Post($"{person}/erase", "")).Is(201)["pictures"]!.GetValue<int>());

        (await crm.Get(picture)).Is(200);
    }

    [Fact]
    public async Task Counts_that_were_known_before_an_erasure_are_right_after_it()
    {
        var crm = await server.NewTenant();
        var tag = await crm.Tag();
        var (person, other) = (await crm.Create("/people", $$"""{"familyName":"A","tags":["{{tag}}"]}"""), await crm.Create("/people", $$"""{"familyName":"B","tags":["{{tag}}"]}"""));
        var list = $"/people?tags.id={tag.Split('/')[^1]}";
        Assert.Equal(2, (await crm.Get(list)).TotalItems);

        (await crm.Post($"{person}/erase", "")).Is(201);

        Assert.Equal([other], (await crm.Get(list)).Iris);
        Assert.Equal(1, (await crm.Get(list)).TotalItems);
    }

    [Fact]
    public async Task Who_has_been_in_the_trash_for_thirty_days_is_erased()
    {
        var clock = new ManualClock();
        await using var own = await RunningServer.StartAsync(clock);
        var crm = await own.NewTenant();
        var (old, recent) = (await crm.Person(Word), await crm.Person("Recent"));
        await crm.Note(old, $"\"title\":\"{Word}\"");
        (await crm.Delete(old)).Is(204);
        clock.Advance(TimeSpan.FromDays(29));
        (await crm.Delete(recent)).Is(204);

        clock.Advance(TimeSpan.FromDays(1));
        while (await Occurrences(own, Word) > 0)
            clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal([recent], (await crm.Get("/people/trash")).Members.Select(member => member["item"]!.GetValue<string>()));
        Assert.Equal(0, (await crm.Get("/erasures")).TotalItems);
        (await crm.Post($"{recent}/restore", "")).Is(200);
        Assert.Empty(await own.Database.VerifyAsync());
    }

    private static async Task<string> Picture(Client crm) => (await crm.Send(
        HttpMethod.Post, "/media_objects", Client.Body(DocumentedServer.Form(Pictures.Of(SKEncodedImageFormat.Png)), DocumentedServer.Sent(MediaTypes.Form)))).Is(201).Iri;

    /// <summary>In how many rows of all tables a word stands, whatever its case.</summary>
    private static Task<long> Occurrences(RunningServer own, string word) => own.Database.ReadAsync(async session =>
    {
        var tables = TestDatabase.IsPostgres
            ? await session.ListAsync($"select table_name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'", static row => row.Text(0))
            : await session.ListAsync($"select name from sqlite_schema where type = 'table' and sql not like 'create virtual%'", static row => row.Text(0));
        Assert.Contains("journal", tables);
        var count = 0L;
        foreach (var table in tables)
        {
            if (TestDatabase.IsPostgres)
            {
                count += await session.NumberAsync($"select count(*) from {new Name(table)} whole where lower(cast(whole as text)) like {$"%{word}%"} or lower(cast(whole as text)) like {$"%{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(word))}%"}");
                continue;
            }
            foreach (var column in await session.ListAsync($"select name from pragma_table_info({table})", static row => row.Text(0)))
                count += await session.NumberAsync($"select count(*) from {new Name(table)} where instr(lower(cast({new Name(column)} as text)), {word}) > 0");
        }
        return count;
    }, Cancellation).AsTask();
}
