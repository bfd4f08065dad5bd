using System.Net;
using System.Security.Cryptography;
using System.Text;
using Kith.Resources;
using Microsoft.Extensions.Primitives;

namespace Kith.Operations;

/// <summary>What Prometheus reads.</summary>
internal sealed class MetricsEndpoint
{
    public const string Path = "/metrics";

    /// <summary>The types that Prometheus asks for.</summary>
    public static readonly IReadOnlyList<string> MediaTypes = ["text/plain", "application/openmetrics-text"];

    private static readonly string[] Forwarding = ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-For", "X-Real-IP"];

    private static readonly KeyValuePair<string, string> Challenge = new("WWW-Authenticate", "Bearer realm=\"kith metrics\"");

    private readonly RequestDelegate _exporter;
    private readonly byte[]? _token;

    private MetricsEndpoint(RequestDelegate exporter, string? token) => (_exporter, _token) = (exporter, token is null ? null : Hash(token));

    public static void Map(WebApplication app, KithOptions options)
    {
        if (options.Telemetry.IsDisabled)
        {
            Routes.MapPublic(app, Path, static _ => Problem.NotFound().ToAnswer());
        }
        else
        {
            var exporter = ((IEndpointRouteBuilder)app).CreateApplicationBuilder().UseOpenTelemetryPrometheusScrapingEndpoint(static _ => true).Build();
            Routes.MapPublic(app, Path, new MetricsEndpoint(exporter, options.MetricsToken).AnswerAsync);
        }
    }

    private async ValueTask<Answer> AnswerAsync(HttpContext context)
    {
        if (_token is not null && !IsToken(context.Request.Headers.Authorization))
            return (new Problem(401, "The token of the metrics is required: send Authorization: Bearer.") { Headers = [Challenge] }).ToAnswer();
        if (_token is null && !IsLocal(context))
            return Problem.NotFound().ToAnswer();

        // The exporter writes to a response of its own, so that ours has the headers and the methods of every answer.
        await using var body = new MemoryStream();
        var scrape = new DefaultHttpContext { RequestServices = context.RequestServices, RequestAborted = context.RequestAborted };
        scrape.Request.Headers.Accept = context.Request.Headers.Accept;
        scrape.Response.Body = body;
        await _exporter(scrape);
        return scrape.Response.StatusCode == 200
            ? new Answer(200) { MediaType = scrape.Response.ContentType, Body = body.ToArray() }
            : new Problem(500, "The metrics could not be collected.").ToAnswer();
    }

    private bool IsToken(StringValues authorization)
    {
        const string scheme = "Bearer ";
        var sent = authorization.ToString();
        return sent.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && CryptographicOperations.FixedTimeEquals(Hash(sent[scheme.Length..].Trim()), _token);
    }

    /// <summary>Whether a program of this machine asks for itself, not a proxy for somebody.</summary>
    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) && !Forwarding.Any(context.Request.Headers.ContainsKey);

    /// <summary>Hashes have one length, so that comparing them takes one time.</summary>
    private static byte[] Hash(string token) => SHA256.HashData(Encoding.Latin1.GetBytes(token));
}
