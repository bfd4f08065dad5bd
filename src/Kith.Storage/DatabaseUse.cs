namespace Kith.Storage;

/// <summary>How much of the database a request used: time and statements. Nothing is measured for those who do not begin it.</summary>
public sealed class DatabaseUse
{
    private static readonly AsyncLocal<DatabaseUse?> Ambient = new();

    private DatabaseUse()
    {
    }

    /// <summary>What is being measured; null for nearly everybody.</summary>
    public static DatabaseUse? Current => Ambient.Value;

    /// <summary>The time from asking to having, waiting for a connection or for a commit included.</summary>
    public TimeSpan Time { get; private set; }

    /// <summary>The statements that it ran; those of a commit, which requests share, are nobody's.</summary>
    public int Statements { get; private set; }

    /// <summary>Measures what follows in the flow of the caller.</summary>
    public static DatabaseUse Begin() => Ambient.Value = new DatabaseUse();

    internal void Add(TimeSpan time) => Time += time;

    /// <summary>The same work, its statements counted.</summary>
    internal Func<Session, ValueTask<T>> Counted<T>(Func<Session, ValueTask<T>> work) => async session =>
    {
        var before = session.Statements;
        try
        {
            return await work(session);
        }
        finally
        {
            Statements += session.Statements - before;
        }
    };
}
