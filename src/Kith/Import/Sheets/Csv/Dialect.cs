namespace Kith.Import.Sheets.Csv;

/// <summary>How a program writes its CSV.</summary>
/// <param name="Delimiter">What is between cells.</param>
/// <param name="Quote">What is around cells that hold delimiters and line breaks; inside it is doubled.</param>
/// <param name="Backslash">Whether a backslash, too, makes a quote part of the cell.</param>
internal sealed record Dialect(char Delimiter, char Quote = '"', bool Backslash = false)
{
    /// <summary>How many characters of a file it is recognised by.</summary>
    public const int SampleSize = 128 * 1024;

    /// <summary>In order of likelihood.</summary>
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    /// <summary>
    /// Finds the dialect by trying all: the right one cuts most rows into the same number of cells, and leaves no quote in the
    /// middle of one.
    /// </summary>
    /// <param name="sample">The beginning of the file.</param>
    /// <param name="whole">Whether that is all of it.</param>
    /// <param name="delimiter">The delimiter, if it is known.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async ValueTask<Dialect> RecogniseAsync(string sample, bool whole, char? delimiter, CancellationToken cancellation)
    {
        var best = (Dialect: new Dialect(delimiter ?? ','), Score: double.NegativeInfinity);
        foreach (var candidate in delimiter is { } known ? [known] : Delimiters)
        {
            var dialect = new Dialect(candidate);
            var trial = await TrialAsync(sample, whole, dialect, cancellation);
            // RFC 4180 unless another style explains what it does not. A leading apostrophe is a name's ('t Hart) more often than a quote.
            var escaped = dialect with { Backslash = true };
            if (trial.Anomalies > 0 && await TrialAsync(sample, whole, escaped, cancellation) is { } other && other.Anomalies < trial.Anomalies)
                (dialect, trial) = (escaped, other);
            var single = dialect with { Quote = '\'', Backslash = false };
            if (trial.Quoted == 0 && sample.Contains('\'', StringComparison.Ordinal)
                && await TrialAsync(sample, whole, single, cancellation) is { Anomalies: 0, Quoted: > 1, FirstIsQuoted: true } apostrophes)
            {
                (dialect, trial) = (single, apostrophes);
            }
            if (trial.Score > best.Score)
                best = (dialect, trial.Score);
        }
        return best.Dialect;
    }

    /// <summary>What Excel understands as the first line: <c>sep=;</c>; null if it is something else.</summary>
    /// <param name="sample">The beginning of the file.</param>
    /// <param name="length">How long that line is, with its end.</param>
    public static char? Announced(ReadOnlySpan<char> sample, out int length)
    {
        var end = sample.IndexOfAny('\r', '\n');
        length = end < 0 ? 0 : end + (sample[end..].StartsWith("\r\n", StringComparison.Ordinal) ? 2 : 1);
        return end == 5 && sample.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) ? sample[4] : null;
    }

    private static async ValueTask<Trial> TrialAsync(string sample, bool whole, Dialect dialect, CancellationToken cancellation)
    {
        using var text = new StringReader(sample);
        await using var rows = new CsvRows(text, dialect, firstLine: 1);
        var counts = new List<int>();
        bool? firstIsQuoted = null;
        var broken = false;
        var more = true;
        while (more)
        {
            var outcome = await rows.NextAsync(cancellation);
            broken = !outcome.Succeeded(out var row, out _);
            more = row is not null;
            firstIsQuoted ??= rows.Quoted > 0;
            if (more)
                counts.Add(row!.Cells.Count);
        }
        // A sample ends anywhere: its last row says nothing.
        if (!whole && !broken && counts.Count > 1)
            counts.RemoveAt(counts.Count - 1);
        var most = counts.Where(static count => count > 1).CountBy(static count => count).OrderByDescending(static pair => pair.Value).ThenByDescending(static pair => pair.Key).FirstOrDefault();
        var anomalies = rows.Anomalies + (broken && whole ? 1 : 0);
        var share = counts.Count == 0 ? 0 : (double)most.Value / counts.Count;
        // Many cells by chance are less likely than two.
        var score = (most.Key < 2 ? 0 : share * (1 - 1.0 / most.Key)) - (double)(rows.Anomalies + rows.StrayQuotes) / Math.Max(1, counts.Count);
        return new Trial(score, anomalies, rows.Quoted, firstIsQuoted ?? false);
    }

    private sealed record Trial(double Score, int Anomalies, int Quoted, bool FirstIsQuoted);
}
