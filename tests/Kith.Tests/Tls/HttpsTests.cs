using System.Security.Cryptography;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Kith.Tests.Support;
using Kith.Tls;

namespace Kith.Tests.Tls;

public sealed class HttpsTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private readonly Certificates _certificates;
    private readonly Lines _log = new();
    private RunningServer? _server;
    private Client? _crm;

    public HttpsTests() => _certificates = new Certificates(_clock.GetUtcNow());

    public async ValueTask InitializeAsync()
    {
        _certificates.Renew("first.example.com");
        _server = await RunningServer.SecureAsync(_clock, new CertificateFiles(_certificates.Certificate, _certificates.Key, null), _log);
        _crm = await _server.NewTenant();
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        _certificates.Dispose();
    }

    [Theory]
    [InlineData("2.0", "2.0", SslProtocols.Tls13)]
    [InlineData("2.0", "2.0", SslProtocols.Tls12)]
    [InlineData("1.1", "1.1", SslProtocols.Tls13)]
    public async Task Client_and_server_agree_on_a_version_of_HTTP(string asked, string spoken, SslProtocols tls)
    {
        using var visit = new Visit(tls);
        using var created = await visit.SendAsync(HttpMethod.Post, $"{_server!.Secure}/people", asked, _crm!.Key, """{"familyName":"A"}""");
        using var read = await visit.SendAsync(HttpMethod.Get, $"{_server.Secure}/people", asked, _crm.Key);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.Equal(Version.Parse(spoken), read.Version);
        Assert.Contains("\"totalItems\":1", await read.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains($"<{_server.Secure}/docs.jsonld>", string.Join(',', read.Headers.GetValues("Link")), StringComparison.Ordinal);
        Assert.Equal("first.example.com", visit.Shown);
        Assert.Contains("CN=Between", visit.Chain);
    }

    [Fact]
    public async Task The_cookie_of_a_session_never_leaves_TLS_or_the_host()
    {
        using var visit = new Visit();
        var browser = new Browser(_server!, visit.Http);
        await browser.Submit("/app/welcome", ("token", await _server!.Link(_crm!.Tenant, "admin@example.com")), ("password", "a horse of the battery"));

        var attributes = Assert.Single(browser.Set).Split("; ");
        Assert.StartsWith("__Host-kith=", attributes[0], StringComparison.Ordinal);
        Assert.Equal(["httponly", "max-age=2592000", "path=/", "samesite=lax", "secure"], attributes[1..].Order(StringComparer.Ordinal));
        Assert.NotNull(await browser.SignedInAsync());
        (await browser.SignOut()).Is(303);
        Assert.Null(await browser.SignedInAsync());
    }

    [Fact]
    public async Task An_address_without_TLS_beside_it_stays_as_it_was()
    {
        var reply = (await _crm!.Get("/people")).Is(200);

        Assert.StartsWith("http://", _server!.Address, StringComparison.Ordinal);
        Assert.Contains($"<{_server.Address}/docs.jsonld>", reply.Header("Link"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_of_this_server_in_bodies_are_understood_over_HTTP_2()
    {
        using var visit = new Visit();
        var tag = await _crm!.Tag();

        using var created = await visit.SendAsync(HttpMethod.Post, $"{_server!.Secure}/people", "2.0", _crm.Key, $$"""{"familyName":"A","tags":["{{_server.Secure}}{{tag}}"]}""");

        Assert.Contains($"\"tags\":[\"{tag}\"]", await created.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_renewed_certificate_is_taken_up_and_connections_go_on()
    {
        using var earlier = new Visit();
        using (await earlier.SendAsync(HttpMethod.Get, $"{_server!.Secure}/healthz", "2.0"))
            Assert.Equal("first.example.com", earlier.Shown);

        _certificates.Renew("second.example.com", days: 180);
        Assert.Equal("first.example.com", await ShownAsync());
        _clock.Advance(ServerCertificate.Interval);

        Assert.Equal("second.example.com", await ShownAsync());
        using var again = await earlier.SendAsync(HttpMethod.Get, $"{_server.Secure}/healthz", "2.0");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal("first.example.com", earlier.Shown);
        Assert.Contains("second.example.com, valid until 2026-10-28", Assert.Single(_log.Texts), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("half a certificate", "KITH_TLS_CERTIFICATE")]
    [InlineData("no certificate", "KITH_TLS_CERTIFICATE")]
    [InlineData("half a key", "KITH_TLS_KEY")]
    [InlineData("key of another", "KITH_TLS_KEY")]
    [InlineData("expired", "KITH_TLS_CERTIFICATE")]
    [InlineData("not yet valid", "KITH_TLS_CERTIFICATE")]
    public async Task A_broken_renewal_keeps_the_earlier_certificate_and_is_told_once(string defect, string named)
    {
        Break(_certificates, defect);
        _clock.Advance(ServerCertificate.Interval);
        _clock.Advance(ServerCertificate.Interval);

        Assert.Equal("first.example.com", await ShownAsync());
        Assert.Contains($"{named} must be", Assert.Single(_log.Texts), StringComparison.Ordinal);

        _certificates.Renew("third.example.com");
        _clock.Advance(ServerCertificate.Interval);

        Assert.Equal("third.example.com", await ShownAsync());
        Assert.Equal(2, _log.Texts.Count);
    }

    /// <summary>Does to the files what a failed renewal might.</summary>
    internal static void Break(Certificates certificates, string defect)
    {
        certificates.Renew("broken.example.com", days: defect == "expired" ? -0.5 : 90, age: defect == "not yet valid" ? -1 : 1);
        var (certificate, key) = (File.ReadAllText(certificates.Certificate), File.ReadAllText(certificates.Key));
        switch (defect)
        {
            case "half a certificate":
                File.WriteAllText(certificates.Certificate, certificate[..300]);
                break;
            case "half a chain":
                File.WriteAllText(certificates.Certificate, certificate[..^300]);
                break;
            case "small key":
                certificates.Renew("broken.example.com", key: RSA.Create(1024));
                break;
            case "for clients":
                certificates.Renew("broken.example.com", usage: "1.3.6.1.5.5.7.3.2");
                break;
            case "no certificate":
                File.Delete(certificates.Certificate);
                break;
            case "no key":
                File.Delete(certificates.Key);
                break;
            case "half a key":
                File.WriteAllText(certificates.Key, key[..100]);
                break;
            case "key of another":
                certificates.Renew("another.example.com");
                File.WriteAllText(certificates.Certificate, certificate);
                break;
        }
    }

    private async Task<string?> ShownAsync()
    {
        using var visit = new Visit();
        using var response = await visit.SendAsync(HttpMethod.Get, $"{_server!.Secure}/healthz", "2.0");
        return visit.Shown;
    }

    /// <summary>A client with connections of its own, which notes what it is shown.</summary>
    private sealed class Visit : IDisposable
    {
        public Visit(SslProtocols tls = SslProtocols.None)
        {
            Http = new HttpClient(new SocketsHttpHandler
            {
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
                SslOptions = new SslClientAuthenticationOptions { EnabledSslProtocols = tls, RemoteCertificateValidationCallback = (_, certificate, chain, _) => Note(certificate, chain) },
            });
        }

        public HttpClient Http { get; }

        public string? Shown { get; private set; }

        public IReadOnlyList<string> Chain { get; private set; } = [];

        public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, string version, string? key = null, string? body = null)
        {
            using var request = new HttpRequestMessage(method, address) { Version = Version.Parse(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            if (key is not null)
                request.Headers.Add("X-API-KEY", key);
            if (body is not null)
                request.Content = Client.Body(body, MediaTypes.JsonLd);
            return await Http.SendAsync(request, TestContext.Current.CancellationToken);
        }

        public void Dispose() => Http.Dispose();

        private bool Note(X509Certificate? certificate, X509Chain? chain)
        {
            Shown = (certificate as X509Certificate2)?.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
            Chain = [.. chain!.ChainPolicy.ExtraStore.Select(sent => sent.Subject)];
            return true;
        }
    }
}
