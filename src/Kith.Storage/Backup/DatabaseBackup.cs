namespace Kith.Storage;

public sealed partial class Database
{
    /// <summary>
    /// Writes what is committed to a file, whatever version made the database, while others read and write. The file is there
    /// whole, or not at all.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="isReplacing">Whether a file that is there may be replaced.</param>
    /// <param name="cancellation">Gives up; nothing is left.</param>
    /// <exception cref="InvalidOperationException">The database is empty.</exception>
    public async Task BackupAsync(string path, bool isReplacing, CancellationToken cancellation)
    {
        // What is not Kith's yet would pass for a backup until the day it is needed.
        if (!await UseReadOnlyAsync(session => HasTableAsync(session, new Name("scripts"))))
            throw new InvalidOperationException("The database is empty: Kith has made no tables in it. Is it the right one?");
        try
        {
            await BackupFile.WriteAsync(path, isReplacing, partial => Engine.BackupAsync(partial, cancellation));
        }
        catch (Exception exception) when (Engine.Unavailable(exception) is not null)
        {
            throw Engine.Unavailable(exception)!;
        }
    }

    /// <summary>How many bytes a backup would have now; null where that is known only afterwards, as of an archive, which is compressed.</summary>
    public ValueTask<long?> MeasureBackupAsync(CancellationToken cancellation) => ReadAsync(Engine.MeasureBackupAsync, cancellation);

    /// <summary>
    /// Replaces the database by what a backup holds, as it was, whatever earlier version made it; a failure leaves everything as it
    /// is.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="isReplacing">Whether data that cannot be kept beside may be replaced: that of a PostgreSQL database.</param>
    /// <param name="cancellation">Gives up; nothing is changed.</param>
    /// <returns>The file that keeps what was there; null when nothing was, or nothing is kept.</returns>
    /// <exception cref="InvalidOperationException">A server runs, or the file is not a sound backup of this engine by this version or an earlier one.</exception>
    public async Task<string?> RestoreAsync(string path, bool isReplacing, CancellationToken cancellation)
    {
        if (await BackupFile.ReadFormatAsync(path) != Engine.Format)
            throw new InvalidOperationException($"{path} is a backup of another engine than {Engine.Name}. Restore it on its own engine, then bring the data over: kith database copy.");
        if (await Engine.IsServedAsync())
            throw new InvalidOperationException("A server runs on this database. Stop it first.");
        return await Engine.RestoreAsync(path, isReplacing, Clock.GetUtcNow(), ran => CheckScripts(path, ran), cancellation);
    }

    /// <summary>How the database stands to this program; it is not changed.</summary>
    /// <exception cref="InvalidOperationException">A newer program made it.</exception>
    public Task<DatabaseState> ReadStateAsync() => UseReadOnlyAsync(ReadStateAsync);

    private async Task<T> UseReadOnlyAsync<T>(Func<Session, ValueTask<T>> read)
    {
        var session = await Engine.OpenForReadingAsync();
        try
        {
            return await read(session);
        }
        finally
        {
            await Engine.CloseAsync(session);
        }
    }

    private void CheckScripts(string path, IReadOnlyList<string> ran)
    {
        if (!ran.Contains(_scripts[0].Name))
            throw new InvalidOperationException($"{path} is not a backup of Kith: it does not say which version made it.");
        if (FindUnknown(ran) is { } unknown)
            throw new InvalidOperationException($"{path} is a backup of a newer Kith (this program does not know {unknown}). Restore it with that version.");
    }
}
