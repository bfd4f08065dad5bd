using Kith.Tests.Cli;
using Kith.Tests.Support;

namespace Kith.Tests.Operations;

public sealed class ForwardingTests : IAsyncLifetime
{
    private TestDatabase? _database;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _database!.DisposeAsync();

    [Theory]
    [InlineData("", "http")]
    [InlineData("192.0.2.0/24", "http")]
    [InlineData("127.0.0.1", "https")]
    [InlineData("192.0.2.0/24, 127.0.0.0/8, ::1", "https")]
    public async Task Links_have_the_scheme_that_a_trusted_proxy_names(string trusted, string scheme)
    {
        await using var kith = await KithProcess.ServeAsync(_database!, environment: ("KITH_TRUSTED_PROXIES", trusted));
        using var client = new HttpClient();
        foreach (var path in (string[])["/healthz", "/nothing", "/people"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, kith.Address + path)
            {
                Headers = { Host = "people.example.com" },
            };
            request.Headers.Add("X-Forwarded-For", "198.51.100.7");
            request.Headers.Add("X-Forwarded-Proto", "https");
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Contains($"<{scheme}://people.example.com/docs.jsonld>", string.Join(',', response.Headers.GetValues("Link")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Metrics_are_not_for_clients_of_a_trusted_proxy()
    {
        await using var kith = await KithProcess.ServeAsync(_database!, environment: ("KITH_TRUSTED_PROXIES", "127.0.0.1"));
        using var client = new HttpClient();
        foreach (var claimed in (string[])["198.51.100.7", "127.0.0.1"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{kith.Address}/metrics") { Headers = { { "X-Forwarded-For", claimed } } };
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal(404, (int)response.StatusCode);
        }
        Assert.Equal(200, await kith.GetAsync("/metrics", KithProcess.ChosenKey));
    }
}
