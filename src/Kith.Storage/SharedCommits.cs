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

    private readonly Session _session;
    private readonly Channel<Job> _jobs = Channel.CreateUnbounded<Job>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _loop;

    public SharedCommits(Session session)
    {
        _session = session;
        _loop = Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
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
            throw new InvalidOperationException("The database is closed.");
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
        var failure = exception is SqliteException sqlite && Sqlite.Translate(sqlite) is { } translated ? translated : exception;
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
            else if (Failure is SqliteException sqlite && Sqlite.Translate(sqlite) is { } translated)
                Done.SetException(translated);
            else
                Done.SetException(Failure);
        }
    }
}
