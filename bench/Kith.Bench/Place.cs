using System.Diagnostics;
using System.Globalization;

namespace Kith.Bench;

/// <summary>Where a run finds what it needs, and what machine it runs on.</summary>
internal static class Place
{
    /// <summary>The folder that everything is in.</summary>
    public static string Repository { get; } = FindRepository();

    public static string Bench => Path.Combine(Repository, "bench");

    /// <summary>The program as it is installed, which bench/run has published.</summary>
    public static string Kith => Path.Combine(Repository, "artifacts", "bench", "kith", "kith");

    /// <summary>Where generated people are kept between runs.</summary>
    public static string Cache => Environment.GetEnvironmentVariable("KITH_BENCH_CACHE") is { Length: > 0 } folder ? folder : "/tmp/kith-bench";

    public static async Task<string> DescribeMachineAsync()
    {
        var processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
        return $"{Environment.ProcessorCount} cores, {processor ?? "unknown processor"}, {await SayAsync("uname", "-sr")}, .NET {Environment.Version}";
    }

    /// <summary>How busy the machine is, by itself and by others: 1, 5 and 15 minutes.</summary>
    public static string LoadAverage() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]);

    /// <summary>Whether others kept a good part of the machine busy when it had that load.</summary>
    public static bool IsBusy(string loadAverage) => double.Parse(loadAverage.Split(' ')[0], CultureInfo.InvariantCulture) > Environment.ProcessorCount / 2.0;

    public static async Task<string> DescribeCommitAsync()
    {
        var commit = await SayAsync("git", "-C", Repository, "rev-parse", "--short", "HEAD");
        var changes = await SayAsync("git", "-C", Repository, "status", "--porcelain", "--", "src");
        return changes.Length == 0 ? commit : $"{commit} with changes in src";
    }

    public static string Today() => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Runs a program and gives what it prints; what it says on standard error is shown.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> SayAsync(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("KITH_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var output = (await process.StandardOutput.ReadToEndAsync()).Trim();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}. {output}");
    }

    private static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Kith.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Kith.Bench runs from within the repository: bench/run.");
        return folder;
    }
}
