using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Kith.Bench;

/// <summary>The tables, as Markdown.</summary>
internal static class Report
{
    public static string File => Path.Combine(Place.Bench, "RESULTS.md");

    /// <summary>What a run measured.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="results">Its rows.</param>
    /// <param name="examples">A request of each file.</param>
    /// <param name="loadBefore">How busy the machine was before it.</param>
    public static async Task<string> OfAsync(Plan plan, IReadOnlyList<Result> results, IEnumerable<(string Name, string Example, int Lines)> examples, string loadBefore)
    {
        var text = new StringBuilder();
        text.AppendLine($"Command `bench/run {plan.Name}`, commit {await Place.DescribeCommitAsync()}, {Place.Today()}. {await Place.DescribeMachineAsync()}.");
        text.AppendLine($"Load average before {loadBefore}, after {Place.LoadAverage()}.");
        if (Place.IsBusy(loadBefore))
            text.AppendLine("**Others used the machine when it began: times mean nothing here, and ratios little.**");
        text.AppendLine($"Medians of {plan.Rounds} rounds of {plan.Seconds} s each after a second of warming up ({Writes.WarmUpSeconds} s before people are created); load generator and servers share the cores.");
        text.AppendLine();
        var (met, missed) = (results.Count(result => result.IsMet == true), results.Where(result => result.IsMet == false).ToList());
        text.AppendLine($"**{met} bars are met, {missed.Count} are missed.**");
        foreach (var result in missed)
            text.AppendLine($"- missed: {result.Key} ({string.Join(", ", result.Bars)})");
        foreach (var group in results.GroupBy(result => result.Group))
        {
            text.AppendLine();
            text.AppendLine($"### {group.Key}");
            text.AppendLine();
            if (group.Any(result => result.Amount is not null))
                Amounts(text, group);
            else
                Times(text, group);
        }
        Legend(text, plan, examples);
        return text.ToString();
    }

    /// <summary>Puts a chapter into RESULTS.md in place of the one of its name, and leaves the others.</summary>
    public static async Task WriteAsync(string chapter, string text)
    {
        var chapters = System.IO.File.Exists(File)
            ? Regex.Split(await System.IO.File.ReadAllTextAsync(File), "^## ", RegexOptions.Multiline, TimeSpan.FromSeconds(1)).Skip(1).Select(part => part.Split('\n', 2)).ToDictionary(part => part[0], part => part[1].Trim())
            : [];
        chapters[chapter] = text.Trim();
        await System.IO.File.WriteAllTextAsync(File, $"# Results\n\nWritten by `bench/run`; [README.md](README.md) says how it is measured.\n{string.Concat(
            chapters.OrderBy(pair => pair.Key == Chapters.Allocations).Select(pair => $"\n## {pair.Key}\n\n{pair.Value}\n"))}");
    }

    private static void Times(StringBuilder text, IEnumerable<Result> results)
    {
        text.AppendLine("| | where | requests | a second | p50 ms | p99 ms | CPU µs | held against | ratio | bar | |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var result in results)
        {
            if (result.Sample is { } sample)
                text.AppendLine(CultureInfo.InvariantCulture, $"| {result.What} | {result.Where} | {result.Requests} | {sample.Rate:N0} | {Milliseconds(sample.P50)} | {Milliseconds(sample.P99)} | {sample.Computed:N0} | {result.Reference}{result.ReferenceFigure} | {Ratio(result)} | {string.Join(", ", result.Bars)} | {Verdict(result)} |");
            else
                text.AppendLine($"| {result.What} | {result.Where} | {result.Requests} | | | | | {result.Reference} | | {string.Join(", ", result.Bars)} | {result.Missing} |");
        }
    }

    private static void Amounts(StringBuilder text, IEnumerable<Result> results)
    {
        text.AppendLine("| | where | measured | bar | |");
        text.AppendLine("|---|---|---|---|---|");
        foreach (var result in results)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {result.What} | {result.Where} | {(result.Amount is { } amount ? $"{amount.Value:N0} {amount.Unit}" : "")} | {string.Join(", ", result.Bars)} | {Verdict(result)} |");
    }

    private static void Legend(StringBuilder text, Plan plan, IEnumerable<(string Name, string Example, int Lines)> examples)
    {
        text.AppendLine();
        text.AppendLine("### The commands");
        text.AppendLine();
        text.AppendLine($"Each row is `{Load.Command(Plan.Connections, $"{plan.Seconds}", "REQUESTS")}`, with the file of requests that the row names.");
        if (plan.MixedSeconds > 0)
            text.AppendLine($"Readers and writers: `{Load.Command(Plan.MixedConnections, $"{plan.MixedSeconds}", "mixed")}`.");
        text.AppendLine("Single commits, start, memory and disk are measured by the program itself (`bench/Kith.Bench/Commits.cs`, `Starting.cs`, `Dataset.cs`).");
        text.AppendLine();
        text.AppendLine("| requests | different lines | the first |");
        text.AppendLine("|---|---|---|");
        foreach (var (name, example, lines) in examples)
            text.AppendLine($"| {name} | {lines:N0} | `{(example.Length > 120 ? $"{example[..120]}…" : example)}` |");
    }

    private static string Milliseconds(double value) => value.ToString(value < 10 ? "0.00" : "N0", CultureInfo.InvariantCulture);

    private static string Ratio(Result result) => result switch
    {
        { Ratio: null } => "",
        { Against: null or Against.Static } => string.Create(CultureInfo.InvariantCulture, $"{result.Ratio:0.00} × its rate"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{1 / result.Ratio:0.00} × its time"),
    };

    private static string Verdict(Result result) => result.Missing ?? result.IsMet switch
    {
        true => "met",
        false => "**missed**",
        null => "",
    };
}

/// <summary>The chapters of RESULTS.md.</summary>
internal static class Chapters
{
    public const string Allocations = "Allocations";

    /// <summary>The chapter of a run.</summary>
    public static string Of(Plan plan) => $"bench/run {plan.Name}";
}
