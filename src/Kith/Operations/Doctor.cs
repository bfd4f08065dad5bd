using System.Net.Sockets;
using System.Reflection;
using System.Runtime.InteropServices;
using Kith.Tls;

namespace Kith.Operations;

/// <summary>Looks at an installation from the outside in: program, settings, addresses, then everything that the database needs.</summary>
internal static class Doctor
{
    private const int EarliestYear = 2026;
    private const int LatestYear = 2100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <param name="database">Reads the address of the database, which may not be one.</param>
    /// <param name="urls">The addresses to listen on, with semicolons between them.</param>
    /// <param name="clock">What time it is.</param>
    public static async Task<IReadOnlyList<Finding>> ExamineAsync(Func<DatabaseAddress> database, string urls, TimeProvider clock)
    {
        List<(string Subject, Func<ValueTask<(Verdict Verdict, string Text)>> Check)> checks =
        [
            ("Kith", ExamineVersions),
            ("ICU", ExamineIcu),
            ("clock", () => ExamineClock(clock)),
            ("settings", ExamineSettings),
            ("names of settings", ExamineNames),
            .. CertificateExamination.ChecksOf(urls, clock),
            .. urls.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(url => ($"address {url}", (Func<ValueTask<(Verdict, string)>>)(() => ExamineAddressAsync(url)))),
        ];
        var findings = new List<Finding>();
        foreach (var (subject, check) in checks)
            findings.Add(await Finding.OfAsync(subject, () => check()));
        var opening = await Finding.OfAsync("database", async () =>
        {
            await using var opened = Crm.DatabaseAt(database(), clock);
            findings.AddRange(await opened.ExamineAsync());
            return (Verdict.Ok, "");
        });
        return opening.Verdict == Verdict.Ok ? findings : [.. findings, opening];
    }

    private static ValueTask<(Verdict Verdict, string Text)> ExamineVersions()
    {
        var version = typeof(Doctor).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        return new((Verdict.Ok, $"{version} on {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}"));
    }

    private static ValueTask<(Verdict Verdict, string Text)> ExamineIcu() => new(Folding.IsAvailable
        ? (Verdict.Ok, "It is there.")
        : (Verdict.Wrong, "ICU is missing (Debian: libicu) or switched off (DOTNET_SYSTEM_GLOBALIZATION_INVARIANT); without it names with accents cannot be found."));

    private static ValueTask<(Verdict Verdict, string Text)> ExamineClock(TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return new(now.Year is >= EarliestYear and <= LatestYear
            ? (Verdict.Ok, $"{now:yyyy-MM-dd HH:mm:ss} UTC")
            : (Verdict.Wrong, $"It says {now:yyyy-MM-dd}: set it by NTP before anything is written."));
    }

    private static ValueTask<(Verdict Verdict, string Text)> ExamineSettings()
    {
        // What the server would refuse is refused here, by the same code.
        _ = KithOptions.Read(DatabaseAddress.OfFolder("."), KithOptions.DefaultUrls);
        var given = Settings.All.Where(setting => setting.Value is not null).Select(setting => setting.Name).ToList();
        return new((Verdict.Ok, given.Count == 0 ? "None is set." : $"{string.Join(", ", given)} can be read."));
    }

    private static ValueTask<(Verdict Verdict, string Text)> ExamineNames()
    {
        var unknown = Settings.Unknown();
        return new(unknown.Count == 0
            ? (Verdict.Ok, "All are known.")
            : (Verdict.Warning, $"{string.Join(", ", unknown)} means nothing to Kith. A typing error?"));
    }

    private static async ValueTask<(Verdict Verdict, string Text)> ExamineAddressAsync(string url)
    {
        var address = BindingAddress.Parse(url);
        if (address.IsUnixPipe || address.IsNamedPipe || address.Port == 0)
            return (Verdict.Ok, "Not a fixed port.");
        var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "127.0.0.1" : address.Host;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, address.Port, patience.Token);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return (Verdict.Ok, "Free.");
        }
        return await IsKithAsync($"{address.Scheme}://{host}:{address.Port}", patience.Token)
            ? (Verdict.Ok, "A Kith answers.")
            : (Verdict.Wrong, "In use by another program. Choose another address with --urls or KITH_URLS.");
    }

    private static async Task<bool> IsKithAsync(string address, CancellationToken cancellation)
    {
        try
        {
            using var handler = new SocketsHttpHandler { UseProxy = false };
            // The name in the certificate is not that of this machine's own address, and nothing secret is sent there.
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null;
            using var http = new HttpClient(handler);
            using var response = await http.GetAsync(new Uri($"{address}{HealthEndpoints.Path}"), cancellation);
            // Answered without a database, and with a header that leads to the documentation.
            return response.IsSuccessStatusCode && response.Headers.TryGetValues("Link", out var links) && links.Any(link => link.Contains("/docs.jsonld", StringComparison.Ordinal));
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
