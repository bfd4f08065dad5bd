namespace Kith.Bench;

/// <summary>What was measured for a row.</summary>
/// <param name="Group">The group of the table.</param>
/// <param name="What">The row.</param>
/// <param name="Where">How many people, on which engine.</param>
internal sealed record Result(string Group, string What, string Where)
{
    /// <summary>The file of requests.</summary>
    public string? Requests { get; init; }

    /// <summary>The medians of all rounds.</summary>
    public Sample? Sample { get; init; }

    /// <summary>What it was held against; null for nothing.</summary>
    public Against? Against { get; init; }

    /// <summary>What that is called, in every run alike.</summary>
    public string Reference { get; init; } = "";

    /// <summary>A figure of the reference, for the reader.</summary>
    public string ReferenceFigure { get; init; } = "";

    /// <summary>How much of the reference it reaches: rate of rate, or time of the reference of its own. More is better.</summary>
    public double? Ratio { get; init; }

    /// <summary>A figure that is no time, with its unit.</summary>
    public (double Value, string Unit)? Amount { get; init; }

    /// <summary>What has to hold here.</summary>
    public IReadOnlyList<Bar> Bars { get; init; } = [];

    /// <summary>Why there is no figure.</summary>
    public string? Missing { get; init; }

    /// <summary>What tells the row from others, also of other runs.</summary>
    public string Key => $"{Group}: {What}, {Where}{(Reference.Length > 0 ? $", against {Reference}" : "")}";

    /// <summary>Whether all bars are met; null where there is none, or no figure.</summary>
    public bool? IsMet => Missing is not null || Bars.Count == 0 ? null : Bars.All(bar => bar.IsMet(ValueOf(bar)));

    private double ValueOf(Bar bar) => bar.Kind switch
    {
        BarKind.RateAtLeast => Ratio!.Value,
        BarKind.TimeAtMost => 1 / Ratio!.Value,
        BarKind.P50AtMost => Sample!.P50,
        BarKind.P99AtMost => Sample!.P99,
        _ => Amount!.Value.Value,
    };
}
