using System.Net;
using System.Net.Sockets;
using Kith.Tests.Cli;
using Kith.Tests.Support;

namespace Kith.Tests.Tls;

/// <summary>What is said at the start, and by the doctor, of a certificate; on the clock of this machine.</summary>
public sealed class CertificateSettingsTests : IDisposable
{
    private readonly Certificates _certificates = new(TimeProvider.System.GetUtcNow());

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData("half a certificate", "KITH_TLS_CERTIFICATE must be a PEM file with a certificate")]
    [InlineData("half a chain", "KITH_TLS_CERTIFICATE must be a PEM file with a certificate")]
    [InlineData("small key", "KITH_TLS_CERTIFICATE must be a certificate for a server: ")]
    [InlineData("for clients", "KITH_TLS_CERTIFICATE must be a certificate for a server: ")]
    [InlineData("no certificate", "KITH_TLS_CERTIFICATE must be a file that can be read")]
    [InlineData("no key", "KITH_TLS_KEY must be a file that can be read")]
    [InlineData("half a key", "KITH_TLS_KEY must be the private key of the certificate")]
    [InlineData("key of another", "KITH_TLS_KEY must be the private key of the certificate")]
    [InlineData("expired", "KITH_TLS_CERTIFICATE must be a certificate that is valid")]
    [InlineData("not yet valid", "KITH_TLS_CERTIFICATE must be a certificate that is valid")]
    public async Task A_certificate_that_cannot_be_used_is_refused_before_a_database_is_made(string defect, string expected)
    {
        HttpsTests.Break(_certificates, defect);

        Assert.Contains(expected, await RefusalAsync(_certificates.Environment), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_setting_is_named()
    {
        _certificates.Renew("kith.example.com");

        Assert.Contains("KITH_TLS_CERTIFICATE must be set", await RefusalAsync(), StringComparison.Ordinal);
        Assert.Contains("KITH_TLS_KEY must be set", await RefusalAsync(_certificates.Environment[0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_with_a_password_wants_it()
    {
        _certificates.Renew("kith.example.com");
        Assert.Contains("KITH_TLS_KEY_PASSWORD must be left out", await RefusalAsync([.. _certificates.Environment, ("KITH_TLS_KEY_PASSWORD", "secret")]), StringComparison.Ordinal);

        _certificates.Renew("kith.example.com", password: "right");
        Assert.Contains("KITH_TLS_KEY_PASSWORD must be set", await RefusalAsync(_certificates.Environment), StringComparison.Ordinal);
        Assert.Contains("KITH_TLS_KEY_PASSWORD must be the password", await RefusalAsync([.. _certificates.Environment, ("KITH_TLS_KEY_PASSWORD", "secret")]), StringComparison.Ordinal);
        Assert.Contains("ok       certificate: kith.example.com", await DiagnosisAsync([.. _certificates.Environment, ("KITH_TLS_KEY_PASSWORD", "right")]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(90, "ok       certificate: kith.example.com, valid until ")]
    [InlineData(3, "warning  certificate: kith.example.com, valid until ")]
    [InlineData(-0.5, "wrong    certificate: KITH_TLS_CERTIFICATE must be a certificate that is valid")]
    public async Task The_doctor_says_how_long_it_is_valid(double days, string expected)
    {
        _certificates.Renew("kith.example.com", days);

        Assert.Contains(expected, await DiagnosisAsync(_certificates.Environment), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_looks_at_who_may_read_the_key_and_whether_it_is_used()
    {
        _certificates.Renew("kith.example.com");
        Assert.DoesNotContain("certificate:", await DiagnosisAsync("http://127.0.0.1:0"), StringComparison.Ordinal);
        Assert.Contains("warning  certificate:", await DiagnosisAsync("http://127.0.0.1:0", _certificates.Environment), StringComparison.Ordinal);

        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_certificates.Key, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Contains("can read its key", await DiagnosisAsync(_certificates.Environment), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_recognises_a_server_behind_TLS()
    {
        _certificates.Renew("kith.example.com");
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using var server = await KithProcess.ServeAsync(database, urls: "https://127.0.0.1:0", environment: _certificates.Environment);

        Assert.StartsWith("https://", server.Address, StringComparison.Ordinal);
        Assert.Contains($"ok       address {server.Address}: A Kith answers", await DiagnosisAsync(server.Address, _certificates.Environment), StringComparison.Ordinal);
    }

    private static async Task<string> RefusalAsync(params (string, string)[] environment)
    {
        // A port that is taken ends a server that was not refused, so that the test ends too.
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var database = TestDatabase.InFolder();
        var ended = (await KithProcess.RunAsync(database, $"serve --urls https://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}", environment)).Is(1);
        Assert.DoesNotContain("secret", ended.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(database.Address.Folder!));
        return ended.Errors;
    }

    private static Task<string> DiagnosisAsync(params (string, string)[] environment) => DiagnosisAsync("https://127.0.0.1:0", environment);

    private static async Task<string> DiagnosisAsync(string urls, params (string, string)[] environment)
    {
        await using var database = TestDatabase.InFolder();
        return (await KithProcess.RunAsync(database, $"doctor --urls {urls}", environment)).Output;
    }
}
