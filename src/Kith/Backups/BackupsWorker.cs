using System.Collections.Concurrent;
using System.Data.Common;
using System.Threading.Channels;
using Kith.Access;

namespace Kith.Backups;

/// <summary>Makes backups in the background, one after the other: two at a time would be no sooner done, and need twice the room.</summary>
/// <param name="database">The database.</param>
/// <param name="folder">Where the files go.</param>
/// <param name="kept">How many are kept; null to keep all.</param>
/// <param name="logger">The log.</param>
internal sealed partial class BackupsWorker(Database database, BackupFolder folder, int? kept, ILogger<BackupsWorker> logger) : BackgroundService
{
    /// <summary>Nobody needs so many; what asks for more does so by mistake.</summary>
    private const int MostWaiting = 8;

    /// <summary>What is remembered of those that failed, the newest first.</summary>
    private const int MostFailed = 20;

    /// <summary>ENOSPC and EDQUOT, which is what a file that could not be written says; and what Windows calls the same.</summary>
    private static readonly int[] NoRoom = [28, 122, unchecked((int)0x80070070)];

    private readonly ConcurrentDictionary<Guid, BackupRun> _runs = new();
    private readonly Channel<BackupRun> _waiting = Channel.CreateUnbounded<BackupRun>(new() { SingleReader = true });

    /// <summary>How many are kept: when another one is made, the oldest beyond so many are deleted; null to keep all.</summary>
    public int? Kept => kept;

    /// <summary>Whether no more may be asked for now.</summary>
    public bool IsFull => _runs.Values.Count(static run => !run.Ended.IsCompleted) >= MostWaiting;

    /// <summary>Asks for one.</summary>
    public void Ask(Backup backup)
    {
        var run = new BackupRun(backup);
        _runs[backup.Id] = run;
        _waiting.Writer.TryWrite(run);
    }

    /// <summary>All that are made or under way or failed, the newest first.</summary>
    public IReadOnlyList<Backup> List()
    {
        // Those under way first: one that is made meanwhile is then found twice, and not missed.
        var known = _runs.Values.Select(Describe).ToDictionary(backup => backup.Id);
        foreach (var made in folder.List())
            known[made.Id] = made;
        return [.. known.Values.OrderByDescending(backup => backup.Id)];
    }

    /// <summary>One of them; null when there is none.</summary>
    public Backup? Find(Guid id)
    {
        var run = _runs.GetValueOrDefault(id);
        return folder.Find(id) ?? (run is null ? null : Describe(run));
    }

    /// <summary>Waits until one is made, or failed.</summary>
    public Task WaitAsync(Guid id, CancellationToken cancellation) => _runs.GetValueOrDefault(id)?.Ended.WaitAsync(cancellation) ?? Task.CompletedTask;

    /// <summary>Takes one away, whatever its state.</summary>
    public async Task RemoveAsync(Guid id)
    {
        if (_runs.GetValueOrDefault(id) is { } run)
        {
            run.GiveUp();
            // One that waits would not end before those that come first; it is not begun any more.
            if (run.Backup.State != Backup.Waiting)
                await run.Ended;
            _runs.TryRemove(id, out _);
        }
        if (folder.Find(id) is { Path: { } file })
            File.Delete(file);
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            folder.Sweep();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A server without backups is better than none; who asks for one is told what is wrong.
            LogFailed(exception);
        }
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var run in _waiting.Reader.ReadAllAsync(stoppingToken))
                await RunAsync(run, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    public override void Dispose()
    {
        foreach (var run in _runs.Values)
            run.Dispose();
        base.Dispose();
    }

    private async Task RunAsync(BackupRun run, CancellationToken stopping)
    {
        var (isMade, isKnown) = (false, false);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, run.GivenUp);
            await MakeAsync(run, either.Token);
            isMade = true;
        }
        catch (OperationCanceledException)
        {
            // Nothing is left of it.
        }
        catch (Exception exception)
        {
            LogFailed(exception);
            run.Backup = run.Backup with { State = Backup.Failed, ContentSize = 0, ExpectedSize = null, Error = Explain(exception) };
            isKnown = true;
        }
        if (isMade)
            await ThinAsync(run.Backup, stopping);
        if (!isKnown)
            _runs.TryRemove(run.Backup.Id, out _);
        run.End();
        foreach (var old in _runs.Values.Select(known => known.Backup).Where(backup => backup.State == Backup.Failed).OrderByDescending(backup => backup.Id).Skip(MostFailed))
            _runs.TryRemove(old.Id, out _);
    }

    private async Task MakeAsync(BackupRun run, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        folder.Prepare();
        var size = await database.MeasureBackupAsync(cancellation);
        if (size > folder.Room)
            throw new InvalidOperationException($"There is no room for it in {folder.Path}: it needs {Megabytes(size.Value)}, and {Megabytes(folder.Room)} are free.");
        run.Backup = run.Backup with { State = Backup.Running, ExpectedSize = size ?? folder.List().MaxBy(made => made.Id)?.ContentSize };
        await database.BackupAsync(folder.FileOf(run.Backup), isReplacing: false, cancellation);
    }

    /// <summary>
    /// Deletes the oldest beyond those that are kept, once a new one is there: it is read again first, so that nothing goes for the
    /// sake of a file that the disk did not keep. What cannot be deleted now is when the next one is made.
    /// </summary>
    private async Task ThinAsync(Backup made, CancellationToken cancellation)
    {
        if (kept is not { } most)
            return;
        try
        {
            if (folder.List().OrderByDescending(backup => backup.Id).Skip(most).Where(backup => backup.Id != made.Id).ToList() is not [_, ..] old)
                return;
            await BackupFile.CheckAsync(folder.FileOf(made), cancellation);
            var author = await Tenants.AuthorOfFirstAsync(database, $"{Settings.BackupsKept.Name}={most}", cancellation);
            foreach (var backup in old)
            {
                // First what tells of it, as when somebody deletes one.
                await database.WriteAsync<bool>(author, async write =>
                {
                    await write.RecordAsync(Backup.Resource.Type, backup.Id, backup.Recorded(), null);
                    return true;
                });
                File.Delete(folder.FileOf(backup));
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends; they go with the next one.
        }
        catch (Exception exception) when (exception is StorageUnavailableException or InvalidOperationException or IOException or UnauthorizedAccessException or DbException)
        {
            LogNotDeleted(exception);
        }
    }

    private Backup Describe(BackupRun run)
    {
        var backup = run.Backup;
        if (backup.State != Backup.Running)
            return backup;
        var partial = new FileInfo(BackupFile.PartialOf(folder.FileOf(backup)));
        return backup with { ContentSize = partial.Exists ? partial.Length : 0 };
    }

    private string Explain(Exception exception) => exception switch
    {
        StorageUnavailableException { IsFull: true } => $"There is no room for it in {folder.Path}.",
        IOException when NoRoom.Contains(exception.HResult) => $"There is no room for it in {folder.Path}.",
        StorageUnavailableException or InvalidOperationException or IOException or UnauthorizedAccessException or DbException => exception.Message,
        _ => "Something went wrong on the server; its log says what.",
    };

    private static string Megabytes(long bytes) => $"{bytes / (1 << 20)} MB";

    [LoggerMessage(2, LogLevel.Error, "Old backups could not be deleted.")]
    private partial void LogNotDeleted(Exception exception);

    [LoggerMessage(1, LogLevel.Error, "A backup failed.")]
    private partial void LogFailed(Exception exception);
}
