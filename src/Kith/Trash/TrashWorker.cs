using System.Diagnostics;
using Kith.Erasing;
using Kith.Import;
using Kith.People;

namespace Kith.Trash;

/// <summary>
/// Erases people who have been in the trash for so long that they cannot come back, and has the engine overwrite what it still
/// keeps for itself of whoever was erased.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="isOpen">Whether it is open.</param>
/// <param name="logger">The log.</param>
internal sealed partial class TrashWorker(Database database, Func<bool> isOpen, ILogger<TrashWorker> logger) : BackgroundService
{
    /// <summary>What several servers over one database do not do at the same time.</summary>
    private const string Work = "trash";

    private const string Cause = "trash";

    /// <summary>What comes first after a start are requests.</summary>
    private static readonly TimeSpan AfterStart = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    /// <summary>To overwrite what is left of texts, all of what finds texts is written anew.</summary>
    private static readonly TimeSpan BetweenOverwriting = TimeSpan.FromHours(1);

    /// <summary>How long it rests after each part, in parts: beside others it takes a tenth of the time of the writer.</summary>
    private const double Rest = 9;

    private DateTimeOffset _overwritten = DateTimeOffset.MinValue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var rest = AfterStart;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(rest, database.Clock, stoppingToken);
                rest = Pause;
                if (isOpen())
                    await RunAsync(stoppingToken);
            }
            catch (OperationCanceledException)
            {
                // The server ends.
            }
            catch (StorageUnavailableException)
            {
                // Requests are told, and so is whoever watches: there is nothing to add.
            }
            catch (Exception exception)
            {
                LogFailed(logger, exception);
            }
        }
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        var oldest = TrashEndpoints.OldestAt(database.Clock.GetUtcNow());
        var tenants = await database.ReadAsync(session => session.ListAsync(
            $"select id, country from tenants where exists (select 1 from trash where trash.tenant_id = tenants.id and trash.at <= {oldest})", static row => (row.Long(0), row.Text(1)), cancellation), cancellation);
        foreach (var (tenant, country) in tenants)
            await EmptyAsync(tenant, country, oldest, cancellation);
        if (database.Clock.GetUtcNow() - _overwritten >= BetweenOverwriting)
            await OverwriteAsync(cancellation);
    }

    private async Task EmptyAsync(long tenant, string country, long oldest, CancellationToken cancellation)
    {
        await using var hold = await database.TryHoldAsync(Work, tenant);
        if (hold is null)
            return;
        var begun = Stopwatch.GetTimestamp();
        // One by one, so that nobody waits for all of them.
        while (await EraseOldestAsync(tenant, country, oldest))
        {
            await RestAsync(Stopwatch.GetElapsedTime(begun), cancellation);
            begun = Stopwatch.GetTimestamp();
        }
    }

    /// <returns>Whether there was one.</returns>
    private async Task<bool> EraseOldestAsync(long tenant, string country, long oldest)
    {
        var outcome = await database.WriteAsync<bool>(new Author(tenant, country, null, null, Cause), async write =>
        {
            var person = await write.Session.FirstAsync(
                $"select id from trash where tenant_id = {tenant} and resource = {Person.Resource.Table} and at <= {oldest} order by revision limit 1", static row => (Guid?)row.Id(0));
            if (person is not { } id)
                return false;
            if (await PersonalData.FindAsync(write.Session, tenant, id) is { } data)
                return await Eraser.RunAsync(write, tenant, country, data, ImportTraces.None) is { } problem ? problem : true;
            await write.Session.ExecuteAsync($"delete from trash where tenant_id = {tenant} and resource = {Person.Resource.Table} and id = {id}");
            return true;
        });
        return outcome.Succeeded(out var isErased, out var problem) ? isErased : throw new InvalidOperationException(problem.Detail);
    }

    private async Task OverwriteAsync(CancellationToken cancellation)
    {
        var tenants = await database.ToOverwriteAsync(cancellation);
        if (tenants.Count == 0 || !await database.OverwriteAsync(part => RestAsync(part, cancellation)))
            return;
        _overwritten = database.Clock.GetUtcNow();
        foreach (var (tenant, erasures) in tenants)
            await database.OverwrittenAsync(tenant, erasures);
    }

    private static Task RestAsync(TimeSpan part, CancellationToken cancellation) => Task.Delay(part * Rest, cancellation);

    [LoggerMessage(1, LogLevel.Error, "The trash could not be emptied now; it is tried again later.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
