using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Kith.Storage;

/// <summary>
/// The embedded engine: WAL, <c>synchronous=FULL</c> (what was acknowledged survives a power cut), a pool of readers. What
/// differs from other engines lives here.
/// </summary>
internal sealed class Sqlite : IDisposable
{
    private readonly string _connectionString;
    private readonly ConcurrentBag<Session> _readers = [];

    /// <summary>More readers than this only wait for the cores, each with a cache of its own.</summary>
    private readonly SemaphoreSlim _places = new(Math.Max(8, 4 * Environment.ProcessorCount));

    public Sqlite(string path)
    {
        // Pooling is ours: a pooled connection of the driver would keep prepared statements of another file alive.
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString;
    }

    /// <summary>Opens a connection with the settings that our promises rest on, and asserts them.</summary>
    public async Task<Session> OpenAsync(bool isReader = false)
    {
        var connection = new SqliteConnection(_connectionString);
        var session = new Session(connection);
        var isReady = false;
        try
        {
            await connection.OpenAsync();
            await session.RunScriptAsync("pragma busy_timeout = 30000; pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma cache_size = -16000; pragma temp_store = memory;");
            var settings = await session.FirstAsync(
                $"select (select journal_mode from pragma_journal_mode), (select synchronous from pragma_synchronous), (select foreign_keys from pragma_foreign_keys)",
                static row => (row.Text(0), row.Long(1), row.Long(2)));
            if (settings is not ("wal", 2, 1))
                throw new InvalidOperationException($"The database refuses the settings that keep data safe (journal_mode, synchronous, foreign_keys): {settings}. Is it on a network file system?");
            if (isReader)
                await session.RunScriptAsync("pragma query_only = on");
            isReady = true;
            return session;
        }
        finally
        {
            if (!isReady)
                session.Dispose();
        }
    }

    /// <summary>A reader from the pool; give it back with <see cref="Return"/>.</summary>
    public async ValueTask<Session> RentAsync(CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation);
        if (_readers.TryTake(out var session))
            return session;
        try
        {
            return session = await OpenAsync(isReader: true);
        }
        finally
        {
            if (session is null)
                _places.Release();
        }
    }

    /// <summary>Gives a reader back; one that failed in the middle of something is closed.</summary>
    public void Return(Session session, bool isSound)
    {
        if (isSound)
            _readers.Add(session);
        else
            session.Dispose();
        _places.Release();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_readers.TryTake(out var session))
            session.Dispose();
        _places.Dispose();
    }

    /// <summary>Whether an error says that the disk is full or the file cannot be reached, rather than that a statement is wrong.</summary>
    public static bool IsUnavailable(SqliteException exception) => exception.SqliteErrorCode is Full or 5 or 6 or 8 or 10 or 14;

    /// <summary>Such an error as one that the front door knows.</summary>
    public static StorageUnavailableException Unavailable(SqliteException exception) => exception.SqliteErrorCode == Full
        ? new StorageUnavailableException("The disk is full.", isFull: true, exception)
        : new StorageUnavailableException("The database cannot be reached.", isFull: false, exception);

    private const int Full = 13;

    /// <summary>The table that finds substrings of three characters and more, for a table whose rows have a search text.</summary>
    public static string SearchTable(string table) =>
        $"create virtual table if not exists {table}_search using fts5(search_text, content='', contentless_delete=1, tokenize='trigram case_sensitive 1');";

    /// <summary>Puts a row's search text into the search table.</summary>
    public static Sql AddSearch(Name table, Name search, long tenant, Guid id) =>
        Sql.Of($"insert into {search} (rowid, search_text) select row_id, search_text from {table} where tenant_id = {tenant} and id = {id}");

    /// <summary>Takes a row's search text out of the search table; the row must still be there.</summary>
    public static Sql RemoveSearch(Name table, Name search, long tenant, Guid id) =>
        Sql.Of($"delete from {search} where rowid = (select row_id from {table} where tenant_id = {tenant} and id = {id})");

    /// <summary>
    /// Statements that index the search texts of a table again, and show the terms of the new index (shadow_terms) and of the
    /// live one (live_terms).
    /// </summary>
    public static IEnumerable<string> ShadowSearch(Name table, Name search) =>
    [
        "create virtual table temp.shadow_search using fts5(search_text, content='', contentless_delete=1, tokenize='trigram case_sensitive 1');",
        $"insert into temp.shadow_search (rowid, search_text) select row_id, search_text from {table.Text};",
        "create virtual table temp.shadow_terms using fts5vocab(temp, shadow_search, instance);",
        $"create virtual table temp.live_terms using fts5vocab(main, {search.Text}, instance);",
    ];

    /// <summary>The condition that a row's search text holds, for each term, one of its spellings.</summary>
    public static Sql Search(Name search, IReadOnlyList<IReadOnlyList<string>> terms)
    {
        // A term that folds to nothing, such as a lone accent, occurs nowhere: dropping it would widen the list.
        if (terms.Any(spellings => spellings.Count == 0))
            return Sql.Of($"false");
        var condition = Sql.Of($"true");
        var match = string.Join(" AND ", terms
            .Where(IsIndexed)
            .Select(spellings => $"({string.Join(" OR ", spellings.Select(spelling => $"\"{spelling.Replace("\"", "\"\"", StringComparison.Ordinal)}\""))})"));
        if (match.Length > 0)
            condition.Append(Sql.Of($" and p.row_id in (select rowid from {search} where {search} match {match})"));
        foreach (var spellings in terms.Where(spellings => !IsIndexed(spellings)))
        {
            condition.Append(Sql.Of($" and (false"));
            foreach (var spelling in spellings)
                condition.Append(Sql.Of($" or instr(p.search_text, {spelling}) > 0"));
            condition.Append(Sql.Of($")"));
        }
        return condition;
    }

    private static bool IsIndexed(IReadOnlyList<string> spellings) => spellings.All(spelling => spelling.EnumerateRunes().Count() >= 3);
}

/// <summary>The storage cannot take a write now; nothing was changed.</summary>
/// <param name="message">What people may know of it.</param>
/// <param name="isFull">Whether the disk is full.</param>
/// <param name="inner">What the engine said.</param>
public sealed class StorageUnavailableException(string message, bool isFull, Exception? inner) : Exception(message, inner)
{
    /// <summary>Whether the disk is full.</summary>
    public bool IsFull => isFull;
}
