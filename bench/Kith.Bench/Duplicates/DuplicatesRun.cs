using System.Diagnostics;
using Kith.Storage;

namespace Kith.Bench.Duplicates;

/// <summary><c>bench/run duplicates</c>: how well duplicates are found, and how fast.</summary>
internal static class DuplicatesRun
{
    /// <summary>The weights were set by looking at the people of this seed …</summary>
    public const int TuningSeed = 11;

    /// <summary>… and are reported for those of this one, which nobody has looked at.</summary>
    public const int ReportingSeed = 2026;

    private const double LeastPrecision = 0.97;
    private const double LeastRecall = 0.85;
    private const double MostSeconds = 60;
    private const int MostShown = 40;

    /// <summary>What the people of the cache have of it already.</summary>
    private static readonly string[] Derived = ["duplicate_progress", "duplicate_keys", "duplicate_pairs", "duplicate_members", "duplicate_groups"];

    /// <param name="people">How many people are labelled, beside copies and those who look like them.</param>
    /// <param name="seed">Who they are.</param>
    /// <param name="timed">How many generated people are compared to tell the time; 0 for none.</param>
    /// <param name="isShown">Whether mistakes are shown.</param>
    /// <param name="postgres">Where databases are made; null for the embedded engine.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<int> RunAsync(int people, int seed, int timed, bool isShown, PostgresServer? postgres, CancellationToken cancellation)
    {
        var work = Directory.CreateTempSubdirectory("kith-bench-duplicates-").FullName;
        try
        {
            await Console.Out.WriteLineAsync($"{await Place.DescribeMachineAsync()}, {await Place.DescribeCommitAsync()}, load {Place.LoadAverage()}");
            var judgement = await Judgement.OfAsync(LabelledPeople.Make(people, seed), await EmptyAsync(postgres, work), cancellation);
            await ReportAsync(judgement, seed, isShown);
            var isGood = judgement.Precision >= LeastPrecision && judgement.Recall >= LeastRecall;
            if (timed > 0)
                isGood &= await TimeAsync(timed, work, postgres, cancellation) <= MostSeconds * timed / 100_000;
            return isGood ? 0 : 1;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task ReportAsync(Judgement judgement, int seed, bool isShown)
    {
        await Console.Out.WriteLineAsync($"""
            {judgement.People:N0} labelled people, seed {seed} ({(seed == TuningSeed ? "that the weights were set by" : "not that the weights were set by")}): {judgement.Same:N0} pairs are the same person
            precision {judgement.Precision:N3} ({judgement.Found:N0} of {judgement.Found + judgement.Wrong.Count:N0} suggested; at least {LeastPrecision})
            recall    {judgement.Recall:N3} ({judgement.Found:N0} of {judgement.Same:N0}; at least {LeastRecall})
            """);
        await ShowAsync("Suggested, but not the same", judgement.Wrong, isShown);
        await ShowAsync("The same, but not suggested", judgement.Missed, isShown);
    }

    private static async Task ShowAsync(string title, IReadOnlyList<Mistaken> mistaken, bool isShown)
    {
        await Console.Out.WriteLineAsync($"{title}:");
        foreach (var kind in mistaken.GroupBy(pair => $"{pair.One.Label} / {pair.Other.Label}").OrderByDescending(kind => kind.Count()).Take(MostShown))
        {
            await Console.Out.WriteLineAsync($"  {kind.Count(),5} {kind.Key}");
            if (isShown)
                await Console.Out.WriteLineAsync($"          {kind.First().One.Entry.Body.ToJsonString()}\n          {kind.First().Other.Entry.Body.ToJsonString()}");
        }
    }

    private static async Task<DatabaseAddress> EmptyAsync(PostgresServer? postgres, string work) => postgres is null
        ? DatabaseAddress.OfFolder(Path.Combine(work, "labelled"))
        : DatabaseAddress.ParseServer(await postgres.CreateDatabaseAsync("labelled"));

    private static async Task<double> TimeAsync(int people, string work, PostgresServer? postgres, CancellationToken cancellation)
    {
        var dataset = await Dataset.GetAsync(people, cancellation);
        var address = DatabaseAddress.OfFolder(postgres is null ? await dataset.CopyAsync(work) : dataset.Folder);
        if (postgres is not null)
        {
            var to = await postgres.CreateDatabaseAsync("timed");
            await Place.SayAsync(Place.Kith, "database", "copy", "--from", dataset.Folder, "--to", to);
            await PostgresServer.AnalyzeAsync(to);
            address = DatabaseAddress.ParseServer(to);
        }
        await using var database = await Crm.OpenDatabaseAsync(address, TimeProvider.System);
        foreach (var table in Derived)
        {
            await database.WriteGlobalAsync(async session =>
            {
                await session.RunScriptAsync($"delete from {table}");
                return true;
            });
        }
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        var begun = Stopwatch.GetTimestamp();
        await Judgement.CompareAsync(database, cancellation);
        var time = Stopwatch.GetElapsedTime(begun);
        var used = Process.GetCurrentProcess().TotalProcessorTime - before;
        var (keys, pairs, groups) = await database.ReadAsync(session => session.FirstAsync(
            $"select (select count(*) from duplicate_keys), (select count(*) from duplicate_pairs) / 2, (select count(*) from duplicate_groups)",
            static row => (row.Long(0), row.Long(1), row.Long(2))), cancellation);
        await Console.Out.WriteLineAsync($"""
            {people:N0} generated people compared in {time.TotalSeconds:N1} s ({used.TotalSeconds:N1} s of computing; at most {MostSeconds} s for 100,000)
            {keys:N0} keys, {pairs:N0} pairs, {groups:N0} groups
            """);
        return time.TotalSeconds;
    }
}
