using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Kith.Storage;

/// <summary>
/// The one writer of an embedded database. Requests that wait while a commit is on its way share the next one, each in its own
/// savepoint, so that one refusal does not touch the others; nobody is answered before the commit is durable.
/// </summary>
internal sealed class SharedCommits : IAsyncDisposable
{
    private const int MaximumShared = 256;

    /// <summary>More than this would wait for longer than clients do.</summary>
    private const int MaximumWaiting = 2_000;

    private readonly Session _session;
    private readonly Channel<Job> _jobs = Channel.CreateBounded<Job>(new BoundedChannelOptions(MaximumWaiting) { SingleReader = true });
    private readonly Task _loop;

    public SharedCommits(Session session)
    {
        _session = session;
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
        _session.Dispose();
    }

    private async Task RunAsync()
    {
        while (await _jobs.Reader.WaitToReadAsync())
        {
            var shared = new List<Job>();
            try
            {
                await _session.ExecuteAsync($"begin immediate");
                while (shared.Count < MaximumShared && _jobs.Reader.TryRead(out var job))
                {
                    shared.Add(job);
                    await RunInSavepointAsync(job);
                }
                await _session.ExecuteAsync($"commit");
            }
            catch (Exception exception)
            {
                await AbandonAsync(shared, exception);
                continue;
            }
            foreach (var job in shared)
                job.Finish();
        }
    }

    private async ValueTask RunInSavepointAsync(Job job)
    {
        await _session.ExecuteAsync($"savepoint job");
        try
        {
            if (!await job.Work(_session))
                await _session.ExecuteAsync($"rollback to job");
        }
        catch (Exception exception)
        {
            job.Failure = exception;
            await _session.ExecuteAsync($"rollback to job");
        }
        await _session.ExecuteAsync($"release job");
    }

    /// <summary>The transaction itself failed, so nothing of what shared it was kept: each is told, and the next begins anew.</summary>
    private async ValueTask AbandonAsync(List<Job> shared, Exception exception)
    {
        try
        {
            await _session.ExecuteAsync($"rollback");
        }
        catch (SqliteException)
        {
            // The engine has rolled back by itself.
        }
        if (shared.Count == 0 && _jobs.Reader.TryRead(out var waiting))
            shared.Add(waiting);
        // When the engine gave up the transaction, what the others see is only that their savepoint is gone.
        var cause = shared.Select(job => job.Failure).OfType<SqliteException>().FirstOrDefault() ?? exception;
        var failure = cause is SqliteException sqlite && Sqlite.IsUnavailable(sqlite) ? Sqlite.Unavailable(sqlite) : cause;
        foreach (var job in shared)
        {
            job.Failure ??= failure;
            job.Finish();
        }
    }

    private sealed class Job(Func<Session, ValueTask<bool>> work)
    {
        public Func<Session, ValueTask<bool>> Work => work;

        public Exception? Failure { get; set; }

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Finish()
        {
            if (Failure is null)
                Done.SetResult();
            else if (Failure is SqliteException sqlite && Sqlite.IsUnavailable(sqlite))
                Done.SetException(Sqlite.Unavailable(sqlite));
            else
                Done.SetException(Failure);
        }
    }
}
