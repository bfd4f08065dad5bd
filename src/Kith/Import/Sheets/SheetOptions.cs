namespace Kith.Import.Sheets;

/// <summary>What somebody knows better of a file than can be seen in it; null where it is to be found out.</summary>
internal sealed record SheetOptions
{
    public static readonly SheetOptions Detect = new();

    /// <summary>The encoding of a text file, by a name that IANA knows.</summary>
    public string? Encoding { get; init; }

    /// <summary>What is between the cells of a text file: one character, or the word <c>tab</c>.</summary>
    public string? Delimiter { get; init; }

    /// <summary>Whether the first row names the columns.</summary>
    public bool? HasHeader { get; init; }

    /// <summary>The worksheet of a workbook.</summary>
    public string? Worksheet { get; init; }

    /// <summary>
    /// Whether a cell of a CSV file that begins with an apostrophe before a formula loses it, as it does unless said otherwise: it was put
    /// there by an export (see <see cref="Export.Sheets.Formula"/>). Spreadsheets do not write apostrophes that people type.
    /// </summary>
    public bool KeepApostrophes { get; init; }
}

/// <summary>How much a file may hold, so that none takes the memory of the server.</summary>
internal static class SheetLimits
{
    public const int Columns = 1_000;
    public const int Rows = 1_000_000;
    /// <summary>In characters (UTF-16 code units).</summary>
    public const int Cell = 1 << 20;
}
