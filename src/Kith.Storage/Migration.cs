namespace Kith.Storage;

/// <summary>What may be done to a database when it is opened.</summary>
public enum Preparation
{
    /// <summary>An empty one is filled with tables; one of an earlier version is refused.</summary>
    Create,

    /// <summary>One of an earlier version is brought up to date.</summary>
    Migrate,

    /// <summary>Nothing is done: an empty one is refused, and one of an earlier version.</summary>
    Existing,

    /// <summary>As <see cref="Create"/>; and an unfinished copy, which is refused otherwise, is let in to be finished.</summary>
    CopyTarget,
}

/// <summary>The database was made by an earlier version of the program; the message says what to do.</summary>
public sealed class OutdatedDatabaseException()
    : InvalidOperationException("The database was made by an earlier Kith. Make a backup, then bring it up to date: kith database migrate.");

/// <summary>How a database stands to the program.</summary>
public enum DatabaseState
{
    /// <summary>It has no tables.</summary>
    Empty,

    /// <summary>An earlier program made its tables.</summary>
    Outdated,

    /// <summary>Its tables are those of the program.</summary>
    Current,
}

public sealed partial class Database
{
    /// <summary>Connects, and makes sure that the tables are those of this program.</summary>
    /// <exception cref="OutdatedDatabaseException">They are not, and may not be changed.</exception>
    /// <exception cref="InvalidOperationException">A newer program made them, or the settings of the database would lose data.</exception>
    /// <exception cref="StorageUnavailableException">The database cannot be reached.</exception>
    public async Task PrepareAsync(Preparation preparation)
    {
        try
        {
            await Engine.PrepareAsync();
        }
        catch (Exception exception) when (Engine.Unavailable(exception) is not null)
        {
            throw Engine.Unavailable(exception)!;
        }
        var (state, generation) = await ReadAsync(ReadStateAndGenerationAsync);
        if (preparation != Preparation.CopyTarget && await ReadAsync(IsUnfinishedCopyAsync))
            throw new InvalidOperationException("The database is an unfinished copy of another one. Run the same kith database copy again to finish it, or drop it and begin anew.");
        if (state == DatabaseState.Current)
        {
            Engine.Generation = generation;
            return;
        }
        if (state == DatabaseState.Empty && preparation == Preparation.Existing)
            throw new InvalidOperationException("The database is empty: Kith has made no tables in it.");
        if (state == DatabaseState.Outdated && preparation == Preparation.CopyTarget)
            throw new InvalidOperationException("The database was made by an earlier Kith. Drop it, and copy into an empty one.");
        if (state == DatabaseState.Outdated && preparation != Preparation.Migrate)
            throw new OutdatedDatabaseException();
        if (state == DatabaseState.Outdated)
            await Engine.KeepCopyAsync(Clock.GetUtcNow());
        await MigrateAsync();
    }

    /// <summary>Whether the tables are those of this program, and can be read; another one may have changed them since.</summary>
    /// <exception cref="InvalidOperationException">They are not.</exception>
    /// <exception cref="StorageUnavailableException">The database cannot be reached.</exception>
    public async ValueTask CheckAsync(CancellationToken cancellation = default)
    {
        var (state, generation) = await ReadAsync(ReadStateAndGenerationAsync, cancellation);
        if (state == DatabaseState.Current)
            return;
        // To bring it up to date again with this program would undo what the newer one did.
        throw generation > Engine.Generation
            ? new InvalidOperationException("The database was brought up to date by a newer Kith; this server must be replaced.")
            : new OutdatedDatabaseException();
    }

    /// <summary>Whether a server serves from the database now.</summary>
    public ValueTask<bool> IsServedAsync() => Engine.IsServedAsync();

    /// <summary>
    /// Runs the scripts that have not run, then brings the derived tables in line with the declarations, and notes which
    /// indexes were derived by an earlier declaration. One transaction, under a lock: of two that begin together, the second
    /// finds nothing to do.
    /// </summary>
    private Task MigrateAsync() => WriteGlobalAsync(async session =>
    {
        var (state, generation) = await ReadStateAndGenerationAsync(session);
        if (state == DatabaseState.Current)
        {
            Engine.Generation = generation;
            return true;
        }
        if (generation > 0)
            await Engine.HoldWritersAsync(session);
        if (state == DatabaseState.Empty)
            await RefuseForeignTablesAsync(session);
        await RunScriptsAsync(session);
        foreach (var tables in _tables.Values)
            await DeriveAsync(session, tables);
        await AddGenerationAsync(session);
        Engine.Generation = await ReadGenerationAsync(session);
        return true;
    });

    /// <summary>In a database that Kith has not been in, tables of the names that it uses are somebody else's.</summary>
    private async ValueTask RefuseForeignTablesAsync(Session session)
    {
        foreach (var name in _tables.Values.Select(tables => tables.Documents).Prepend(new Name("tenants")))
        {
            if (await HasTableAsync(session, name))
                throw new InvalidOperationException($"The database has a table {name.Text} that is not Kith's. Give Kith a database, or a schema, of its own.");
        }
    }

    private static ValueTask<int> AddGenerationAsync(Session session) =>
        session.ExecuteAsync($"insert into generations (generation) select coalesce(max(generation), 0) + 1 from generations");

    /// <returns>The generation of the tables; 0 when there are none, or only those of the first version.</returns>
    private async ValueTask<long> ReadGenerationAsync(Session session) =>
        await HasTableAsync(session, new Name("generations")) ? await session.NumberAsync($"select coalesce(max(generation), 0) from generations") : 0;

    private ValueTask<List<string>> ColumnsOfAsync(Session session, Name table) => session.ListAsync(Engine.ColumnsOf(table), static row => row.Text(0));

    private async ValueTask<bool> HasTableAsync(Session session, Name table) => (await ColumnsOfAsync(session, table)).Count > 0;

    /// <summary>The generation is read first: of a change in between, the state tells.</summary>
    private async ValueTask<(DatabaseState State, long Generation)> ReadStateAndGenerationAsync(Session session)
    {
        var generation = await ReadGenerationAsync(session);
        return (await ReadStateAsync(session), generation);
    }

    private async ValueTask<bool> AdoptAsync(Session session)
    {
        try
        {
            var (state, generation) = await ReadStateAndGenerationAsync(session);
            if (state != DatabaseState.Current)
                return false;
            Engine.Generation = generation;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private async ValueTask<DatabaseState> ReadStateAsync(Session session)
    {
        if (!await HasTableAsync(session, new Name("scripts")))
            return DatabaseState.Empty;
        var ran = await session.ListAsync($"select name from scripts", static row => row.Text(0));
        if (FindUnknown(ran) is { } unknown)
            throw new InvalidOperationException($"The database was made by a newer Kith (this program does not know {unknown}). Run that version, or restore a backup made before the upgrade.");
        if (ran.Count < _scripts.Count)
            return DatabaseState.Outdated;
        var fingerprints = await session.ListAsync($"select resource, fingerprint from derived_indexes", static row => (row.Text(0), row.Text(1)));
        return _tables.Values.SelectMany(FingerprintsOf).All(fingerprint => fingerprints.Contains((fingerprint.Name.Text, fingerprint.Value)))
            ? DatabaseState.Current
            : DatabaseState.Outdated;
    }

    /// <summary>A script that a newer program ran; null when there is none.</summary>
    private string? FindUnknown(IReadOnlyList<string> ran) => ran.Except(_scripts.Select(script => script.Name)).FirstOrDefault();

    private async ValueTask<bool> IsUnfinishedCopyAsync(Session session) =>
        await HasTableAsync(session, new Name("copies")) && await session.NumberAsync($"select count(*) from copies where finished_at is null") > 0;

    private async ValueTask RunScriptsAsync(Session session)
    {
        await session.RunScriptAsync($"create table if not exists scripts (name {Engine.Types.Text} primary key, ran_at {Engine.Types.Number} not null){Engine.KeyedTable};");
        var ran = await session.ListAsync($"select name from scripts", static row => row.Text(0));
        foreach (var script in _scripts.Where(script => !ran.Contains(script.Name)))
        {
            await session.RunScriptAsync(script.Text);
            await session.ExecuteAsync($"insert into scripts (name, ran_at) values ({script.Name}, {Clock.GetUtcNow().ToUnixTimeMilliseconds()})");
        }
    }

    private async ValueTask DeriveAsync(Session session, Tables tables)
    {
        var known = await ReadFingerprintAsync(session, tables.Documents);
        if (known != tables.Fingerprint)
        {
            await session.RunScriptAsync(tables.CreateTable());
            var present = await ColumnsOfAsync(session, tables.Documents);
            foreach (var statement in tables.AddColumns(present).Concat(tables.CreateIndexes()))
                await session.RunScriptAsync(statement);
            if (known is not null && !present.Contains(Tables.FirstRevision.Text))
                await NumberRowsAsync(session, tables);
            if (known is not null)
                await RequestRebuildAsync(session, tables);
            await KeepFingerprintAsync(session, tables.Documents, tables.Fingerprint);
        }
        if (await ReadFingerprintAsync(session, tables.Indexes) != tables.IndexFingerprint)
        {
            foreach (var index in tables.Varying)
                await session.RunScriptAsync($"drop index if exists {index.Text}");
            foreach (var statement in tables.CreateIndexes())
                await session.RunScriptAsync(statement);
            await KeepFingerprintAsync(session, tables.Indexes, tables.IndexFingerprint);
        }
        if (await ReadFingerprintAsync(session, tables.Report) != tables.ReportFingerprint)
        {
            await session.RunScriptAsync(tables.CreateReport());
            await KeepFingerprintAsync(session, tables.Report, tables.ReportFingerprint);
        }
    }

    private static IEnumerable<(Name Name, string Value)> FingerprintsOf(Tables tables) =>
        [(tables.Documents, tables.Fingerprint), (tables.Indexes, tables.IndexFingerprint), (tables.Report, tables.ReportFingerprint)];

    /// <summary>Tells from the journal when each document was created, at once: until its rows are in their places, a table cannot be searched.</summary>
    private async ValueTask NumberRowsAsync(Session session, Tables tables)
    {
        await session.ExecuteAsync($"""
            update {tables.Documents} set first_revision = (
                select min(j.revision) from journal j
                where j.tenant_id = {tables.Documents}.tenant_id and j.type = {tables.Resource.Type} and j.id = {tables.Documents}.id)
            """);
        await Engine.NumberRowsAsync(session, tables);
    }

    private static ValueTask<string?> ReadFingerprintAsync(Session session, Name table) =>
        session.FirstAsync($"select fingerprint from derived_indexes where resource = {table.Text}", static row => row.Text(0));

    private static ValueTask<int> KeepFingerprintAsync(Session session, Name table, string fingerprint) => session.ExecuteAsync($"""
        insert into derived_indexes (resource, fingerprint) values ({table.Text}, {fingerprint})
        on conflict (resource) do update set fingerprint = excluded.fingerprint
        """);
}
