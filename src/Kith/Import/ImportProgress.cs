using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Kith.Access;

namespace Kith.Import;

/// <summary>How far an import is.</summary>
/// <param name="database">The database.</param>
/// <param name="worker">Who does the work.</param>
internal sealed class ImportProgress(Database database, ImportsWorker worker)
{
    /// <summary>How often somebody who waits looks: another server may be at it.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>How old counts may be while work is under way: each time, all rows of the file are counted.</summary>
    private static readonly TimeSpan OldestCounts = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Guid, (long At, JsonObject Counts)> _counted = new();

    /// <summary>Waits as long as the client would like until nothing is under way.</summary>
    public ValueTask WaitAsync(HttpContext context, KeyCaller caller, Guid import) => Prefer.WaitAsync(context, async over =>
    {
        worker.Wake();
        while (await database.ReadAsync(session => ImportJob.FindAsync(session, caller.Tenant, import), context.RequestAborted) is not null)
            await Task.Delay(Look, over);
    });

    /// <summary>Adds counts of rows by what becomes of them, and the work that is under way.</summary>
    public async ValueTask AddAsync(JsonObject json, long tenant, Guid import, CancellationToken cancellation)
    {
        var (counts, job) = await database.SnapshotAsync(async session =>
        {
            var job = await ImportJob.FindAsync(session, tenant, import);
            return (await CountAsync(session, tenant, import, job), job);
        }, cancellation);
        json["counts"] = counts;
        if (job is not null)
            json["progress"] = ToJson(job);
    }

    /// <summary>How many rows there are of each state; while work is under way, of a moment ago.</summary>
    public async ValueTask<JsonObject> CountAsync(Session session, long tenant, Guid import, ImportJob? job)
    {
        foreach (var (other, counted) in _counted)
        {
            if (database.Clock.GetElapsedTime(counted.At) >= OldestCounts)
                _counted.TryRemove(other, out _);
        }
        if (job is null)
            return await CountAsync(session, tenant, import);
        if (!_counted.TryGetValue(import, out var known))
            _counted[import] = known = (database.Clock.GetTimestamp(), await CountAsync(session, tenant, import));
        return known.Counts.DeepClone().AsObject();
    }

    /// <summary>How many rows there are of each state.</summary>
    public static async ValueTask<JsonObject> CountAsync(Session session, long tenant, Guid import)
    {
        var counts = (await session.ListAsync(
            $"select state, count(*) from import_rows where tenant_id = {tenant} and import_id = {import} group by state", static row => (State: row.Text(0), Count: row.Long(1)))).ToDictionary(count => count.State, count => count.Count);
        return new JsonObject(RowStates.All.Where(counts.ContainsKey).Select(state => KeyValuePair.Create(state, (JsonNode?)counts[state])));
    }

    /// <summary>What is told of work under way.</summary>
    public JsonObject ToJson(ImportJob job)
    {
        var seconds = (database.Clock.GetUtcNow() - job.BegunAt).TotalSeconds;
        var rate = seconds > 0 ? job.Done / seconds : 0;
        var json = new JsonObject { ["kind"] = job.Kind, ["done"] = job.Done, ["total"] = job.Total, ["perSecond"] = Math.Round(rate, 1) };
        if (rate > 0)
            json["secondsLeft"] = Math.Ceiling((job.Total - job.Done) / rate);
        return json;
    }
}
