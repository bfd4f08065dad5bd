using Kith.Import.Mapping;

namespace Kith.Import.Sheets;

/// <summary>What is in a sheet, for somebody who decides which column is what.</summary>
/// <param name="Columns">Its columns, in their order.</param>
/// <param name="Rows">How many rows there are.</param>
/// <param name="Problem">Why reading ended before the end; null if it did not.</param>
internal sealed record SheetSummary(IReadOnlyList<ColumnSummary> Columns, long Rows, Problem? Problem)
{
    private const int MaximumSamples = 5;
    /// <summary>In characters (UTF-16 code units): samples are to be looked at, and there may be a thousand columns of them.</summary>
    private const int SampleLength = 200;

    /// <summary>Reads through a sheet, and keeps no more than the samples.</summary>
    public static async ValueTask<SheetSummary> ReadAsync(ISheet sheet, CancellationToken cancellation)
    {
        var samples = sheet.Columns.Select(static _ => new List<string>(MaximumSamples)).ToArray();
        var filled = new long[sheet.Columns.Count];
        var rows = 0L;
        Problem? problem = null;
        await foreach (var outcome in sheet.ReadAsync(cancellation))
        {
            if (!outcome.Succeeded(out var row, out problem))
                break;
            rows++;
            for (var column = 0; column < filled.Length; column++)
            {
                if (string.IsNullOrWhiteSpace(row.Cells[column]))
                    continue;
                filled[column]++;
                if (samples[column].Count < MaximumSamples && Shortened(row.Cells[column]!) is var sample && !samples[column].Contains(sample))
                    samples[column].Add(sample);
            }
        }
        return new SheetSummary([.. sheet.Columns.Select((name, column) => new ColumnSummary(name, samples[column], filled[column]))], rows, problem);
    }

    private static string Shortened(string cell) => cell.Length <= SampleLength
        ? cell
        : cell[..(char.IsHighSurrogate(cell[SampleLength - 2]) ? SampleLength - 2 : SampleLength - 1)] + '…';
}
