using System.Collections.Concurrent;
using System.Globalization;
using Kith.Operations;

namespace Kith.Access;

/// <summary>
/// At most so many requests of a tenant, over all its keys, in any 60 seconds: a window that slides by the second. The
/// framework's sliding limiter says a whole window in <c>Retry-After</c>, and cannot share its counts with other servers.
/// </summary>
/// <param name="requestsPerMinute">The limit; 0 for none.</param>
/// <param name="clock">What time it is.</param>
internal sealed class RateLimit(int requestsPerMinute, TimeProvider clock)
{
    private readonly ConcurrentDictionary<long, Window> _windows = new();

    /// <summary>Counts a request, or says when the next one may come.</summary>
    public Problem? Check(long tenant)
    {
        if (requestsPerMinute == 0)
            return null;
        var now = clock.GetTimestamp() / clock.TimestampFrequency;
        var wait = _windows.GetOrAdd(tenant, static _ => new Window()).Take(now, requestsPerMinute);
        if (wait == 0)
            return null;
        Metrics.RateLimited.Add(1);
        return new Problem(429, $"Too many requests: at most {requestsPerMinute} a minute for all keys of the tenant together. Try again in {wait} s.")
        {
            Headers = [new("Retry-After", wait.ToString(CultureInfo.InvariantCulture))],
        };
    }

    /// <summary>How many requests came in each of the last 60 seconds.</summary>
    private sealed class Window
    {
        private const int Seconds = 60;

        private readonly Lock _lock = new();
        private readonly int[] _counts = new int[Seconds];
        private long _second;
        private int _sum;

        /// <returns>0 when the request may pass, otherwise the seconds until one may.</returns>
        public long Take(long second, int limit)
        {
            lock (_lock)
            {
                Slide(second);
                if (_sum < limit)
                {
                    _counts[second % Seconds]++;
                    _sum++;
                    return 0;
                }
                var wait = 1;
                while (wait < Seconds && _counts[(second + wait) % Seconds] == 0)
                    wait++;
                return wait;
            }
        }

        private void Slide(long second)
        {
            for (var passed = Math.Min(second - _second, Seconds); passed > 0; passed--)
            {
                ref var leaving = ref _counts[(second - passed + 1) % Seconds];
                _sum -= leaving;
                leaving = 0;
            }
            _second = Math.Max(_second, second);
        }
    }
}
