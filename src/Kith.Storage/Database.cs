using Kith.Hydra;
using Microsoft.Data.Sqlite;

namespace Kith.Storage;

/// <summary>
/// Documents of many tenants in one database: any number of readers, and one way to write, which keeps document, indexes and
/// journal in one transaction.
/// </summary>
public sealed partial class Database : IAsyncDisposable
{
    private const string FileName = "kith.db";

    private readonly Sqlite _engine;
    private readonly SharedCommits _writer;
    private readonly Dictionary<Resource, Tables> _tables;

    private readonly IReadOnlyList<Script> _scripts;

    private Database(
        Sqlite engine, SharedCommits writer, Vocabulary vocabulary, Dictionary<Resource, Tables> tables, IReadOnlyList<Script> scripts, TimeProvider clock)
    {
        _scripts = scripts;
        _engine = engine;
        _writer = writer;
        _tables = tables;
        Vocabulary = vocabulary;
        Clock = clock;
        Ids = new Ids(clock);
    }

    /// <summary>The resources that are stored here.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>What time it is.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Hands out ids in ascending order.</summary>
    public Ids Ids { get; }

    /// <summary>Opens a database, creating or bringing up to date what is there.</summary>
    /// <param name="address">Where it lives; a folder is made when it does not exist.</param>
    /// <param name="vocabulary">The resources.</param>
    /// <param name="scripts">What features keep beside documents.</param>
    /// <param name="clock">What time it is.</param>
    public static async Task<Database> OpenAsync(DatabaseAddress address, Vocabulary vocabulary, IReadOnlyList<Script> scripts, TimeProvider clock)
    {
        if (!Folding.IsAvailable)
            throw new InvalidOperationException("ICU is missing (Debian: libicu) or switched off (DOTNET_SYSTEM_GLOBALIZATION_INVARIANT); without it names with accents cannot be found.");
        var folder = address.Folder ?? throw new NotSupportedException("PostgreSQL");
        if (!Directory.Exists(folder))
            CreateFolder(folder);
        var engine = new Sqlite(Path.Combine(folder, FileName));
        var tables = vocabulary.Resources.ToDictionary(resource => resource, resource => new Tables(resource));
        var database = new Database(engine, new SharedCommits(await engine.OpenAsync()), vocabulary, tables, [.. Script.In(typeof(Database).Assembly), .. scripts], clock);
        await database.MigrateAsync();
        return database;
    }

    /// <summary>Whether there is a database in a folder; one on a server is taken to be there.</summary>
    public static bool Exists(DatabaseAddress address) => address.Folder is not { } folder || File.Exists(Path.Combine(folder, FileName));

    /// <summary>What is in it is nobody else's business on the machine.</summary>
    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Reads with a connection of its own; each statement sees what is committed when it begins.</summary>
    public async ValueTask<T> ReadAsync<T>(Func<Session, ValueTask<T>> read, CancellationToken cancellation = default)
    {
        var session = await _engine.RentAsync(cancellation);
        var isSound = false;
        try
        {
            var result = await read(session);
            isSound = true;
            return result;
        }
        catch (SqliteException exception) when (Sqlite.IsUnavailable(exception))
        {
            throw Sqlite.Unavailable(exception);
        }
        finally
        {
            _engine.Return(session, isSound);
        }
    }

    /// <summary>Reads several statements' worth from one state of the database.</summary>
    public ValueTask<T> SnapshotAsync<T>(Func<Session, ValueTask<T>> read, CancellationToken cancellation = default) =>
        ReadAsync(async session =>
        {
            await session.ExecuteAsync($"begin");
            try
            {
                return await read(session);
            }
            finally
            {
                await session.ExecuteAsync($"commit");
            }
        }, cancellation);

    /// <summary>
    /// The one way to write. What <paramref name="write"/> does is kept whole when it succeeds, and durable when this returns;
    /// when it answers a problem or throws, nothing is changed.
    /// </summary>
    /// <param name="author">On whose account the changes go.</param>
    /// <param name="write">The changes; it must not wait for anything but the database.</param>
    public Task<Outcome<T>> WriteAsync<T>(Author author, Func<Write, ValueTask<Outcome<T>>> write) =>
        _writer.RunAsync<Outcome<T>>(async session =>
        {
            var outcome = await write(new Write(this, session, author));
            return (outcome, outcome.Problem is null);
        });

    /// <summary>Creates a tenant together with what it starts with: all of it, or nothing.</summary>
    /// <param name="name">The tenant's name, unique in the database.</param>
    /// <param name="country">Its country (ISO 3166-1 alpha-2).</param>
    /// <param name="cause">What led to it, for the journal.</param>
    /// <param name="fill">Writes what the tenant with this id starts with.</param>
    public Task<Outcome<T>> CreateTenantAsync<T>(string name, string country, string cause, Func<long, Write, ValueTask<Outcome<T>>> fill) =>
        _writer.RunAsync<Outcome<T>>(async session =>
        {
            var id = await session.NumberAsync($"insert into tenants (name, country, created_at) values ({name}, {country}, {Clock.GetUtcNow().ToUnixTimeMilliseconds()}) returning id");
            var outcome = await fill(id, new Write(this, session, new Author(id, country, null, null, cause)));
            return (outcome, outcome.Problem is null);
        });

    /// <summary>Changes what is global: secrets, schema.</summary>
    public Task<T> WriteGlobalAsync<T>(Func<Session, ValueTask<T>> write) =>
        _writer.RunAsync<T>(async session => (await write(session), true));

    internal Tables TablesOf(Resource resource) => _tables[resource];

    /// <summary>Finishes the writes that were begun and closes the files.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _engine.Dispose();
    }
}

/// <summary>On whose account changes go, as the journal tells it.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Country">The tenant's country (ISO 3166-1 alpha-2).</param>
/// <param name="User">The user; null for the program itself.</param>
/// <param name="ApiKey">The key that the user acted through.</param>
/// <param name="Cause">What led to the change: <c>PATCH /people/{id}</c>, <c>kith demo</c>.</param>
public sealed record Author(long Tenant, string Country, Guid? User, Guid? ApiKey, string Cause);
