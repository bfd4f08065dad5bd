namespace Kith.Operations;

/// <summary>Makes indexes again that an upgrade asked for, piece by piece beside the requests; another start goes on where one stopped.</summary>
internal static partial class Rebuilds
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(Database database, ILogger logger, CancellationToken cancellation)
    {
        string? resource = null;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                if (await database.RebuildNextAsync() is not { } step)
                    break;
                if (step.Resource != resource)
                    LogRebuilding(logger, resource = step.Resource);
            }
            catch (StorageUnavailableException)
            {
                await Task.Delay(PauseAfterFailure, cancellation);
            }
        }
        if (resource is not null && !cancellation.IsCancellationRequested)
            LogDone(logger);
    }

    [LoggerMessage(1, LogLevel.Information, "Making the indexes of {Resource} again; until that is done, what is filtered or searched by may be incomplete.")]
    private static partial void LogRebuilding(ILogger logger, string resource);

    [LoggerMessage(2, LogLevel.Information, "All indexes are complete.")]
    private static partial void LogDone(ILogger logger);
}
