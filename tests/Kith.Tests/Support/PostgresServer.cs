using Kith.Tests.Support;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Kith.Tests.Support;

/// <summary>The server that KITH_TEST_POSTGRES leads to, where every test makes databases of its own and drops them.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Ids Ids = new(TimeProvider.System);

    /// <summary>Made once: a copy of a database with tables takes a fraction of the time that making the tables takes.</summary>
    private static readonly Lazy<Task<DatabaseAddress>> Template = new(CreateTemplateAsync);

    private static string ConnectionString => Environment.GetEnvironmentVariable("KITH_TEST_POSTGRES") is { Length: > 0 } configured
        ? configured
        : throw new InvalidOperationException("KITH_TEST_POSTGRES must be the connection string of a server to test on; ./test starts one.");

    internal static async Task<DatabaseAddress> CreateFromTemplateAsync() => await CreateAsync($" template {NameOf(await Template.Value)}");

    internal static Task<DatabaseAddress> CreateEmptyAsync() => CreateAsync("");

    /// <summary>Drops a database, whoever is still connected to it.</summary>
    /// <summary>Where the server listens.</summary>
    internal static int Port => new NpgsqlConnectionStringBuilder(ConnectionString).Port;

    internal static DatabaseAddress Behind(DatabaseAddress address, int port) =>
        DatabaseAddress.Parse(new NpgsqlConnectionStringBuilder(address.ConnectionString) { Port = port }.ConnectionString);

    internal static Task DropAsync(DatabaseAddress address) => ExecuteAsync($"drop database {NameOf(address)} with (force)");

    public async ValueTask DisposeAsync()
    {
        // One that could not be made was dropped there.
        if (Template.IsValueCreated && await Task.WhenAny(Template.Value) is { IsCompletedSuccessfully: true } made)
            await DropAsync(await made);
    }

    private static async Task<DatabaseAddress> CreateTemplateAsync()
    {
        var address = await CreateEmptyAsync();
        var isMade = false;
        try
        {
            // Closed again: a database that somebody is connected to cannot be copied.
            await using (await Crm.OpenDatabaseAsync(address, TimeProvider.System))
                isMade = true;
            return address;
        }
        finally
        {
            if (!isMade)
                await DropAsync(address);
        }
    }

    private static async Task<DatabaseAddress> CreateAsync(string from)
    {
        var address = new NpgsqlConnectionStringBuilder(ConnectionString) { Database = $"kith_test_{Ids.Next():N}" };
        await ExecuteAsync($"create database {address.Database}{from}");
        return DatabaseAddress.Parse(address.ConnectionString);
    }

    private static string NameOf(DatabaseAddress address) => new NpgsqlConnectionStringBuilder(address.ConnectionString).Database!;

    private static async Task ExecuteAsync(string statement)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
