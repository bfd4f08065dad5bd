using System.Buffers;
using System.Data.Common;

namespace Kith.Storage;

/// <summary>A connection with its prepared statements. One caller at a time.</summary>
public abstract class Session
{
    /// <summary>How many statements have run; counted always, because counting costs less than asking whether to.</summary>
    internal int Statements { get; private protected set; }

    /// <summary>Runs a statement that gives no rows; answers how many it changed.</summary>
    public abstract ValueTask<int> ExecuteAsync(Sql sql);

    /// <summary>
    /// Runs a statement whose result nobody needs: before the next one whose result somebody does, together with it where each
    /// question to the database is a journey. What fails in it may fail there.
    /// </summary>
    public abstract ValueTask RunLaterAsync(Sql sql);

    /// <summary>Runs what was left for later.</summary>
    internal abstract ValueTask RunNowAsync();

    /// <summary>Runs a query and reads every row.</summary>
    public abstract ValueTask<List<T>> ListAsync<T>(Sql sql, Func<Row, T> read, CancellationToken cancellation = default);

    /// <summary>Runs a query and reads its first row; default when there is none.</summary>
    public abstract ValueTask<T?> FirstAsync<T>(Sql sql, Func<Row, T> read);

    /// <summary>Runs several statements without parameters, such as a schema.</summary>
    public abstract ValueTask RunScriptAsync(string script);

    /// <summary>
    /// Reads what may have been read before under the same key, and never anything older than what was last committed, by this
    /// process or another; for what every request asks for. Only for a reader: what this very session writes would go unnoticed.
    /// </summary>
    public abstract ValueTask<T?> RememberAsync<T>(object key, Func<Session, ValueTask<T?>> read)
        where T : class;

    /// <summary>Runs a query that answers one number; 0 when there is no row.</summary>
    public ValueTask<long> NumberAsync(Sql sql) => FirstAsync(sql, static row => row.Long(0));

    /// <summary>Runs a query and does something with each row while the next ones are on their way; for more rows than memory holds.</summary>
    internal abstract ValueTask EachAsync(Sql sql, Func<Row, ValueTask> read, CancellationToken cancellation);

    /// <summary>For each pair of a kind and a value, the first rows of a table of identifiers, found by nothing but its key.</summary>
    /// <param name="asked">The pairs, a table named asked.</param>
    /// <param name="identifiers">The table.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="most">How many rows for each.</param>
    internal abstract Sql FirstOfEach(Sql asked, Name identifiers, long tenant, int most);

    /// <summary>The condition that the searched texts of a row name an id; found by the index of texts.</summary>
    /// <param name="table">The table of documents.</param>
    /// <param name="id">The id, as it is written.</param>
    public abstract Sql Names(Name table, Guid id);

    /// <summary>The condition that the bytes of a column have some bytes among them.</summary>
    public abstract Sql Holds(Name column, byte[] bytes);

    /// <summary>Says that much will be read once: what is read does not count as memory of this process, and is not kept for others.</summary>
    public virtual ValueTask ReadThroughAsync() => ValueTask.CompletedTask;

    /// <summary>Begins a transaction in which every statement sees one state of the database.</summary>
    internal abstract ValueTask BeginSnapshotAsync();

    internal async ValueTask CommitAsync()
    {
        await RunLaterAsync($"commit");
        await RunNowAsync();
    }

    /// <summary>Rolls back to a savepoint, after something failed; what was left for later may not have run, the savepoint among it.</summary>
    internal async ValueTask RollbackToAsync(Name savepoint)
    {
        try
        {
            await RunNowAsync();
        }
        catch (DbException)
        {
            // It is rolled back with the rest.
        }
        await ExecuteAsync($"rollback to savepoint {savepoint}");
    }

    internal ValueTask<int> RollbackAsync() => ExecuteAsync($"rollback");
}

/// <summary>A row of a result; columns are read by position, and only until the next row.</summary>
public abstract class Row
{
    private protected Row()
    {
    }

    /// <summary>Whether the column is null.</summary>
    public abstract bool IsNull(int column);

    /// <summary>A whole number.</summary>
    public abstract long Long(int column);

    /// <summary>Text.</summary>
    public abstract string Text(int column);

    /// <summary>The bytes of text or of binary data, as they are stored.</summary>
    public abstract byte[] Bytes(int column);

    /// <summary>Copies the bytes of text as they are stored.</summary>
    /// <returns>How many they are.</returns>
    public abstract int CopyTo(int column, IBufferWriter<byte> buffer);

    /// <summary>An id: it sorts in the order of its text, which is by age.</summary>
    public abstract Guid Id(int column);

    /// <summary>A value of whatever type the column has: a number, text, or the bytes of anything else; null for null.</summary>
    public abstract object? Value(int column);
}
