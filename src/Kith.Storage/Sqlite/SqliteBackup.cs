using System.Buffers.Binary;
using Microsoft.Data.Sqlite;

namespace Kith.Storage;

internal sealed partial class Sqlite
{
    private const int Busy = 5;
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    /// <summary>What an engine that was killed leaves beside its file; the engine would apply it to another file of the same name.</summary>
    private static readonly string[] Leftovers = ["-wal", "-shm", "-journal"];

    public override BackupFormat Format => BackupFormat.Sqlite;

    /// <summary>One read of the log's state as it is now: writers go on beside it, here and in other processes.</summary>
    public override async Task BackupAsync(string path, CancellationToken cancellation)
    {
        await using var from = new SqliteConnection(new SqliteConnectionStringBuilder(_connectionString) { Mode = SqliteOpenMode.ReadWrite }.ConnectionString);
        // Nobody else opens the copy, and a share of another machine may not know the engine's locks.
        await using var to = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Vfs = OperatingSystem.IsWindows() ? "win32-none" : "unix-none" }.ConnectionString);
        await from.OpenAsync(cancellation);
        await to.OpenAsync(cancellation);
        using var source = new SqliteSession(from);
        using var copy = new SqliteSession(to);
        await source.RunScriptAsync("pragma busy_timeout = 30000");
        // Until the copy is whole it has another name: nothing would be gained by making its parts durable.
        await copy.RunScriptAsync("pragma locking_mode = exclusive; pragma journal_mode = off; pragma synchronous = off");
        from.BackupDatabase(to);
        // Without a log beside it, the copy can be opened where nothing can be written.
        await copy.RunScriptAsync("pragma journal_mode = delete");
    }

    /// <summary>The copy has the pages of the file, those included that are still in the log.</summary>
    public override async ValueTask<long?> MeasureBackupAsync(Session session) =>
        await session.NumberAsync($"select page_count * page_size from pragma_page_count, pragma_page_size");

    public override async Task<string?> RestoreAsync(
        string path, bool isReplacing, DateTimeOffset now, Action<IReadOnlyList<string>> check, CancellationToken cancellation)
    {
        if (!Directory.Exists(_folder))
            CreateFolder(_folder);
        // From here on no server starts on the folder.
        using var alone = new FolderLock(_folder);
        alone.Take();
        var beside = new Sqlite(Path.Combine(_folder, "restoring"), isServer: false);
        if (Directory.Exists(beside._folder))
            Directory.Delete(beside._folder, recursive: true);
        CreateFolder(beside._folder);
        try
        {
            await using (var file = BackupFile.Claim(PathIn(beside._folder)))
            {
                await BackupFile.ReadAsync(path, file, cancellation);
                await CheckLengthAsync(path, file);
                file.Flush(flushToDisk: true);
            }
            await beside.CheckAsync(path, check);
            cancellation.ThrowIfCancellationRequested();
            return await TakePlaceAsync(PathIn(beside._folder), now);
        }
        finally
        {
            Directory.Delete(beside._folder, recursive: true);
            await beside.DisposeAsync();
        }
    }

    public override async ValueTask<IReadOnlyList<string>> CheckIntegrityAsync(Session session)
    {
        var damages = await session.ListAsync($"pragma integrity_check", static row => row.Text(0));
        var orphans = await session.ListAsync($"""select "table", parent, count(*) from pragma_foreign_key_check group by "table", parent""", static row =>
            $"{row.Text(0)}: {row.Long(2)} rows point at {row.Text(1)} that are not there");
        return [.. damages.Where(damage => damage is not "ok"), .. orphans];
    }

    public override async ValueTask<Session> OpenForReadingAsync()
    {
        var path = PathIn(_folder);
        if (!File.Exists(path))
            throw new InvalidOperationException($"There is no database in {_folder}.");
        // Without a log, the file is all there is, and can be read without leaving the files of a log behind.
        var source = File.Exists($"{path}-wal") ? path : $"{new Uri(path).AbsoluteUri}?immutable=1";
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = source, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
        var session = new SqliteSession(connection);
        var isReady = false;
        try
        {
            await connection.OpenAsync();
            await session.RunScriptAsync("pragma busy_timeout = 5000; pragma synchronous = full; pragma foreign_keys = on;");
            await session.NumberAsync($"select count(*) from sqlite_schema");
            isReady = true;
            return session;
        }
        finally
        {
            if (!isReady)
                session.Dispose();
        }
    }

    /// <summary>
    /// The engine takes what is missing at the end of the last page for zeros; the header says how long the file was
    /// (https://sqlite.org/fileformat.html §1.3).
    /// </summary>
    private static async Task CheckLengthAsync(string backup, FileStream file)
    {
        var header = new byte[32];
        file.Position = 0;
        var isThere = await file.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false) == header.Length;
        long size = BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(16)) is 1 ? 65_536 : BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(16));
        if (!isThere || file.Length < size * BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(28)))
            throw new InvalidOperationException($"{backup} is damaged: its end is missing.");
    }

    /// <summary>Makes sure that the engine can read all of it, and that Kith made it.</summary>
    private async Task CheckAsync(string backup, Action<IReadOnlyList<string>> check)
    {
        try
        {
            using var session = await ConnectAsync(isReader: false);
            if (await CheckIntegrityAsync(session) is [var damage, ..])
                throw new InvalidOperationException($"{backup} is damaged: {damage}");
            var isKith = (await session.ListAsync(ColumnsOf(new Name("scripts")), static row => row.Text(0))).Count > 0;
            check(isKith ? await session.ListAsync($"select name from scripts", static row => row.Text(0)) : []);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is Corrupt or NotADatabase)
        {
            throw new InvalidOperationException($"{backup} is damaged: {exception.Message}", exception);
        }
    }

    /// <summary>Puts a checked file in the place of the live one, which gets another name: at every moment one of them is there.</summary>
    private async Task<string?> TakePlaceAsync(string restored, DateTimeOffset now)
    {
        var live = PathIn(_folder);
        var kept = $"{live}.replaced-{now:yyyyMMdd'T'HHmmssfff'Z'}";
        var isThere = File.Exists(live);
        if (isThere)
            await SettleAsync(live);
        var leftovers = Leftovers.Where(ending => File.Exists($"{live}{ending}")).ToList();
        foreach (var ending in leftovers)
            File.Move($"{live}{ending}", $"{kept}{ending}");
        if (isThere && !Posix.TryLink(live, kept))
            File.Move(live, kept);
        File.Move(restored, live, overwrite: true);
        Posix.FlushFolder(_folder);
        return isThere || leftovers.Count > 0 ? kept : null;
    }

    /// <summary>
    /// Brings what is still in the log into the file, and ends the log. The engine does so only for whoever is alone: this is also
    /// how it is known that no server and no command uses the file.
    /// </summary>
    private static async Task SettleAsync(string path)
    {
        try
        {
            await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = SqliteOpenMode.ReadWrite }.ConnectionString);
            await connection.OpenAsync();
            using var session = new SqliteSession(connection);
            await session.RunScriptAsync("pragma busy_timeout = 2000; pragma journal_mode = delete;");
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == Busy)
        {
            throw new InvalidOperationException($"{path} is in use. Stop the server, and any other kith, first.", exception);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is Corrupt or NotADatabase)
        {
            // A damaged one is what a restore is for; its log is kept with it.
        }
    }
}
