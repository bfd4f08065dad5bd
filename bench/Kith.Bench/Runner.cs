namespace Kith.Bench;

/// <summary>Measures groups of rows: the servers take turns, forth and back, and each row is compared within its round.</summary>
/// <param name="plan">How long.</param>
/// <param name="targets">Who is asked.</param>
/// <param name="replay">The static floor.</param>
internal sealed class Runner(Plan plan, IReadOnlyList<Target> targets, ServerProcess replay)
{
    private const int WarmUpSeconds = 1;

    /// <summary>Requests to a server; to the static one when there is no target.</summary>
    private sealed record Ask(Target? Target, string Requests);

    private Target Main => targets.First(target => target is { IsEmbedded: true, Size: Size.Main });

    public async Task<List<Result>> RunAsync(Group group)
    {
        if (group.IsAcrossSizes)
            return await RunAsync(group, targets);
        var results = new List<Result>();
        foreach (var target in targets.Where(target => target.Size != Size.Smallest))
        {
            await using var writer = group.IsWrittenBeside ? new Writer(target) : null;
            results.AddRange(await RunAsync(group, [target]));
            if (writer is not null)
                await Console.Error.WriteLineAsync($"  {await writer.StopAsync():N1} writes a second beside it");
        }
        return results;
    }

    private async Task<List<Result>> RunAsync(Group group, IReadOnlyList<Target> asked)
    {
        var rows = asked.SelectMany(_ => group.Rows, (target, row) => (row, target)).Where(pair => IsAsked(pair.row, pair.target)).ToList();
        var asks = rows.Where(pair => pair.target.Requests.Has(pair.row.Requests))
            .SelectMany(pair => new[] { ReferenceOf(pair.row, pair.target), new Ask(pair.target, pair.row.Requests) }).Distinct().ToList();
        await Console.Error.WriteLineAsync($"{group.Title} ({string.Join("; ", asked.Select(target => target.Name))})");
        foreach (var ask in asks)
        {
            await (ask.Target ?? Main).CheckAsync(ask.Requests);
            await SendAsync(ask, WarmUpSeconds);
        }
        var samples = asks.ToDictionary(ask => ask, _ => new List<Sample>());
        for (var round = 0; round < plan.Rounds; round++)
        {
            foreach (var ask in round % 2 == 0 ? asks : asks.AsEnumerable().Reverse())
                samples[ask].Add(await SendAsync(ask, plan.Seconds));
        }
        return [.. rows.Select(pair => ResultOf(group, pair.row, pair.target, samples))];
    }

    /// <summary>The smallest database is not held against itself, nor one engine against the other.</summary>
    private static bool IsAsked(Row row, Target target) => row.Against != Against.Smallest || (target.IsEmbedded && target.Size != Size.Smallest);

    private Ask ReferenceOf(Row row, Target target) => row.Against switch
    {
        Against.Static => new Ask(null, row.Requests),
        Against.Smallest => new Ask(targets.First(other => other.Size == Size.Smallest), row.Requests),
        Against.List => new Ask(target, "list"),
        _ => new Ask(target, "person"),
    };

    private Task<Sample> SendAsync(Ask ask, int seconds) =>
        Load.RunAsync(ask.Target?.Server ?? replay, (ask.Target ?? Main).Requests.PathOf(ask.Requests), Plan.Connections, seconds);

    private Result ResultOf(Group group, Row row, Target target, Dictionary<Ask, List<Sample>> samples)
    {
        var reference = ReferenceOf(row, target);
        var result = new Result(group.Title, row.What, target.Name)
        {
            Requests = row.Requests,
            Against = row.Against,
            Reference = row.Against switch
            {
                Against.Static => "static",
                Against.Smallest => $"{reference.Target!.People:N0} people",
                Against.List => "list",
                _ => "person",
            },
            Bars = target.IsEmbedded ? [.. row.Bars.Where(bar => bar.At is null || bar.At == target.Size)] : [],
        };
        if (!samples.TryGetValue(new Ask(target, row.Requests), out var own))
            return result with { Missing = "the data has no such values" };
        return result with
        {
            Sample = Sample.Median(own),
            Ratio = Sample.Median(own.Zip(samples[reference], (sample, other) => row.Against == Against.Static ? sample.Rate / other.Rate : other.P50 / sample.P50)),
        };
    }
}
