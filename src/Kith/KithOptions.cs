using System.Net;
using Kith.Access;
using Kith.Cli;
using Kith.Operations;
using Kith.People;
using Kith.Tls;

namespace Kith;

/// <summary>How an installation is set up: from the command line and the environment, checked at start.</summary>
/// <param name="Database">Where the database lives.</param>
/// <param name="Urls">The addresses to listen on, with semicolons between them.</param>
/// <param name="BootstrapApiKey">The first key of an empty database, chosen by the operator; null to make one.</param>
/// <param name="RateLimit">Requests a minute and tenant; 0 for no limit.</param>
/// <param name="DefaultCountry">The country of tenants that are created (ISO 3166-1 alpha-2).</param>
internal sealed record KithOptions(DatabaseAddress Database, string Urls, string? BootstrapApiKey, int RateLimit, string DefaultCountry)
{
    public const string DefaultUrls = "http://127.0.0.1:8080";

    /// <summary>The folder of the backups that people ask the server for.</summary>
    public string Backups { get; init; } = Path.Combine(Database.Folder ?? Path.GetFullPath(DatabaseOptions.DefaultFolder), "backups");

    /// <summary>How many of those are kept; null to keep all.</summary>
    public int? BackupsKept { get; init; }

    /// <summary>What is logged, and how.</summary>
    public LogOptions Log { get; init; } = new();

    /// <summary>What is measured, and where that goes.</summary>
    public TelemetryOptions Telemetry { get; init; } = new();

    /// <summary>What a reader of the metrics must send; null to let programs of this machine read them.</summary>
    public string? MetricsToken { get; init; }

    /// <summary>How long requests that are under way may take to end when the server stops.</summary>
    public TimeSpan ShutdownTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The proxies that are believed; empty for none.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>The certificate of the addresses with https; null when there are none.</summary>
    public CertificateFiles? Certificate { get; init; }

    /// <summary>The provider that people sign in through; null for none.</summary>
    public OidcOptions? Oidc { get; init; }

    /// <summary>Reads the environment, or says which variable is wrong.</summary>
    public static KithOptions Read(DatabaseAddress database, string urls)
    {
        var key = Settings.BootstrapApiKey.Value;
        if (key?.Length < ApiKey.ChosenMinimumLength)
            throw Settings.BootstrapApiKey.Refuse($"{ApiKey.ChosenMinimumLength} characters or more");
        var isTls = false;
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Uri.TryCreate(url.Replace("://*", "://host", StringComparison.Ordinal).Replace("://+", "://host", StringComparison.Ordinal), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                throw new InvalidOperationException($"--urls (KITH_URLS) must be addresses such as http://127.0.0.1:8080, and not {url}.");
            isTls |= address.Scheme == "https";
        }
        var token = Settings.MetricsToken.Value;
        if (token is not null && (token.Length < ApiKey.ChosenMinimumLength || !token.All(char.IsAsciiLetterOrDigit)))
            throw Settings.MetricsToken.Refuse($"{ApiKey.ChosenMinimumLength} letters and digits or more");
        return new KithOptions(database, urls, key, Settings.RateLimit.Number(), ReadDefaultCountry())
        {
            Backups = Path.GetFullPath(Settings.Backups.Value ?? Path.Combine(database.Folder ?? Settings.Data.Value ?? DatabaseOptions.DefaultFolder, "backups")),
            BackupsKept = Settings.BackupsKept.Value is null ? null : Settings.BackupsKept.Number(least: 1),
            Log = LogOptions.Read(),
            Telemetry = TelemetryOptions.Read(),
            MetricsToken = token,
            ShutdownTime = TimeSpan.FromSeconds(Settings.ShutdownTime.Number(least: 1, most: 3600)),
            TrustedProxies = Forwarding.ReadTrustedProxies(),
            Certificate = isTls ? ReadCertificate() : null,
            Oidc = OidcOptions.Read(),
        };
    }

    /// <summary>Where the certificate is, or says what is wrong with it before a database is touched.</summary>
    private static CertificateFiles ReadCertificate()
    {
        var files = CertificateFiles.Read();
        _ = files.Load(TimeProvider.System.GetUtcNow());
        return files;
    }

    /// <summary>The country of tenants that are created, or says that the variable is wrong.</summary>
    public static string ReadDefaultCountry()
    {
        var country = Settings.DefaultCountry.Value ?? Tenants.DefaultCountry;
        return Countries.Code.IsMet(country) ? country.ToUpperInvariant() : throw Settings.DefaultCountry.Refuse("a country code of ISO 3166-1 alpha-2, such as NL");
    }
}
