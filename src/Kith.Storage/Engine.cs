using System.Net.Sockets;
using Kith.Hydra;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Kith.Storage;

/// <summary>
/// What an engine brings: connections, transactions, and the SQL that the other one does not understand. Every difference
/// between engines is a member here.
/// </summary>
internal abstract class Engine : IAsyncDisposable
{
    /// <summary>The names of column types.</summary>
    public abstract ColumnTypes Types { get; }

    /// <summary>Whether conditions on several columns are told from an index of them all, sooner than from rows with their documents.</summary>
    public abstract bool HasNarrowIndex { get; }

    /// <summary>Which scripts are its own: <c>001.sqlite.sql</c> runs on <c>sqlite</c> only.</summary>
    public abstract string Name { get; }

    /// <summary>What follows a key in an order: missing values come first going up and last going down.</summary>
    public abstract string Direction(bool isDescending);

    /// <summary>What ends the definition of a table that is only looked up by its primary key.</summary>
    public abstract string KeyedTable { get; }

    /// <summary>
    /// The number of the last change to the tables that this program knows of; a server that finds another one when it writes has
    /// been overtaken by a newer program.
    /// </summary>
    public long Generation { get; set; }

    /// <summary>Whether the tables are still those of this program, although they were changed.</summary>
    public Func<Session, ValueTask<bool>> IsCurrentAsync { get; set; } = static _ => new(false);

    /// <summary>Connects, and asserts the settings that our promises rest on.</summary>
    /// <exception cref="InvalidOperationException">A setting would lose data, or something is missing; the message says what to do.</exception>
    public abstract ValueTask PrepareAsync();

    /// <summary>Spreads the tables over the nodes of a cluster, by tenant.</summary>
    /// <param name="report">Is told of each table.</param>
    /// <exception cref="InvalidOperationException">There is no cluster; the message says what to do.</exception>
    public abstract ValueTask DistributeAsync(Action<string> report);

    /// <summary>Whether a server serves from the database now.</summary>
    public abstract ValueTask<bool> IsServedAsync();

    /// <summary>
    /// Lets no write begin until the transaction ends, and waits for those under way: tables are about to change, which writers
    /// take in another order.
    /// </summary>
    public abstract ValueTask HoldWritersAsync(Session session);

    /// <summary>Keeps a copy of an embedded database beside it, before it is changed for good.</summary>
    public abstract ValueTask KeepCopyAsync(DateTimeOffset now);

    /// <summary>Whose backups are its own.</summary>
    public abstract BackupFormat Format { get; }

    /// <summary>Writes a copy of what is committed into an empty file, while others read and write.</summary>
    public abstract Task BackupAsync(string path, CancellationToken cancellation);

    /// <summary>How many bytes a backup would have; null where that is known only afterwards.</summary>
    public abstract ValueTask<long?> MeasureBackupAsync(Session session);

    /// <summary>Replaces the database by what a backup of the same engine holds: all of it, or nothing.</summary>
    /// <param name="path">The backup.</param>
    /// <param name="isReplacing">Whether data may be replaced that is not kept.</param>
    /// <param name="now">The moment, for the name of what is kept.</param>
    /// <param name="check">Throws when the scripts that made the backup are not to be restored.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Where what was there is kept; null when it is not.</returns>
    public abstract Task<string?> RestoreAsync(
        string path, bool isReplacing, DateTimeOffset now, Action<IReadOnlyList<string>> check, CancellationToken cancellation);

    /// <summary>What the engine itself finds wrong with its files, in words; empty when all is well, or when it cannot tell.</summary>
    public abstract ValueTask<IReadOnlyList<string>> CheckIntegrityAsync(Session session);

    /// <summary>What is looked at without the database, by subject; none of it changes anything.</summary>
    public abstract IReadOnlyList<(string Subject, Func<ValueTask<(Verdict Verdict, string Text)>> Check)> ChecksOutside { get; }

    /// <summary>What is asked of the database, by subject.</summary>
    public abstract IReadOnlyList<(string Subject, Func<Session, ValueTask<(Verdict Verdict, string Text)>> Check)> ChecksInside { get; }

    /// <summary>Opens a connection that changes nothing, and makes no database where there is none; end it with <see cref="CloseAsync"/>.</summary>
    public abstract ValueTask<Session> OpenForReadingAsync();

    /// <summary>Opens a connection of its own, for long work; end it with <see cref="CloseAsync"/>.</summary>
    public abstract ValueTask<Session> OpenAsync();

    /// <summary>Ends a connection from <see cref="OpenAsync"/>.</summary>
    public abstract ValueTask CloseAsync(Session session);

    /// <summary>A reader from the pool; give it back with <see cref="ReturnAsync"/>.</summary>
    public abstract ValueTask<Session> RentAsync(CancellationToken cancellation);

    /// <summary>Gives a reader back; one that failed in the middle of something is closed.</summary>
    public abstract ValueTask ReturnAsync(Session session, bool isSound);

    /// <summary>Writes what shares commits with others that wait; kept and durable when the task ends, unless the work said not to keep it.</summary>
    /// <param name="tenant">The tenant that is written to; null for what is global.</param>
    /// <param name="work">The write.</param>
    public abstract Task<T> WriteAsync<T>(long? tenant, Func<Session, ValueTask<(T Result, bool Keep)>> work);

    /// <summary>Writes what may be lost in a crash, without waiting for the writes of a tenant.</summary>
    public abstract ValueTask<T> WriteBesideAsync<T>(Func<Session, ValueTask<T>> work);

    /// <summary>Whether what a write deletes is overwritten where it stood, or when its place is needed.</summary>
    public abstract ValueTask OverwriteDeletedAsync(Session session, bool isOn);

    /// <summary>Takes a few milliseconds to overwrite what a search table keeps of texts that were deleted.</summary>
    /// <param name="search">The table.</param>
    /// <param name="isBegun">Whether this goes on with it; else it begins anew.</param>
    /// <returns>Whether there is more to do.</returns>
    public abstract ValueTask<bool> OverwriteTextsAsync(Name search, bool isBegun);

    /// <summary>Empties the log of what was written, unless somebody reads from it just now.</summary>
    /// <returns>Whether it is empty.</returns>
    public abstract ValueTask<bool> TryEmptyLogAsync();

    /// <summary>Takes a lock that only one server over the database can have, until it is disposed of; null when another one has it.</summary>
    /// <param name="key">What the lock is for.</param>
    public abstract ValueTask<IAsyncDisposable?> TryHoldAsync(long key);

    /// <summary>Begins a transaction that writes, alone in its tenant.</summary>
    public abstract ValueTask<Session> BeginWriteAsync(long? tenant);

    /// <summary>Gives back what <see cref="BeginWriteAsync"/> gave, after its commit or rollback.</summary>
    public abstract ValueTask EndWriteAsync(Session session, bool isSound);

    /// <summary>The tables that have rows to copy, as the catalog tells of them; those that others refer to come first.</summary>
    public abstract ValueTask<IReadOnlyList<CopyTable>> TablesAsync(Session session);

    /// <summary>Begins a transaction that adds many rows to a table, and to what finds them.</summary>
    public abstract ValueTask<CopyWriter> BeginCopyAsync(Session session, CopyTable table);

    /// <summary>Brings in line what follows from the rows of tables without being one.</summary>
    public abstract ValueTask FinishCopyAsync(Session session, IReadOnlyList<CopyTable> tables);

    /// <summary>An error that says that the database is full or away, as one that the front door knows; null for a wrong statement.</summary>
    public abstract StorageUnavailableException? Unavailable(Exception exception);

    /// <summary>Creates the table of a resource's documents.</summary>
    /// <param name="table">Its name.</param>
    /// <param name="columns">The definitions of the index columns.</param>
    public abstract string DocumentsTable(string table, IReadOnlyList<string> columns);

    /// <summary>The number of a document's row, which puts rows in the order in which documents were created; null where rows have none.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="firstRevision">The revision of the journal entry that created the document.</param>
    public abstract long? RowNumber(long tenant, long firstRevision);

    /// <summary>Gives all rows of a table their numbers; does nothing where rows have none.</summary>
    public abstract ValueTask NumberRowsAsync(Session session, Tables tables);

    /// <summary>The rows of a table that have another number than <see cref="RowNumber"/> says; null where rows have none.</summary>
    public abstract Sql? Misnumbered(Name table);

    /// <summary>The names of the columns that a table has.</summary>
    public abstract Sql ColumnsOf(Name table);

    /// <summary>Creates what finds substrings in a table's search texts.</summary>
    public abstract string SearchIndex(string table);

    /// <summary>Puts a row's search text into what finds it; null where the engine does so by itself.</summary>
    public abstract Sql? AddSearch(Name table, Name search, long tenant, Guid id);

    /// <summary>Takes a row's search text out of what finds it, while the row is still there; null where the engine does so by itself.</summary>
    public abstract Sql? RemoveSearch(Name table, Name search, long tenant, Guid id);

    /// <summary>The statements that answer a query.</summary>
    public abstract Selection Select(Tables tables, Caller caller, Guid? parent, Query query);

    /// <summary>
    /// Statements that index the search texts of a table again, and show the terms of the new index (shadow_terms) and of the
    /// live one (live_terms); none where the index is the engine's own affair.
    /// </summary>
    public abstract IReadOnlyList<string> ShadowSearch(Name table, Name search);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

/// <summary>The names of column types.</summary>
/// <param name="Id">Ids, which sort in the order of their text.</param>
/// <param name="Number">Whole numbers of 64 bits.</param>
/// <param name="Text">Text, which sorts by its code points.</param>
/// <param name="Document">JSON text, kept byte for byte.</param>
internal sealed record ColumnTypes(string Id, string Number, string Text, string Document);

/// <summary>The storage cannot take a request now; nothing was changed, unless that is uncertain.</summary>
/// <param name="message">What people may know of it.</param>
/// <param name="isFull">Whether the disk is full.</param>
/// <param name="inner">What the engine said.</param>
/// <param name="isUncertain">Whether the commit was under way.</param>
public sealed class StorageUnavailableException(string message, bool isFull, Exception? inner, bool isUncertain = false) : Exception(message, inner)
{
    /// <summary>Whether the write may have been kept nevertheless: the answer to its commit did not arrive.</summary>
    public bool IsUncertain => isUncertain;

    /// <summary>Whether the disk is full.</summary>
    public bool IsFull => isFull;

    /// <summary>What the engine calls it, for the log: a code, and no word of what was written.</summary>
    public string Code => InnerException switch
    {
        PostgresException { SqlState: var state } => $"SQLSTATE {state}",
        SqliteException { SqliteExtendedErrorCode: var code } => $"SQLite {code}",
        { InnerException: SocketException { SocketErrorCode: var code } } => $"{code}",
        SocketException { SocketErrorCode: var code } => $"{code}",
        { InnerException: { } inner } => inner.GetType().Name,
        { } other => other.GetType().Name,
        null => "-",
    };
}
