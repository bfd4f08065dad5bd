using System.Data.Common;
using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Kith.Bench;

/// <summary>
/// The floor of writes: one connection that begins, inserts one row with a document, and commits, again and again, as durable
/// as Kith does it, on the same disk.
/// </summary>
internal static class Commits
{
    /// <summary>Opens a database of its own in a folder, with the settings of Kith's.</summary>
    public static async Task<DbConnection> OpenSqliteAsync(string folder)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "commits.db"), Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await ExecuteAsync(connection, "pragma journal_mode = wal; pragma synchronous = full; create table documents (id blob primary key, document text not null) without rowid");
        return connection;
    }

    /// <summary>Opens a table of its own in a database of the server that Kith uses.</summary>
    public static async Task<DbConnection> OpenPostgresAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Options = "-c synchronous_commit=on", Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await ExecuteAsync(connection, "create table documents (id bytea primary key, document text not null)");
        return connection;
    }

    /// <summary>Commits for some seconds.</summary>
    /// <returns>How often in a second.</returns>
    public static async Task<double> RunAsync(DbConnection connection, int documentLength, double seconds)
    {
        var document = new string('x', documentLength);
        await using var insert = connection.CreateCommand();
        insert.CommandText = "insert into documents (id, document) values (@id, @document)";
        var id = Add(insert, "@id", new byte[16]);
        Add(insert, "@document", document);
        await insert.PrepareAsync();
        var watch = Stopwatch.StartNew();
        var commits = 0;
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            insert.Transaction = transaction;
            id.Value = RandomNumberGenerator.GetBytes(16);
            await insert.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
            commits++;
        }
        return commits / watch.Elapsed.TotalSeconds;
    }

    private static DbParameter Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
        return parameter;
    }

    private static async Task ExecuteAsync(DbConnection connection, string statement)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts above.
        command.CommandText = statement;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
