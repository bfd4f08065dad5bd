using Microsoft.AspNetCore.Diagnostics;

namespace Kith.Operations;

/// <summary>Turns what was thrown into the one shape of errors; what nobody expected is logged and says nothing of itself.</summary>
internal sealed partial class Failures(ILogger<Failures> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
            return true;
        var problem = exception switch
        {
            BadHttpRequestException bad => new Problem(bad.StatusCode, bad.StatusCode == 413
                ? "The body is too large."
                : "The request is not valid HTTP."),
            // A chunk of a length that no number holds: Kestrel does not call that a bad request.
            IOException { InnerException: OverflowException } => new Problem(400, "The request is not valid HTTP."),
            StorageUnavailableException { IsFull: true } => new Problem(507, "There is no room to store this. Nothing was changed."),
            StorageUnavailableException unavailable => new Problem(503, unavailable.IsUncertain
                ? "The database went away while this was being kept, so it may have been. Read it again, or repeat the request with the same Idempotency-Key."
                : "The database cannot be reached now. Nothing was changed.")
            {
                Headers = [new("Retry-After", $"{Readiness.RetrySeconds}")],
            },
            _ => new Problem(500, "Something went wrong on the server. Nothing of your request was kept."),
        };
        if (exception is StorageUnavailableException away)
            LogUnavailable(RequestLog.MethodOf(context.Request), RequestLog.RouteOf(context), problem.Status, RequestLog.TraceOf(context), $"{away.Message} ({away.Code})");
        else if (problem.Status >= 500)
            LogFailure(RequestLog.MethodOf(context.Request), RequestLog.RouteOf(context), problem.Status, RequestLog.TraceOf(context), exception);
        context.Response.Clear();
        ResponseHeaders.Write(context);
        await problem.ToAnswer().SendAsync(context);
        return true;
    }

    /// <summary>One line, without a stack: while a database is away there are many.</summary>
    [LoggerMessage(2, LogLevel.Warning, "Failed to answer {Method} {Route}: {Status}, trace {TraceId}: {Reason}")]
    private partial void LogUnavailable(string method, string route, int status, string traceId, string reason);

    [LoggerMessage(1, LogLevel.Error, "Failed to answer {Method} {Route}: {Status}, trace {TraceId}")]
    private partial void LogFailure(string method, string route, int status, string traceId, Exception exception);
}
