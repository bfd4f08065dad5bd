using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Kith.Bench;

/// <summary>A server that runs beside the load, as a process of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>The key of every server here.</summary>
    public const string Key = "bench-0123456789-0123456789-0123456789";

    /// <summary>Linux counts the time of processes in hundredths of a second, whatever the kernel does.</summary>
    private const double TicksPerSecond = 100;

    private const int PageSize = 4096;

    /// <summary>What runs now, and must not outlive this program.</summary>
    private static readonly ConcurrentDictionary<Process, bool> Running = new();

    private readonly Process _process;

    private ServerProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Starts Kith on a database of its own.</summary>
    /// <param name="database">The options that name the database.</param>
    public static Task<ServerProcess> StartKithAsync(params IEnumerable<string> database) =>
        StartAsync(Place.Kith, ["serve", .. database, "--urls", "http://127.0.0.1:0"]);

    /// <summary>Starts a server and waits until it says where it listens.</summary>
    public static async Task<ServerProcess> StartAsync(string program, params IEnumerable<string> arguments)
    {
        var process = Start(program, arguments);
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        // It is read to the end, or the server would wait for somebody to read on.
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
                address.TrySetException(new InvalidOperationException($"{program} {string.Join(' ', arguments)} did not start."));
            else if (line.Data.Split(" serves ") is [_, var rest])
                address.TrySetResult(new Uri(rest.Split(' ')[0]));
        };
        process.BeginOutputReadLine();
        return new ServerProcess(process, await address.Task);
    }

    /// <summary>Starts a program as an operator would: with the settings of this run and no others.</summary>
    public static Process Start(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("KITH_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["KITH_RATE_LIMIT"] = "0";
        start.Environment["KITH_BOOTSTRAP_API_KEY"] = Key;
        var process = Process.Start(start)!;
        Running[process] = true;
        return process;
    }

    /// <summary>How long it has computed, over all its threads.</summary>
    public double ComputedSeconds()
    {
        // The name of the program, which is second, may have blanks in it.
        var status = File.ReadAllText($"/proc/{_process.Id}/stat");
        var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>The most memory that it has held, in MiB, pages of its files included.</summary>
    public double MostMemory() => double.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").Single(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;

    /// <summary>How much memory a process holds.</summary>
    public static long ResidentBytes(Process process) =>
        long.Parse(File.ReadAllText($"/proc/{process.Id}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * PageSize;

    /// <summary>Tells a server to stop, as systemd does, and waits for it.</summary>
    public static async Task StopAsync(Process process)
    {
        if (!process.HasExited)
        {
            await Place.SayAsync("kill", "-TERM", $"{process.Id}");
            await process.WaitForExitAsync();
        }
        Running.TryRemove(process, out _);
    }

    /// <summary>Ends whatever runs, when there is no time to wait for it.</summary>
    public static void KillAll()
    {
        foreach (var process in Running.Keys)
            process.Kill();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(_process);
        _process.Dispose();
    }
}
