namespace Kith.Bench;

/// <summary>How much of the table a run measures, and for how long.</summary>
internal sealed record Plan(string Name)
{
    /// <summary>What is always there: the embedded engine, in less than ten minutes once the data is made.</summary>
    public static readonly Plan Quick = new("quick") { People = [10_000, 100_000], Rounds = 3, Seconds = 1 };

    /// <summary>A million people, PostgreSQL, readers and writers together, start, memory and disk as well.</summary>
    public static readonly Plan Full = new("full") { People = [10_000, 100_000, 1_000_000], Rounds = 3, Seconds = 1, MixedSeconds = 60, HasPostgres = true, HasStart = true };

    /// <summary>The sizes of the databases: the smallest, the one that bars are about, and perhaps the largest.</summary>
    public IReadOnlyList<int> People { get; init; } = [];

    public int Rounds { get; init; }

    /// <summary>Of each load.</summary>
    public int Seconds { get; init; }

    /// <summary>Of reads and writes together; 0 to leave that out.</summary>
    public int MixedSeconds { get; init; }

    public bool HasPostgres { get; init; }

    /// <summary>Whether the start of the program, its memory and its disk are measured.</summary>
    public bool HasStart { get; init; }

    /// <summary>Part of the titles of the groups to be measured; null for all.</summary>
    public string? Only { get; init; }

    /// <summary>Whether this is the run that figures are compared of, and not a look at some of it.</summary>
    public bool IsStandard => this == Quick || this == Full;

    public const int Connections = 8;

    public const int MixedConnections = 64;

    public bool Includes(string title) => Only is null || title.Contains(Only, StringComparison.OrdinalIgnoreCase);

    public Size SizeOf(int people) => people == People[1] ? Size.Main : people == People[0] ? Size.Smallest : Size.Largest;
}
