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
        await using var database = Crm.DatabaseAt(options.Database, TimeProvider.System, isServer: true);
        string? firstKey = null;
        var readiness = new Readiness(database, async () => firstKey = await FillAsync(database, options, isDemo) ?? firstKey);
        // An embedded database is nobody else's; of one that others use too, an operator decides when it is upgraded.
        var preparation = options.Database.Folder is null ? Preparation.Create : Preparation.Migrate;
        var isOpen = await readiness.TryOpenAsync(preparation);

        await using var app = Server.Build(options, database, readiness);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await ShowKeyAsync(firstKey);
            await Console.Error.WriteLineAsync($"{options.Urls} is in use by another program. Choose another address with --urls.");
            return 1;
        }
        var addresses = string.Join(" and ", app.Urls);
        if (options.Log.Format == LogFormat.Json)
            LogServing(app.Logger, addresses, options.Database);
        else
            await Console.Out.WriteLineAsync($"Kith serves {addresses} from {options.Database}");
        await ShowKeyAsync(firstKey);
        if (isOpen)
            await ShowLinkAsync(database, options.Log, app);
        if (Settings.Unknown() is { Count: > 0 } unknown)
            LogUnknown(app.Logger, string.Join(", ", unknown));
        var background = RunInBackgroundAsync();
        await app.WaitForShutdownAsync(cancellation);
        await background;
        return 0;

        async Task RunInBackgroundAsync()
        {
            var stopping = app.Lifetime.ApplicationStopping;
            try
            {
                if (!isOpen)
                {
                    await readiness.OpenWhenPossibleAsync(preparation, app.Logger, stopping);
                    await ShowKeyAsync(firstKey);
                    await ShowLinkAsync(database, options.Log, app);
                }
                await Rebuilds.RunAsync(database, app.Logger, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // The next start goes on with it.
            }
        }
    }

    /// <summary>Puts into an empty database what nobody can begin without.</summary>
    /// <returns>The text of the first key, to be shown.</returns>
    private static async Task<string?> FillAsync(Database database, KithOptions options, bool isDemo)
    {
        var firstKey = await EnsureFirstKeyAsync(database, options);
        if (isDemo)
            await Demo.LoadAsync(database, options.DefaultCountry, Console.Out);
        return firstKey;
    }

    private static async Task ShowKeyAsync(string? firstKey)
    {
        if (firstKey is not null)
            await Console.Out.WriteLineAsync($"API key of {FirstAdmin}, shown only this once: {firstKey}");
    }

    /// <summary>Lets the first admin in, for as long as no admin can sign in. Lines that programs collect are no place for it: there is <c>kith users link</c>.</summary>
    private static async Task ShowLinkAsync(Database database, LogOptions log, WebApplication app)
    {
        try
        {
            if (log.Format == LogFormat.Text && await new Accounts(database).CreateFirstLinkAsync() is var (token, email))
                await Console.Out.WriteLineAsync($"{email} chooses a password here, once and within {OneTimeLinks.Lifetime.TotalHours} hours: {UsersCommand.LinkOf(app.Urls, token)}");
        }
        catch (StorageUnavailableException exception)
        {
            // It serves already, and whoever asks is told what is wrong: that is no reason to end.
            LogNoLink(app.Logger, exception.Message);
        }
    }

    /// <summary>Creates the first tenant, admin and key of an empty database.</summary>
    /// <returns>The text of the key when it was made here; null when it was chosen by the operator or there is one already.</returns>
    private static async Task<string?> EnsureFirstKeyAsync(Database database, KithOptions options)
    {
        var tenants = new Tenants(database, options.DefaultCountry);
        if (!await tenants.IsEmptyAsync())
            return null;
        var key = options.BootstrapApiKey ?? ApiKey.Create();
        var isFirst = await tenants.CreateFirstKeyAsync(FirstTenant, FirstAdmin, key);
        return isFirst && options.BootstrapApiKey is null ? key : null;
    }

    [LoggerMessage(2, LogLevel.Warning, "{Names} in the environment means nothing to Kith. A typing error?")]
    private static partial void LogUnknown(ILogger logger, string names);

    [LoggerMessage(3, LogLevel.Warning, "No link could be made by which the first admin chooses a password: {Reason} kith users link makes one.")]
    private static partial void LogNoLink(ILogger logger, string reason);

    [LoggerMessage(1, LogLevel.Information, "Kith serves {Addresses} from {Database}")]
    private static partial void LogServing(ILogger logger, string addresses, DatabaseAddress database);
}
