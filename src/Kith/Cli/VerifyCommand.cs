using System.CommandLine;
using Kith.Operations;

namespace Kith.Cli;

/// <summary>
/// <c>kith verify</c>: derives every index again beside the live one, replays the journal, and says what does not agree; of the
/// database, or of a backup that is restored for it.
/// </summary>
internal static class VerifyCommand
{
    public static Command Create(DatabaseOptions database)
    {
        var file = new Argument<string?>("file")
        {
            Description = "A backup; without one, the database itself is checked. A backup of PostgreSQL is tried out on the server that --database names.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("verify", "Checks indexes, journal and pictures against the documents, of the database beside a running server, or of a backup.") { file };
        command.SetAction((arguments, cancellation) => arguments.GetValue(file) is { } path
            ? VerifyBackupAsync(Path.GetFullPath(path), database.Of(arguments), cancellation)
            : VerifyDatabaseAsync(database.OfExisting(arguments)));
        return command;
    }

    private static async Task<int> VerifyDatabaseAsync(DatabaseAddress address)
    {
        await using var opened = await Crm.OpenDatabaseAsync(address, TimeProvider.System, Preparation.Existing);
        return await VerifyAsync(opened);
    }

    private static async Task<int> VerifyBackupAsync(string path, DatabaseAddress address, CancellationToken cancellation)
    {
        await using var place = await TemporaryDatabase.CreateAsync(await BackupFile.ReadFormatAsync(path), address, TimeProvider.System);
        await using var restored = Crm.DatabaseAt(place.Address, TimeProvider.System);
        await restored.RestoreAsync(path, isReplacing: false, cancellation);
        if (await restored.ReadStateAsync() == DatabaseState.Outdated)
            await Console.Out.WriteLineAsync("An earlier Kith made this backup. A copy of it is brought up to date, and checked then.");
        await restored.PrepareAsync(Preparation.Migrate);
        while (await restored.RebuildNextAsync() is not null)
            cancellation.ThrowIfCancellationRequested();
        await Console.Out.WriteLineAsync(await Contents.DescribeAsync(restored));
        return await VerifyAsync(restored);
    }

    private static async Task<int> VerifyAsync(Database database)
    {
        var discrepancies = await database.VerifyAsync();
        foreach (var discrepancy in discrepancies)
            await Console.Error.WriteLineAsync(discrepancy);
        await Console.Out.WriteLineAsync(discrepancies.Count == 0 ? "Indexes, journal and pictures agree with the documents." : $"{discrepancies.Count} discrepancies.");
        return discrepancies.Count == 0 ? 0 : 1;
    }
}
