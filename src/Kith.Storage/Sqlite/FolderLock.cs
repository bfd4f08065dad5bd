namespace Kith.Storage;

/// <summary>
/// What one server holds on the folder of an embedded database: a second one would not see what the first has in memory. The
/// system lets go of it when the process ends, however it ends. Commands beside a server need not hold it.
/// </summary>
/// <param name="folder">The folder.</param>
internal sealed class FolderLock(string folder) : IDisposable
{
    private const string FileName = "kith.lock";

    private FileStream? _file;

    /// <summary>Whether a process holds the lock.</summary>
    public static bool IsTaken(string folder)
    {
        if (!File.Exists(Path.Combine(folder, FileName)))
            return false;
        try
        {
            Open(folder).Dispose();
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <exception cref="InvalidOperationException">Another process holds it.</exception>
    public void Take()
    {
        try
        {
            _file ??= Open(folder);
        }
        catch (IOException exception)
        {
            throw new InvalidOperationException($"Another Kith serves the database in {folder}. Stop it first, or use PostgreSQL for several servers.", exception);
        }
    }

    public void Dispose() => _file?.Dispose();

    private static FileStream Open(string folder) => new(Path.Combine(folder, FileName), Sqlite.OwnersOnly(FileMode.OpenOrCreate));
}
