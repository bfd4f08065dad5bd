using System.Collections.Concurrent;
using Kith.Hydra;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Kith.Storage;

/// <summary>
/// The embedded engine: WAL, <c>synchronous=FULL</c> (what was acknowledged survives a power cut), a pool of readers, and one
/// writer.
/// </summary>
internal sealed partial class Sqlite : Engine
{
    private const int Full = 13;

    /// <summary>
    /// How far the tenant is shifted to the left in the numbers of rows, which puts rows in the order of their ids (they ascend with
    /// the revisions that create them), and those of a tenant beside each other: so does the search table, whose lists of rows can
    /// then be read for one tenant, in order, and no further than needed.
    /// </summary>
    private const int TenantBits = 40;

    private readonly string _folder;
    private readonly string _connectionString;
    private readonly ConcurrentBag<SqliteSession> _readers = [];
    private readonly SharedCommits _writer;
    private readonly FolderLock? _lock;
    private SqliteSession? _writing;
    private bool _isCopyKept;

    /// <summary>More readers than this only wait for the cores, each with a cache of its own.</summary>
    private readonly SemaphoreSlim _places = new(Math.Max(8, 4 * Environment.ProcessorCount));

    /// <summary>
    /// The pages that the writer keeps, in KiB: what many writes in a row insert into is all over the indexes, and would be read again and again. Readers look into the file itself.
    /// </summary>
    private const int WriterCache = 32_000;

    /// <summary>How much memory SQLite uses would be counted under a lock that all connections wait for.</summary>
    static Sqlite()
    {
        Batteries_V2.Init();
        if (raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0) != raw.SQLITE_OK)
            throw new InvalidOperationException("SQLite was in use before Kith could configure it.");
    }

    public Sqlite(string folder, bool isServer)
    {
        _folder = folder;
        _lock = isServer ? new FolderLock(folder) : null;
        // Pooling is ours: a pooled connection of the driver would keep prepared statements of another file alive.
        _connectionString = new SqliteConnectionStringBuilder { DataSource = PathIn(folder), Pooling = false }.ConnectionString;
        _writer = new SharedCommits(this, tenant: null);
    }

    public override ColumnTypes Types { get; } = new("blob", "integer", "text", "text");

    /// <summary>Rows lie in one tree with their documents, a few to a page.</summary>
    public override bool HasNarrowIndex => true;

    public override string Name => "sqlite";

    public override string Direction(bool isDescending) => isDescending ? " desc" : "";

    public override string KeyedTable => " without rowid";

    /// <summary>The file of the database in a folder.</summary>
    public static string PathIn(string folder) => Path.Combine(folder, "kith.db");

    public override async ValueTask PrepareAsync()
    {
        if (!Directory.Exists(_folder))
            CreateFolder(_folder);
        _lock?.Take();
        CreateFile(PathIn(_folder));
        _writing ??= await ConnectAsync(isReader: false);
    }

    public override ValueTask DistributeAsync(Action<string> report) =>
        throw new InvalidOperationException("An embedded database lives on one machine. Move to PostgreSQL first: kith database copy.");

    /// <summary>There is one writer, and this is it.</summary>
    public override ValueTask HoldWritersAsync(Session session) => ValueTask.CompletedTask;

    public override ValueTask<bool> IsServedAsync() => new(FolderLock.IsTaken(_folder));

    public override async ValueTask KeepCopyAsync(DateTimeOffset now)
    {
        // An upgrade that has to be tried again begins from the same database.
        if (_isCopyKept)
            return;
        await BackupFile.WriteAsync(
            Path.Combine(_folder, $"before-upgrade-{now:yyyyMMdd'T'HHmmss'Z'}.db"), isReplacing: true, partial => BackupAsync(partial, CancellationToken.None));
        _isCopyKept = true;
    }

    public override async ValueTask<Session> OpenAsync() => await ConnectAsync(isReader: false);

    public override ValueTask CloseAsync(Session session)
    {
        ((SqliteSession)session).Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Opens a connection with the settings that our promises rest on, and asserts them.</summary>
    private async Task<SqliteSession> ConnectAsync(bool isReader)
    {
        var connection = new SqliteConnection(_connectionString);
        var session = new SqliteSession(connection);
        var isReady = false;
        try
        {
            await connection.OpenAsync();
            await session.RunScriptAsync("pragma busy_timeout = 30000; pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma cache_size = -16000; pragma wal_autocheckpoint = 16000; pragma temp_store = memory;");
            var settings = await session.FirstAsync(
                $"select (select journal_mode from pragma_journal_mode), (select synchronous from pragma_synchronous), (select foreign_keys from pragma_foreign_keys)",
                static row => (row.Text(0), row.Long(1), row.Long(2)));
            if (settings is not ("wal", 2, 1))
                throw new InvalidOperationException($"The database refuses the settings that keep data safe (journal_mode, synchronous, foreign_keys): {settings}. Is it on a network file system?");
            // Readers look into the file through its pages in memory, which they share, instead of copying each into a cache of their own.
            await session.RunScriptAsync(isReader ? $"pragma query_only = on; pragma mmap_size = {SqliteSession.Mapped};" : $"pragma cache_size = -{WriterCache};");
            isReady = true;
            return session;
        }
        finally
        {
            if (!isReady)
                session.Dispose();
        }
    }

    public override async ValueTask<Session> RentAsync(CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation);
        if (_readers.TryTake(out var session))
            return session;
        try
        {
            return session = await ConnectAsync(isReader: true);
        }
        finally
        {
            if (session is null)
                _places.Release();
        }
    }

    public override async ValueTask ReturnAsync(Session session, bool isSound)
    {
        var reader = (SqliteSession)session;
        try
        {
            if (isSound)
                await reader.UnmapAfterMuchAsync();
        }
        finally
        {
            if (isSound)
                _readers.Add(reader);
            else
                reader.Dispose();
            _places.Release();
        }
    }

    public override Task<T> WriteAsync<T>(long? tenant, Func<Session, ValueTask<(T Result, bool Keep)>> work) => _writer.RunAsync(work);

    public override async ValueTask<T> WriteBesideAsync<T>(Func<Session, ValueTask<T>> work) =>
        await WriteAsync<T>(tenant: null, async session => (await work(session), true));

    /// <summary>A folder has one server.</summary>
    public override ValueTask<IAsyncDisposable?> TryHoldAsync(long key) => new(Held.Instance);

    public override async ValueTask<Session> BeginWriteAsync(long? tenant)
    {
        var session = _writing ?? throw new InvalidOperationException("The database is not open.");
        await session.ExecuteAsync($"begin immediate");
        return session;
    }

    public override async ValueTask EndWriteAsync(Session session, bool isSound)
    {
        if (!isSound)
            await ((SqliteSession)session).RollbackIfOpenAsync();
    }

    public override StorageUnavailableException? Unavailable(Exception exception) => exception switch
    {
        SqliteException { SqliteErrorCode: Full } => new StorageUnavailableException("The disk is full.", isFull: true, exception),
        // Busy, locked, read-only, input or output failed, the file cannot be opened.
        SqliteException { SqliteErrorCode: 5 or 6 or 8 or 10 or 14 } => new StorageUnavailableException("The database cannot be reached.", isFull: false, exception),
        _ => null,
    };

    public override string DocumentsTable(string table, IReadOnlyList<string> columns) => $"""
        create table if not exists {table} (
            row_id integer primary key, -- {TenantBits} bits of the first revision below the tenant: the order of ids, tenant by tenant
            tenant_id integer not null references tenants (id),
            id blob not null,
            revision integer not null,
            first_revision integer not null,
            {string.Concat(columns.Select(column => $"{column},\n    "))}search_text text,
            document text not null
        );
        create unique index if not exists {table}_by_id on {table} (tenant_id, id);
        """;

    public override long? RowNumber(long tenant, long firstRevision) => RowNumberOf(tenant, firstRevision);

    /// <summary>The number of a row; those of a tenant are between that of its revision 0 and that of the next tenant's.</summary>
    /// <exception cref="InvalidOperationException">The tenant has more revisions than that leaves room for.</exception>
    public static long RowNumberOf(long tenant, long firstRevision) => firstRevision >> TenantBits == 0 && tenant >> (62 - TenantBits) == 0
        ? (tenant << TenantBits) | firstRevision
        : throw new InvalidOperationException($"The tenant {tenant} cannot have a row of revision {firstRevision}: rows are numbered by {TenantBits} bits of it.");

    public override async ValueTask NumberRowsAsync(Session session, Tables tables)
    {
        await session.ExecuteAsync($"update {tables.Documents} set row_id = (tenant_id << {TenantBits}) | first_revision");
        if (!tables.Resource.HasSearch)
            return;
        await session.RunScriptAsync($"drop table {tables.Search.Text}");
        await session.RunScriptAsync(SearchIndex(tables.Documents.Text));
        await session.ExecuteAsync($"insert into {tables.Search} (rowid, search_text) select row_id, search_text from {tables.Documents} where search_text is not null");
    }

    public override Sql? Misnumbered(Name table) =>
        Sql.Of($"select tenant_id, id, row_id from {table} where row_id <> (tenant_id << {TenantBits}) | first_revision");

    public override Sql ColumnsOf(Name table) => Sql.Of($"select name from pragma_table_info({table.Text})");

    public override string SearchIndex(string table) =>
        $"""
        create virtual table if not exists {table}_search using fts5(search_text, content='', contentless_delete=1, tokenize='trigram case_sensitive 1');
        create virtual table if not exists {table}_search_terms using fts5vocab({table}_search, row);
        """;

    public override Sql AddSearch(Name table, Name search, long tenant, Guid id) =>
        Sql.Of($"insert into {search} (rowid, search_text) select row_id, search_text from {table} where tenant_id = {tenant} and id = {id}");

    public override Sql RemoveSearch(Name table, Name search, long tenant, Guid id) =>
        Sql.Of($"delete from {search} where rowid = (select row_id from {table} where tenant_id = {tenant} and id = {id})");

    public override IReadOnlyList<string> ShadowSearch(Name table, Name search) =>
    [
        "create virtual table temp.shadow_search using fts5(search_text, content='', contentless_delete=1, tokenize='trigram case_sensitive 1');",
        $"insert into temp.shadow_search (rowid, search_text) select row_id, search_text from {table.Text};",
        "create virtual table temp.shadow_terms using fts5vocab(temp, shadow_search, instance);",
        $"create virtual table temp.live_terms using fts5vocab(main, {search.Text}, instance);",
    ];

    public override Selection Select(Tables tables, Caller caller, Guid? parent, Query query) => new SqliteSelection(tables, caller, parent, query);

    public override async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _writing?.Dispose();
        while (_readers.TryTake(out var session))
            session.Dispose();
        _places.Dispose();
        _lock?.Dispose();
    }

    /// <summary>What is in it is nobody else's business on the machine.</summary>
    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>A folder may have been made by somebody who lets others in; the logs beside the file take its mode.</summary>
    private static void CreateFile(string path)
    {
        if (!File.Exists(path))
            new FileStream(path, OwnersOnly(FileMode.OpenOrCreate)).Dispose();
    }

    /// <summary>Opens a file that only its owner may read and write.</summary>
    internal static FileStreamOptions OwnersOnly(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}

/// <summary>A lock that nobody else could take.</summary>
internal sealed class Held : IAsyncDisposable
{
    public static readonly Held Instance = new();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
