using System.CommandLine;

namespace Kith.Cli;

/// <summary><c>kith backup</c>: everything, pictures included, in one file.</summary>
internal static class BackupCommand
{
    public static Command Create(DatabaseOptions database)
    {
        var file = new Argument<string>("file") { Description = "The file to write." };
        var force = new Option<bool>("--force") { Description = "Replaces the file when it is there already." };
        var command = new Command("backup", "Writes the whole database to a file, beside running servers.") { file, force };
        command.SetAction(async (arguments, cancellation) =>
        {
            var path = Path.GetFullPath(arguments.GetRequiredValue(file));
            var address = database.OfExisting(arguments);
            var begin = TimeProvider.System.GetTimestamp();
            await using var opened = Crm.DatabaseAt(address, TimeProvider.System);
            await opened.BackupAsync(path, arguments.GetValue(force), cancellation);
            var duration = TimeProvider.System.GetElapsedTime(begin);
            await Console.Out.WriteLineAsync($"{path}: {new FileInfo(path).Length / 1e6:0.0} MB in {duration.TotalSeconds:0.0} s");
            return 0;
        });
        return command;
    }
}
