using System.Globalization;
using Kith.Access;
using Kith.People;

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
    private const int DefaultRateLimit = 6_000;

    /// <summary>Reads the environment, or says which variable is wrong.</summary>
    public static KithOptions Read(DatabaseAddress database, string urls)
    {
        var key = Environment.GetEnvironmentVariable("KITH_BOOTSTRAP_API_KEY");
        if (!string.IsNullOrEmpty(key) && key.Length < ApiKey.ChosenMinimumLength)
            throw new InvalidOperationException($"KITH_BOOTSTRAP_API_KEY must have {ApiKey.ChosenMinimumLength} characters or more.");
        var limit = Environment.GetEnvironmentVariable("KITH_RATE_LIMIT");
        var requests = DefaultRateLimit;
        if (!string.IsNullOrEmpty(limit) && !int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out requests))
            throw new InvalidOperationException("KITH_RATE_LIMIT must be a whole number of requests a minute, 0 for no limit.");
        return new KithOptions(database, urls, string.IsNullOrEmpty(key) ? null : key, requests, ReadDefaultCountry());
    }

    /// <summary>The country of tenants that are created, or says that the variable is wrong.</summary>
    public static string ReadDefaultCountry()
    {
        var country = Environment.GetEnvironmentVariable("KITH_DEFAULT_COUNTRY");
        if (string.IsNullOrEmpty(country))
            return Tenants.DefaultCountry;
        return Countries.Code.IsMet(country) ? country.ToUpperInvariant() : throw new InvalidOperationException("KITH_DEFAULT_COUNTRY must be a country code of ISO 3166-1 alpha-2, such as NL.");
    }
}
