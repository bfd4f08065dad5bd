using System.Diagnostics;

namespace Kith.Bench;

/// <summary>Everybody, taken out: against reading the same list through, which is how it is done without an export.</summary>
/// <param name="plan">How often.</param>
internal sealed class Exporting(Plan plan)
{
    public const string Title = "Everybody, taken out, one client";

    private const int PageSize = 30;

    /// <summary>Pages that are spread over the whole list stand for all of them.</summary>
    private const int Pages = 100;

    private static readonly string[] Formats = ["csv", "xlsx", "vcf", "jsonl"];

    /// <summary>Exports and pages in turn.</summary>
    public async Task<IReadOnlyList<Result>> RunAsync(Target target)
    {
        await Console.Error.WriteLineAsync($"{Title} ({target.Name})");
        using var client = target.NewClient();
        client.Timeout = TimeSpan.FromMinutes(10);
        await ReadThroughAsync(client, target.People);
        var results = new List<Result>();
        foreach (var format in Formats)
        {
            await ExportAsync(client, target, format);
            var (floor, samples) = (new List<double>(), new List<Sample>());
            for (var round = 0; round < plan.Rounds; round++)
            {
                floor.Add(await ReadThroughAsync(client, target.People));
                samples.Add(await ExportAsync(client, target, format));
            }
            results.Add(new Result(Title, $"all as {format}; a second: people", target.Name)
            {
                Requests = $"/people/export?format={format}",
                Reference = $"the list read through, {PageSize} to a page",
                ReferenceFigure = $" ({Sample.Median(floor):N0} people a second)",
                Sample = Sample.Median(samples),
                Ratio = Sample.Median(samples.Zip(floor, (sample, rate) => sample.Rate / rate)),
                Bars = target is { IsEmbedded: true, Size: Size.Main } ? Bars.Exports(format) : [],
            });
        }
        return results;
    }

    /// <summary>How many people a second come by pages.</summary>
    private static async Task<double> ReadThroughAsync(HttpClient client, int people)
    {
        var pages = Math.Max(1, people / PageSize);
        var count = Math.Min(Pages, pages);
        var watch = Stopwatch.StartNew();
        for (var page = 0; page < count; page++)
            await client.GetByteArrayAsync(new Uri($"/people?itemsPerPage={PageSize}&page={1 + ((long)page * pages / count)}", UriKind.Relative));
        return count * PageSize / watch.Elapsed.TotalSeconds;
    }

    private static async Task<Sample> ExportAsync(HttpClient client, Target target, string format)
    {
        var before = target.Server.ComputedSeconds();
        var watch = Stopwatch.StartNew();
        using var response = await client.GetAsync(new Uri($"/people/export?format={format}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await response.Content.CopyToAsync(Stream.Null);
        var time = watch.Elapsed;
        if (response.Headers.GetValues("X-Total-Count").Single() != $"{target.People}")
            throw new InvalidOperationException($"{format}: not everybody was exported.");
        var computed = (target.Server.ComputedSeconds() - before) / target.People * 1e6;
        return new Sample(target.People / time.TotalSeconds, time.TotalMilliseconds, time.TotalMilliseconds, time.TotalMilliseconds, time.TotalMilliseconds, computed);
    }
}
