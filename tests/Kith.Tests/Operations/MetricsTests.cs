using System.Globalization;
using Kith.Tests.Cli;
using Kith.Tests.Support;

namespace Kith.Tests.Operations;

public sealed class MetricsTests(RunningServer server) : IAsyncLifetime
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    private TestDatabase? _database;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _database!.DisposeAsync();

    [Fact]
    public async Task Requests_are_counted_by_route_and_status()
    {
        await using var kith = await KithProcess.ServeAsync(_database!);
        for (var i = 0; i < 3; i++)
            Assert.Equal(200, await kith.GetAsync("/people", KithProcess.ChosenKey));
        Assert.Equal(404, await kith.GetAsync($"/people/{Iri.SampleId}", KithProcess.ChosenKey));

        var metrics = await ReadAsync(kith);

        Assert.Equal(3, metrics.Value("http_server_request_duration_seconds_count", "http_route=\"/people\"", "http_response_status_code=\"200\""));
        Assert.Equal(1, metrics.Value("http_server_request_duration_seconds_count", "http_route=\"/people/{id}\"", "http_response_status_code=\"404\""));
        Assert.Equal(1, metrics.Value("kith_build_info", "version="));
        Assert.True(metrics.Value("dotnet_process_memory_working_set_bytes") > 0);
        Assert.True(metrics.Value("kestrel_active_connections") > 0);
        Assert.DoesNotContain(Iri.SampleId, metrics.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals_by_the_rate_limit_and_replays_are_counted()
    {
        await using var kith = await KithProcess.ServeAsync(_database!, environment: ("KITH_RATE_LIMIT", "5"));
        for (var i = 0; i < 3; i++)
            Assert.Equal(201, await CreateAsync(kith, "Jansen"));
        Assert.Equal(422, await CreateAsync(kith, "De Vries"));
        Assert.Equal(200, await kith.GetAsync("/people", KithProcess.ChosenKey));
        for (var i = 0; i < 2; i++)
            Assert.Equal(429, await kith.GetAsync("/people", KithProcess.ChosenKey));

        var metrics = await ReadAsync(kith);

        Assert.Equal(2, metrics.Value("kith_requests_rate_limited_total"));
        Assert.Equal(2, metrics.Value("kith_idempotency_replays_total"));
    }

    [Fact]
    public async Task They_are_for_programs_of_the_same_machine_unless_there_is_a_token()
    {
        var anybody = (await server.NewTenant()).Anonymous();

        (await anybody.Get("/metrics")).Is(200);
        foreach (var name in (string[])["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded", "Via", "X-Real-IP"])
            (await anybody.Get("/metrics", (name, "192.0.2.1"))).Is(404);
        (await anybody.Send(HttpMethod.Post, "/metrics", null)).Is(405);
        (await anybody.Send(HttpMethod.Head, "/metrics", null)).Is(200);
    }

    [Fact]
    public async Task With_a_token_they_are_for_whoever_sends_it()
    {
        await using var kith = await KithProcess.ServeAsync(_database!, environment: ("KITH_METRICS_TOKEN", Token));

        Assert.Equal(200, (await SendAsync(kith, $"Bearer {Token}", forwarded: false)).Status);
        Assert.Equal(200, (await SendAsync(kith, $"bearer {Token}", forwarded: true)).Status);
        foreach (var authorization in (string?[])[null, "", "Bearer", $"Bearer {Token}x", $"Bearer {Token[..^1]}", $"Basic {Token}", Token, $"Bearer {KithProcess.ChosenKey}"])
        {
            var (status, body) = await SendAsync(kith, authorization, forwarded: false);
            Assert.Equal(401, status);
            Assert.Equal(401, JsonNode.Parse(body)!["status"]!.GetValue<int>());
        }
    }

    [Fact]
    public async Task A_library_that_is_switched_off_measures_nothing()
    {
        await using var kith = await KithProcess.ServeAsync(_database!, environment: [("OTEL_SDK_DISABLED", "true"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")]);

        Assert.Equal(200, await kith.GetAsync("/people", KithProcess.ChosenKey));
        Assert.Equal(404, (await SendAsync(kith, null, forwarded: false)).Status);
    }

    private static async Task<int> CreateAsync(KithProcess kith, string familyName)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{kith.Address}/people")
        {
            Content = Client.Body($$"""{"familyName":"{{familyName}}"}""", MediaTypes.Json),
            Headers = { { "X-API-KEY", KithProcess.ChosenKey }, { "Idempotency-Key", "one" } },
        };
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    private static async Task<Scrape> ReadAsync(KithProcess kith)
    {
        var (status, body) = await SendAsync(kith, null, forwarded: false);
        Assert.Equal(200, status);
        return new Scrape(body);
    }

    private static async Task<(int Status, string Body)> SendAsync(KithProcess kith, string? authorization, bool forwarded)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{kith.Address}/metrics");
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (forwarded)
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", "192.0.2.1");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("nosniff", string.Join(',', response.Headers.GetValues("X-Content-Type-Options")));
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The text that Prometheus reads.</summary>
    private sealed record Scrape(string Text)
    {
        public double Value(string name, params string[] labels)
        {
            var line = Assert.Single(Text.Split('\n'), line => line.StartsWith($"{name}{{", StringComparison.Ordinal) && labels.All(label => line.Contains(label, StringComparison.Ordinal)));
            return double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
        }
    }
}
