using System.Buffers;
using System.Data;
using Npgsql;
using NpgsqlTypes;

namespace Kith.Storage;

/// <summary>A connection to PostgreSQL. Statements that come often are prepared by the driver.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection) : Session, IAsyncDisposable
{
    public NpgsqlConnection Connection => connection;

    /// <summary>How long a statement may take; zero for as long as it takes, null for what the connection string says.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>What goes to the database together with the next statement.</summary>
    private readonly List<Sql> _later = [];

    /// <summary>How many of those give rows.</summary>
    private int _laterRows;

    public override async ValueTask<int> ExecuteAsync(Sql sql)
    {
        await RunNowAsync();
        await using var command = Command(sql);
        return await command.ExecuteNonQueryAsync();
    }

    public override ValueTask RunLaterAsync(Sql sql)
    {
        _later.Add(sql);
        return ValueTask.CompletedTask;
    }

    /// <summary>Leaves a query for later whose rows are of no interest, such as one that locks them.</summary>
    public void LookLater(Sql sql)
    {
        _later.Add(sql);
        _laterRows++;
    }

    internal override async ValueTask RunNowAsync()
    {
        if (_later.Count == 0)
            return;
        await using var batch = BatchWith(null);
        await batch.ExecuteNonQueryAsync();
    }

    public override async ValueTask<List<T>> ListAsync<T>(Sql sql, Func<Row, T> read, CancellationToken cancellation = default)
    {
        if (_later.Count > 0)
        {
            var skipped = _laterRows;
            await using var batch = BatchWith(sql);
            return await ReadAllAsync(await SkipAsync(await batch.ExecuteReaderAsync(cancellation), skipped), read, cancellation);
        }
        await using var command = Command(sql);
        return await ReadAllAsync(await command.ExecuteReaderAsync(cancellation), read, cancellation);
    }

    public override async ValueTask<T?> FirstAsync<T>(Sql sql, Func<Row, T> read)
        where T : default
    {
        if (_later.Count > 0)
        {
            var skipped = _laterRows;
            await using var batch = BatchWith(sql);
            return await ReadFirstAsync(await SkipAsync(await batch.ExecuteReaderAsync(), skipped), read);
        }
        await using var command = Command(sql);
        return await ReadFirstAsync(await command.ExecuteReaderAsync(CommandBehavior.SingleRow), read);
    }

    /// <summary>Another server may have committed since, and nothing would tell in time: it is read each time.</summary>
    public override ValueTask<T?> RememberAsync<T>(object key, Func<Session, ValueTask<T?>> read)
        where T : class => read(this);

    public override async ValueTask RunScriptAsync(string script)
    {
        await RunNowAsync();
        await using var command = Command(script);
        // An index over millions of rows takes its time; for a lock nobody waits longer than lock_timeout.
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    internal override async ValueTask EachAsync(Sql sql, Func<Row, ValueTask> read, CancellationToken cancellation)
    {
        await RunNowAsync();
        await using var command = Command(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var row = new PostgresRow(reader);
        while (await reader.ReadAsync(cancellation))
            await read(row);
    }

    public override Sql Names(Name table, Guid id) => Sql.Of($"search_text like {$"%{id}%"}");

    public override Sql Holds(Name column, byte[] bytes) => Sql.Of($"position({bytes} in {column}) > 0");

    /// <summary>A join would be planned by how many rows are thought to be there, and kept when there are many more.</summary>
    internal override Sql FirstOfEach(Sql asked, Name identifiers, long tenant, int most) => Sql.Of($"select f.kind, f.value, f.source_id from ")
        .Append(asked)
        .Append($"""
            , lateral (
                select i.kind, i.value, i.source_id from {identifiers} i where i.tenant_id = {tenant} and i.kind = asked.column1 and i.value = asked.column2
                order by i.source_id limit {new Constant(most)}) f
            """);

    internal override ValueTask BeginSnapshotAsync() => RunLaterAsync($"begin isolation level repeatable read");

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static async ValueTask<List<T>> ReadAllAsync<T>(NpgsqlDataReader reader, Func<Row, T> read, CancellationToken cancellation)
    {
        await using (reader)
        {
            var row = new PostgresRow(reader);
            var list = new List<T>();
            while (await reader.ReadAsync(cancellation))
                list.Add(read(row));
            return list;
        }
    }

    private static async ValueTask<T?> ReadFirstAsync<T>(NpgsqlDataReader reader, Func<Row, T> read)
    {
        await using (reader)
        {
            var first = await reader.ReadAsync() ? read(new PostgresRow(reader)) : default;
            // An error in what else was asked comes after the rows.
            while (await reader.NextResultAsync())
            {
            }
            return first;
        }
    }

    /// <summary>What was left for later and, at the end, the one statement of them that may give rows.</summary>
    private NpgsqlBatch BatchWith(Sql? last)
    {
        var batch = new NpgsqlBatch(connection);
        if (Timeout is { } timeout)
            batch.Timeout = (int)timeout.TotalSeconds;
        foreach (var sql in last is null ? _later : _later.Append(last))
        {
            Statements++;
            var command = new NpgsqlBatchCommand(sql.Text);
            foreach (var value in sql.Values)
                command.Parameters.Add(Parameter(value));
            batch.BatchCommands.Add(command);
        }
        _later.Clear();
        _laterRows = 0;
        return batch;
    }

    /// <summary>Goes on to the rows of the last statement of a batch; statements that give none are passed over by the driver.</summary>
    private static async ValueTask<NpgsqlDataReader> SkipAsync(NpgsqlDataReader reader, int results)
    {
        var isSkipped = false;
        try
        {
            for (; results > 0; results--)
                await reader.NextResultAsync();
            isSkipped = true;
            return reader;
        }
        finally
        {
            if (!isSkipped)
                await reader.DisposeAsync();
        }
    }

    private NpgsqlCommand Command(Sql sql)
    {
        Statements++;
        var command = Command(sql.Text);
        foreach (var value in sql.Values)
            command.Parameters.Add(Parameter(value));
        return command;
    }

    private NpgsqlCommand Command(string text)
    {
        var command = new NpgsqlCommand(text, connection);
        if (Timeout is { } timeout)
            command.CommandTimeout = (int)timeout.TotalSeconds;
        return command;
    }

    /// <summary>A parameter of exactly the type of its column: of another one, the index on the column would not be used.</summary>
    private static NpgsqlParameter Parameter(object value) => value switch
    {
        Guid id => new NpgsqlParameter<Guid> { TypedValue = id, NpgsqlDbType = NpgsqlDbType.Uuid },
        string text => new NpgsqlParameter<string> { TypedValue = text, NpgsqlDbType = NpgsqlDbType.Text },
        long number => Number(number),
        int number => Number(number),
        bool flag => Number(flag ? 1 : 0),
        DocumentText document => new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = document.Utf8, NpgsqlDbType = NpgsqlDbType.Json },
        byte[] bytes => new NpgsqlParameter<byte[]> { TypedValue = bytes, NpgsqlDbType = NpgsqlDbType.Bytea },
        Null.Text => Missing(NpgsqlDbType.Text),
        Null.Number => Missing(NpgsqlDbType.Bigint),
        Null.Id => Missing(NpgsqlDbType.Uuid),
        Null.Document => Missing(NpgsqlDbType.Json),
        _ => throw new NotSupportedException($"A {value.GetType().Name} cannot be a parameter."),
    };

    private static NpgsqlParameter<long> Number(long number) => new() { TypedValue = number, NpgsqlDbType = NpgsqlDbType.Bigint };

    private static NpgsqlParameter Missing(NpgsqlDbType type) => new() { Value = DBNull.Value, NpgsqlDbType = type };
}

/// <summary>The row that a reader stands on.</summary>
internal sealed class PostgresRow(NpgsqlDataReader reader) : Row
{
    public override bool IsNull(int column) => reader.IsDBNull(column);

    public override long Long(int column) => reader.GetInt64(column);

    public override string Text(int column) => reader.GetString(column);

    public override byte[] Bytes(int column) => reader.GetFieldValue<byte[]>(column);

    public override int CopyTo(int column, IBufferWriter<byte> buffer)
    {
        var bytes = Bytes(column);
        buffer.Write(bytes);
        return bytes.Length;
    }

    public override Guid Id(int column) => reader.GetGuid(column);

    public override object? Value(int column) => reader.GetValue(column) switch
    {
        DBNull => null,
        Guid id => id.ToByteArray(bigEndian: true),
        var value => value,
    };
}
