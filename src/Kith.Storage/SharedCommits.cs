using System.Threading.Channels;

namespace Kith.Storage;

/// <summary>
/// The one writer of an embedded database, or of a tenant. Requests that wait while a commit is on its way share the next one,
/// each in its own savepoint, so that one refusal does not touch the others; nobody is answered before the commit is durable.
/// </summary>
internal sealed class SharedCommits : IAsyncDisposable
{
    private const int MaximumShared = 256;

    /// <summary>More than this would wait for longer than clients do.</summary>
    private const int MaximumWaiting = 2_000;

    private readonly Engine _engine;
    private readonly long? _tenant;
    private readonly Channel<Job> _jobs = Channel.CreateBounded<Job>(new BoundedChannelOptions(MaximumWaiting) { SingleReader = true });
    private readonly Task _loop;

    public SharedCommits(Engine engine, long? tenant)
    {
        (_engine, _tenant) = (engine, tenant);
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
            var isSound = false;
            try
            {
                session = await _engine.BeginWriteAsync(_tenant);
                while (shared.Count < MaximumShared && _jobs.Reader.TryRead(out var job))
                {
                    shared.Add(job);
                    await RunInSavepointAsync(session, job);
                }
                await session.CommitAsync();
                isSound = true;
            }
            catch (Exception exception)
            {
                Abandon(shared, exception);
            }
            finally
            {
                if (session is not null)
                    await _engine.EndWriteAsync(session, isSound);
            }
            foreach (var job in shared)
                job.Finish(_engine);
        }
    }

    private static async ValueTask RunInSavepointAsync(Session session, Job job)
    {
        await session.ExecuteAsync($"savepoint job");
        try
        {
            if (!await job.Work(session))
                await session.ExecuteAsync($"rollback to savepoint job");
        }
        catch (Exception exception)
        {
            job.Failure = exception;
            await session.ExecuteAsync($"rollback to savepoint job");
        }
        await session.ExecuteAsync($"release savepoint job");
    }

    /// <summary>The transaction itself failed, so nothing of what shared it was kept: each is told, and the next begins anew.</summary>
    private void Abandon(List<Job> shared, Exception exception)
    {
        // Without a transaction, those who wait would each wait as long in vain.
        while (shared.Count < MaximumWaiting && shared.TrueForAll(job => job.Failure is null) && _jobs.Reader.TryRead(out var waiting))
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
