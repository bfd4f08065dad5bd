using System.IO.Hashing;
using System.Text;
using Kith.Hydra;

namespace Kith.Storage;

/// <summary>
/// Documents of many tenants in one database: any number of readers, and one way to write, which keeps document, indexes and
/// journal in one transaction.
/// </summary>
public sealed partial class Database : IAsyncDisposable
{
    private readonly Dictionary<Resource, Tables> _tables;

    private readonly IReadOnlyList<Script> _scripts;

    private readonly IReadOnlyList<Invariant> _invariants;

    private Database(Engine engine, Vocabulary vocabulary, IReadOnlyList<Script> scripts, IReadOnlyList<Invariant> invariants, TimeProvider clock)
    {
        _invariants = invariants;
        _scripts = [.. scripts.Where(script => script.Engine is null || script.Engine == engine.Name)];
        _tables = vocabulary.Resources.ToDictionary(resource => resource, resource => new Tables(resource, engine));
        Engine = engine;
        Engine.IsCurrentAsync = AdoptAsync;
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

    /// <summary>The database at an address; nothing is asked of it before <see cref="PrepareAsync"/>.</summary>
    /// <param name="address">Where it lives.</param>
    /// <param name="vocabulary">The resources.</param>
    /// <param name="scripts">What features keep beside documents.</param>
    /// <param name="invariants">What features promise of it.</param>
    /// <param name="clock">What time it is.</param>
    /// <param name="isServer">Whether requests will be served from it: an embedded database has one server, others are refused.</param>
    public static Database At(
        DatabaseAddress address, Vocabulary vocabulary, IReadOnlyList<Script> scripts, IReadOnlyList<Invariant> invariants, TimeProvider clock, bool isServer = false)
    {
        if (!Folding.IsAvailable)
            throw new InvalidOperationException("ICU is missing (Debian: libicu) or switched off (DOTNET_SYSTEM_GLOBALIZATION_INVARIANT); without it names with accents cannot be found.");
        Engine engine = address.Folder is { } folder ? new Sqlite(folder, isServer) : new Postgres(address.ConnectionString!, isServer);
        return new Database(engine, vocabulary, [.. Script.In(typeof(Database).Assembly), .. scripts], invariants, clock);
    }

    /// <summary>Whether there is a database in a folder; one on a server is taken to be there.</summary>
    public static bool Exists(DatabaseAddress address) => address.Folder is not { } folder || File.Exists(Sqlite.PathIn(folder));

    /// <summary>Reads with a connection of its own; each statement sees what is committed when it begins.</summary>
    public ValueTask<T> ReadAsync<T>(Func<Session, ValueTask<T>> read, CancellationToken cancellation = default) =>
        DatabaseUse.Current is { } use ? MeasureAsync(use, read, cancellation) : RunReadAsync(read, cancellation);

    private async ValueTask<T> RunReadAsync<T>(Func<Session, ValueTask<T>> read, CancellationToken cancellation)
    {
        try
        {
            var session = await Engine.RentAsync(cancellation);
            var isSound = false;
            try
            {
                var result = await read(session);
                isSound = true;
                return result;
            }
            finally
            {
                await Engine.ReturnAsync(session, isSound);
            }
        }
        catch (Exception exception) when (Engine.Unavailable(exception) is not null)
        {
            throw Engine.Unavailable(exception)!;
        }
    }

    /// <summary>Reads several statements' worth from one state of the database.</summary>
    public ValueTask<T> SnapshotAsync<T>(Func<Session, ValueTask<T>> read, CancellationToken cancellation = default) =>
        ReadAsync(async session =>
        {
            await session.BeginSnapshotAsync();
            var result = await read(session);
            await session.CommitAsync();
            return result;
        }, cancellation);

    /// <summary>
    /// The one way to write. What <paramref name="write"/> does is kept whole when it succeeds, and durable when this returns;
    /// when it answers a problem or throws, nothing is changed.
    /// </summary>
    /// <param name="author">On whose account the changes go.</param>
    /// <param name="write">The changes; it must not wait for anything but the database.</param>
    public Task<Outcome<T>> WriteAsync<T>(Author author, Func<Write, ValueTask<Outcome<T>>> write) =>
        DatabaseUse.Current is { } use ? MeasureAsync(use, author, write) : RunWriteAsync(author, write);

    private Task<Outcome<T>> RunWriteAsync<T>(Author author, Func<Write, ValueTask<Outcome<T>>> write) =>
        Engine.WriteAsync<Outcome<T>>(author.Tenant, session => FinishAsync(new Write(this, session, author), write));

    /// <summary>Creates a tenant together with what it starts with: all of it, or nothing.</summary>
    /// <param name="name">The tenant's name, unique in the database.</param>
    /// <param name="country">Its country (ISO 3166-1 alpha-2).</param>
    /// <param name="cause">What led to it, for the journal.</param>
    /// <param name="fill">Writes what the tenant with this id starts with.</param>
    /// <returns>A 409 when there is one of that name already.</returns>
    public Task<Outcome<T>> CreateTenantAsync<T>(string name, string country, string cause, Func<long, Write, ValueTask<Outcome<T>>> fill) =>
        Engine.WriteAsync<Outcome<T>>(tenant: null, async session =>
        {
            var id = await session.NumberAsync($"""
                insert into tenants (name, country, created_at) values ({name}, {country}, {Clock.GetUtcNow().ToUnixTimeMilliseconds()})
                on conflict (name) do nothing returning id
                """);
            if (id == 0)
                return (new Problem(409, $"There is a tenant {name} already."), false);
            await session.ExecuteAsync($"insert into revisions (tenant_id, revision) values ({id}, 0)");
            return await FinishAsync(new Write(this, session, new Author(id, country, null, null, cause)), write => fill(id, write));
        });

    private static async ValueTask<(Outcome<T> Outcome, bool Keep)> FinishAsync<T>(Write write, Func<Write, ValueTask<Outcome<T>>> work)
    {
        var outcome = await work(write);
        if (outcome.Problem is not null)
            return (outcome, false);
        await write.FinishAsync();
        return (outcome, true);
    }

    /// <summary>Changes what is global: secrets, schema.</summary>
    public Task<T> WriteGlobalAsync<T>(Func<Session, ValueTask<T>> write) =>
        Engine.WriteAsync<T>(tenant: null, async session => (await write(session), true));

    /// <summary>
    /// Writes what stands beside documents and journal and may be lost when the machine of the database fails, such as counts:
    /// it waits neither for a disk nor for the writes of the tenant.
    /// </summary>
    public ValueTask<T> WriteBesideAsync<T>(Func<Session, ValueTask<T>> write) =>
        DatabaseUse.Current is { } use ? MeasureAsync(use, write) : RunWriteBesideAsync(write);

    private async ValueTask<T> RunWriteBesideAsync<T>(Func<Session, ValueTask<T>> write)
    {
        try
        {
            return await Engine.WriteBesideAsync(write);
        }
        catch (Exception exception) when (Engine.Unavailable(exception) is not null)
        {
            throw Engine.Unavailable(exception)!;
        }
    }

    /// <summary>Takes a task of a tenant that only one server over the database shall do at a time, until it is disposed of.</summary>
    /// <param name="task">The name of the task.</param>
    /// <param name="tenant">The tenant.</param>
    /// <returns>Null when another server has it; one that is gone has not.</returns>
    public async ValueTask<IAsyncDisposable?> TryHoldAsync(string task, long tenant)
    {
        try
        {
            return await Engine.TryHoldAsync((long)XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"kith {task} {tenant}")));
        }
        catch (Exception exception) when (Engine.Unavailable(exception) is not null)
        {
            throw Engine.Unavailable(exception)!;
        }
    }

    /// <summary>The tables that belong to no tenant, or, like keys and rebuilds, are looked up before one is known.</summary>
    public static IReadOnlyList<string> GlobalTables { get; } =
        ["tenants", "api_keys", "secrets", "failed_sign_ins", "scripts", "generations", "derived_indexes", "rebuilds", "copies"];

    /// <summary>Spreads a database over the nodes of a Citus cluster: a tenant's rows live together on one of them, what is global on each.</summary>
    /// <param name="report">Is told of each table.</param>
    /// <exception cref="InvalidOperationException">The database is not in such a cluster; the message says what to do.</exception>
    public ValueTask DistributeAsync(Action<string> report) => Engine.DistributeAsync(report);

    internal Engine Engine { get; }

    internal Tables TablesOf(Resource resource) => _tables[resource];

    /// <summary>Finishes the writes that were begun and closes the files.</summary>
    public ValueTask DisposeAsync() => Engine.DisposeAsync();
}

/// <summary>On whose account changes go, as the journal tells it.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Country">The tenant's country (ISO 3166-1 alpha-2).</param>
/// <param name="User">The user; null for the program itself.</param>
/// <param name="ApiKey">The key, or the session, that the user acted through.</param>
/// <param name="Cause">What led to the change: <c>PATCH /people/{id}</c>, <c>kith demo</c>.</param>
public sealed record Author(long Tenant, string Country, Guid? User, Guid? ApiKey, string Cause);
