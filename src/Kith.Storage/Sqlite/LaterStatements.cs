using System.Collections.Concurrent;

namespace Kith.Storage;

/// <summary>
/// Statements whose results nobody needs, run in their order and one at a time: few of them when somebody asks for a result, many beside
/// whoever makes the next ones, so that a large write uses two cores.
/// </summary>
/// <param name="run">Runs one.</param>
internal sealed class LaterStatements(Action<Sql> run)
{
    /// <summary>For fewer it is not worth waking another thread.</summary>
    private const int Many = 32;

    /// <summary>Who makes more than are run waits for those that are there, or they would fill the memory.</summary>
    private const int TooMany = 4_000;

    private readonly ConcurrentQueue<Sql> _waiting = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Leaves a statement for later.</summary>
    public async ValueTask AddAsync(Sql sql)
    {
        _waiting.Enqueue(sql);
        if (_waiting.Count < Many)
            return;
        if (_waiting.Count >= TooMany)
            await _running;
        // After a failure nothing more is run: whoever asks next is told.
        if (_running.IsCompletedSuccessfully)
            _running = Task.Run(RunWaiting);
    }

    /// <summary>Runs what waits; what failed on the way fails here, and what came after it is not run.</summary>
    public ValueTask RunAsync() => _waiting.IsEmpty && _running.IsCompletedSuccessfully ? ValueTask.CompletedTask : RunAllAsync();

    /// <summary>Forgets what waits; nothing runs any more when it returns.</summary>
    public async ValueTask DropAsync()
    {
        _waiting.Clear();
        await _running.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _waiting.Clear();
        _running = Task.CompletedTask;
    }

    private async ValueTask RunAllAsync()
    {
        var isDone = false;
        try
        {
            await _running;
            RunWaiting();
            isDone = true;
        }
        finally
        {
            if (!isDone)
                _waiting.Clear();
            _running = Task.CompletedTask;
        }
    }

    private void RunWaiting()
    {
        while (_waiting.TryDequeue(out var sql))
            run(sql);
    }
}
