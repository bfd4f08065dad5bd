using System.Globalization;
using System.Text.Json.Nodes;

namespace Kith.Bench;

/// <summary>What came of some seconds of requests.</summary>
/// <param name="Rate">Answers a second.</param>
/// <param name="P50">The time of the median answer, in milliseconds.</param>
/// <param name="P90">The time that nine in ten stay below, in milliseconds.</param>
/// <param name="P99">The time that 99 in 100 stay below, in milliseconds.</param>
/// <param name="Slowest">The slowest, in milliseconds.</param>
/// <param name="Computed">How long the server computed for each, in microseconds.</param>
internal sealed record Sample(double Rate, double P50, double P90, double P99, double Slowest, double Computed)
{
    /// <summary>The median of each figure.</summary>
    public static Sample Median(IReadOnlyCollection<Sample> samples) => new(
        Of(samples, sample => sample.Rate), Of(samples, sample => sample.P50), Of(samples, sample => sample.P90),
        Of(samples, sample => sample.P99), Of(samples, sample => sample.Slowest), Of(samples, sample => sample.Computed));

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static double Of(IReadOnlyCollection<Sample> samples, Func<Sample, double> figure) => Median(samples.Select(figure));
}

/// <summary>The load generator: wrk, with one thread, which leaves most of two cores to the server.</summary>
internal static class Load
{
    /// <summary>How many requests of a file have been sent, so that the next load goes on from there.</summary>
    private static readonly Dictionary<string, long> Sent = [];

    /// <summary>An answer that does not come for so long is taken for missing.</summary>
    private const int LongestSeconds = 20;

    /// <summary>The command, as the report explains it.</summary>
    public static string Command(int connections, string seconds, string file) =>
        $"wrk -t1 -c{connections} -d{seconds} --timeout 30s -H \"X-API-KEY: …\" -s bench/requests.lua URL -- {file} FROM";

    /// <summary>Sends the requests of a file for some seconds.</summary>
    /// <exception cref="InvalidOperationException">An answer was an error, or missing.</exception>
    public static async Task<Sample> RunAsync(ServerProcess server, string file, int connections, int seconds)
    {
        var before = server.ComputedSeconds();
        var output = await Place.SayAsync(
            "wrk", "-t1", $"-c{connections}", $"-d{seconds}s", "--timeout", "30s", "-H", $"X-API-KEY: {ServerProcess.Key}",
            "-s", Path.Combine(Place.Bench, "requests.lua"), server.Address.ToString().TrimEnd('/'), "--", file, $"{Sent.GetValueOrDefault(file)}");
        var computed = server.ComputedSeconds() - before;
        var counted = JsonNode.Parse(output.Split('\n')[^1])!;
        double Number(string name) => double.Parse(counted[name]!.ToJsonString(), CultureInfo.InvariantCulture);
        var requests = Number("requests");
        // Nobody was answered yet: what takes so long is measured for longer.
        if (Number("errors") == 0 && requests == 0 && seconds < LongestSeconds)
            return await RunAsync(server, file, connections, seconds * 4);
        if (Number("errors") > 0 || requests == 0)
            throw new InvalidOperationException($"{Number("errors")} of {requests} answers to {file} were errors:\n{output}");
        Sent[file] = Sent.GetValueOrDefault(file) + (long)requests;
        return new Sample(
            requests / Number("microseconds") * 1e6,
            Number("p50") / 1e3, Number("p90") / 1e3, Number("p99") / 1e3, Number("max") / 1e3,
            computed / requests * 1e6);
    }
}
