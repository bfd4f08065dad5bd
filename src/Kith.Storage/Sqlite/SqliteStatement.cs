using System.Buffers;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Kith.Storage;

/// <summary>
/// A prepared statement. It goes below the driver's commands, which look up each parameter by its name and make a reader for
/// each run: more than half of the time of reading one document. It is the row that it stands on.
/// </summary>
internal sealed class SqliteStatement : Row, IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(sqlite3 database, string text)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v2(database, text, out _statement));
    }

    /// <summary>Puts values in the places of the parameters, which are numbered as they come.</summary>
    public void Bind(IReadOnlyList<object> values)
    {
        Span<byte> bytes = stackalloc byte[16];
        for (var i = 0; i < values.Count; i++)
        {
            switch (values[i])
            {
                case Null:
                    Check(raw.sqlite3_bind_null(_statement, i + 1));
                    break;
                case Guid id:
                    id.TryWriteBytes(bytes, bigEndian: true, out _);
                    Check(raw.sqlite3_bind_blob(_statement, i + 1, bytes));
                    break;
                case long number:
                    Check(raw.sqlite3_bind_int64(_statement, i + 1, number));
                    break;
                case int number:
                    Check(raw.sqlite3_bind_int64(_statement, i + 1, number));
                    break;
                case bool flag:
                    Check(raw.sqlite3_bind_int64(_statement, i + 1, flag ? 1 : 0));
                    break;
                case string text:
                    Check(raw.sqlite3_bind_text(_statement, i + 1, text));
                    break;
                case DocumentText document:
                    Check(raw.sqlite3_bind_text(_statement, i + 1, document.Utf8.Span));
                    break;
                case byte[] blob:
                    Check(raw.sqlite3_bind_blob(_statement, i + 1, blob));
                    break;
                default:
                    throw new NotSupportedException($"A {values[i].GetType().Name} cannot be a parameter.");
            }
        }
    }

    /// <summary>Goes to the next row.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
            Check(result);
        return result == raw.SQLITE_ROW;
    }

    /// <summary>Ends a run, and with it the read transaction that it may hold; the next run begins anew.</summary>
    public void Reset() => raw.sqlite3_reset(_statement);

    public override bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public override long Long(int column) => raw.sqlite3_column_int64(_statement, column);

    public override string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public override byte[] Bytes(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    public override int CopyTo(int column, IBufferWriter<byte> buffer)
    {
        var bytes = raw.sqlite3_column_blob(_statement, column);
        buffer.Write(bytes);
        return bytes.Length;
    }

    public override Guid Id(int column) => new(raw.sqlite3_column_blob(_statement, column), bigEndian: true);

    public override object? Value(int column) => raw.sqlite3_column_type(_statement, column) switch
    {
        raw.SQLITE_NULL => null,
        raw.SQLITE_INTEGER => Long(column),
        raw.SQLITE_TEXT => Text(column),
        _ => Bytes(column),
    };

    public void Dispose() => _statement.Dispose();

    private void Check(int result) => Check(_database, result);

    public static void Check(sqlite3 database, int result)
    {
        if (result != raw.SQLITE_OK)
            throw new SqliteException(raw.sqlite3_errmsg(database).utf8_to_string(), result & 0xFF, result);
    }
}
