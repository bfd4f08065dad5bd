using System.CommandLine;
using System.Globalization;
using Kith.Access;

namespace Kith.Cli;

/// <summary><c>kith keys</c>: who can get in. Works beside a running server, which takes notice with its next request.</summary>
internal static class KeysCommand
{
    public static Command Create(DatabaseOptions database) => new("keys", "Creates, lists and revokes API keys.")
    {
        CreateKey(database),
        ListKeys(database),
        RevokeKey(database),
    };

    private static Command CreateKey(DatabaseOptions database)
    {
        var tenant = new Option<string>("--tenant") { Description = "The tenant; created when it does not exist.", Required = true };
        var user = new Option<string>("--user") { Description = "The user's e-mail address; created when there is no such user.", Required = true };
        var role = new Option<string?>("--role") { Description = "The user's role; the first user of a tenant is its admin, others are members." };
        role.AcceptOnlyFromAmong(Users.User.Admin, Users.User.Member);
        var scope = new Option<Scope?>("--scope") { Description = "What the key may do: read, write or admin; all that its user may when not given." };
        var expires = new Option<TimeSpan?>("--expires") { Description = "How long the key is valid, such as 90d or 12h; for ever when not given.", CustomParser = ParseLifetime };
        var command = new Command("create", "Creates a key, and what it needs, and prints the key alone on the last line.") { tenant, user, role, scope, expires };
        command.SetAction(async (arguments, _) =>
        {
            var address = database.Of(arguments);
            if (!Database.Exists(address))
                await Console.Error.WriteLineAsync($"There was no database in {address}: a new one is made.");
            await using var opened = await OpenAsync(address, Preparation.Create);
            var key = ApiKey.Create();
            var problem = await new Tenants(opened, KithOptions.ReadDefaultCountry()).CreateKeyAsync(
                arguments.GetRequiredValue(tenant), arguments.GetRequiredValue(user), arguments.GetValue(role), arguments.GetValue(scope), arguments.GetValue(expires), key);
            if (problem is not null)
                return await FailAsync(problem.Detail);
            await Console.Out.WriteLineAsync("The key is shown only this once:");
            await Console.Out.WriteLineAsync(key);
            return 0;
        });
        return command;
    }

    private static Command ListKeys(DatabaseOptions database)
    {
        var tenant = new Option<string?>("--tenant") { Description = "Only the keys of this tenant." };
        var command = new Command("list", "Lists the keys, without their text.") { tenant };
        command.SetAction(async (arguments, _) =>
        {
            await using var opened = await OpenAsync(database.OfExisting(arguments), Preparation.Existing);
            foreach (var key in await new Tenants(opened).ListKeysAsync(arguments.GetValue(tenant)))
            {
                var state = key.RevokedAt is { } revoked ? $"revoked {Day(revoked)}" : key.ExpiresAt is { } expires ? $"expires {Day(expires)}" : "valid";
                await Console.Out.WriteLineAsync($"{key.Id}  {key.Hint}  {key.Tenant}  {key.User}  {key.Scope}  created {Day(key.CreatedAt)}  {state}");
            }
            return 0;
        });
        return command;
    }

    private static Command RevokeKey(DatabaseOptions database)
    {
        var key = new Argument<string>("key") { Description = "The key, or its id from the list." };
        var command = new Command("revoke", "Revokes a key; it is refused from the next request on.") { key };
        command.SetAction(async (arguments, _) =>
        {
            await using var opened = await OpenAsync(database.OfExisting(arguments), Preparation.Existing);
            if (!await new Tenants(opened).RevokeKeyAsync(arguments.GetRequiredValue(key)))
                return await FailAsync("There is no such key, or it is revoked already.");
            await Console.Out.WriteLineAsync("Revoked.");
            return 0;
        });
        return command;
    }

    private static TimeSpan? ParseLifetime(System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text.Length > 1 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 36_500)
        {
            switch (text[^1])
            {
                case 'd': return TimeSpan.FromDays(count);
                case 'h': return TimeSpan.FromHours(count);
                case 'm': return TimeSpan.FromMinutes(count);
            }
        }
        result.AddError($"--expires {text}: expected a number of days, hours or minutes, such as 90d, 12h or 30m.");
        return null;
    }

    private static Task<Database> OpenAsync(DatabaseAddress address, Preparation preparation) => Crm.OpenDatabaseAsync(address, TimeProvider.System, preparation);

    private static string Day(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static async Task<int> FailAsync(string message)
    {
        await Console.Error.WriteLineAsync(message);
        return 1;
    }
}
