using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using Kith.Operations;

namespace Kith.Access;

/// <summary>
/// At most so many requests of a tenant, over all its keys and all servers of a database, in any 60 seconds. The framework's
/// sliding limiter says a whole window in <c>Retry-After</c>, and cannot share its counts with other servers.
/// </summary>
/// <param name="requestsPerMinute">The limit of those who have none of their own; 0 for none.</param>
/// <param name="budget">Where the counts are kept.</param>
/// <param name="clock">What time it is.</param>
internal sealed class RateLimit(int requestsPerMinute, IRequestBudget budget, TimeProvider clock)
{
    private readonly ConcurrentDictionary<long, Allowance> _allowances = new();

    /// <summary>Counts a request, or says when the next one may come.</summary>
    /// <param name="tenant">Whose request it is.</param>
    /// <param name="own">The limit of the tenant; null where it has none of its own.</param>
    /// <param name="timing">Measures how long that takes; null when nobody asked.</param>
    public async ValueTask<Problem?> CheckAsync(long tenant, int? own = null, ServerTiming? timing = null)
    {
        var limit = own is { } most && (requestsPerMinute == 0 || most < requestsPerMinute) ? most : requestsPerMinute;
        if (limit == 0)
            return null;
        using var phase = timing?.Measure("rate-limit");
        var second = clock.GetUtcNow().ToUnixTimeSeconds();
        var allowance = _allowances.GetOrAdd(tenant, static _ => new Allowance());
        if (!allowance.TryTake(second, out var wait))
        {
            await allowance.Refilling.WaitAsync();
            try
            {
                // Another request may have refilled it while this one waited.
                while (!allowance.TryTake(second, out wait) && wait == 0)
                    allowance.Refill(second, await budget.TakeAsync(tenant, second, limit));
            }
            finally
            {
                allowance.Refilling.Release();
            }
        }
        if (wait == 0)
            return null;
        Metrics.RateLimited.Add(1);
        return new Problem(429, $"Too many requests: at most {limit} a minute for all keys of the tenant together. Try again in {wait} s.")
        {
            Headers = [new("Retry-After", wait.ToString(CultureInfo.InvariantCulture))],
        };
    }

    /// <summary>What this server may still let pass without asking again.</summary>
    private sealed class Allowance
    {
        private readonly Lock _lock = new();
        private int _left;
        private long _lastsUntil;
        private long _refusedUntil;

        /// <summary>Held by the one request that asks for more.</summary>
        public SemaphoreSlim Refilling { get; } = new(1);

        /// <returns>Whether the request may pass; if not, the seconds until one may, or 0 when more has to be asked for.</returns>
        public bool TryTake(long second, out long wait)
        {
            lock (_lock)
            {
                wait = 0;
                if (_left > 0 && second < _lastsUntil)
                {
                    _left--;
                    return true;
                }
                // Longer than a window is what a clock said that was set back since.
                wait = _refusedUntil - second is > 0 and <= RequestWindow.Seconds and var seconds ? seconds : 0;
                return false;
            }
        }

        public void Refill(long second, Grant grant)
        {
            lock (_lock)
            {
                // What is not used within the window has left it, and is counted anew.
                (_left, _lastsUntil, _refusedUntil) = (grant.Requests, second + RequestWindow.Seconds, second + grant.Wait);
            }
        }
    }
}

/// <summary>How many requests may pass.</summary>
/// <param name="Requests">So many more; 0 when there are none.</param>
/// <param name="Wait">The seconds until there are some again; 0 when there are.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Grant(int Requests, int Wait);

/// <summary>Where the requests of tenants are counted.</summary>
internal interface IRequestBudget
{
    /// <summary>Takes some requests out of what a tenant has left.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="second">Now, in seconds since 1970.</param>
    /// <param name="limit">The most in any 60 seconds.</param>
    ValueTask<Grant> TakeAsync(long tenant, long second, int limit);
}

/// <summary>The counts of the one server of an embedded database: request by request, in memory.</summary>
internal sealed class LocalBudget : IRequestBudget
{
    private readonly ConcurrentDictionary<long, RequestWindow> _windows = new();

    public ValueTask<Grant> TakeAsync(long tenant, long second, int limit)
    {
        var window = _windows.GetOrAdd(tenant, static _ => new RequestWindow());
        lock (window)
            return new(window.Take(second, limit, 1));
    }
}

/// <summary>
/// The counts of all servers of a database, in a row for each tenant. A server takes a fiftieth of the limit at a time, so that it
/// writes at most fifty times a minute for a tenant; what servers have taken and not yet used is at most so much each.
/// </summary>
/// <param name="database">The database.</param>
internal sealed class SharedBudget(Database database) : IRequestBudget
{
    private const int Parts = 50;

    public async ValueTask<Grant> TakeAsync(long tenant, long second, int limit) => await database.WriteBesideAsync(async session =>
    {
        await session.ExecuteAsync($"insert into request_counts (tenant_id, counts) values ({tenant}, {new RequestWindow().ToBytes()}) on conflict (tenant_id) do nothing");
        var kept = await session.FirstAsync($"select counts from request_counts where tenant_id = {tenant} for update", static row => row.Bytes(0));
        var window = RequestWindow.Of(kept!);
        var grant = window.Take(second, limit, Math.Max(1, limit / Parts));
        if (grant.Requests > 0)
            await session.ExecuteAsync($"update request_counts set counts = {window.ToBytes()} where tenant_id = {tenant}");
        return grant;
    });
}
