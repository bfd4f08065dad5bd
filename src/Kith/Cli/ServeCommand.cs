using Kith.Access;
using Kith.Operations;

namespace Kith.Cli;

/// <summary>Opens the database, makes sure that somebody can get in, and serves until told to stop.</summary>
internal static partial class ServeCommand
{
    public const string FirstTenant = "default";
    public const string FirstAdmin = "admin@kith.localhost";

    public static async Task<int> RunAsync(KithOptions options, bool isDemo, CancellationToken cancellation)
    {
        await using var database = await Crm.OpenDatabaseAsync(options.Database, TimeProvider.System);
        var firstKey = await EnsureFirstKeyAsync(database, options);
        if (isDemo)
            await Demo.LoadAsync(database, options.DefaultCountry, Console.Out);

        await using var app = await Server.BuildAsync(options, database);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"{options.Urls} is in use by another program. Choose another address with --urls.");
            return 1;
        }
        var addresses = string.Join(" and ", app.Urls);
        if (options.Log.Format == LogFormat.Json)
            LogServing(app.Logger, addresses, options.Database);
        else
            await Console.Out.WriteLineAsync($"Kith serves {addresses} from {options.Database}");
        if (firstKey is not null)
            await Console.Out.WriteLineAsync($"API key of {FirstAdmin}, shown only this once: {firstKey}");
        await app.WaitForShutdownAsync(cancellation);
        return 0;
    }

    /// <summary>Creates the first tenant, admin and key of an empty database.</summary>
    /// <returns>The text of the key when it was made here; null when it was chosen by the operator or there is one already.</returns>
    private static async Task<string?> EnsureFirstKeyAsync(Database database, KithOptions options)
    {
        var tenants = new Tenants(database, options.DefaultCountry);
        if (!await tenants.IsEmptyAsync())
            return null;
        var key = options.BootstrapApiKey ?? ApiKey.Create();
        if (await tenants.CreateKeyAsync(FirstTenant, FirstAdmin, Users.User.Admin, Scope.Admin, null, key) is { } problem)
            throw new InvalidOperationException(problem.Detail);
        return options.BootstrapApiKey is null ? key : null;
    }

    [LoggerMessage(1, LogLevel.Information, "Kith serves {Addresses} from {Database}")]
    private static partial void LogServing(ILogger logger, string addresses, DatabaseAddress database);
}
