using System.Data.Common;

namespace Kith.Bench;

/// <summary>Durable writes against single commits, and readers and writers together.</summary>
/// <param name="plan">How long.</param>
internal sealed class Writes(Plan plan)
{
    public const string PostTitle = "Creating people, durable, 8 clients";
    public const string MixedTitle = "Readers and writers together";

    /// <summary>Writes are few a second and take many paths: it takes longer until all of them are compiled for good.</summary>
    public const int WarmUpSeconds = 20;

    /// <summary>Commits and requests in turn.</summary>
    /// <param name="target">Who is asked.</param>
    /// <param name="commits">A connection to the same engine, on the same disk.</param>
    public async Task<Result> PostAsync(Target target, DbConnection commits)
    {
        await Console.Error.WriteLineAsync($"{PostTitle} ({target.Name})");
        var length = (int)target.Requests.LinesOf("post").Average(line => line.Length - "POST /people ".Length);
        var file = target.Requests.PathOf("post");
        await Commits.RunAsync(commits, length, 1);
        await Load.RunAsync(target.Server, file, Plan.Connections, WarmUpSeconds);
        var (floor, samples) = (new List<double>(), new List<Sample>());
        for (var round = 0; round < plan.Rounds; round++)
        {
            floor.Add(await Commits.RunAsync(commits, length, plan.Seconds));
            samples.Add(await Load.RunAsync(target.Server, file, Plan.Connections, plan.Seconds));
        }
        return new Result(PostTitle, "POST /people", target.Name)
        {
            Requests = "post",
            Reference = "single commits",
            ReferenceFigure = $" ({Sample.Median(floor):N0} a second)",
            Sample = Sample.Median(samples),
            Ratio = Sample.Median(samples.Zip(floor, (sample, rate) => sample.Rate / rate)),
            Bars = target.IsEmbedded ? [Bars.Post] : [],
        };
    }

    /// <summary>The same reads alone, and with a write for every 19 of them.</summary>
    public async Task<Result> MixedAsync(Target target)
    {
        await Console.Error.WriteLineAsync($"{MixedTitle} ({target.Name})");
        foreach (var file in (string[])["reads", "mixed"])
        {
            await target.CheckAsync(file);
            await Load.RunAsync(target.Server, target.Requests.PathOf(file), Plan.MixedConnections, 2);
        }
        var reads = await Load.RunAsync(target.Server, target.Requests.PathOf("reads"), Plan.MixedConnections, Math.Max(1, plan.MixedSeconds / 3));
        var mixed = await Load.RunAsync(target.Server, target.Requests.PathOf("mixed"), Plan.MixedConnections, plan.MixedSeconds);
        return new Result(MixedTitle, $"95 % reads, 5 % writes, {Plan.MixedConnections} connections, {plan.MixedSeconds} s", target.Name)
        {
            Requests = "mixed",
            Reference = "the reads alone",
            ReferenceFigure = $" ({reads.Rate:N0} a second)",
            Sample = mixed,
            Ratio = mixed.Rate * Requests.ReadsOfMixed / reads.Rate,
            Bars = target.IsEmbedded ? Bars.Mixed : [],
        };
    }
}
