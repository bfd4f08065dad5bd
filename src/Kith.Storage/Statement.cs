using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Kith.Storage;

/// <summary>A row of a result; columns are read by position, and only until the next row.</summary>
/// <param name="statement">The statement, standing on the row.</param>
public readonly struct Row(sqlite3_stmt statement)
{
    /// <summary>Whether the column is null.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    /// <summary>A whole number.</summary>
    public long Long(int column) => raw.sqlite3_column_int64(statement, column);

    /// <summary>Text.</summary>
    public string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    /// <summary>The bytes of text or of binary data, as they are stored.</summary>
    public byte[] Bytes(int column) => raw.sqlite3_column_blob(statement, column).ToArray();

    /// <summary>An id: 16 bytes in the order of its text, so that ids sort by age.</summary>
    public Guid Id(int column) => new(raw.sqlite3_column_blob(statement, column), bigEndian: true);

    /// <summary>A value of whatever type the column has; null for null.</summary>
    public object? Value(int column) => raw.sqlite3_column_type(statement, column) switch
    {
        raw.SQLITE_NULL => null,
        raw.SQLITE_INTEGER => Long(column),
        raw.SQLITE_TEXT => Text(column),
        _ => Bytes(column),
    };
}

/// <summary>
/// A prepared statement. It goes below the driver's commands, which look up each parameter by its name and make a reader for
/// each run: more than half of the time of reading one document.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public Statement(sqlite3 database, string text)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v2(database, text, out _statement));
    }

    /// <summary>The row that the statement stands on.</summary>
    public Row Row => new(_statement);

    /// <summary>Puts values in the places of the parameters, which are numbered as they come.</summary>
    public void Bind(IReadOnlyList<object?> values)
    {
        Span<byte> bytes = stackalloc byte[16];
        for (var i = 0; i < values.Count; i++)
        {
            switch (values[i])
            {
                case null:
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
                    throw new NotSupportedException($"A {values[i]!.GetType().Name} cannot be a parameter.");
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

    public void Dispose() => _statement.Dispose();

    private void Check(int result) => Check(_database, result);

    public static void Check(sqlite3 database, int result)
    {
        if (result != raw.SQLITE_OK)
            throw new SqliteException(raw.sqlite3_errmsg(database).utf8_to_string(), result & 0xFF, result);
    }
}
