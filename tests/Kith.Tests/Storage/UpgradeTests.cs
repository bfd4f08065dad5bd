using System.IO.Compression;
using Kith.People;
using Kith.Tests.Cli;
using Kith.Tests.Support;

namespace Kith.Tests.Storage;

public sealed class UpgradeTests
{
    [Fact]
    [Trait("Engine", "sqlite")]
    public async Task The_server_upgrades_a_folder_of_the_first_version_and_keeps_a_copy_of_it()
    {
        await using var database = await OfVersionAsync("0.1.0");
        var before = await File.ReadAllBytesAsync(PathOf(database), TestContext.Current.CancellationToken);
        foreach (var command in (string[])["keys list", "verify"])
            Assert.Contains("kith database migrate", (await KithProcess.RunAsync(database, command)).Is(1).Errors, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(PathOf(database), TestContext.Current.CancellationToken));

        await using (var server = await KithProcess.ServeAsync(database))
        {
            var people = (await server.SendAsync(HttpMethod.Get, "/people?itemsPerPage=30")).Is(200);
            Assert.Equal(10, people.TotalItems);
            Assert.All(people.Members, person => Assert.StartsWith("Jansén ", person["familyName"]!.GetValue<string>(), StringComparison.Ordinal));
            Assert.Equal(10, (await server.SendAsync(HttpMethod.Get, "/people?q=jansen%20backerei")).Is(200).TotalItems);
            Assert.Equal(1, (await server.SendAsync(HttpMethod.Get, "/people?identifiers=p3@example.com")).Is(200).TotalItems);
            Assert.Equal(2, (await server.SendAsync(HttpMethod.Get, $"{people.Iris[^1]}/history")).Is(200).TotalItems
                + (await server.SendAsync(HttpMethod.Get, $"{people.Iris[0]}/history")).Is(200).TotalItems - 1);
            Assert.NotNull(await server.CreatePersonAsync("After the upgrade"));
        }
        (await KithProcess.RunAsync(database, "database rebuild")).Is(0);
        (await KithProcess.RunAsync(database, "verify")).Is(0);

        var kept = Assert.Single(Directory.GetFiles(database.Address.Folder!, "before-upgrade-*.db"));
        await using var restored = await TestDatabase.CreateEmptyAsync();
        File.Copy(kept, PathOf(restored));
        (await KithProcess.RunAsync(restored, "database migrate")).Is(0);
        (await KithProcess.RunAsync(restored, "verify")).Is(0);
        await using var again = await KithProcess.ServeAsync(restored);
        Assert.Equal(10, (await again.SendAsync(HttpMethod.Get, "/people")).Is(200).TotalItems);
    }

    [Fact]
    public async Task A_database_whose_rows_have_no_places_yet_is_found_and_listed_whole_after_its_upgrade()
    {
        await using var place = await TestDatabase.CreateAsync();
        var iris = new List<string>();
        string tenant, key;
        await using (var before = await RunningServer.OverAsync(place, TimeProvider.System))
        {
            var (crm, other) = (await before.NewTenant(), await before.NewTenant());
            (tenant, key) = (crm.Tenant, crm.Key!);
            for (var i = 0; i < 6; i++)
            {
                iris.Add(await crm.Person($"Jansen {i}"));
                await other.Person($"Jansen {i}");
            }
            await crm.Note(iris[0]);
            (await crm.Delete(iris[2])).Is(204);
            iris.RemoveAt(2);
            (await crm.Patch(iris[0], """{"givenName":"A"}""")).Is(200);
        }
        await RunAsync(place, string.Concat(Crm.Vocabulary.Resources.Select(resource => $"alter table {resource.Table} drop column first_revision;\n{Disorder(resource.Table)}"))
            + "alter table revisions drop column last_id; delete from scripts where name like '%Schema.004.%'; update derived_indexes set fingerprint = 'of an earlier declaration';");

        Assert.Contains("kith database migrate", (await KithProcess.RunAsync(place, "verify")).Is(1).Errors, StringComparison.Ordinal);
        (await KithProcess.RunAsync(place, "database migrate")).Is(0);

        await using var server = await RunningServer.OverAsync(place, TimeProvider.System);
        var after = new Client(server, tenant, "admin@example.com", key);
        Assert.Equal(iris, (await after.Get("/people?q=jansen")).Iris);
        Assert.Equal(iris, (await after.Get("/people")).Iris);
        iris.Add(await after.Person("Jansen, later"));
        Assert.Equal(iris, (await after.Get("/people?q=jansen")).Iris);
        while (await server.Database.RebuildNextAsync() is not null)
            Assert.Equal(iris.Count, (await after.Get("/people?q=jansen")).TotalItems);
        Assert.Empty(await server.Database.VerifyAsync());
    }

    [Fact]
    public async Task People_of_a_database_that_knew_nothing_of_empty_lists_are_filtered_by_them_after_its_upgrade()
    {
        await using var place = await TestDatabase.CreateAsync();
        string tenant, key, filled, empty;
        await using (var before = await RunningServer.OverAsync(place, TimeProvider.System))
        {
            var crm = await before.NewTenant();
            (tenant, key) = (crm.Tenant, crm.Key!);
            filled = await crm.Create("/people", $$"""{"familyName":"A","tags":["{{await crm.Tag()}}"],"emailAddresses":[{"email":"a@example.com"}]}""");
            empty = await crm.Person("B");
        }
        string[] columns = ["has_tags", "has_segments", "has_organizations", "has_email_addresses", "has_phone_numbers"];
        await RunAsync(place, "drop index if exists people_narrow; update derived_indexes set fingerprint = 'of an earlier declaration' where resource like 'people%';"
            + string.Concat(columns.Select(column => $"drop index people_by_{column}; alter table people drop column {column};")));

        (await KithProcess.RunAsync(place, "database migrate")).Is(0);

        await using var server = await RunningServer.OverAsync(place, TimeProvider.System);
        var after = new Client(server, tenant, "admin@example.com", key);
        while (await server.Database.RebuildNextAsync() is not null)
            (await after.Get("/people?exists[tags]=true")).Is(200);
        Assert.Equal([filled], (await after.Get("/people?exists[tags]=true&exists[emailAddresses]=true&exists[segments]=false")).Iris);
        Assert.Equal([empty], (await after.Get("/people?exists[tags]=false&exists[emailAddresses]=false&exists[phoneNumbers]=false")).Iris);
        Assert.Empty(await server.Database.VerifyAsync());
    }

    /// <summary>Rows in no order, as an embedded database of an earlier version may have them.</summary>
    private static string Disorder(string table) => TestDatabase.IsPostgres ? "" : $"update {table} set row_id = -row_id;\n";

    [Fact]
    public async Task A_rebuild_that_was_stopped_goes_on_where_it_was_and_nobody_waits_for_it()
    {
        await using var server = await RunningServer.StartAsync(TimeProvider.System);
        var crm = await server.NewTenant();
        var other = await server.NewTenant();
        for (var i = 0; i < 12; i++)
            await (i % 2 == 0 ? crm : other).Create("/people", $$"""{"familyName":"Jansen {{i}}","emailAddresses":[{"email":"p{{i}}@example.com"}],"tags":["{{await (i % 2 == 0 ? crm : other).Tag()}}"]}""");
        await server.Database.WriteGlobalAsync(async session =>
        {
            await session.RunScriptAsync("delete from people_identifiers; update people set search_text = 'x', family_name = 'x'; insert into people_tags select tenant_id, id, id from people");
            return true;
        });
        Assert.NotEmpty(await server.Database.VerifyAsync());

        await server.Database.RequestRebuildAsync(Person.Resource);
        Assert.Equal("rebuilding indexes", (await crm.Get("/readyz")).Is(200)["detail"]!.GetValue<string>());
        // One step, then another program goes on; between the steps there are reads and writes.
        Assert.NotNull(await server.Database.RebuildNextAsync());
        (await crm.Get("/people?q=jansen")).Is(200);
        await crm.Person("Between");
        await using (var another = await Crm.OpenDatabaseAsync(server.DatabaseAddress, TimeProvider.System, Preparation.Create))
        {
            while (await another.RebuildNextAsync() is not null)
                await other.Person("Meanwhile");
        }

        Assert.Empty(await server.Database.VerifyAsync());
        Assert.Equal(6, (await crm.Get("/people?q=jansen")).Is(200).TotalItems);
        Assert.Null((await crm.Get("/readyz")).Is(200)["detail"]);
    }

    [Fact]
    [Trait("Engine", "postgres")]
    public async Task A_server_waits_for_whoever_upgrades_the_database()
    {
        await using var database = await TestDatabase.CreateAsync();
        await RunAsync(database, "update derived_indexes set fingerprint = 'of an earlier declaration' where resource = 'people'");
        await using var server = await KithProcess.ServeAsync(database);
        Assert.Contains("kith database migrate", Unavailable(await server.SendAsync(HttpMethod.Get, "/readyz")), StringComparison.Ordinal);
        Unavailable(await server.SendAsync(HttpMethod.Get, "/people"));

        await Task.WhenAll(KithProcess.RunAsync(database, "database migrate"), KithProcess.RunAsync(database, "database migrate"));

        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while ((await server.SendAsync(HttpMethod.Get, "/readyz")).Status != 200)
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(await server.CreatePersonAsync("After the upgrade"));
    }

    [Fact]
    [Trait("Engine", "postgres")]
    public async Task A_server_that_a_newer_program_has_overtaken_writes_no_more()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var server = await KithProcess.ServeAsync(database);
        Assert.NotNull(await server.CreatePersonAsync("Before"));

        await RunAsync(database, "insert into generations select max(generation) + 1 from generations");
        Assert.NotNull(await server.CreatePersonAsync("The tables are still its own"));

        // As a migration does, which waits until those who write have ended.
        await RunAsync(database, "lock table revisions in exclusive mode; insert into generations select max(generation) + 1 from generations; insert into scripts (name, ran_at) values ('Later.sql', 0)");
        Unavailable(await server.SendAsync(HttpMethod.Post, "/people", """{"familyName":"Overtaken"}"""));
        Assert.Contains("newer", Unavailable(await server.SendAsync(HttpMethod.Get, "/readyz")), StringComparison.Ordinal);
        Assert.Equal(2, (await server.SendAsync(HttpMethod.Get, "/people")).Is(200).TotalItems);
    }

    private static string Unavailable(Reply reply)
    {
        Assert.Equal(503, reply.Status);
        Assert.NotNull(reply.Header("Retry-After"));
        return reply.Detail;
    }

    private static async Task RunAsync(TestDatabase database, string statements)
    {
        await using var opened = await Crm.OpenDatabaseAsync(database.Address, TimeProvider.System, Preparation.Create);
        await opened.WriteGlobalAsync(async session =>
        {
            await session.RunScriptAsync(statements);
            return true;
        });
    }

    private static string PathOf(TestDatabase database) => Path.Combine(database.Address.Folder!, "kith.db");

    /// <summary>A database that an earlier version made, with twelve people of whom two were deleted, notes and a picture.</summary>
    private static async Task<TestDatabase> OfVersionAsync(string version)
    {
        var database = await TestDatabase.CreateEmptyAsync();
        await using var packed = new GZipStream(typeof(UpgradeTests).Assembly.GetManifestResourceStream($"{version}.db.gz")!, CompressionMode.Decompress);
        await using var file = File.Create(PathOf(database));
        await packed.CopyToAsync(file, TestContext.Current.CancellationToken);
        return database;
    }
}
