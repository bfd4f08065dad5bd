namespace Kith.Operations;

/// <summary>Makes indexes again that an upgrade asked for, piece by piece beside the requests; another start goes on where one stopped.</summary>
internal static partial class Rebuilds
{
    /// <summary>How often is looked whether there is anything to do: a command may have begun and not finished.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    public static async Task RunAsync(Database database, ILogger logger, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Pause);
        do
        {
            try
            {
                await RunOnceAsync(database, logger, cancellation);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    private static async Task RunOnceAsync(Database database, ILogger logger, CancellationToken cancellation)
    {
        string? resource = null;
        while (await database.RebuildNextAsync() is { } step)
        {
            cancellation.ThrowIfCancellationRequested();
            if (step.Resource != resource)
                LogRebuilding(logger, resource = step.Resource);
        }
        if (resource is not null)
            LogDone(logger);
    }

    [LoggerMessage(1, LogLevel.Information, "Making the indexes of {Resource} again; until that is done, what is filtered or searched by may be incomplete.")]
    private static partial void LogRebuilding(ILogger logger, string resource);

    [LoggerMessage(2, LogLevel.Information, "All indexes are complete.")]
    private static partial void LogDone(ILogger logger);

    [LoggerMessage(3, LogLevel.Error, "The indexes could not be made again now; it is tried again in a minute.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
