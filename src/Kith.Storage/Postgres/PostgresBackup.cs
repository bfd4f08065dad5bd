using System.Text.RegularExpressions;
using Npgsql;

namespace Kith.Storage;

internal sealed partial class Postgres
{
    private static readonly string[] Extensions = ["pg_trgm", "btree_gin"];

    public override BackupFormat Format => BackupFormat.Postgres;

    /// <summary>pg_dump reads one state of the database, and keeps nobody from writing.</summary>
    public override async Task BackupAsync(string path, CancellationToken cancellation)
    {
        var program = await FindAsync("pg_dump");
        // What others keep in schemas of their own is not ours to bring back.
        var schema = await SchemaAsync();
        await program.RunAsync(
            ["--format=custom", "--no-password", "--lock-wait-timeout=60000", $"--schema=\"{schema.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", $"--file={path}"], _settings, cancellation);
    }

    public override ValueTask<long?> MeasureBackupAsync(Session session) => new((long?)null);

    public override async Task<string?> RestoreAsync(
        string path, bool isReplacing, DateTimeOffset now, Action<IReadOnlyList<string>> check, CancellationToken cancellation)
    {
        var program = await FindAsync("pg_restore");
        await BackupFile.ReadAsync(path, Stream.Null, cancellation);
        check(CopiedRows().Match(await program.RunAsync(["--data-only", "--table=scripts", "--file=-", path], _settings, cancellation)).Groups["name"].Captures.Select(name => name.Value).ToList());
        var entries = Entries(await program.RunAsync(["--list", path], _settings, cancellation));
        await CheckTargetAsync(isReplacing, [.. entries.Select(entry => Relation().Match(entry)).Where(match => match.Success).Select(match => match.Groups["name"].Value)]);

        var list = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(list, entries, cancellation);
            await program.RunAsync(
                [
                    "--single-transaction", "--exit-on-error", "--clean", "--if-exists", "--no-owner", "--no-privileges", "--no-password",
                    $"--use-list={list}", $"--dbname=postgresql:///{Uri.EscapeDataString(_settings.Database ?? _settings.Username ?? "")}", path,
                ],
                _settings, cancellation);
        }
        finally
        {
            File.Delete(list);
        }
        await ExecuteAsync("analyze");
        return null;
    }

    private async ValueTask<string> SchemaAsync()
    {
        await using var session = (PostgresSession)await OpenAsync();
        return await session.FirstAsync($"select current_schema()::text", static row => row.Text(0)) ?? "public";
    }

    /// <summary>What pg_amcheck would do takes a superuser: everything that is stored is read by the verification itself.</summary>
    public override ValueTask<IReadOnlyList<string>> CheckIntegrityAsync(Session session) => new(Array.Empty<string>());

    public override async ValueTask<Session> OpenForReadingAsync()
    {
        // Not from the pool, where the setting would stay with the connection.
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(_settings.ConnectionString) { Pooling = false, Options = $"{_settings.Options} -c default_transaction_read_only=on" }.ConnectionString);
        await connection.OpenAsync();
        return new PostgresSession(connection);
    }

    /// <summary>Creates an empty database like this one on the same server.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateBesideAsync(string name)
    {
        try
        {
            await using var session = new PostgresSession(await _source.OpenConnectionAsync());
            var (collate, type) = await session.FirstAsync(
                $"select quote_literal(datcollate), quote_literal(datctype) from pg_database where datname = current_database()", static row => (row.Text(0), row.Text(1)));
            await session.RunScriptAsync($"create database {name} template template0 encoding 'UTF8' lc_collate {collate} lc_ctype {type}");
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new InvalidOperationException(
                $"{_settings.Username} may not create databases, and a backup is tried out in one. Allow it (alter role {_settings.Username} createdb), or name another server with --database.", exception);
        }
        return new NpgsqlConnectionStringBuilder(_settings.ConnectionString) { Database = name }.ConnectionString;
    }

    /// <summary>Drops a database on the same server.</summary>
    public Task DropBesideAsync(string name) => ExecuteAsync($"drop database if exists {name} with (force)");

    private async Task<PostgresProgram> FindAsync(string name)
    {
        await using var connection = await _source.OpenConnectionAsync();
        return await PostgresProgram.FindAsync(name, connection.PostgreSqlVersion);
    }

    /// <summary>
    /// What of an archive is restored. Extensions, their comments and the schema may belong to somebody else, and rights to roles that
    /// are not there: they stay as the database has them.
    /// </summary>
    private static List<string> Entries(string list) =>
        [.. list.Split('\n').Where(line => line.Length > 0 && line[0] != ';' && !Foreign().IsMatch(line))];

    private async Task CheckTargetAsync(bool isReplacing, IReadOnlyList<string> restored)
    {
        await using var session = new PostgresSession(await _source.OpenConnectionAsync());
        var hasTenants = await session.NumberAsync($"select count(*) from (select to_regclass('tenants') as found) t where found is not null") > 0;
        if (hasTenants && !isReplacing && await session.NumberAsync($"select count(*) from tenants") > 0)
            throw new InvalidOperationException($"The database {_settings.Database} holds data. Restore into an empty one (create database …), or replace what is there for good: --replace.");
        var present = await session.ListAsync(
            $"""
            select c.relname::text from pg_class c
            where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
                and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
            order by 1
            """,
            static row => row.Text(0));
        // Tables of a newer version would stay, and be in the way of the next upgrade.
        if (present.Except(restored).ToList() is { Count: > 0 } unknown)
            throw new InvalidOperationException($"The database {_settings.Database} has tables that the backup does not have: {string.Join(", ", unknown)}. Restore into an empty database: create database ….");
        foreach (var extension in Extensions)
            await session.RunScriptAsync($"create extension if not exists {extension}");
    }

    private async Task ExecuteAsync(string statement)
    {
        await using var connection = await _source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The names in what pg_restore prints of the table of scripts.</summary>
    [GeneratedRegex(@"^COPY [^\n]*\(name, [^\n]*\n((?<name>[^\t\n\\]+)\t[^\n]*\n)*\\\.$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CopiedRows();

    /// <summary>Entries of an archive's list: <c>2; 3079 17276 EXTENSION - pg_trgm</c>.</summary>
    [GeneratedRegex(@"^\d+; \d+ \d+ (EXTENSION|SCHEMA|ACL|DEFAULT ACL|COMMENT - (EXTENSION|SCHEMA)) ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Foreign();

    [GeneratedRegex(@"^\d+; \d+ \d+ (TABLE|VIEW|MATERIALIZED VIEW) (?!DATA)\S+ (?<name>\S+) ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Relation();
}
