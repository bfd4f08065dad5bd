using System.CommandLine;

namespace Kith.Cli;

/// <summary><c>kith database</c>: what an operator does with the database as a whole.</summary>
internal static class DatabaseCommand
{
    public static Command Create(DatabaseOptions database) => new("database", "Brings the database up to date, makes its indexes again, copies it to another.")
    {
        Migrate(database),
        Rebuild(database),
        DatabaseCopyCommand.Create(),
    };

    private static Command Migrate(DatabaseOptions database)
    {
        var command = new Command("migrate", "Brings a database of an earlier version up to date; make a backup first.");
        command.SetAction(async (arguments, cancellation) =>
        {
            await using var opened = await Crm.OpenDatabaseAsync(database.Of(arguments), TimeProvider.System, Preparation.Migrate);
            await RebuildAsync(opened, cancellation);
            await Console.Out.WriteLineAsync("The database is up to date.");
            return 0;
        });
        return command;
    }

    private static Command Rebuild(DatabaseOptions database)
    {
        var command = new Command("rebuild", "Makes all indexes again from the documents; works beside running servers, and goes on where it was stopped.");
        command.SetAction(async (arguments, cancellation) =>
        {
            await using var opened = await Crm.OpenDatabaseAsync(database.Of(arguments), TimeProvider.System, Preparation.Create);
            if (!await opened.IsRebuildingAsync(cancellation))
            {
                foreach (var resource in Crm.Vocabulary.Resources)
                    await opened.RequestRebuildAsync(resource);
            }
            await RebuildAsync(opened, cancellation);
            await Console.Out.WriteLineAsync("The indexes are made again.");
            return 0;
        });
        return command;
    }

    private static async Task RebuildAsync(Database database, CancellationToken cancellation)
    {
        var counts = new Dictionary<string, long>();
        while (await database.RebuildNextAsync() is { } step)
        {
            cancellation.ThrowIfCancellationRequested();
            counts[step.Resource] = counts.GetValueOrDefault(step.Resource) + step.Documents;
            await Console.Error.WriteLineAsync($"{step.Resource}: {counts[step.Resource]} documents indexed");
        }
    }
}
