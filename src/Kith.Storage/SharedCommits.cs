using System.Diagnostics;
using System.Threading.Channels;

namespace Kith.Storage;

/// <summary>
/// The one writer of an embedded database, or of a tenant. Requests that wait while a commit is on its way share the next one,
/// each in its own savepoint, so that one refusal does not touch the others; nobody is answered before the commit is durable.
/// </summary>
internal sealed class SharedCommits : IAsyncDisposable
{
    private const int MaximumShared = 256;

    /// <summary>Those who came first are not kept waiting for those who come later, nor other servers for this one.</summary>
    private static readonly TimeSpan LongestShared = TimeSpan.FromMilliseconds(100);

    /// <summary>More than this would wait for longer than clients do.</summary>
    private const int MaximumWaiting = 2_000;

    private readonly Engine _engine;
    private readonly long? _tenant;
    private readonly Channel<Job> _jobs = Channel.CreateBounded<Job>(new BoundedChannelOptions(MaximumWaiting) { SingleReader = true });
    private readonly Task _loop;

    public SharedCommits(Engine engine, long? tenant)
    {
        (_engine, _tenant) = (engine, tenant);
        // It serves many requests: nothing of the one that began it flows into it.
        using (ExecutionContext.SuppressFlow())
            _loop = Task.Run(RunAsync);
    }

    /// <summary>Runs a piece of work in a savepoint; kept and durable when the task ends, unless the work said not to keep it.</summary>
    public async Task<T> RunAsync<T>(Func<Session, ValueTask<(T Result, bool Keep)>> work)
    {
        T result = default!;
        var job = new Job(async session =>
        {
            (result, var keep) = await work(session);
            return keep;
        });
        if (!_jobs.Writer.TryWrite(job))
            throw new StorageUnavailableException("Too many writes are waiting.", isFull: false, inner: null);
        StorageMetrics.Waiting.Add(1);
        await job.Done.Task;
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        _jobs.Writer.Complete();
        await _loop;
    }

    private async Task RunAsync()
    {
        while (await _jobs.Reader.WaitToReadAsync())
        {
            var shared = new List<Job>();
            Session? session = null;
            var (isSound, isCommitting) = (false, false);
            try
            {
                session = await _engine.BeginWriteAsync(_tenant);
                var begun = Stopwatch.GetTimestamp();
                while (shared is not [{ IsKept: false }] && shared.Count < MaximumShared && Stopwatch.GetElapsedTime(begun) < LongestShared && _jobs.Reader.TryRead(out var job))
                {
                    shared.Add(job);
                    await (shared.Count == 1 ? RunFirstAsync(session, job) : RunInSavepointAsync(session, job, isEven: shared.Count % 2 == 0));
                }
                if (shared is not [{ IsKept: false }])
                {
                    isCommitting = true;
                    await session.CommitAsync();
                    isSound = true;
                    StorageMetrics.Commits.Add(1);
                    StorageMetrics.Writes.Add(shared.Count(job => job.Failure is null));
                }
            }
            catch (Exception exception)
            {
                Abandon(shared, isCommitting ? Uncertain(exception) : exception);
            }
            if (session is not null)
                await EndAsync(session, isSound);
            StorageMetrics.Waiting.Add(-shared.Count);
            foreach (var job in shared)
                job.Finish(_engine);
        }
    }

    /// <summary>Whatever happens to one transaction, the next is begun: the loop must not end.</summary>
    private async ValueTask EndAsync(Session session, bool isSound)
    {
        try
        {
            await _engine.EndWriteAsync(session, isSound);
        }
        catch (Exception)
        {
            // Of whatever kind it is: the connection is gone, and its transaction with it; what was committed is committed.
        }
    }

    /// <summary>
    /// Runs the work that a transaction begins with: to take it back is to roll back the transaction, so that it needs no savepoint. For
    /// one SQLite would keep every page that is changed, and look through all of them again at each statement.
    /// </summary>
    private static async ValueTask RunFirstAsync(Session session, Job job)
    {
        try
        {
            job.IsKept = await job.Work(session);
            await session.RunNowAsync();
        }
        catch (Exception exception)
        {
            job.Failure = exception;
            job.IsKept = false;
        }
    }

    private static async ValueTask RunInSavepointAsync(Session session, Job job, bool isEven)
    {
        // Two names in turn: should one not have come about, the other, whose work is done, must not be rolled back in its place.
        var savepoint = new Name(isEven ? "even_job" : "odd_job");
        await session.RunLaterAsync($"savepoint {savepoint}");
        try
        {
            job.IsKept = await job.Work(session);
            await session.RunNowAsync();
            if (!job.IsKept)
                await session.ExecuteAsync($"rollback to savepoint {savepoint}");
        }
        catch (Exception exception)
        {
            job.Failure = exception;
            await session.RollbackToAsync(savepoint);
        }
        await session.RunLaterAsync($"release savepoint {savepoint}");
    }

    /// <summary>When the connection broke, the commit may have arrived before that.</summary>
    private Exception Uncertain(Exception exception) => _engine.Unavailable(exception) is { IsFull: false } unavailable
        ? new StorageUnavailableException(unavailable.Message, isFull: false, exception, isUncertain: true)
        : exception;

    /// <summary>The transaction itself failed, so nothing of what shared it was kept: each is told, and the next begins anew.</summary>
    private void Abandon(List<Job> shared, Exception exception)
    {
        // Where no transaction could begin, those who wait would each wait as long in vain.
        var isBegun = shared.Count > 0;
        while (!isBegun && shared.Count < MaximumWaiting && _jobs.Reader.TryRead(out var waiting))
            shared.Add(waiting);
        // When the engine gave up the transaction, what the others see is only that their savepoint is gone.
        var cause = shared.Select(job => job.Failure).FirstOrDefault(failure => failure is not null && _engine.Unavailable(failure) is not null) ?? exception;
        foreach (var job in shared)
            job.Failure ??= cause;
    }

    private sealed class Job(Func<Session, ValueTask<bool>> work)
    {
        public Func<Session, ValueTask<bool>> Work => work;

        public Exception? Failure { get; set; }

        /// <summary>Whether what it did is to be kept, once it has run.</summary>
        public bool IsKept { get; set; }

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Finish(Engine engine)
        {
            if (Failure is null)
                Done.SetResult();
            else
                Done.SetException(engine.Unavailable(Failure) ?? Failure);
        }
    }
}
