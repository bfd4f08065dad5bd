using System.Diagnostics;

namespace Kith.Duplicates;

/// <summary>
/// Compares people in the background, wherever the journal is ahead of the groups: a step for each tenant in turn, then a rest,
/// which is longer while others are busy. Whoever waits for the groups wakes it up.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="isOpen">Whether it is open.</param>
/// <param name="requests">How many requests have begun.</param>
/// <param name="logger">The log.</param>
internal sealed partial class DuplicatesWorker(Database database, Func<bool> isOpen, Func<long> requests, ILogger<DuplicatesWorker> logger) : BackgroundService
{
    /// <summary>What comes first after a start are requests.</summary>
    private static readonly TimeSpan AfterStart = TimeSpan.FromSeconds(10);

    /// <summary>How often is looked whether anything was written.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);

    /// <summary>From so many requests a second on, the server is busy.</summary>
    private const int Busy = 50;

    /// <summary>How long it rests after a step, in steps: beside others it takes a tenth of the time of one processor.</summary>
    private const double RestBesideOthers = 9, RestAlone = 0.25;

    /// <summary>How often somebody who waits looks himself: another server may be at it.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly DuplicateFinder _finder = new(database);
    private readonly SemaphoreSlim _wake = new(0, 1);
    private int _waiting;
    private long _seen;
    private long _seenAt = Stopwatch.GetTimestamp();

    /// <summary>Waits until the groups are of the revision that the tenant has now.</summary>
    /// <returns>Whether they are; not so when the time was over before.</returns>
    public async ValueTask<bool> WaitAsync(long tenant, TimeSpan longest, CancellationToken cancellation)
    {
        var revision = await database.ReadAsync(session => session.NumberAsync($"select revision from revisions where tenant_id = {tenant}"), cancellation);
        var begun = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref _waiting);
        try
        {
            while (!await IsThereAsync(tenant, revision, cancellation))
            {
                if (Stopwatch.GetElapsedTime(begun) >= longest)
                    return false;
                Wake();
                await Task.Delay(Look, cancellation);
            }
            return true;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
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
                    rest = TimeSpan.Zero;
            }
            catch (StorageUnavailableException)
            {
                // Requests are told, and so is whoever watches: there is nothing to add.
                rest = AfterFailure;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(logger, exception);
                rest = AfterFailure;
            }
            if (rest > TimeSpan.Zero)
                await RestAsync(rest, stoppingToken);
        }
    }

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    private async ValueTask<bool> IsThereAsync(long tenant, long revision, CancellationToken cancellation) =>
        await database.ReadAsync(session => Progress.ReadAsync(session, tenant), cancellation) is { ScanRevision: null, Rules: >= Progress.CurrentRules } progress && progress.Revision >= revision;

    /// <summary>A step for each tenant that is behind.</summary>
    /// <returns>Whether there may be more to do.</returns>
    private async ValueTask<bool> RunAsync(CancellationToken cancellation)
    {
        var isAny = false;
        foreach (var tenant in await _finder.BehindAsync(cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            var begun = Stopwatch.GetTimestamp();
            isAny |= await _finder.StepAsync(tenant, cancellation);
            await YieldAsync(Stopwatch.GetElapsedTime(begun), cancellation);
        }
        return isAny;
    }

    /// <summary>Rests after a step; longer when many requests came since the one before.</summary>
    private async ValueTask YieldAsync(TimeSpan step, CancellationToken cancellation)
    {
        var (seen, seenAt) = (requests(), Stopwatch.GetTimestamp());
        var isBusy = seen - _seen > Busy * Stopwatch.GetElapsedTime(_seenAt, seenAt).TotalSeconds;
        (_seen, _seenAt) = (seen, seenAt);
        // Whoever waits has asked for it.
        var rest = Volatile.Read(ref _waiting) > 0 ? TimeSpan.Zero : step * (isBusy ? RestBesideOthers : RestAlone);
        if (rest > TimeSpan.Zero)
            await RestAsync(rest, cancellation);
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

    private void Wake()
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

    [LoggerMessage(1, LogLevel.Error, "People could not be compared now; it is tried again soon.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
