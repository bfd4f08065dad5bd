using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Kith.Storage;

/// <summary>A connection to an embedded database; what it is asked has ended when it returns, except for what was left for later.</summary>
internal sealed class SqliteSession : Session, IDisposable
{
    /// <summary>How many bytes of the file readers look into directly.</summary>
    public const int Mapped = 2_147_418_112;

    private const int MaximumStatements = 300;
    private const int MaximumRemembered = 1_000;

    /// <summary>After so many rows, and values that were looked for, the pages that were read are likely to be more than those that are read again.</summary>
    private const int MaximumRead = 10_000;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = [];
    private readonly Dictionary<object, object> _remembered = [];
    private readonly LaterStatements _later;
    private int _read;
    private bool _isUnmapped;
    private SqliteStatement? _version;
    private long _rememberedAt;

    public SqliteSession(SqliteConnection connection)
    {
        _connection = connection;
        _later = new LaterStatements(sql => Run(sql));
    }

    private sqlite3 Handle => _connection.Handle ?? throw new InvalidOperationException("The connection is closed.");

    public override async ValueTask<int> ExecuteAsync(Sql sql)
    {
        await _later.RunAsync();
        Statements++;
        Run(sql);
        return raw.sqlite3_changes(Handle);
    }

    public override ValueTask RunLaterAsync(Sql sql)
    {
        Statements++;
        return _later.AddAsync(sql);
    }

    internal override ValueTask RunNowAsync() => _later.RunAsync();

    public override async ValueTask<List<T>> ListAsync<T>(Sql sql, Func<Row, T> read, CancellationToken cancellation = default)
    {
        await _later.RunAsync();
        Statements++;
        var list = new List<T>();
        var statement = Prepare(sql);
        try
        {
            while (statement.Step())
            {
                cancellation.ThrowIfCancellationRequested();
                list.Add(read(statement));
            }
            _read += list.Count + sql.Values.Count;
            return list;
        }
        finally
        {
            statement.Reset();
        }
    }

    public override async ValueTask<T?> FirstAsync<T>(Sql sql, Func<Row, T> read)
        where T : default
    {
        await _later.RunAsync();
        Statements++;
        var statement = Prepare(sql);
        try
        {
            return statement.Step() ? read(statement) : default;
        }
        finally
        {
            statement.Reset();
        }
    }

    public override async ValueTask<T?> RememberAsync<T>(object key, Func<Session, ValueTask<T?>> read)
        where T : class
    {
        // Asked before reading: what is committed in between is read already, and the next request sees another version.
        var version = ReadVersion();
        if (version != _rememberedAt || _remembered.Count >= MaximumRemembered)
        {
            _remembered.Clear();
            _rememberedAt = version;
        }
        if (_remembered.TryGetValue(key, out var known))
            return (T)known;
        var found = await read(this);
        if (found is not null)
            _remembered[key] = found;
        return found;
    }

    public override async ValueTask RunScriptAsync(string script)
    {
        await _later.RunAsync();
        SqliteStatement.Check(Handle, raw.sqlite3_exec(Handle, script));
    }

    internal override async ValueTask EachAsync(Sql sql, Func<Row, ValueTask> read, CancellationToken cancellation)
    {
        await _later.RunAsync();
        Statements++;
        var statement = Prepare(sql);
        try
        {
            while (statement.Step())
            {
                cancellation.ThrowIfCancellationRequested();
                await read(statement);
            }
        }
        finally
        {
            statement.Reset();
        }
    }

    public override Sql Names(Name table, Guid id)
    {
        var search = new Name($"{table.Text}_search");
        return Sql.Of($"row_id in (select rowid from {search} where {search} match {$"\"{id}\""})");
    }

    public override Sql Holds(Name column, byte[] bytes) => Sql.Of($"instr({column}, {bytes}) > 0");

    /// <summary>There are no lateral joins: the last row that counts is looked up for each pair.</summary>
    internal override Sql FirstOfEach(Sql asked, Name identifiers, long tenant, int most) => Sql.Of($"select i.kind, i.value, i.source_id from ")
        .Append(asked)
        .Append($"""
             cross join {identifiers} i
            where i.tenant_id = {tenant} and i.kind = asked.column1 and i.value = asked.column2 and i.source_id <= coalesce((
                select j.source_id from {identifiers} j where j.tenant_id = {tenant} and j.kind = asked.column1 and j.value = asked.column2
                order by j.source_id limit 1 offset {new Constant(most - 1)}), {Guid.AllBitsSet})
            """);

    /// <summary>
    /// Gives back the pages of the file that a long read has mapped into this process, or copied: they stay in the memory of the machine while there is room, but no longer count as ours.
    /// </summary>
    public async ValueTask UnmapAfterMuchAsync()
    {
        if (_read < MaximumRead && !_isUnmapped)
            return;
        (_read, _isUnmapped) = (0, false);
        await RunScriptAsync($"pragma mmap_size = 0; pragma mmap_size = {Mapped}; pragma shrink_memory;");
    }

    /// <summary>Pages that are mapped count as memory of this process as long as the read takes, and that may be all of a file.</summary>
    public override ValueTask ReadThroughAsync()
    {
        _isUnmapped = true;
        return RunScriptAsync("pragma mmap_size = 0");
    }

    /// <summary>A statement that whoever asks for it disposes of.</summary>
    public SqliteStatement Statement(string text) => new(Handle, text);

    /// <summary>Rolls back what the engine has not rolled back by itself.</summary>
    public async ValueTask RollbackIfOpenAsync()
    {
        await _later.DropAsync();
        try
        {
            await RollbackAsync();
        }
        catch (SqliteException)
        {
            // There is no transaction any more.
        }
    }

    internal override async ValueTask BeginSnapshotAsync() => await ExecuteAsync($"begin");

    public void Dispose()
    {
        Forget();
        _version?.Dispose();
        _connection.Dispose();
    }

    /// <summary>
    /// A number that is another one whenever another connection has committed, of this process or of another
    /// (https://sqlite.org/pragma.html#pragma_data_version).
    /// </summary>
    private long ReadVersion()
    {
        _version ??= new SqliteStatement(Handle, "pragma data_version");
        try
        {
            _version.Step();
            return _version.Long(0);
        }
        finally
        {
            _version.Reset();
        }
    }

    private void Run(Sql sql)
    {
        var statement = Prepare(sql);
        try
        {
            while (statement.Step())
            {
                // Rows of a statement that is run for its effect are of no interest.
            }
        }
        finally
        {
            statement.Reset();
        }
    }

    private SqliteStatement Prepare(Sql sql)
    {
        var text = sql.Text;
        if (!_statements.TryGetValue(text, out var statement))
        {
            if (_statements.Count >= MaximumStatements)
                Forget();
            _statements[text] = statement = new SqliteStatement(Handle, text);
        }
        statement.Bind(sql.Values);
        return statement;
    }

    private void Forget()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _statements.Clear();
    }
}
