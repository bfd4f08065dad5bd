using System.CommandLine;
using System.Globalization;
using Kith.Bench.Duplicates;
using Kith.Bench.Imports;

namespace Kith.Bench;

/// <summary>What bench/run understands; bench/README.md explains it.</summary>
internal static class Commands
{
    public static RootCommand Create() => new("How fast Kith answers, as ratios taken in one run.")
    {
        Measure(Plan.Quick, "10,000 and 100,000 people on the embedded engine, in less than ten minutes once they are made."),
        Measure(Plan.Full, "And 1,000,000 people, PostgreSQL, readers and writers together, start, memory and disk."),
        Recognise(),
        Import(),
        Floor(),
    };

    private static Command Recognise()
    {
        var people = new Option<int>("--people") { Description = "How many labelled people, beside their copies.", DefaultValueFactory = static _ => 20_000 };
        var seed = new Option<int>("--seed") { Description = "Who they are.", DefaultValueFactory = static _ => DuplicatesRun.ReportingSeed };
        var timed = new Option<int>("--timed") { Description = "How many generated people are compared to tell the time; 0 for none.", DefaultValueFactory = static _ => 100_000 };
        var mistakes = new Option<bool>("--mistakes") { Description = "Show an example of each kind of mistake." };
        var postgres = new Option<bool>("--postgres") { Description = "On PostgreSQL instead of the embedded engine." };
        var command = new Command("duplicates", "How well duplicates are found among people whose identity is known, and how fast among 100,000.") { people, seed, timed, mistakes, postgres };
        command.SetAction((arguments, cancellation) => DuplicatesRun.RunAsync(
            arguments.GetValue(people), arguments.GetValue(seed), arguments.GetValue(timed), arguments.GetValue(mistakes), arguments.GetValue(postgres) ? new PostgresServer() : null, cancellation));
        return command;
    }

    private static Command Import()
    {
        var rows = new Option<int>("--rows") { Description = "Other than the standard number of rows: a look.", DefaultValueFactory = static _ => ImportRun.StandardRows };
        var command = new Command("import", "How fast a file of people is previewed, run and undone, and what others notice of it.") { rows };
        command.SetAction((arguments, cancellation) => ImportRun.RunAsync(arguments.GetValue(rows), cancellation));
        return command;
    }

    private static Command Measure(Plan standard, string description)
    {
        var isRecorded = new Option<bool>("--record") { Description = "Accept these ratios: later runs are compared with them." };
        var people = new Option<string?>("--people") { Description = "Other sizes, smallest first, with commas between them: a look, of which nothing is kept." };
        var rounds = new Option<int?>("--rounds") { Description = "Other than the standard number of rounds: a look." };
        var seconds = new Option<int?>("--seconds") { Description = "The length of each load: a look." };
        var mixed = new Option<int?>("--mixed") { Description = "The seconds of reads and writes together: a look." };
        var only = new Option<string?>("--only") { Description = "Only groups with this in their title: a look." };
        var command = new Command(standard.Name, description) { isRecorded, people, rounds, seconds, mixed, only };
        command.SetAction(async (arguments, cancellation) =>
        {
            var plan = standard with
            {
                People = arguments.GetValue(people)?.Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToList() ?? standard.People,
                Rounds = arguments.GetValue(rounds) ?? standard.Rounds,
                Seconds = arguments.GetValue(seconds) ?? standard.Seconds,
                MixedSeconds = arguments.GetValue(mixed) ?? standard.MixedSeconds,
                Only = arguments.GetValue(only),
            };
            await using var run = new Run(plan);
            return await run.RunAsync(arguments.GetValue(isRecorded), cancellation);
        });
        return command;
    }

    private static Command Floor()
    {
        var server = new Argument<string>("server");
        var key = new Argument<string>("key");
        var url = new Argument<string>("url");
        var paths = new Argument<string[]>("paths");
        var command = new Command("replay", "Answers with what a server answered once, until told to stop: the static floor.") { server, key, url, paths };
        command.SetAction(arguments => Replay.RunAsync(
            new Uri(arguments.GetRequiredValue(server)), arguments.GetRequiredValue(key), arguments.GetRequiredValue(url), arguments.GetRequiredValue(paths)));
        return command;
    }
}
