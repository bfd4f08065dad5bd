using Kith.Tests.Support;

namespace Kith.Tests.Cli;

/// <summary>Two processes over one database, which must look like one.</summary>
[Trait("Engine", "postgres")]
public sealed class ManyServersTests : IAsyncLifetime
{
    private TestDatabase? _database;
    private IReadOnlyList<KithProcess> _servers = [];

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateEmptyAsync();
        // Both find it empty.
        _servers = await Task.WhenAll(KithProcess.ServeAsync(_database), KithProcess.ServeAsync(_database));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
        await _database!.DisposeAsync();
    }

    [Fact]
    public async Task Two_that_start_together_on_an_empty_database_make_one_tenant_with_one_key()
    {
        Assert.Single((await KithProcess.RunAsync(_database!, "keys list")).Is(0).Output.Trim().Split('\n'));
        foreach (var server in _servers)
            Assert.Equal(200, await server.GetAsync("/people", KithProcess.ChosenKey));
    }

    [Fact]
    public async Task What_one_has_acknowledged_the_other_shows_at_once()
    {
        var total = 0;
        for (var round = 0; round < 20; round++)
        {
            var (here, there) = (_servers[round % 2], _servers[(round + 1) % 2]);
            var created = (await here.SendAsync(HttpMethod.Post, "/people", $$"""{"familyName":"Ångström {{round}}","emailAddresses":[{"email":"r{{round}}@example.com"}]}""")).Is(201);
            var path = created.Header("Location")!;

            var seen = (await there.SendAsync(HttpMethod.Get, path)).Is(200);
            Assert.Equal(created.ETag, seen.ETag);
            Assert.Equal(++total, (await there.SendAsync(HttpMethod.Get, "/people")).Is(200).TotalItems);
            Assert.Equal([path], (await there.SendAsync(HttpMethod.Get, $"/people?q=angstrom%20{round}&identifiers=R{round}@EXAMPLE.com")).Is(200).Iris);
            var counted = (await there.SendAsync(HttpMethod.Get, "/people?exists[archivedAt]=false")).Is(200).TotalItems;
            Assert.Equal(total, counted);

            var changed = (await there.SendAsync(HttpMethod.Patch, path, """{"jobTitle":"Baker"}""", ("If-Match", seen.ETag))).Is(200);
            (await here.SendAsync(HttpMethod.Get, path, null, ("If-None-Match", seen.ETag))).Is(200);
            (await here.SendAsync(HttpMethod.Get, path, null, ("If-None-Match", changed.ETag))).Is(304);
            (await here.SendAsync(HttpMethod.Patch, path, """{"jobTitle":"Cook"}""", ("If-Match", seen.ETag))).Is(412);
        }
        for (var round = 0; round < total; round += 2)
        {
            var path = (await _servers[0].SendAsync(HttpMethod.Get, $"/people?identifiers=r{round}@example.com")).Iris.Single();
            (await _servers[1].SendAsync(HttpMethod.Delete, path)).Is(204);
            (await _servers[0].SendAsync(HttpMethod.Get, path)).Is(404);
            Assert.Equal(0, (await _servers[0].SendAsync(HttpMethod.Get, $"/people?identifiers=r{round}@example.com")).TotalItems);
        }
    }

    [Fact]
    public async Task Writers_at_both_leave_one_unbroken_chain_and_a_journal_without_gaps()
    {
        const int Writers = 6;
        const int Each = 12;
        var path = (await _servers[0].SendAsync(HttpMethod.Post, "/people", """{"familyName":"Counter","jobTitle":"0"}""")).Is(201).Header("Location")!;

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            for (var done = 0; done < Each;)
            {
                var (from, to) = (_servers[(writer + done) % 2], _servers[(writer + done + 1) % 2]);
                var read = (await from.SendAsync(HttpMethod.Get, path)).Is(200);
                var next = int.Parse(read["jobTitle"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture) + 1;
                var written = await to.SendAsync(HttpMethod.Patch, path, $$"""{"jobTitle":"{{next}}"}""", ("If-Match", read.ETag));
                if (written.Status == 200)
                    done++;
                else
                    written.Is(412);
                Assert.NotNull(await from.CreatePersonAsync($"Beside {writer}"));
            }
        }));

        Assert.Equal($"{Writers * Each}", (await _servers[1].SendAsync(HttpMethod.Get, path))["jobTitle"]!.GetValue<string>());
        Assert.Equal((Writers * Each) + 1, (await _servers[0].SendAsync(HttpMethod.Get, $"{path}/history")).TotalItems);
        (await KithProcess.RunAsync(_database!, "verify")).Is(0);
    }

    [Fact]
    public async Task A_request_that_is_sent_to_both_is_done_once()
    {
        for (var round = 0; round < 10; round++)
        {
            var key = $"round-{round}";
            var answers = await Task.WhenAll(_servers.Select(server =>
                server.SendAsync(HttpMethod.Post, "/people", $$"""{"familyName":"Once {{round}}"}""", ("Idempotency-Key", key))));

            Assert.All(answers, answer => answer.Is(201));
            Assert.Equal(answers[0].Bytes, answers[1].Bytes);
            Assert.Equal(answers[0].ETag, answers[1].ETag);
            Assert.Equal(1, (await _servers[0].SendAsync(HttpMethod.Get, $"/people?q=once%20{round}")).TotalItems);
        }
    }

    [Fact]
    public async Task Duplicates_are_found_once_whichever_server_looks_for_them()
    {
        const int Twins = 12;
        await Task.WhenAll(Enumerable.Range(0, Twins * 2).Select(async number => (await _servers[number % 2].SendAsync(
            HttpMethod.Post, "/people", $$"""{"familyName":"Twin","givenName":"Jan","emailAddresses":[{"email":"t{{number / 2}}@example.com"}]}""")).Is(201)));

        var lists = await Task.WhenAll(_servers.Select(server => server.SendAsync(HttpMethod.Get, "/duplicates?itemsPerPage=30", null, ("Prefer", "wait=60"))));

        Assert.All(lists, list => Assert.Equal(Twins, list.Is(200).TotalItems));
        Assert.Equal(lists[0].Iris, lists[1].Iris);
        (await _servers[0].SendAsync(HttpMethod.Post, $"{lists[0].Iris[0]}/dismiss")).Is(200);
        Assert.Equal(lists[0].Iris.Skip(1), (await _servers[1].SendAsync(HttpMethod.Get, "/duplicates?itemsPerPage=30", null, ("Prefer", "wait=60"))).Iris);
        (await KithProcess.RunAsync(_database!, "verify")).Is(0);
    }

    [Fact]
    public async Task A_key_that_is_revoked_is_refused_by_both_with_the_next_request()
    {
        var key = (await KithProcess.RunAsync(_database!, "keys create --tenant default --user kim@example.com")).Is(0).LastLine;
        foreach (var server in _servers)
            Assert.Equal(200, await server.GetAsync("/people", key));

        (await KithProcess.RunAsync(_database!, $"keys revoke {key}")).Is(0);

        foreach (var server in _servers)
            Assert.Equal(401, await server.GetAsync("/people", key));
    }

    [Fact]
    public async Task They_share_the_limit_of_a_tenant()
    {
        const int Limit = 600;
        (string, string)[] environment = [("KITH_RATE_LIMIT", $"{Limit}")];
        await using var one = await KithProcess.ServeAsync(_database!, environment: environment);
        await using var other = await KithProcess.ServeAsync(_database!, environment: environment);
        var taken = 0;

        await Task.WhenAll(new[] { one, one, other, other, other }.Select(async server =>
        {
            // Until it is refused: in a minute that has begun there is no more to be had.
            while (true)
            {
                var reply = await server.SendAsync(HttpMethod.Get, "/tags");
                if (reply.Status == 429)
                {
                    Assert.InRange(int.Parse(reply.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture), 1, 60);
                    return;
                }
                reply.Is(200);
                Interlocked.Increment(ref taken);
            }
        }));

        Assert.InRange(taken, Limit * 0.9, Limit * 1.1);
        Assert.Equal(429, await one.GetAsync("/tags", KithProcess.ChosenKey));
        Assert.Equal(429, await other.GetAsync("/tags", KithProcess.ChosenKey));
    }
}
