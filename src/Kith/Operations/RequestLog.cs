using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;

namespace Kith.Operations;

/// <summary>
/// One line for each request, for operators who ask for it. The path is the template of its route: what clients write into
/// addresses, headers and bodies is about people.
/// </summary>
/// <param name="logger">Where the lines go.</param>
/// <param name="clock">What time it is.</param>
internal sealed partial class RequestLog(ILogger<RequestLog> logger, TimeProvider clock)
{
    private const string AnotherMethod = "_OTHER";

    private static readonly HashSet<string> Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        var start = clock.GetTimestamp();
        var subject = new Subject();
        context.Features.Set(subject);
        try
        {
            await next(context);
        }
        finally
        {
            // The client has gone: nobody was given the status.
            var status = context.RequestAborted.IsCancellationRequested ? StatusCodes.Status499ClientClosedRequest : context.Response.StatusCode;
            LogRequest(MethodOf(context.Request), RouteOf(context), status, Math.Round(clock.GetElapsedTime(start).TotalMilliseconds, 3), subject.Tenant, TraceOf(context));
        }
    }

    /// <summary>Says on whose behalf a request acts, where requests are logged or traced.</summary>
    public static void Tell(HttpContext context, long tenant)
    {
        Activity.Current?.SetTag("kith.tenant", tenant);
        if (context.Features.Get<Subject>() is { } subject)
            subject.Tenant = tenant;
    }

    /// <summary>The method; a word that a client made up is not repeated.</summary>
    public static string MethodOf(HttpRequest request) => Methods.Contains(request.Method) ? request.Method : AnotherMethod;

    /// <summary>The template of the route that answered, also when it failed to.</summary>
    public static string RouteOf(HttpContext context)
    {
        var endpoint = context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        return (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "";
    }

    /// <summary>What this request has in common with lines of other programs, or at least with others of ours.</summary>
    public static string TraceOf(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;

    [LoggerMessage(1, LogLevel.Information, "{Method} {Route} {Status} {Milliseconds} ms, tenant {Tenant}, trace {TraceId}")]
    private partial void LogRequest(string method, string route, int status, double milliseconds, long? tenant, string traceId);

    private sealed class Subject
    {
        public long? Tenant { get; set; }
    }
}
