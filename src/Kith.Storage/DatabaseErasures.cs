using System.Diagnostics;

namespace Kith.Storage;

public sealed partial class Database
{
    /// <summary>The tenants of whom something was erased that the engine still keeps somewhere for itself, and how often that was.</summary>
    public ValueTask<List<(long Tenant, long Erasures)>> ToOverwriteAsync(CancellationToken cancellation) => ReadAsync(
        session => session.ListAsync($"select tenant_id, erasures from revisions where overwritten < erasures order by tenant_id", static row => (row.Long(0), row.Long(1)), cancellation), cancellation);

    /// <summary>Overwrites, a few milliseconds at a time, what the engine keeps for itself of everything that was deleted.</summary>
    /// <param name="restAsync">What is done between two parts; it is told how long the last one took.</param>
    /// <returns>Whether nothing is left; not so while somebody reads all the time.</returns>
    public async ValueTask<bool> OverwriteAsync(Func<TimeSpan, Task> restAsync)
    {
        foreach (var tables in _tables.Values.Where(tables => tables.Resource.HasSearch))
        {
            var (isBegun, isMore) = (false, true);
            while (isMore)
            {
                var begun = Stopwatch.GetTimestamp();
                isMore = await Engine.OverwriteTextsAsync(tables.Search, isBegun);
                isBegun = true;
                await restAsync(Stopwatch.GetElapsedTime(begun));
            }
        }
        return await Engine.TryEmptyLogAsync();
    }

    /// <summary>Notes that nothing is left of what was erased so far.</summary>
    public Task OverwrittenAsync(long tenant, long erasures) => Engine.WriteAsync<bool>(tenant, async session =>
    {
        await session.ExecuteAsync($"update revisions set overwritten = {erasures} where tenant_id = {tenant} and overwritten < {erasures}");
        return (true, true);
    });
}
