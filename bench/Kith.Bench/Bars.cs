namespace Kith.Bench;

/// <summary>What a row is held against, within the same round.</summary>
internal enum Against
{
    /// <summary>The same answer from a server that computes nothing: rates are compared.</summary>
    Static,

    /// <summary>The same request at the smallest database: median times are compared, as below.</summary>
    Smallest,

    /// <summary>The unfiltered list of the same database.</summary>
    List,

    /// <summary>One person of the same database.</summary>
    Person,
}

/// <summary>What has to hold.</summary>
/// <param name="Kind">What is looked at.</param>
/// <param name="Limit">The least, or the most.</param>
/// <param name="At">At which size; null for each.</param>
internal sealed record Bar(BarKind Kind, double Limit, Size? At = null)
{
    public bool IsMet(double value) => Kind == BarKind.RateAtLeast ? value >= Limit : value <= Limit;

    public override string ToString() => Kind switch
    {
        BarKind.RateAtLeast => $"≥ {Limit} × its rate",
        BarKind.TimeAtMost => $"≤ {Limit} × its time",
        BarKind.P50AtMost => $"p50 ≤ {Limit} ms",
        BarKind.P99AtMost => $"p99 ≤ {Limit} ms",
        _ => $"≤ {Limit:N0}",
    };
}

internal enum BarKind
{
    RateAtLeast,
    TimeAtMost,
    P50AtMost,
    P99AtMost,
    AmountAtMost,
}

internal enum Size
{
    Smallest,
    Main,
    Largest,
}

/// <summary>A line of the table.</summary>
/// <param name="What">As the report calls it.</param>
/// <param name="Requests">The file of requests that is sent.</param>
/// <param name="Against">What it is held against.</param>
/// <param name="Bars">What has to hold on the embedded engine.</param>
internal sealed record Row(string What, string Requests, Against Against, params IReadOnlyList<Bar> Bars);

/// <summary>Rows that are measured together: in each round one after the other, in the next round the other way round.</summary>
/// <param name="Title">As the report calls it.</param>
/// <param name="Rows">The rows.</param>
internal sealed record Group(string Title, params IReadOnlyList<Row> Rows)
{
    /// <summary>Whether another client writes meanwhile.</summary>
    public bool IsWrittenBeside { get; init; }

    /// <summary>Whether all databases take turns within a round, the smallest one too; else each has rounds of its own.</summary>
    public bool IsAcrossSizes { get; init; }
}

/// <summary>The bars: what is measured, against what, and what has to hold.</summary>
internal static class Bars
{
    /// <summary>The requests that are also sent so that no remembered count is of use.</summary>
    public static readonly IReadOnlyList<string> Honest =
        ["tag", "segment", "owner", "email", "archived", "active", "date", "order", "tag-order", "tag-archived", "q-1-term", "q-2-terms"];

    private static readonly Bar[] Filter = [new(BarKind.TimeAtMost, 2, Size.Main), new(BarKind.P50AtMost, 20, Size.Largest)];

    private static readonly Bar[] DeepPage = [new(BarKind.P50AtMost, 10, Size.Largest)];

    private static readonly Bar[] Search = [new(BarKind.P50AtMost, 10, Size.Main), new(BarKind.P50AtMost, 30, Size.Largest)];

    private static readonly Bar Identifier = new(BarKind.TimeAtMost, 1.5);

    private static readonly Bar Growth = new(BarKind.TimeAtMost, 1.2, Size.Largest);

    private static readonly Row[] Filters =
    [
        new("by tag", "tag", Against.List, Filter),
        new("by segment", "segment", Against.List, Filter),
        new("by owner", "owner", Against.List, Filter),
        new("by e-mail address", "email", Against.List, Filter),
        new("archived only", "archived", Against.List, Filter),
        new("without archived", "active", Against.List, Filter),
        new("created after a moment", "date", Against.List, Filter),
    ];

    private static readonly Row[] Orders =
    [
        new("by family name", "order", Against.List),
        new("a tag, by family name", "tag-order", Against.List),
        new("a tag, archived only", "tag-archived", Against.List),
    ];

    private static readonly Row[] Searches =
    [
        new("q, 3 letters, found", "q-3-letters", Against.List, Search),
        new("q, one word, found", "q-1-term", Against.List, Search),
        new("q, two words, found", "q-2-terms", Against.List, Search),
        new("q, one word, nobody", "q-1-miss", Against.List, Search),
        new("q, two words, nobody", "q-2-miss", Against.List, Search),
    ];

    public static readonly IReadOnlyList<Group> Table =
    [
        new("One person",
            new("one person", "person", Against.Static, new Bar(BarKind.RateAtLeast, 0.6)),
            new("one person", "person", Against.Smallest, Growth)) { IsAcrossSizes = true },
        new("Page 1 of the list, 15 people with totalItems",
            new("list of 15", "list", Against.Static, new Bar(BarKind.RateAtLeast, 0.5)),
            new("list of 15", "list", Against.Smallest, Growth)) { IsAcrossSizes = true },
        new("Filters, each with totalItems", Filters),
        new("Deep pages",
            new("page 2,000 of the list", "page-2000", Against.List, DeepPage),
            new("page 50 of a tag", "page-50-of-tag", Against.List, DeepPage)),
        new("Search", Searches),
        new("Identifiers",
            new("an e-mail address", "identifier-email", Against.Person, Identifier),
            new("a phone number", "identifier-phone", Against.Person, Identifier),
            new("a LinkedIn id", "identifier-linkedin", Against.Person, Identifier)),
        new("Orders and combinations", Orders),
        new("Each question asked once: no remembered count helps", [.. HonestRows().Select(row => row with { Requests = $"{row.Requests}.once" })]),
        new("While another client writes 20 times a second: a remembered count is soon stale", [.. HonestRows()]) { IsWrittenBeside = true },
    ];

    /// <summary>Everybody of the main size as CSV within five seconds. Ratios have no bar of their own: they are held against those that were accepted.</summary>
    public static IReadOnlyList<Bar> Exports(string format) => format == "csv" ? [new(BarKind.P50AtMost, 5_000)] : [];

    /// <summary>Writes of 8 clients against single commits of the same engine.</summary>
    public static readonly Bar Post = new(BarKind.RateAtLeast, 1.5);

    /// <summary>Reads beside writes, against the same reads alone, and how long any of them may take.</summary>
    public static readonly IReadOnlyList<Bar> Mixed = [new(BarKind.RateAtLeast, 0.7), new(BarKind.P99AtMost, 50)];

    /// <summary>Milliseconds from the start of the program to the first answer.</summary>
    public static readonly Bar Start = new(BarKind.AmountAtMost, 700);

    /// <summary>Megabytes of a server that has answered and rests.</summary>
    public static readonly Bar Memory = new(BarKind.AmountAtMost, 120);

    /// <summary>Bytes on disk for each person.</summary>
    public static readonly Bar Disk = new(BarKind.AmountAtMost, 6_000, Size.Largest);

    private static IEnumerable<Row> HonestRows() => Honest.Select(name => Filters.Concat(Orders).Concat(Searches).Single(row => row.Requests == name) with { Bars = [] });
}
