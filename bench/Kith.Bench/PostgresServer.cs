using Npgsql;

namespace Kith.Bench;

/// <summary>The PostgreSQL server that bench/run has started for this run: durable, as an operator would have it.</summary>
internal sealed class PostgresServer
{
    private readonly string _address = Environment.GetEnvironmentVariable("KITH_BENCH_POSTGRES")
        ?? throw new InvalidOperationException("KITH_BENCH_POSTGRES says where PostgreSQL is; bench/run sets it.");

    /// <summary>Makes a database as docs/postgresql.md advises.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string name)
    {
        if (await ExecuteAsync(_address, "show fsync") is not "on")
            throw new InvalidOperationException("PostgreSQL has fsync = off: nothing would be durable.");
        await ExecuteAsync(_address, $"create database {name} encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8' template template0");
        return new NpgsqlConnectionStringBuilder(_address) { Database = name }.ConnectionString;
    }

    /// <summary>Tells the planner about what was just copied, as a server that is up for a while knows by itself.</summary>
    public static Task AnalyzeAsync(string address) => ExecuteAsync(address, "vacuum analyze");

    private static async Task<object?> ExecuteAsync(string address, string statement)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(address) { Pooling = false, CommandTimeout = 0 }.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts above.
        command.CommandText = statement;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }
}
