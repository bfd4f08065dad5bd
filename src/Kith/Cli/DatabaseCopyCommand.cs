using System.CommandLine;

namespace Kith.Cli;

/// <summary><c>kith database copy</c>: moves everything from one database to another, of the same engine or the other one.</summary>
internal static class DatabaseCopyCommand
{
    /// <summary>What a shell answers for a program that was interrupted.</summary>
    private const int Interrupted = 130;

    public static Command Create()
    {
        var from = new Option<string>("--from") { Description = "The database that is copied: a folder, or Host=…;Database=…;Username=…;Password=…", Required = true };
        var to = new Option<string>("--to") { Description = "An empty database that becomes the copy, or one that an earlier run did not finish.", Required = true };
        var command = new Command("copy", "Copies everything to another database and compares; stopped, the same command goes on.") { from, to };
        command.SetAction((arguments, cancellation) =>
            RunAsync(DatabaseAddress.Parse(arguments.GetRequiredValue(from)), DatabaseAddress.Parse(arguments.GetRequiredValue(to)), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(DatabaseAddress from, DatabaseAddress to, CancellationToken cancellation)
    {
        await using var source = await Crm.OpenDatabaseAsync(DatabaseOptions.Existing(from), TimeProvider.System, Preparation.Existing);
        await using var target = await Crm.OpenDatabaseAsync(to, TimeProvider.System, Preparation.CopyTarget);
        try
        {
            return await PrintAsync(await new Copy(source, target).RunAsync(new Progress(TimeProvider.System, Console.Error).Report, cancellation));
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped. The same command goes on from here; until then, the copy is not served.");
            return Interrupted;
        }
    }

    private static async Task<int> PrintAsync(CopyResult result)
    {
        var width = result.Tables.Max(table => table.Table.Length);
        await Console.Out.WriteLineAsync($"{"table".PadRight(width)}  {"rows",12}  {"checksum",-32}  equal");
        foreach (var (table, source, target) in result.Tables)
        {
            var verdict = source == target ? "yes" : $"NO: {target.Rows:N0} rows, {target.Checksum}";
            await Console.Out.WriteLineAsync($"{table.PadRight(width)}  {source.Rows,12:N0}  {source.Checksum}  {verdict}");
        }
        foreach (var left in result.Left)
            await Console.Error.WriteLineAsync($"Not copied, because this Kith does not know it: {left}");
        if (result.IsEqual)
            await Console.Out.WriteLineAsync($"{result.Tables.Sum(table => table.Target.Rows):N0} rows are copied, and the databases are equal.");
        else
            await Console.Error.WriteLineAsync("The databases are not equal: something wrote to one of them meanwhile. Drop the copy and begin anew, with nothing using the source.");
        return result.IsEqual ? 0 : 1;
    }

    /// <summary>Tells at most once a second how far a table is, and always when it is done.</summary>
    private sealed class Progress(TimeProvider clock, TextWriter output)
    {
        private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

        private CopyProgress? _first;
        private long _began;
        private long _told;

        public void Report(CopyProgress progress)
        {
            if (_first?.Table != progress.Table || _first.IsComparing != progress.IsComparing)
                (_first, _began, _told) = (progress, clock.GetTimestamp(), clock.GetTimestamp());
            var isDone = !progress.IsComparing && progress.Rows == progress.Total && progress.Rows > _first.Rows;
            if (!isDone && clock.GetElapsedTime(_told) < Interval)
                return;
            _told = clock.GetTimestamp();
            var rate = (progress.Rows - _first.Rows) / Math.Max(clock.GetElapsedTime(_began).TotalSeconds, 0.001);
            output.WriteLine(progress.IsComparing
                ? $"{progress.Table}: {progress.Rows:N0} rows compared, {rate:N0} a second"
                : $"{progress.Table}: {progress.Rows:N0} of {progress.Total:N0} rows, {rate:N0} a second");
        }
    }
}
