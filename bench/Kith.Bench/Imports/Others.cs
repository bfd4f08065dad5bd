using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Kith.Bench.Imports;

/// <summary>Somebody who reads while an import goes on: the list, and a person of it.</summary>
internal sealed class Others : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly CancellationTokenSource _end = new();
    private readonly List<double> _milliseconds = [];
    private readonly Task _reading;

    public Others(HttpClient http) => _reading = Task.Run(() => ReadAsync(http));

    /// <summary>Ends, and gives the time that 99 in 100 answers took at most, in milliseconds.</summary>
    public async Task<double> EndAsync()
    {
        await _end.CancelAsync();
        await _reading;
        _milliseconds.Sort();
        return _milliseconds[(int)(_milliseconds.Count * 0.99)];
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading;
        _end.Dispose();
    }

    private async Task ReadAsync(HttpClient http)
    {
        while (!_end.IsCancellationRequested)
        {
            var people = JsonNode.Parse(await TakeAsync(http, "/people?itemsPerPage=15"))!;
            if (people.AsArray() is [{ } person, ..])
                await TakeAsync(http, $"/people/{person["id"]!.GetValue<string>()}");
            await Task.Delay(Pause);
        }
    }

    private async Task<string> TakeAsync(HttpClient http, string path)
    {
        var begun = Stopwatch.GetTimestamp();
        using var response = await http.GetAsync(path);
        var text = await response.Content.ReadAsStringAsync();
        _milliseconds.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        // Whoever is on the list may have been taken back since.
        return response.IsSuccessStatusCode || response.StatusCode == System.Net.HttpStatusCode.NotFound ? text : throw new InvalidOperationException($"{path}: {response.StatusCode}");
    }
}
