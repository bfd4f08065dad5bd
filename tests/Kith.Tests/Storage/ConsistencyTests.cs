using CsCheck;
using Kith.Tests.Support;

namespace Kith.Tests.Storage;

public sealed class ConsistencyTests
{
    [Fact]
    public async Task After_any_writes_indexes_and_journal_agree_with_the_documents() =>
        await Step.Sequences.SampleAsync(steps => CheckAsync(writes => writes.RunAsync(steps)), iter: 25, threads: 2);

    [Fact]
    public async Task After_any_writes_at_the_same_time_indexes_and_journal_agree_with_the_documents() =>
        await Step.Sequences.Array[4].SampleAsync(strands => CheckAsync(writes => Task.WhenAll(strands.Select(writes.RunAsync))), iter: 10, threads: 2);

    private static async Task CheckAsync(Func<RandomWrites, Task> write)
    {
        await using var server = await RunningServer.StartAsync(TimeProvider.System);
        var writes = await RandomWrites.StartAsync(server);
        await write(writes);

        Assert.NotEqual(0, writes.Taken);
        Assert.Empty(await server.Database.VerifyAsync());
        foreach (var resource in Crm.Vocabulary.Resources)
            await server.Database.RequestRebuildAsync(resource);
        var steps = 0;
        while (await server.Database.RebuildNextAsync() is not null)
            steps++;
        Assert.True(steps >= Crm.Vocabulary.Resources.Count);
        Assert.Empty(await server.Database.VerifyAsync());
        await CheckRevisionsAsync(server.Database);
    }

    private static async Task CheckRevisionsAsync(Database database)
    {
        var revisions = await database.ReadAsync(
            session => session.ListAsync($"select tenant_id, revision from journal order by tenant_id, revision", static row => (Tenant: row.Long(0), Revision: row.Long(1))), TestContext.Current.CancellationToken);
        Assert.All(revisions.GroupBy(entry => entry.Tenant, entry => entry.Revision), tenant => Assert.Equal(Enumerable.Range(1, tenant.Count()).Select(revision => (long)revision), tenant));
    }
}
