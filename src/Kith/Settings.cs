using System.Globalization;
using Kith.Access;
using Kith.Cli;

namespace Kith;

/// <summary>A setting of an installation: a variable of the environment, and perhaps an option of the command line.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Meaning">What it is for, as docs/operating.md has it.</param>
internal sealed record Setting(string Name, string Meaning)
{
    /// <summary>The option that counts before the variable; null when there is none.</summary>
    public string? Option { get; init; }

    /// <summary>What counts when nothing is said; null when that is nothing.</summary>
    public string? Default { get; init; }

    /// <summary>What the value is counted in; null when it is not a number.</summary>
    public string? Unit { get; init; }

    /// <summary>What the environment says; null for nothing, which an empty text is too.</summary>
    public string? Value => Environment.GetEnvironmentVariable(Name) is { Length: > 0 } value ? value : null;

    /// <summary>A whole number.</summary>
    public int Number(int least = 0, int most = int.MaxValue) =>
        int.TryParse(Value ?? Default, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Refuse(most == int.MaxValue ? $"a whole number of {Unit}, {least} or more" : $"a whole number of {Unit} from {least} to {most}");

    /// <summary>One of several words.</summary>
    public T Choice<T>(IReadOnlyDictionary<string, T> choices) => choices.TryGetValue(Value ?? Default!, out var choice)
        ? choice
        : throw Refuse($"one of {string.Join(", ", choices.Keys)}");

    /// <summary>What is said of a value that makes no sense; the value itself may be a secret.</summary>
    public InvalidOperationException Refuse(string expected) => new($"{Name} must be {expected}.");
}

/// <summary>Every setting there is; the table in docs/operating.md says the same.</summary>
internal static class Settings
{
    public static readonly Setting Data = new("KITH_DATA", "The folder of the embedded database; made when it does not exist.")
    {
        Option = "--data",
        Default = DatabaseOptions.DefaultFolder,
    };

    public static readonly Setting Database = new("KITH_DATABASE", "A PostgreSQL database instead of the embedded one: `Host=…;Database=…;Username=…;Password=…`.")
    {
        Option = "--database",
    };

    public static readonly Setting Backups = new(
        "KITH_BACKUPS", "The folder of the backups that are made over HTTP or on the page; `backups` in the folder of `KITH_DATA` when it is not set, on PostgreSQL too.");

    public static readonly Setting BackupsKept = new(
        "KITH_BACKUPS_KEEP", "How many of those backups are kept: when another one is made, whole and sealed, the oldest beyond so many are deleted. Not set, none is ever deleted by itself.")
    {
        Unit = "backups",
    };

    public static readonly Setting Urls = new("KITH_URLS", "The addresses to listen on, with semicolons between them.")
    {
        Option = "--urls",
        Default = KithOptions.DefaultUrls,
    };

    public static readonly Setting TlsCertificate = new(
        "KITH_TLS_CERTIFICATE", "The PEM file with the certificate for addresses with `https`, followed by its chain; taken up anew when it is renewed.");

    public static readonly Setting TlsKey = new("KITH_TLS_KEY", "The PEM file with the private key of that certificate.");

    public static readonly Setting TlsKeyPassword = new("KITH_TLS_KEY_PASSWORD", "The password of the private key, if it has one.");

    public static readonly Setting BootstrapApiKey = new(
        "KITH_BOOTSTRAP_API_KEY", $"The first key of an empty database, {ApiKey.ChosenMinimumLength} characters or more; one is made and printed when it is not set.");

    public static readonly Setting RateLimit = new("KITH_RATE_LIMIT", "The most requests of a tenant, over all its keys; 0 for no limit.")
    {
        Default = "6000",
        Unit = "requests a minute",
    };

    public static readonly Setting DefaultCountry = new(
        "KITH_DEFAULT_COUNTRY", "The country of new tenants (ISO 3166-1 alpha-2): how phone numbers without a country code are read.")
    {
        Default = Tenants.DefaultCountry,
    };

    public static readonly Setting LogFormat = new("KITH_LOG_FORMAT", "How log lines are written: `text` or `json`.")
    {
        Default = "text",
    };

    public static readonly Setting LogLevel = new(
        "KITH_LOG_LEVEL", "The least important lines that are logged: `trace`, `debug`, `information`, `warning`, `error`, `critical` or `none`.")
    {
        Default = "information",
    };

    public static readonly Setting LogRequests = new("KITH_LOG_REQUESTS", "Whether each request is logged, `true` or `false`; does not depend on the level.")
    {
        Default = "false",
    };

    public static readonly Setting MetricsToken = new(
        "KITH_METRICS_TOKEN", $"What `GET /metrics` asks for as `Authorization: Bearer`, {ApiKey.ChosenMinimumLength} letters and digits or more; without it only programs of the same machine may read the metrics.");

    public static readonly Setting ShutdownTime = new("KITH_SHUTDOWN_SECONDS", "How long requests that are under way may take to end when the server is told to stop, 1 to 3600.")
    {
        Default = "30",
        Unit = "seconds",
    };

    public static readonly Setting TrustedProxies = new(
        "KITH_TRUSTED_PROXIES", "The proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed: addresses and networks with commas between them.");

    public static readonly Setting OidcAuthority = new("KITH_OIDC_AUTHORITY", "The address of an OpenID Connect provider that people sign in through, as it names itself (`issuer`).");

    public static readonly Setting OidcClientId = new("KITH_OIDC_CLIENT_ID", "What the provider calls Kith.");

    public static readonly Setting OidcClientSecret = new("KITH_OIDC_CLIENT_SECRET", "The secret that the provider gave Kith, if it gave one.");

    public static readonly Setting OidcTenant = new("KITH_OIDC_TENANT", "The tenant whose users the provider knows.")
    {
        Default = ServeCommand.FirstTenant,
    };

    public static readonly Setting OidcCreateUsers = new(
        "KITH_OIDC_CREATE_USERS", "The role, `member` or `admin`, of users that are created when somebody signs in through the provider for the first time; without it only known users may.");

    public static IReadOnlyList<Setting> All { get; } =
        [Data, Database, Backups, BackupsKept, Urls, TlsCertificate, TlsKey, TlsKeyPassword, BootstrapApiKey, RateLimit, DefaultCountry, LogFormat, LogLevel, LogRequests, MetricsToken, ShutdownTime, TrustedProxies, OidcAuthority, OidcClientId, OidcClientSecret, OidcTenant, OidcCreateUsers];

    /// <summary>Variables that look like settings and are none: typing errors, probably.</summary>
    public static IReadOnlyList<string> Unknown() =>
    [
        .. Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().Select(variable => (string)variable.Key)
            .Where(name => name.StartsWith("KITH_", StringComparison.OrdinalIgnoreCase))
            .Except(All.Select(setting => setting.Name))
            .Order(StringComparer.Ordinal),
    ];
}
