using System.Collections.Concurrent;
using System.Data.Common;

namespace Kith.Access;

/// <summary>When keys were used last. A request leaves a note in memory; once a minute what was noted is written, all at once.</summary>
/// <param name="database">The database.</param>
internal sealed class KeyUse(Database database) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(long Tenant, Guid Key), long> _used = new();

    public void Note(KeyCaller caller) => _used[(caller.Tenant, caller.ApiKey)] = database.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, database.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await WriteAsync();
        }
        catch (OperationCanceledException)
        {
            await WriteAsync();
        }
    }

    private async Task WriteAsync()
    {
        if (_used.IsEmpty)
            return;
        var noted = _used.ToArray();
        try
        {
            await database.WriteBesideAsync(async session =>
            {
                // In one order for all servers: two never wait for each other in a circle.
                foreach (var ((tenant, key), at) in noted.OrderBy(use => use.Key.Tenant).ThenBy(use => use.Key.Key))
                    await session.RunLaterAsync($"update api_keys set last_used_at = {at} where tenant_id = {tenant} and id = {key} and (last_used_at is null or last_used_at < {at})");
                return true;
            });
        }
        catch (Exception exception) when (exception is StorageUnavailableException or DbException)
        {
            // It stays noted; whoever sends requests is told.
            return;
        }
        foreach (var use in noted)
            _used.TryRemove(use);
    }
}
