using System.CommandLine;

namespace Kith.Cli;

/// <summary><c>kith database</c>: what an operator does with the database as a whole.</summary>
internal static class DatabaseCommand
{
    public static Command Create(DatabaseOptions database) => new("database", "Brings the database up to date, makes its indexes again, copies it to another, spreads it over machines.")
    {
        Migrate(database),
        Rebuild(database),
        DatabaseCopyCommand.Create(),
        Distribute(database),
    };

    private static Command Migrate(DatabaseOptions database)
    {
        var command = new Command("migrate", "Brings a database of an earlier version up to date; make a backup first.");
        command.SetAction(async (arguments, cancellation) =>
        {
            var address = database.OfExisting(arguments);
            // A folder has one server at most, and an earlier one must not write beside the new tables.
            await using var opened = await Crm.OpenDatabaseAsync(address, TimeProvider.System, Preparation.Migrate, isServer: address.Folder is not null);
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
            await using var opened = await Crm.OpenDatabaseAsync(database.OfExisting(arguments), TimeProvider.System, Preparation.Existing);
            var isResumed = await opened.IsRebuildingAsync(cancellation);
            if (!isResumed)
            {
                foreach (var resource in Crm.Vocabulary.Resources)
                    await opened.RequestRebuildAsync(resource);
            }
            await RebuildAsync(opened, cancellation);
            await Console.Out.WriteLineAsync(isResumed
                ? "What had been begun is done. Run it again to make all indexes again."
                : "The indexes are made again.");
            return 0;
        });
        return command;
    }

    private static Command Distribute(DatabaseOptions database)
    {
        var command = new Command("distribute", "Spreads a PostgreSQL database over the nodes of a Citus cluster, by tenant.");
        command.SetAction(async (arguments, _) =>
        {
            await using var opened = await Crm.OpenDatabaseAsync(database.OfExisting(arguments), TimeProvider.System, Preparation.Existing);
            await opened.DistributeAsync(Console.Out.WriteLine);
            await Console.Out.WriteLineAsync("Each tenant's rows are together on one node.");
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
