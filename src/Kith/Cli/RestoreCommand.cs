using System.CommandLine;

namespace Kith.Cli;

/// <summary><c>kith restore</c>: puts a backup in the place of the database.</summary>
internal static class RestoreCommand
{
    public static Command Create(DatabaseOptions database)
    {
        var file = new Argument<string>("file") { Description = "The backup." };
        var replace = new Option<bool>("--replace") { Description = "Replaces the data of a PostgreSQL database, which is not kept; an embedded one is always kept beside." };
        var command = new Command("restore", "Replaces the database by a backup, while no server runs; when it fails, everything is as it was.") { file, replace };
        command.SetAction(async (arguments, cancellation) =>
        {
            var path = Path.GetFullPath(arguments.GetRequiredValue(file));
            var address = database.Of(arguments);
            await using var opened = Crm.DatabaseAt(address, TimeProvider.System);
            var kept = await opened.RestoreAsync(path, arguments.GetValue(replace), cancellation);
            await Console.Out.WriteLineAsync($"{path} is restored to {address}.");
            if (kept is not null)
                await Console.Out.WriteLineAsync($"What was there is kept: {kept}");
            if (await opened.ReadStateAsync() == DatabaseState.Outdated)
                await Console.Out.WriteLineAsync("An earlier Kith made this backup. Bring the database up to date with kith database migrate, or start the server.");
            return 0;
        });
        return command;
    }
}
