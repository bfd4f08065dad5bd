using System.Collections.Concurrent;
using System.Net.Sockets;
using Kith.Hydra;
using Npgsql;

namespace Kith.Storage;

/// <summary>
/// PostgreSQL 15 and later, for many servers over one database. The row of a tenant in <c>revisions</c> is the lock that keeps its
/// journal gapless; the writes of one server to one tenant share commits.
/// </summary>
internal sealed partial class Postgres : Engine
{
    private const int OldestVersion = 15;
    private const int DefaultPoolSize = 40;

    /// <summary>What is prepared by the driver, for each connection.</summary>
    private const int PreparedStatements = 200;

    /// <summary>The key of the lock that global writes take, migrations among them: the bytes of "kith".</summary>
    private const long GlobalLock = 0x6B697468;

    /// <summary>What the connections of a server call themselves, so that others see that there is one.</summary>
    private const string ServerName = "kith serve";

    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly NpgsqlDataSource _source;
    private readonly ConcurrentDictionary<long, SharedCommits> _tenants = new();
    private readonly SharedCommits _global;

    /// <summary>Writers that wait for a tenant hold a connection; readers must still get one.</summary>
    private readonly SemaphoreSlim _writers;

    /// <summary>Whether the database was there and let us in: if it no longer does, that may pass.</summary>
    private bool _isKnown;

    public Postgres(string connectionString, bool isServer)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        // ContainsKey answers whether the driver knows the word, not whether it was said.
        bool IsGiven(string key) => given.ShouldSerialize(key);
        given.ApplicationName = isServer ? ServerName : "kith";
        given.MaxPoolSize = IsGiven("Maximum Pool Size") ? given.MaxPoolSize : DefaultPoolSize;
        // An idle server must be seen as one by whoever wants to restore or copy.
        given.MinPoolSize = IsGiven("Minimum Pool Size") || !isServer ? given.MinPoolSize : 1;
        given.MaxAutoPrepare = IsGiven("Max Auto Prepare") ? given.MaxAutoPrepare : PreparedStatements;
        given.AutoPrepareMinUsages = IsGiven("Auto Prepare Min Usages") ? given.AutoPrepareMinUsages : 2;
        given.Timeout = IsGiven("Timeout") ? given.Timeout : 5;
        given.KeepAlive = IsGiven("Keepalive") ? given.KeepAlive : 30;
        // A session leaves nothing behind that would have to be reset.
        given.NoResetOnClose = true;
        // What was acknowledged survives a power cut, whatever the database's default; nobody waits for a lock for ever.
        given.Options = $"{given.Options} -c synchronous_commit=on -c lock_timeout=30s -c idle_in_transaction_session_timeout=60s".Trim();
        _settings = given;
        // Named: metrics would say host and user otherwise.
        _source = new NpgsqlDataSourceBuilder(given.ConnectionString) { Name = "kith" }.Build();
        _writers = new SemaphoreSlim(Math.Max(1, given.MaxPoolSize * 3 / 4));
        _global = new SharedCommits(this, tenant: null);
    }

    public override ColumnTypes Types { get; } = new("uuid", "bigint", "text collate \"C\"", "json");

    /// <summary>Documents of any length are kept beside their rows.</summary>
    public override bool HasNarrowIndex => false;

    public override string Name => "postgres";

    public override string KeyedTable => "";

    public override string Direction(bool isDescending) => isDescending ? " desc nulls last" : " nulls first";

    public override async ValueTask PrepareAsync()
    {
        await using var connection = await _source.OpenConnectionAsync();
        if (connection.PostgreSqlVersion.Major < OldestVersion)
            throw new InvalidOperationException($"The database server is PostgreSQL {connection.PostgreSqlVersion}; Kith needs {OldestVersion} or later.");
        var session = new PostgresSession(connection);
        var (encoding, commit) = await session.FirstAsync(
            $"select pg_encoding_to_char(encoding)::text, current_setting('synchronous_commit') from pg_database where datname = current_database()",
            static row => (row.Text(0), row.Text(1)));
        // A pool between may have left out what we ask for at the start of a session.
        if (commit is "off" or "local")
            throw new InvalidOperationException($"The database has synchronous_commit = {commit}, with which acknowledged writes can be lost. Set it on the role: alter role … set synchronous_commit = on.");
        if (encoding != "UTF8")
            throw new InvalidOperationException($"The database has the encoding {encoding}; Kith needs UTF8: create database … encoding 'UTF8' template template0.");
        _isKnown = true;
    }

    /// <summary>Writers lock a row of this table first, which this waits for and keeps them from.</summary>
    public override ValueTask HoldWritersAsync(Session session) => session.RunScriptAsync("lock table revisions in exclusive mode");

    public override async ValueTask DistributeAsync(Action<string> report)
    {
        await using var session = (PostgresSession)await OpenAsync();
        await PostgresDistribution.RunAsync(session, report);
    }

    public override async ValueTask<bool> IsServedAsync()
    {
        await using var session = (PostgresSession)await OpenAsync();
        return await session.NumberAsync($"select count(*) from pg_stat_activity where datname = current_database() and application_name = {ServerName}") > 0;
    }

    /// <summary>Nothing: <c>kith backup</c> is run by whoever runs the migration.</summary>
    public override ValueTask KeepCopyAsync(DateTimeOffset now) => ValueTask.CompletedTask;

    public override async ValueTask<Session> OpenAsync() => new PostgresSession(await _source.OpenConnectionAsync()) { Timeout = TimeSpan.Zero };

    public override ValueTask CloseAsync(Session session) => ((PostgresSession)session).DisposeAsync();

    public override async ValueTask<Session> RentAsync(CancellationToken cancellation) => new PostgresSession(await _source.OpenConnectionAsync(cancellation));

    /// <summary>A transaction that is still open is rolled back by the pool, and a broken connection dropped.</summary>
    public override ValueTask ReturnAsync(Session session, bool isSound) => CloseAsync(session);

    public override Task<T> WriteAsync<T>(long? tenant, Func<Session, ValueTask<(T Result, bool Keep)>> work) =>
        (tenant is { } id ? _tenants.GetOrAdd(id, static (key, engine) => new SharedCommits(engine, key), this) : _global).RunAsync(work);

    public override async ValueTask<T> WriteBesideAsync<T>(Func<Session, ValueTask<T>> work)
    {
        var session = await RentAsync(CancellationToken.None);
        try
        {
            await session.RunLaterAsync($"begin");
            await session.RunLaterAsync($"set local synchronous_commit = off");
            var result = await work(session);
            await session.CommitAsync();
            return result;
        }
        finally
        {
            await CloseAsync(session);
        }
    }

    /// <summary>Autovacuum does so: what was deleted is gone when its page is written again.</summary>
    public override ValueTask OverwriteDeletedAsync(Session session, bool isOn) => ValueTask.CompletedTask;

    public override ValueTask<bool> OverwriteTextsAsync(Name search, bool isBegun) => new(false);

    /// <summary>The server's own affair.</summary>
    public override ValueTask<bool> TryEmptyLogAsync() => new(true);

    public override async ValueTask<IAsyncDisposable?> TryHoldAsync(long key)
    {
        var session = (PostgresSession)await RentAsync(CancellationToken.None);
        var isHeld = false;
        try
        {
            // Of a transaction, so that no pool in between keeps it; its connection is closed with it open, which rolls it back.
            await session.RunLaterAsync($"begin");
            isHeld = await session.NumberAsync($"select case when pg_try_advisory_xact_lock({key}) then 1 else 0 end") == 1;
            return isHeld ? session : null;
        }
        finally
        {
            if (!isHeld)
                await CloseAsync(session);
        }
    }

    public override async ValueTask<Session> BeginWriteAsync(long? tenant)
    {
        await _writers.WaitAsync();
        Session? session = null;
        var isBegun = false;
        try
        {
            // What is global, a migration above all, takes as long as it takes.
            session = tenant is null ? await OpenAsync() : await RentAsync(CancellationToken.None);
            await session.RunLaterAsync($"begin");
            // Whoever writes to the tenant next, from any server, waits here; what they read afterwards is what this leaves.
            if (tenant is not { } id)
                await session.NumberAsync($"select 1 from pg_advisory_xact_lock({GlobalLock})");
            else if (await LockAsync(session, id) is var generation && generation != Generation && !await IsCurrentAsync(session))
                throw new StorageUnavailableException("The database was brought up to date by a newer Kith; this server must be replaced.", isFull: false, inner: null);
            isBegun = true;
            return session;
        }
        finally
        {
            if (!isBegun)
            {
                _writers.Release();
                if (session is not null)
                    await CloseAsync(session);
            }
        }
    }

    /// <returns>The generation of the tables, as it is once the tenant is locked.</returns>
    private static async ValueTask<long> LockAsync(Session session, long tenant)
    {
        // A statement sees what is committed when it begins: the second of the two what was committed when the first had its lock.
        ((PostgresSession)session).LookLater($"select revision from revisions where tenant_id = {tenant} for update");
        return await session.NumberAsync($"select max(generation) from generations");
    }

    public override ValueTask EndWriteAsync(Session session, bool isSound)
    {
        _writers.Release();
        return CloseAsync(session);
    }

    public override StorageUnavailableException? Unavailable(Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => new StorageUnavailableException("The disk of the database is full.", isFull: true, exception),
        PostgresException { SqlState: var state } when IsTemporary(state) || (_isKnown && IsRefusal(state)) => Away(exception),
        PostgresException => null,
        NpgsqlException { InnerException: IOException or SocketException or TimeoutException } or NpgsqlException { IsTransient: true } => Away(exception),
        ObjectDisposedException => Away(exception),
        StorageUnavailableException unavailable => unavailable,
        _ => null,
    };

    public override string DocumentsTable(string table, IReadOnlyList<string> columns) => $"""
        create table if not exists {table} (
            tenant_id bigint not null references tenants (id),
            id uuid not null,
            revision bigint not null,
            first_revision bigint not null,
            {string.Concat(columns.Select(column => $"{column},\n    "))}search_text text collate "C",
            document json not null,
            primary key (tenant_id, id)
        );
        """;

    public override long? RowNumber(long tenant, long firstRevision) => null;

    public override ValueTask NumberRowsAsync(Session session, Tables tables) => ValueTask.CompletedTask;

    public override Sql? Misnumbered(Name table) => null;

    public override Sql ColumnsOf(Name table) => Sql.Of($"select attname::text from pg_attribute where attrelid = to_regclass({table.Text}) and attnum > 0 and not attisdropped");

    public override string SearchIndex(string table) => $"""
        create extension if not exists pg_trgm;
        create extension if not exists btree_gin;
        create index if not exists {table}_search on {table} using gin (tenant_id, search_text gin_trgm_ops);
        """;

    public override Sql? AddSearch(Name table, Name search, long tenant, Guid id) => null;

    public override Sql? RemoveSearch(Name table, Name search, long tenant, Guid id) => null;

    public override IReadOnlyList<string> ShadowSearch(Name table, Name search) => [];

    public override Selection Select(Tables tables, Caller caller, Guid? parent, Query query) => new PostgresSelection(tables, caller, parent, query);

    public override async ValueTask DisposeAsync()
    {
        await _global.DisposeAsync();
        foreach (var commits in _tenants.Values)
            await commits.DisposeAsync();
        await _source.DisposeAsync();
        _writers.Dispose();
    }

    private static StorageUnavailableException Away(Exception exception) => new(
        exception switch
        {
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => "The database can only be read: it stands by for another one, or its role may not write.",
            PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => "The database has no connection left.",
            PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => "The database is held by something else.",
            _ => "The database cannot be reached.",
        },
        isFull: false, exception);

    /// <summary>Who may come in was changed (class 28), or the database is being made again.</summary>
    private static bool IsRefusal(string state) => state.StartsWith("28", StringComparison.Ordinal) || state == PostgresErrorCodes.InvalidCatalogName;

    /// <summary>
    /// Connection errors (class 08), too many connections (53), a server that stops, starts or stands by (57), a lock that was not
    /// got in time, a transaction that another one pushed aside, a server that became read-only.
    /// </summary>
    private static bool IsTemporary(string state) =>
        state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("53", StringComparison.Ordinal) || state.StartsWith("57", StringComparison.Ordinal)
        || state is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.ReadOnlySqlTransaction or "25P03";
}
