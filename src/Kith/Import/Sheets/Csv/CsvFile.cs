using Kith.Export.Sheets;

namespace Kith.Import.Sheets.Csv;

/// <summary>Opens a text file of rows and cells, once it is known that it is text.</summary>
internal static class CsvFile
{
    public const string MediaType = "text/csv";

    /// <summary>The beginning of the file as text, which tells what is in it.</summary>
    public static async ValueTask<string> SampleAsync(Stream stream, TextEncoding encoding, CancellationToken cancellation)
    {
        stream.Position = encoding.Preamble;
        using var text = new DecodedText(stream, encoding.Encoding);
        return await TakeAsync(text, Dialect.SampleSize, cancellation);
    }

    public static async ValueTask<Outcome<ISheet>> OpenAsync(Stream stream, TextEncoding encoding, string sample, SheetOptions options, CancellationToken cancellation)
    {
        if (!Delimiter(options.Delimiter).Succeeded(out var delimiter, out var problem))
            return problem;
        var announced = Dialect.Announced(sample, out var skipped);
        if (announced is not null)
            sample = sample[skipped..];
        var dialect = await Dialect.RecogniseAsync(sample, sample.Length + skipped < Dialect.SampleSize, delimiter ?? announced, cancellation);
        stream.Position = encoding.Preamble;
        var text = new DecodedText(stream, encoding.Encoding);
        if (announced is not null)
            await TakeAsync(text, skipped, cancellation);
        IRows rows = new CsvRows(text, dialect, firstLine: announced is null ? 1 : 2);
        if (!options.KeepApostrophes)
            rows = new RestoredRows(rows);
        var format = new SheetFormat(MediaType, encoding.Encoding.WebName, dialect.Delimiter.ToString(), null);
        return await Table.OpenAsync(format, rows, options, delimited: true, cancellation);
    }

    private static async ValueTask<string> TakeAsync(DecodedText text, int count, CancellationToken cancellation)
    {
        var characters = new char[count];
        var length = 0;
        int read;
        while (length < count && (read = await text.ReadAsync(characters.AsMemory(length), cancellation)) > 0)
            length += read;
        return new string(characters, 0, length);
    }

    private static Outcome<char?> Delimiter(string? named) => named switch
    {
        null => (char?)null,
        "tab" or "\\t" => '\t',
        [var c] when c is not ('"' or '\r' or '\n' or DecodedText.Mark) && !char.IsSurrogate(c) => c,
        _ => Problem.Unprocessable("delimiter", "The delimiter is one character, or the word tab.", ViolationCodes.Form),
    };

    /// <summary>Rows without the apostrophes that exports put before formulas.</summary>
    private sealed class RestoredRows(IRows rows) : IRows
    {
        public async ValueTask<Outcome<SheetRow?>> NextAsync(CancellationToken cancellation)
        {
            var outcome = await rows.NextAsync(cancellation);
            if (!outcome.Succeeded(out var row, out _) || row is null)
                return outcome;
            return row with { Cells = row.Cells.Any(Formula.IsNeutralised) ? [.. row.Cells.Select(Formula.Restore)] : row.Cells };
        }

        public ValueTask DisposeAsync() => rows.DisposeAsync();
    }
}
