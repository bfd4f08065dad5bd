using Kith.Access;
using Kith.Cli;
using Kith.Operations;
using Kith.Storage;

namespace Kith.Bench;

/// <summary>The whole server within this process, Kestrel included, on a database of its own.</summary>
internal sealed class InProcess : IAsyncDisposable
{
    private readonly Database _database;
    private readonly WebApplication _app;

    private InProcess(Database database, WebApplication app) => (_database, _app) = (database, app);

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Urls.Single());

    /// <summary>Starts it on a folder that nobody serves, with the key of every server here.</summary>
    public static async Task<InProcess> StartAsync(string folder)
    {
        var address = DatabaseAddress.OfFolder(folder);
        var options = new KithOptions(address, "http://127.0.0.1:0", ServerProcess.Key, RateLimit: 0, Tenants.DefaultCountry) { Log = new() { Level = LogLevel.Warning } };
        var database = Crm.DatabaseAt(address, TimeProvider.System, isServer: true);
        var readiness = new Readiness(database, () => new Tenants(database).CreateFirstKeyAsync(ServeCommand.FirstTenant, ServeCommand.FirstAdmin, ServerProcess.Key));
        await readiness.TryOpenAsync(Preparation.Migrate);
        var app = Server.Build(options, database, readiness);
        await app.StartAsync();
        return new InProcess(database, app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }
}
