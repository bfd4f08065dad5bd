using System.Collections.Concurrent;
using Kith.People;
using Kith.Tests.Support;

namespace Kith.Tests.Cli;

public sealed class KillTests
{
    private const int Rounds = 3;
    private const int Writers = 8;
    private const int WritesBeforeTheKill = 150;

    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_kill_in_the_middle_of_writes()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        var acknowledged = new ConcurrentBag<Guid>();
        var count = 0;
        for (var round = 1; round <= Rounds; round++)
        {
            await using (var server = await KithProcess.ServeAsync(database))
            {
                var enough = round * WritesBeforeTheKill;
                await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
                {
                    while (await server.CreatePersonAsync($"Writer {writer}") is { } id)
                    {
                        acknowledged.Add(id);
                        if (Interlocked.Increment(ref count) == enough)
                            server.KillHard();
                    }
                }));
            }
            Assert.True(acknowledged.Count >= round * WritesBeforeTheKill);
            await CheckAsync(database, acknowledged);
        }
        (await KithProcess.RunAsync(database, "verify")).Is(0);
    }

    private static async Task CheckAsync(TestDatabase database, IReadOnlyCollection<Guid> acknowledged)
    {
        await using var opened = await Crm.OpenDatabaseAsync(database.Address, TimeProvider.System);
        var there = await opened.ReadAsync(
            session => session.ListAsync($"select id from {new Name(Person.Resource.Table)}", static row => row.Id(0)), TestContext.Current.CancellationToken);
        Assert.Empty(acknowledged.Except(there));
        Assert.Empty(await opened.VerifyAsync());
    }
}
