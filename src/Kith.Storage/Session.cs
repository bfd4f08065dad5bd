using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Kith.Storage;

/// <summary>A connection with its prepared statements. One caller at a time.</summary>
public sealed class Session : IDisposable
{
    private const int MaximumStatements = 300;
    private const int MaximumRemembered = 1_000;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, Statement> _statements = [];
    private readonly Dictionary<object, object> _remembered = [];
    private Statement? _version;
    private long _rememberedAt;

    internal Session(SqliteConnection connection) => _connection = connection;

    private sqlite3 Handle => _connection.Handle ?? throw new InvalidOperationException("The connection is closed.");

    /// <summary>Runs a statement that gives no rows; answers how many it changed.</summary>
    public ValueTask<int> ExecuteAsync(Sql sql)
    {
        var statement = Prepare(sql);
        try
        {
            while (statement.Step())
            {
                // Rows of a statement that is run for its effect are of no interest.
            }
            return new(raw.sqlite3_changes(Handle));
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>Runs a query and reads every row.</summary>
    public ValueTask<List<T>> ListAsync<T>(Sql sql, Func<Row, T> read, CancellationToken cancellation = default)
    {
        var list = new List<T>();
        var statement = Prepare(sql);
        try
        {
            while (statement.Step())
            {
                cancellation.ThrowIfCancellationRequested();
                list.Add(read(statement.Row));
            }
            return new(list);
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>Runs a query and reads its first row; default when there is none.</summary>
    public ValueTask<T?> FirstAsync<T>(Sql sql, Func<Row, T> read)
    {
        var statement = Prepare(sql);
        try
        {
            return new(statement.Step() ? read(statement.Row) : default);
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>Runs a query that answers one number; 0 when there is no row.</summary>
    public ValueTask<long> NumberAsync(Sql sql) => FirstAsync(sql, static row => row.Long(0));

    /// <summary>
    /// Reads what was read before under the same key, as long as nothing was committed since, by this process or another; for
    /// what every request asks for. Only for a reader: what this very session writes would go unnoticed.
    /// </summary>
    public async ValueTask<T?> RememberAsync<T>(object key, Func<Session, ValueTask<T?>> read)
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

    /// <summary>Runs several statements without parameters, such as a schema.</summary>
    public ValueTask RunScriptAsync(string script)
    {
        Statement.Check(Handle, raw.sqlite3_exec(Handle, script));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
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
        _version ??= new Statement(Handle, "pragma data_version");
        try
        {
            _version.Step();
            return _version.Row.Long(0);
        }
        finally
        {
            _version.Reset();
        }
    }

    private Statement Prepare(Sql sql)
    {
        var text = sql.Text;
        if (!_statements.TryGetValue(text, out var statement))
        {
            if (_statements.Count >= MaximumStatements)
                Forget();
            _statements[text] = statement = new Statement(Handle, text);
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
