using Kith.Access;
using Kith.Operations;
using Kith.Tests.Support;
using Kith.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(RunningServer))]

namespace Kith.Tests.Support;

/// <summary>The real pipeline over a real database of its own; one for all tests, each of which has its own tenant.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    private readonly TimeProvider _clock;
    private readonly int _rateLimit;
    private readonly TestDatabase? _given;
    private readonly DirectoryInfo _backups = Directory.CreateTempSubdirectory("kith-tests-");
    private CertificateFiles? _certificate;
    private OidcOptions? _oidc;
    private WebApplication? _app;
    private Client? _operator;
    private TestDatabase? _place;
    private Database? _database;

    public RunningServer() : this(TimeProvider.System, 0)
    {
    }

    internal RunningServer(TimeProvider clock, int rateLimit, TestDatabase? given = null) => (_clock, _rateLimit, _given) = (clock, rateLimit, given);

    internal Database Database => _database ?? throw new InvalidOperationException("The server was not started.");

    internal DatabaseAddress DatabaseAddress => _place!.Address;

    internal IServiceProvider Services => (_app ?? throw new InvalidOperationException("The server was not started.")).Services;

    internal string Address => UrlOf("http://");

    /// <summary>The address with TLS, where there is one.</summary>
    internal string Secure => UrlOf("https://");

    /// <summary>The path templates that it answers, but for the fallback.</summary>
    internal IReadOnlyList<string> Templates =>
    [
        .. ((IEndpointRouteBuilder)_app!).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Select(endpoint => endpoint.RoutePattern.RawText!).Where(template => template.StartsWith('/')),
    ];

    /// <summary>A server beside the shared one, for tests that set the clock or a limit.</summary>
    internal static async Task<RunningServer> StartAsync(TimeProvider clock, int rateLimit = 0)
    {
        var server = new RunningServer(clock, rateLimit);
        await server.InitializeAsync();
        return server;
    }

    /// <summary>A server with an address behind TLS, too, and somebody who reads what it says of its certificate.</summary>
    internal static async Task<RunningServer> SecureAsync(TimeProvider clock, CertificateFiles certificate, ILoggerProvider log)
    {
        var server = new RunningServer(clock, 0) { _certificate = certificate };
        await server.InitializeAsync();
        server._app!.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        return server;
    }

    /// <summary>A server that people sign in to through a provider, too.</summary>
    internal static async Task<RunningServer> BehindAsync(OidcOptions oidc)
    {
        var server = new RunningServer(TimeProvider.System, 0) { _oidc = oidc };
        await server.InitializeAsync();
        return server;
    }

    /// <summary>A server over a database that outlives it.</summary>
    internal static async Task<RunningServer> OverAsync(TestDatabase place, TimeProvider clock)
    {
        var server = new RunningServer(clock, 0, place);
        await server.InitializeAsync();
        return server;
    }

    public async ValueTask InitializeAsync()
    {
        _place = _given ?? await TestDatabase.CreateAsync();
        _database = await Crm.OpenDatabaseAsync(_place.Address, _clock);
        var readiness = new Readiness(_database);
        Assert.True(await readiness.TryOpenAsync(Preparation.Create));
        var urls = _certificate is null ? "http://127.0.0.1:0" : "http://127.0.0.1:0;https://127.0.0.1:0";
        if (_given is null)
            _operator = await NewKey("first", "operator@example.com", Users.User.Admin);
        _app = Server.Build(
            new KithOptions(_place.Address, urls, null, _rateLimit, Tenants.DefaultCountry) { Certificate = _certificate, Oidc = _oidc, Backups = Path.Combine(_backups.FullName, "backups") }, _database, readiness);
        await _app.StartAsync();
    }

    private string UrlOf(string scheme) => (_app ?? throw new InvalidOperationException("The server was not started."))
        .Urls.Single(url => url.StartsWith(scheme, StringComparison.Ordinal));

    /// <summary>An admin of the first tenant, which has no people.</summary>
    internal Client Operator => _operator ?? throw new InvalidOperationException("The server was not started on a database of its own.");

    /// <summary>An admin of a tenant that nobody else knows of.</summary>
    internal Task<Client> NewTenant() => NewKey($"tenant-{Database.Ids.Next()}", "admin@example.com", Users.User.Admin);

    /// <summary>A key of a user, both made where they are not there yet.</summary>
    internal async Task<Client> NewKey(string tenant, string email, string? role = null, Scope? scope = null, TimeSpan? lifetime = null, string country = Tenants.DefaultCountry)
    {
        var key = ApiKey.Create();
        Assert.Null(await new Tenants(Database, country).CreateKeyAsync(tenant, email, role, scope, lifetime, key));
        return new Client(this, tenant, email, key);
    }

    /// <summary>The token of a link by which a user chooses a password.</summary>
    internal async Task<string> Link(string tenant, string email, TimeSpan? lifetime = null)
    {
        var (author, user) = await Database.ReadAsync(session => session.FirstAsync(
            $"""
            select t.id, t.country, i.source_id from users_identifiers i join tenants t on t.id = i.tenant_id
            where t.name = {tenant} and i.kind = 'email' and i.value = {email}
            """,
            static row => (new Author(row.Long(0), row.Text(1), null, null, "test"), row.Id(2))));
        return (await Services.GetRequiredService<Accounts>().CreateLinkAsync(author, user, lifetime)).Value!;
    }

    /// <summary>A browser in which a user has just chosen a password.</summary>
    internal async Task<Browser> Welcome(string tenant, string email, string password)
    {
        var browser = new Browser(this);
        Assert.Equal("/app", (await browser.Submit("/app/welcome", ("token", await Link(tenant, email)), ("password", password))).Is(303).Header("Location"));
        return browser;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            // As the program does: connections are closed and workers stopped before what they use is gone.
            await _app.StopAsync(CancellationToken.None);
            await _app.DisposeAsync();
        }
        if (_database is not null)
            await _database.DisposeAsync();
        if (_place is not null && _place != _given)
            await _place.DisposeAsync();
        _backups.Delete(recursive: true);
    }
}
