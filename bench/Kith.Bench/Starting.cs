using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Kith.Bench;

/// <summary>How soon the published program answers, and how much memory it holds when it rests.</summary>
internal static class Starting
{
    public const string Title = "Start and rest of the published program";

    private const int Starts = 5;
    private const int Answers = 100;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    /// <summary>Starts it several times on a database that nobody serves.</summary>
    public static async Task<IReadOnlyList<Result>> RunAsync(string folder, string where)
    {
        await Console.Error.WriteLineAsync($"{Title} ({where})");
        var (times, memory) = (new List<double>(), new List<double>());
        for (var start = 0; start < Starts; start++)
        {
            var (milliseconds, bytes) = await StartAsync(folder);
            times.Add(milliseconds);
            memory.Add(bytes / 1e6);
        }
        return
        [
            new Result(Title, "from start to the first 200", where) { Amount = (Sample.Median(times), "ms"), Bars = [Bars.Start] },
            new Result(Title, $"memory after {Answers} answers and {Rest.TotalSeconds:N0} s of rest", where) { Amount = (Sample.Median(memory), "MB"), Bars = [Bars.Memory] },
        ];
    }

    private static async Task<(double Milliseconds, long Bytes)> StartAsync(string folder)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        using var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Add("X-API-KEY", ServerProcess.Key);
        var list = new Uri("/people", UriKind.Relative);

        var watch = Stopwatch.StartNew();
        using var process = ServerProcess.Start(Place.Kith, "serve", "--data", folder, "--urls", address.ToString());
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        try
        {
            while (!await IsAnsweredAsync(client, list))
            {
                if (process.HasExited)
                    throw new InvalidOperationException($"kith serve --data {folder} ended with {process.ExitCode}.");
                await Task.Delay(2);
            }
            var milliseconds = watch.Elapsed.TotalMilliseconds;
            for (var answer = 0; answer < Answers; answer++)
                await IsAnsweredAsync(client, list);
            await Task.Delay(Rest);
            return (milliseconds, ServerProcess.ResidentBytes(process));
        }
        finally
        {
            await ServerProcess.StopAsync(process);
        }
    }

    private static async Task<bool> IsAnsweredAsync(HttpClient client, Uri path)
    {
        try
        {
            using var response = await client.GetAsync(path);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // Nobody listens yet.
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
