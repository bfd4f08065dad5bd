using Kith.Tests.Support;

namespace Kith.Tests.Cli;

/// <summary>A database that cannot be reached, at the start and later.</summary>
[Trait("Engine", "postgres")]
public sealed class DatabaseAwayTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_server_waits_for_its_database_and_answers_as_soon_as_it_is_there()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using var line = new Line(PostgresServer.Port);
        await line.CutAsync();
        await using var server = await KithProcess.ServeAsync(database.Behind(line.Port));

        (await server.SendAsync(HttpMethod.Get, "/healthz")).Is(200);
        AssertUnavailable(await server.SendAsync(HttpMethod.Get, "/readyz"));
        AssertUnavailable(await server.SendAsync(HttpMethod.Get, "/people"));
        AssertUnavailable(await server.SendAsync(HttpMethod.Post, "/people", """{"familyName":"Early"}"""));

        line.Mend();
        await UntilReadyAsync(server);
        Assert.NotNull(await server.CreatePersonAsync("Jansen"));
        var lines = await server.StopAndReadAsync();
        Assert.Contains(lines, written => written.Contains("Waiting for the database", StringComparison.Ordinal));
        Assert.Contains(lines, written => written.Contains("The database is open", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_whose_database_went_away_recovers_and_loses_nothing_that_it_acknowledged()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using var line = new Line(PostgresServer.Port);
        await using var server = await KithProcess.ServeAsync(database.Behind(line.Port));
        var acknowledged = new List<string>();
        for (var round = 0; round < 3; round++)
        {
            var writers = Enumerable.Range(0, 4).Select(async writer =>
            {
                var mine = new List<string>();
                while (true)
                {
                    var reply = await server.SendAsync(HttpMethod.Post, "/people", $$"""{"familyName":"Writer {{writer}}"}""");
                    if (reply.Status == 503)
                    {
                        AssertUnavailable(reply);
                        return mine;
                    }
                    mine.Add(reply.Is(201).Header("Location")!);
                    if (mine.Count == 5 && writer == 0)
                        await line.CutAsync();
                }
            }).ToList();
            foreach (var writer in writers)
                acknowledged.AddRange(await writer);

            AssertUnavailable(await server.SendAsync(HttpMethod.Get, "/readyz"));
            (await server.SendAsync(HttpMethod.Get, "/healthz")).Is(200);
            line.Mend();
            await UntilReadyAsync(server);
            foreach (var path in acknowledged)
                (await server.SendAsync(HttpMethod.Get, path)).Is(200);
        }
        (await KithProcess.RunAsync(database, "verify")).Is(0);
    }

    private static void AssertUnavailable(Reply reply)
    {
        Assert.Equal(503, reply.Status);
        Assert.Equal(Problem.MediaType, reply.ContentType);
        Assert.NotNull(reply.Header("Retry-After"));
    }

    /// <summary>Asks until it is ready and a read succeeds, as a load balancer would; connections that broke may each cost one answer.</summary>
    private static async Task UntilReadyAsync(KithProcess server)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while ((await server.SendAsync(HttpMethod.Get, "/readyz")).Status != 200 || (await server.SendAsync(HttpMethod.Get, "/people")).Status != 200)
            await timer.WaitForNextTickAsync(patience.Token);
    }
}
