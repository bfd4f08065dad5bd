using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Kith.Storage;

/// <summary>
/// A number that is another one whenever a connection other than the asking one has committed, of this process or of another
/// (https://sqlite.org/pragma.html#pragma_data_version). Every request asks for it, so it goes below the driver, whose commands
/// cost several times as much as the answer.
/// </summary>
internal sealed class DataVersion(SqliteConnection connection) : IDisposable
{
    private sqlite3_stmt? _statement;

    /// <summary>Asks for the number.</summary>
    public long Read()
    {
        if (_statement is null)
            Check(raw.sqlite3_prepare_v2(connection.Handle, "pragma data_version", out _statement), raw.SQLITE_OK);
        try
        {
            Check(raw.sqlite3_step(_statement), raw.SQLITE_ROW);
            return raw.sqlite3_column_int64(_statement, 0);
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    public void Dispose() => _statement?.Dispose();

    private void Check(int result, int expected)
    {
        if (result != expected)
            throw new SqliteException(raw.sqlite3_errmsg(connection.Handle).utf8_to_string(), result);
    }
}
