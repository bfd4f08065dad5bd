using System.Collections.Concurrent;
using System.Text;
using Kith.Tests.Cli;
using Kith.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Kith.Tests.Operations;

/// <summary>What a server sends to a collector, over the protocol of OpenTelemetry.</summary>
public sealed class TelemetryTests : IAsyncLifetime
{
    private const string Mark = "zq7geheim";

    private TestDatabase? _database;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _database!.DisposeAsync();

    [Fact]
    public async Task A_collector_gets_traces_metrics_and_logs_without_what_clients_send()
    {
        await using var collector = await Collector.StartAsync();
        await ServeRequestsAsync(collector, ("KITH_LOG_REQUESTS", "true"));

        Assert.Equal(["/v1/logs", "/v1/metrics", "/v1/traces"], collector.Received.Keys.Order());
        Assert.Contains("GET /people/{id}", collector.Received["/v1/traces"], StringComparison.Ordinal);
        Assert.Contains("kith.tenant", collector.Received["/v1/traces"], StringComparison.Ordinal);
        Assert.Contains("http.server.request.duration", collector.Received["/v1/metrics"], StringComparison.Ordinal);
        Assert.Contains("kith.build.info", collector.Received["/v1/metrics"], StringComparison.Ordinal);
        Assert.Contains("GET /people/{id} 404", collector.Received["/v1/logs"], StringComparison.Ordinal);
        Assert.All(collector.Received.Values, received =>
        {
            Assert.Contains("service.name", received, StringComparison.Ordinal);
            Assert.DoesNotContain(Mark, received, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(KithProcess.ChosenKey, received, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task The_service_has_the_name_that_it_is_given_and_signals_can_be_left_out()
    {
        await using var collector = await Collector.StartAsync();
        await ServeRequestsAsync(collector, ("OTEL_SERVICE_NAME", "people-of-acme"), ("OTEL_METRICS_EXPORTER", "none"), ("OTEL_LOGS_EXPORTER", "none"));

        Assert.Equal(["/v1/traces"], collector.Received.Keys);
        Assert.Contains("people-of-acme", collector.Received["/v1/traces"], StringComparison.Ordinal);
    }

    private async Task ServeRequestsAsync(Collector collector, params (string Name, string Value)[] environment)
    {
        await using var kith = await KithProcess.ServeAsync(
            _database!, environment: [("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), .. environment]);
        using var client = new HttpClient();
        foreach (var (method, path) in ((string, string)[])[("GET", $"/people?q={Mark}"), ("GET", $"/people/{Mark}"), (Mark, "/people"), ("GET", $"/{Mark}")])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), kith.Address + path);
            request.Headers.TryAddWithoutValidation("X-API-KEY", KithProcess.ChosenKey);
            request.Headers.TryAddWithoutValidation("User-Agent", Mark);
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        }
        // What is still under way goes out before the end.
        Assert.Equal(0, await kith.StopAsync());
    }

    /// <summary>Takes what is sent to it and answers that all is well.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly WebApplication _app;

        private Collector(WebApplication app) => _app = app;

        /// <summary>What came, by path; texts can be read in the protocol's binary form.</summary>
        public ConcurrentDictionary<string, string> Received { get; } = new();

        public string Address => _app.Urls.Single();

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateEmptyBuilder(new());
            Microsoft.AspNetCore.Hosting.HostingAbstractionsWebHostBuilderExtensions.UseUrls(
                Microsoft.AspNetCore.Hosting.WebHostBuilderKestrelExtensions.UseKestrelCore(builder.WebHost), "http://127.0.0.1:0");
            var collector = new Collector(builder.Build());
            collector._app.Run(collector.TakeAsync);
            await collector._app.StartAsync(TestContext.Current.CancellationToken);
            return collector;
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        private async Task TakeAsync(HttpContext context)
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.Latin1);
            var body = await reader.ReadToEndAsync(context.RequestAborted);
            Received.AddOrUpdate(context.Request.Path, body, (_, before) => before + body);
            context.Response.ContentType = "application/x-protobuf";
        }
    }
}
