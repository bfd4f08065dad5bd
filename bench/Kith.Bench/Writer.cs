using System.Diagnostics;
using System.Net.Http.Headers;

namespace Kith.Bench;

/// <summary>A client that writes about 20 times a second, people and notes in turn, while others read.</summary>
internal sealed class Writer : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stop = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Task<int> _writing;

    public Writer(Target target) => _writing = WriteAsync(target, _stop.Token);

    /// <summary>Ends it, or says what went wrong.</summary>
    /// <returns>How many writes there were a second.</returns>
    public async Task<double> StopAsync()
    {
        await _stop.CancelAsync();
        return await _writing / _watch.Elapsed.TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // What went wrong has been said by StopAsync, or something else went wrong first.
        await ((Task)_writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    /// <summary>Sends one line of a file of requests.</summary>
    public static async Task SendAsync(HttpClient client, string line)
    {
        var parts = line.Split(' ', 3);
        using var request = new HttpRequestMessage(new HttpMethod(parts[0]), new Uri(parts[1], UriKind.Relative)) { Content = new StringContent(parts[2]) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(parts[0] == "PATCH" ? "application/merge-patch+json" : "application/ld+json");
        using var response = await client.SendAsync(request);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"{parts[0]} {parts[1]} was answered with {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
    }

    private static async Task<int> WriteAsync(Target target, CancellationToken cancellation)
    {
        using var client = target.NewClient();
        using var timer = new PeriodicTimer(Pause);
        var lines = target.Requests.LinesOf("writes");
        var written = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
                await SendAsync(client, lines[written++ % lines.Count]);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // That is how it ends.
        }
        return written;
    }
}
