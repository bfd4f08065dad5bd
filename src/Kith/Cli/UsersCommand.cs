using System.CommandLine;
using Kith.Access;

namespace Kith.Cli;

/// <summary><c>kith users</c>: who signs in. Works beside a running server.</summary>
internal static class UsersCommand
{
    public static Command Create(DatabaseOptions database, Option<string> urls) => new("users", "Lets users choose a password.") { Link(database, urls) };

    private static Command Link(DatabaseOptions database, Option<string> urls)
    {
        var user = new Option<string>("--user") { Description = "The user's e-mail address.", Required = true };
        var tenant = new Option<string?>("--tenant") { Description = "The tenant; only needed when several have a user with this address." };
        var command = new Command("link", "Prints a link by which a user chooses a password, once: to begin with, or because it was forgotten.") { user, tenant, urls };
        command.SetAction(async (arguments, _) =>
        {
            await using var opened = await Crm.OpenDatabaseAsync(database.OfExisting(arguments), TimeProvider.System, Preparation.Existing);
            var email = arguments.GetRequiredValue(user);
            var found = await FindAsync(opened, email, arguments.GetValue(tenant));
            if (found is not [var (author, id)])
                return await FailAsync(found is [] ? $"There is no user {email}." : $"Several tenants have a user {email}. Say which with --tenant.");
            if (!(await new Accounts(opened).CreateLinkAsync(author, id)).Succeeded(out var token, out var problem))
                return await FailAsync(problem.Detail);
            await Console.Out.WriteLineAsync($"Good for one password of {email}:");
            await Console.Out.WriteLineAsync(LinkOf(arguments.GetRequiredValue(urls).Split(';', StringSplitOptions.RemoveEmptyEntries), token));
            return 0;
        });
        return command;
    }

    /// <summary>The address of a link, as this machine reaches the server: with TLS where there is TLS.</summary>
    public static string LinkOf(IEnumerable<string> urls, string token)
    {
        var url = urls.OrderByDescending(url => url.StartsWith("https:", StringComparison.Ordinal)).First().TrimEnd('/');
        foreach (var any in (string[])["://*", "://+", "://[::]", "://0.0.0.0"])
            url = url.Replace(any, "://localhost", StringComparison.Ordinal);
        return $"{url}{OneTimeLinks.Path}?token={token}";
    }

    private static ValueTask<List<(Author Author, Guid User)>> FindAsync(Database database, string email, string? tenant)
    {
        var normal = Identity.Email.Kind.Normalize(email, "") ?? "";
        return database.ReadAsync(session => session.ListAsync(
            Sql.Of($"""
                select t.id, t.country, i.source_id from users_identifiers i join tenants t on t.id = i.tenant_id
                where i.kind = {Identity.Email.Kind.Name} and i.value = {normal}
                """)
                .Append(tenant is null ? Sql.Of($"") : Sql.Of($" and t.name = {tenant}"))
                .Append($" limit 2"),
            static row => (new Author(row.Long(0), row.Text(1), null, null, "kith users link"), row.Id(2))));
    }

    private static async Task<int> FailAsync(string message)
    {
        await Console.Error.WriteLineAsync(message);
        return 1;
    }
}
