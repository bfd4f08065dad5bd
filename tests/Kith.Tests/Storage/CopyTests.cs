using Kith.Tests.Media;
using Kith.Tests.Support;
using SkiaSharp;

namespace Kith.Tests.Storage;

/// <summary>Copies of a folder into a database of the engine that the tests run on, and from PostgreSQL back into a folder.</summary>
public sealed class CopyTests
{
    private static readonly string[] OfTheDatabase = ["copies", "derived_indexes", "failed_sign_ins", "generations", "rebuilds", "scripts"];

    [Fact]
    public async Task A_copy_and_a_copy_of_it_answer_as_the_original_does()
    {
        await using var original = TestDatabase.InFolder();
        await using var copy = await TestDatabase.CreateEmptyAsync();
        await using var back = TestDatabase.InFolder();
        var clock = new ManualClock();
        var written = await WriteAsync(original, clock);

        var there = await CopyAsync(original, copy, clock);
        var andBack = await CopyAsync(copy, back, clock);

        Assert.True(there.IsEqual);
        Assert.True(andBack.IsEqual);
        Assert.Equal(there.Tables, andBack.Tables);
        var expected = await AskAsync(original, clock, written);
        Assert.Equal(expected, await AskAsync(copy, clock, written));
        Assert.Equal(expected, await AskAsync(back, clock, written));
    }

    [Fact]
    public async Task No_table_is_forgotten()
    {
        await using var original = TestDatabase.InFolder();
        await using var copy = await TestDatabase.CreateEmptyAsync();
        await WriteAsync(original, new ManualClock());

        var copied = await CopyAsync(original, copy, new ManualClock());

        Assert.Empty(copied.Left);
        await using var opened = await Crm.OpenDatabaseAsync(original.Address, TimeProvider.System);
        var tables = await opened.ReadAsync(session => session.ListAsync(
            $"select name from sqlite_master where type = 'table' and name not like 'sqlite!_%' escape '!' and name not like '%!_search%' escape '!'",
            static row => row.Text(0)), TestContext.Current.CancellationToken);
        Assert.Equal(tables.Order(), copied.Tables.Select(table => table.Table).Concat(OfTheDatabase).Order());
        foreach (var (table, contents, _) in copied.Tables)
        {
            var rows = await opened.ReadAsync(session => session.NumberAsync($"select count(*) from {new Name(table)}"), TestContext.Current.CancellationToken);
            Assert.Equal(rows, contents.Rows);
            Assert.True(rows > 0, $"{table} is empty: a table that was forgotten would look the same.");
        }
    }

    [Fact]
    public async Task A_copy_that_was_stopped_goes_on_and_is_closed_until_it_is_done()
    {
        await using var original = TestDatabase.InFolder();
        await using var copy = await TestDatabase.CreateEmptyAsync();
        var clock = new ManualClock();
        var written = await WriteAsync(original, clock);
        var stops = 0;
        var reached = new Dictionary<string, long>();
        CopyResult? result = null;
        while (result is null)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var kept = 0L;
            try
            {
                result = await CopyAsync(original, copy, clock, rowsInBatch: 7, stop.Token, progress =>
                {
                    Assert.True(progress.Rows >= reached.GetValueOrDefault(progress.Table), $"{progress.Table} began again");
                    kept += progress.Rows - reached.GetValueOrDefault(progress.Table);
                    reached[progress.Table] = progress.Rows;
                    if (kept >= 60)
                        stop.Cancel();
                });
            }
            catch (OperationCanceledException)
            {
                stops++;
                var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Crm.OpenDatabaseAsync(copy.Address, clock));
                Assert.Contains("unfinished copy", refused.Message, StringComparison.Ordinal);
            }
        }

        Assert.True(stops > 5);
        Assert.True(result.IsEqual);
        Assert.Equal(await AskAsync(original, clock, written), await AskAsync(copy, clock, written));
    }

    [Fact]
    [Trait("Engine", "postgres")]
    public async Task A_batch_that_fails_in_the_middle_leaves_nothing_of_it()
    {
        await using var original = TestDatabase.InFolder();
        await using var copy = await TestDatabase.CreateEmptyAsync();
        await WriteAsync(original, new ManualClock());
        await ChangeAsync(original, "update people set search_text = search_text || char(0) where id = (select max(id) from people)");

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => CopyAsync(original, copy, new ManualClock()));

        await using (var opened = await Crm.OpenDatabaseAsync(copy.Address, TimeProvider.System, Preparation.CopyTarget))
            Assert.Equal(0, await opened.ReadAsync(session => session.NumberAsync($"select count(*) from people"), TestContext.Current.CancellationToken));
        await ChangeAsync(original, "update people set search_text = substr(search_text, 1, length(search_text))");
        Assert.True((await CopyAsync(original, copy, new ManualClock())).IsEqual);
    }

    [Fact]
    public async Task A_database_that_is_in_use_does_not_become_a_copy()
    {
        await using var original = TestDatabase.InFolder();
        await using var other = await TestDatabase.CreateEmptyAsync();
        await WriteAsync(original, new ManualClock());
        await WriteAsync(other, new ManualClock());

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => CopyAsync(original, other, new ManualClock()));

        Assert.Contains("in use", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unfinished_copy_of_one_database_does_not_become_that_of_another()
    {
        await using var first = TestDatabase.InFolder();
        await using var second = TestDatabase.InFolder();
        await using var copy = await TestDatabase.CreateEmptyAsync();
        await WriteAsync(first, new ManualClock());
        await WriteAsync(second, new ManualClock());
        await StopAsync(first, copy);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => CopyAsync(second, copy, new ManualClock()));

        Assert.Contains("another database", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_served_is_not_copied()
    {
        await using var original = await TestDatabase.CreateEmptyAsync();
        await using var copy = TestDatabase.InFolder();
        await WriteAsync(original, new ManualClock());
        await using var server = Crm.DatabaseAt(original.Address, TimeProvider.System, isServer: true);
        await server.PrepareAsync(Preparation.Create);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => CopyAsync(original, copy, new ManualClock()));

        Assert.Contains("Stop it first", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Copies until the first rows are there.</summary>
    private static Task StopAsync(TestDatabase from, TestDatabase to) =>
        Assert.ThrowsAnyAsync<OperationCanceledException>(() => CopyAsync(from, to, new ManualClock(), report: static _ => throw new OperationCanceledException()));

    private static async Task<CopyResult> CopyAsync(
        TestDatabase from, TestDatabase to, TimeProvider clock, int rowsInBatch = 10_000, CancellationToken? cancellation = null, Action<CopyProgress>? report = null)
    {
        await using var source = await Crm.OpenDatabaseAsync(from.Address, clock, Preparation.Existing);
        await using var target = await Crm.OpenDatabaseAsync(to.Address, clock, Preparation.CopyTarget);
        return await new Copy(source, target) { RowsInBatch = rowsInBatch }.RunAsync(report ?? (static _ => { }), cancellation ?? TestContext.Current.CancellationToken);
    }

    private static async Task ChangeAsync(TestDatabase database, string statement)
    {
        await using var opened = await Crm.OpenDatabaseAsync(database.Address, TimeProvider.System);
        await opened.WriteGlobalAsync(async session =>
        {
            await session.RunScriptAsync(statement);
            return true;
        });
    }

    private sealed record Written(string Tenant, string Key, string Repeated);

    /// <summary>Writes a bit of everything, so that no table stays empty.</summary>
    private static async Task<Written> WriteAsync(TestDatabase place, TimeProvider clock)
    {
        var written = await WriteByServerAsync(place, clock);
        await using var database = await Crm.OpenDatabaseAsync(place.Address, clock);
        // What is there for a moment only, or seldom.
        await database.WriteGlobalAsync(async session =>
        {
            var (tenant, id) = (await session.NumberAsync($"select id from tenants where name = {written.Tenant}"), Guid.AllBitsSet);
            await session.ExecuteAsync($"insert into import_jobs (tenant_id, import_id, kind, position, done, total, begun_at, user_id, api_key_id, is_admin) values ({tenant}, {id}, 'run', 0, 0, 1, 1, {id}, {id}, 1)");
            await session.ExecuteAsync($"insert into import_writes (tenant_id, import_id, batch) values ({tenant}, {id}, 1)");
            await session.ExecuteAsync($"insert into import_left_alone (tenant_id, import_id, item, property) values ({tenant}, {id}, 'item', 'property')");
            await session.ExecuteAsync($"insert into merged_identifiers (tenant_id, kind, value, person_id) values ({tenant}, 'external', 'shop 1', {id})");
            await session.ExecuteAsync($"insert into erased_identifiers (tenant_id, hash, erasure_id) values ({tenant}, {new byte[32]}, {id})");
            return true;
        });
        return written;
    }

    private static async Task<Written> WriteByServerAsync(TestDatabase place, TimeProvider clock)
    {
        await using var server = await RunningServer.OverAsync(place, clock);
        var crm = await server.NewTenant();
        await new RandomWrites(crm, await crm.Colleague()).RunAsync(
            Enumerable.Range(0, 300).Select(number => new Step(number * 7 % Step.Kinds, number * 37 % 1024, number * 101 % 1024)));
        await server.Welcome(crm.Tenant, "admin@example.com", "a horse of the battery");
        await server.Link(crm.Tenant, "admin@example.com");
        var picture = (await MediaTests.Upload(crm, Pictures.Of(SKEncodedImageFormat.Png))).Is(201).Iri;
        var (tag, segment) = (await crm.Tag("Lasting"), await crm.Segment("Lasting"));
        var organization = await crm.Create("/organizations", $$"""
            {"title":"Lasting","tags":["{{tag}}"],"segments":["{{segment}}"],"emailAddresses":[{"email":"info@example.com"}]}
            """);
        var person = await crm.Create("/people", $$"""{"familyName":"Ångström","avatar":"{{picture}}","organizations":["{{organization}}"],"tags":["{{tag}}"],"segments":["{{segment}}"]}""");
        await crm.Note(person);
        await crm.Note(organization);
        foreach (var twins in (string[])["one@example.com", "two@example.com"])
        {
            for (var twin = 0; twin < 2; twin++)
                await crm.Create("/people", $$"""{"familyName":"Twin","givenName":"Jan","emailAddresses":[{"email":"{{twins}}"}]}""");
            var found = (await crm.Get("/duplicates?itemsPerPage=30", ("Prefer", "wait=60"))).Members.Single(group => group["people"]!.AsArray().Count == 2 && group["reasons"]![0]!.GetValue<string>() == "Same e-mail address");
            if (twins.StartsWith("one", StringComparison.Ordinal))
                (await crm.Post($"{found["@id"]}/dismiss", "")).Is(200);
        }
        await crm.Create("/views", """{"title":"Lasting"}""");
        await crm.Create("/import_mappings", """{"title":"Lasting","mapping":{"E-mail":{"target":"emailAddresses"}}}""");
        var import = (await crm.Send(HttpMethod.Post, "/imports", Client.Body("E-mail,Last name\nimported@example.com,A\n", "text/csv"))).Is(201).Iri;
        (await crm.Patch(import, $$"""{"tags":["{{tag}}"],"segments":["{{segment}}"]}""")).Is(200);
        (await crm.Post($"{await crm.Person("Forgotten")}/erase", "")).Is(201);
        var repeated = (await crm.Post("/people", """{"familyName":"Once"}""", ("Idempotency-Key", "once"))).Is(201).Iri;
        Assert.Equal("wait=60", (await crm.Get("/duplicates", ("Prefer", "wait=60"))).Header("Preference-Applied"));
        return new Written(crm.Tenant, crm.Key!, repeated);
    }

    /// <summary>What a server over the database answers to all that can be asked of what was written, after the checks of the database itself.</summary>
    private static async Task<IReadOnlyList<string>> AskAsync(TestDatabase place, TimeProvider clock, Written written)
    {
        await using var server = await RunningServer.OverAsync(place, clock);
        Assert.Empty(await server.Database.VerifyAsync());
        var crm = new Client(server, written.Tenant, "admin@example.com", written.Key);
        var answers = new List<string>();
        async Task<Reply> Ask(Client client, string path)
        {
            var reply = (await client.Get(path)).Is(200);
            answers.Add($"{reply.Request}: {reply.Header("ETag")} {reply.ContentType} {Convert.ToHexStringLower(reply.Bytes)}");
            return reply;
        }
        foreach (var list in (string[])["/people", "/organizations", "/tags", "/segments", "/users", "/note_categories", "/media_objects"])
        {
            foreach (var iri in (await Ask(crm, $"{list}?itemsPerPage=100")).Iris)
                await Ask(crm, iri);
        }
        foreach (var person in (await crm.Get("/people?itemsPerPage=100")).Iris)
        {
            await Ask(crm, $"{person}/history");
            await Ask(crm, $"{person}/notes");
        }
        Assert.NotEqual(0, (await Ask(crm, "/duplicates")).TotalItems);
        Assert.NotEqual(0, (await Ask(crm, "/duplicates?dismissed=true")).TotalItems);
        Assert.NotEqual(0, (await Ask(crm, "/people?identifiers=e1@example.com")).TotalItems);
        Assert.Equal(1, (await Ask(crm, "/people?q=angstrom")).TotalItems);
        var picture = (await crm.Get("/media_objects")).Members[0];
        await Ask(crm.Anonymous(), picture["contentUrl"]!.GetValue<string>());
        await Ask(crm.Anonymous(), picture["thumbnailUrl"]!.GetValue<string>());
        Assert.Equal(written.Repeated, (await crm.Post("/people", """{"familyName":"Once"}""", ("Idempotency-Key", "once"))).Is(201).Iri);
        Assert.Equal(0, (await (await server.NewTenant()).Get("/people")).TotalItems);
        return answers;
    }
}
