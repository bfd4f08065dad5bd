using System.Collections.Concurrent;
using Kith.People;

namespace Kith.Tests.Cli;

public sealed class KillTests : IDisposable
{
    private const int Rounds = 3;
    private const int Writers = 8;
    private const int WritesBeforeTheKill = 150;

    private readonly string _folder = Directory.CreateTempSubdirectory("kith-kill-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_kill_in_the_middle_of_writes()
    {
        var acknowledged = new ConcurrentBag<Guid>();
        var count = 0;
        for (var round = 1; round <= Rounds; round++)
        {
            await using (var server = await KithProcess.ServeAsync(_folder))
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
            await CheckAsync(acknowledged);
        }
        (await KithProcess.RunAsync(_folder, "verify")).Is(0);
    }

    private async Task CheckAsync(IReadOnlyCollection<Guid> acknowledged)
    {
        await using (var database = await Crm.OpenDatabaseAsync(DatabaseAddress.OfFolder(_folder), TimeProvider.System))
        {
            var there = await database.ReadAsync(
                session => session.ListAsync($"select id from {new Name(Person.Resource.Table)}", static row => row.Id(0)), TestContext.Current.CancellationToken);
            Assert.Empty(acknowledged.Except(there));
            Assert.Empty(await database.VerifyAsync());
        }
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }
}
