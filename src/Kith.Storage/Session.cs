using System.Data.Common;

namespace Kith.Storage;

/// <summary>A row of a result; columns are read by position.</summary>
/// <param name="reader">The result, standing on the row.</param>
public readonly struct Row(DbDataReader reader)
{
    /// <summary>Whether the column is null.</summary>
    public bool IsNull(int column) => reader.IsDBNull(column);

    /// <summary>A whole number.</summary>
    public long Long(int column) => reader.GetInt64(column);

    /// <summary>Text.</summary>
    public string Text(int column) => reader.GetString(column);

    /// <summary>The bytes of text or of binary data, as they are stored.</summary>
    public byte[] Bytes(int column) => reader.GetFieldValue<byte[]>(column);

    /// <summary>An id.</summary>
    public Guid Id(int column) => Sqlite.ReadId(Bytes(column));

    /// <summary>A value of whatever type the column has; null for null.</summary>
    public object? Value(int column) => reader.IsDBNull(column) ? null : reader.GetValue(column);
}

/// <summary>A connection with its prepared statements. One caller at a time.</summary>
public sealed class Session : IDisposable
{
    private const int MaximumStatements = 300;
    private const int MaximumRemembered = 1_000;

    private readonly DbConnection _connection;
    private readonly DataVersion _version;
    private readonly Dictionary<string, DbCommand> _statements = [];
    private readonly Dictionary<object, object> _remembered = [];
    private long _rememberedAt;

    internal Session(DbConnection connection, DataVersion version) => (_connection, _version) = (connection, version);

    /// <summary>Runs a statement that gives no rows; answers how many it changed.</summary>
    public async ValueTask<int> ExecuteAsync(Sql sql, CancellationToken cancellation = default) =>
        await Prepare(sql).ExecuteNonQueryAsync(cancellation);

    /// <summary>Runs a query and reads every row.</summary>
    public async ValueTask<List<T>> ListAsync<T>(Sql sql, Func<Row, T> read, CancellationToken cancellation = default)
    {
        var list = new List<T>();
        await using var reader = await Prepare(sql).ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            list.Add(read(new Row(reader)));
        return list;
    }

    /// <summary>Runs a query and reads its first row; default when there is none.</summary>
    public async ValueTask<T?> FirstAsync<T>(Sql sql, Func<Row, T> read, CancellationToken cancellation = default)
    {
        await using var reader = await Prepare(sql).ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? read(new Row(reader)) : default;
    }

    /// <summary>Runs a query that answers one number; 0 when there is no row.</summary>
    public ValueTask<long> NumberAsync(Sql sql, CancellationToken cancellation = default) =>
        FirstAsync(sql, static row => row.Long(0), cancellation);

    /// <summary>
    /// Reads what was read before under the same key, as long as nothing was committed since, by this process or another; for
    /// what every request asks for. Only for a reader: what this very session writes would go unnoticed.
    /// </summary>
    public async ValueTask<T?> RememberAsync<T>(object key, Func<Session, ValueTask<T?>> read)
        where T : class
    {
        // Asked before reading: what is committed in between is read already, and the next request sees another version.
        var version = _version.Read();
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
    public async ValueTask RunScriptAsync(string script, CancellationToken cancellation = default)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = script;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in _statements.Values)
            command.Dispose();
        _version.Dispose();
        _connection.Dispose();
    }

    private DbCommand Prepare(Sql sql)
    {
        var text = sql.Text;
        if (!_statements.TryGetValue(text, out var command))
        {
            if (_statements.Count >= MaximumStatements)
                Forget();
            command = _connection.CreateCommand();
            command.CommandText = text;
            for (var i = 0; i < sql.Values.Count; i++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = $"@p{i}";
                command.Parameters.Add(parameter);
            }
            _statements[text] = command;
        }
        for (var i = 0; i < sql.Values.Count; i++)
            command.Parameters[i].Value = Sqlite.ToParameter(sql.Values[i]);
        return command;
    }

    private void Forget()
    {
        foreach (var command in _statements.Values)
            command.Dispose();
        _statements.Clear();
    }
}
