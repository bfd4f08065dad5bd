using System.CommandLine;

namespace Kith.Cli;

/// <summary><c>kith verify</c>: derives every index again beside the live one, replays the journal, and says what does not agree.</summary>
internal static class VerifyCommand
{
    public static Command Create(DatabaseOptions database)
    {
        var command = new Command("verify", "Checks indexes and journal against the documents; works beside a running server.");
        command.SetAction(async (arguments, _) =>
        {
            var address = database.Of(arguments);
            if (!Database.Exists(address))
                throw new InvalidOperationException($"There is no database in {address}.");
            await using var opened = await Crm.OpenDatabaseAsync(address, TimeProvider.System, Preparation.Create);
            var discrepancies = await opened.VerifyAsync();
            foreach (var discrepancy in discrepancies)
                await Console.Error.WriteLineAsync(discrepancy);
            await Console.Out.WriteLineAsync(discrepancies.Count == 0 ? "Indexes and journal agree with the documents." : $"{discrepancies.Count} discrepancies.");
            return discrepancies.Count == 0 ? 0 : 1;
        });
        return command;
    }
}
