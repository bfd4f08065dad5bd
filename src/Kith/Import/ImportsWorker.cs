namespace Kith.Import;

/// <summary>Does what was asked of imports, in the background: a step for each in turn, so that a small file does not wait for a large one.</summary>
/// <param name="database">The database.</param>
/// <param name="isOpen">Whether it is open.</param>
/// <param name="logger">The log.</param>
internal sealed partial class ImportsWorker(Database database, Func<bool> isOpen, ILogger<ImportsWorker> logger) : BackgroundService
{
    /// <summary>What several servers over one database do not do at the same time.</summary>
    private const string Work = "imports";

    /// <summary>What comes first after a start are requests; one that asks for work is not kept waiting.</summary>
    private static readonly TimeSpan AfterStart = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);

    private readonly ImportSteps _steps = new(database);
    private readonly SemaphoreSlim _wake = new(0, 1);

    /// <summary>How many rows have been worked on since the start.</summary>
    public long RowsDone => _steps.RowsDone;

    /// <summary>There is something to do.</summary>
    public void Wake()
    {
        try
        {
            if (_wake.CurrentCount == 0)
                _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else was faster.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await RestAsync(AfterStart, stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            var rest = Pause;
            try
            {
                if (isOpen() && await RunAsync(stoppingToken))
                    continue;
            }
            catch (OperationCanceledException)
            {
                // The server ends.
            }
            catch (StorageUnavailableException)
            {
                // Requests are told, and so is whoever watches: there is nothing to add.
                rest = AfterFailure;
            }
            catch (Exception exception)
            {
                LogWaiting(logger, exception);
                rest = AfterFailure;
            }
            await RestAsync(rest, stoppingToken);
        }
    }

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    /// <returns>Whether there may be more to do.</returns>
    private async ValueTask<bool> RunAsync(CancellationToken cancellation)
    {
        var isAny = false;
        foreach (var job in await database.ReadAsync(ImportJob.ListAsync, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            await using var hold = await database.TryHoldAsync(Work, job.Tenant);
            if (hold is null)
                continue;
            try
            {
                isAny |= await _steps.StepAsync(job, cancellation);
            }
            catch (Exception exception) when (exception is not (OperationCanceledException or StorageUnavailableException))
            {
                // What fails once fails again: the others go on.
                LogFailed(logger, exception);
                await _steps.FailAsync(job);
            }
        }
        return isAny;
    }

    private async Task RestAsync(TimeSpan time, CancellationToken cancellation)
    {
        try
        {
            await _wake.WaitAsync(time, cancellation);
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    [LoggerMessage(1, LogLevel.Error, "An import failed.")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "Imports could not go on now; it is tried again soon.")]
    private static partial void LogWaiting(ILogger logger, Exception exception);
}
