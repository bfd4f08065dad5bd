using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Kith.Operations;

/// <summary>Which signals go where; the variables are those of OpenTelemetry, most of which its library reads by itself.</summary>
internal sealed record TelemetryOptions
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Otlp = "otlp";

    /// <summary>Whether nothing is measured at all.</summary>
    public bool IsDisabled { get; init; }

    public bool ExportsTraces { get; init; }

    public bool ExportsMetrics { get; init; }

    public bool ExportsLogs { get; init; }

    /// <summary>Reads the environment, or says which variable is wrong.</summary>
    public static TelemetryOptions Read() => string.Equals(Variable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase)
        ? new() { IsDisabled = true }
        : new()
        {
            ExportsTraces = Exports("OTEL_TRACES_EXPORTER"),
            ExportsMetrics = Exports("OTEL_METRICS_EXPORTER"),
            ExportsLogs = Exports("OTEL_LOGS_EXPORTER"),
        };

    /// <summary>A signal is exported when it is asked for, or when there is somewhere to export to.</summary>
    private static bool Exports(string name) => Variable(name) switch
    {
        null => Variable(Endpoint) is not null,
        Otlp => true,
        "none" => false,
        _ => throw new InvalidOperationException($"{name} must be one of {Otlp}, none."),
    };

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}

/// <summary>Subscribes to what is measured, and sends it where the operator wants it.</summary>
internal static class Telemetry
{
    private const string ServiceName = "kith";

    private static readonly string[] Meters =
        ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql", Metrics.Meter.Name, "Kith.Storage"];

    public static void Configure(WebApplicationBuilder builder, TelemetryOptions options)
    {
        if (options.IsDisabled)
            return;
        var telemetry = builder.Services.AddOpenTelemetry()
            // What the environment says of the service comes last, and counts.
            .ConfigureResource(resource => resource.Clear().AddService(ServiceName, serviceVersion: Metrics.Version).AddTelemetrySdk().AddEnvironmentVariableDetector())
            .WithMetrics(metrics =>
            {
                // Each answer to a scrape is of its moment: who may scrape is trusted not to do so all the time.
                metrics.AddMeter(Meters).AddPrometheusExporter(prometheus => prometheus.ScrapeResponseCacheDurationMilliseconds = 0);
                // Two of the three measurements of a request, and what they say follows from the third (Little's law).
                metrics.AddView("http.server.active_requests", MetricStreamConfiguration.Drop);
                if (options.ExportsMetrics)
                    metrics.AddOtlpExporter();
            });
        if (options.ExportsTraces)
            telemetry.WithTracing(static tracing => tracing.AddAspNetCoreInstrumentation(Instrument).AddSource("Npgsql").AddOtlpExporter());
        if (options.ExportsLogs)
            telemetry.WithLogging(static logging => logging.AddOtlpExporter(), static logging => logging.IncludeFormattedMessage = true);
    }

    /// <summary>Traces, like logs, hold nothing that clients wrote: an address is the template of its route.</summary>
    private static void Instrument(OpenTelemetry.Instrumentation.AspNetCore.AspNetCoreTraceInstrumentationOptions instrumentation)
    {
        instrumentation.Filter = static context => context.Request.Path != MetricsEndpoint.Path && context.Request.Path != HealthEndpoints.Path;
        instrumentation.EnrichWithHttpResponse = static (activity, response) => activity
            .SetTag("url.path", RequestLog.RouteOf(response.HttpContext))
            .SetTag("url.query", null)
            .SetTag("user_agent.original", null)
            .SetTag("http.request.method_original", null);
    }
}
