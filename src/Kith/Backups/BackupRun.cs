namespace Kith.Backups;

/// <summary>A backup on its way; one that failed stays as it is until it is taken away.</summary>
/// <param name="backup">What is to be made.</param>
internal sealed class BackupRun(Backup backup) : IDisposable
{
    private readonly CancellationTokenSource _giveUp = new();
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Backup _backup = backup;

    /// <summary>What is known of it.</summary>
    public Backup Backup
    {
        get => _backup;
        set => _backup = value;
    }

    /// <summary>Says that nobody wants it any more.</summary>
    public CancellationToken GivenUp => _giveUp.Token;

    /// <summary>Ends when it is made, or failed, or was given up.</summary>
    public Task Ended => _end.Task;

    /// <summary>Nobody wants it any more.</summary>
    public void GiveUp() => _giveUp.Cancel();

    /// <summary>There is nothing more to wait for.</summary>
    public void End() => _end.TrySetResult();

    public void Dispose() => _giveUp.Dispose();
}
