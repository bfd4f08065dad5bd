using System.CommandLine;

namespace Kith.Cli;

/// <summary><c>kith verify</c>: derives every index again beside the live one, replays the journal, and says what does not agree.</summary>
internal static class VerifyCommand
{
    public static Command Create(Option<string> data)
    {
        var command = new Command("verify", "Checks indexes and journal against the documents; works beside a running server.");
        command.SetAction(async (arguments, _) =>
        {
            if (!Database.Exists(arguments.GetRequiredValue(data)))
                throw new InvalidOperationException($"There is no database in {arguments.GetRequiredValue(data)}.");
            await using var database = await Crm.OpenDatabaseAsync(arguments.GetRequiredValue(data), TimeProvider.System);
            var discrepancies = await database.VerifyAsync();
            foreach (var discrepancy in discrepancies)
                await Console.Error.WriteLineAsync(discrepancy);
            await Console.Out.WriteLineAsync(discrepancies.Count == 0 ? "Indexes and journal agree with the documents." : $"{discrepancies.Count} discrepancies.");
            return discrepancies.Count == 0 ? 0 : 1;
        });
        return command;
    }
}
