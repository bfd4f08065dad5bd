using Kith.Import.Sheets.Csv;
using Kith.Import.Sheets.Xlsx;

namespace Kith.Import.Sheets;

/// <summary>Opens a file of people, whatever it is: its content tells, not its name.</summary>
internal static class Sheet
{
    private const int SampleSize = 64 * 1024;

    /// <summary>The file as a table; a problem that says what it is if there is none in it.</summary>
    /// <param name="stream">The file, which can be sought in; stays open, and must until the sheet is disposed of.</param>
    /// <param name="fileName">What it is called; tells what to say of files that cannot be told otherwise.</param>
    /// <param name="options">What is known about it.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async ValueTask<Outcome<ISheet>> OpenAsync(Stream stream, string? fileName, SheetOptions options, CancellationToken cancellation)
    {
        var sample = new byte[SampleSize];
        stream.Position = 0;
        var length = await stream.ReadAtLeastAsync(sample, sample.Length, throwOnEndOfStream: false, cancellation);
        var beginning = sample.AsMemory(0, length);
        if (length == 0)
            return SheetProblem.Broken("The file is empty.");
        if (beginning.Span.StartsWith("PK\x03\x04"u8) || beginning.Span.StartsWith("PK\x05\x06"u8))
            return await Workbook.OpenAsync(stream, options, cancellation);
        if (FileSignature.Of(beginning.Span, fileName) is { } other)
            return other;
        TextEncoding? encoding;
        if (options.Encoding is not { } named)
            encoding = await TextEncoding.RecogniseAsync(stream, beginning, cancellation);
        else if (!TextEncoding.Named(named, beginning.Span).Succeeded(out encoding, out var unknown))
            return unknown;
        return await OpenTextAsync(stream, encoding, options, cancellation);
    }

    private static async ValueTask<Outcome<ISheet>> OpenTextAsync(Stream stream, TextEncoding encoding, SheetOptions options, CancellationToken cancellation)
    {
        var text = await CsvFile.SampleAsync(stream, encoding, cancellation);
        var start = text.AsSpan().TrimStart();
        if (start.IsEmpty)
            return SheetProblem.Broken("The file is empty.");
        if (text.Contains('\0', StringComparison.Ordinal))
            return SheetProblem.Unsupported("not text");
        if (start.StartsWith("BEGIN:VCARD", StringComparison.OrdinalIgnoreCase))
            return await OpenCardsAsync(stream, encoding, cancellation);
        if (JsonLines.Is(start))
            return await JsonLines.OpenAsync(stream, encoding.Preamble, cancellation);
        if (FileSignature.OfText(start) is { } other)
            return other;
        return await CsvFile.OpenAsync(stream, encoding, text, options, cancellation);
    }

    /// <summary>Cards declare their encodings themselves; what was recognised is for those that do not.</summary>
    private static async ValueTask<Outcome<ISheet>> OpenCardsAsync(Stream stream, TextEncoding encoding, CancellationToken cancellation)
    {
        stream.Position = 0;
        return (await VCardSheet.OpenAsync(stream, encoding.Encoding, cancellation)).Succeeded(out var sheet, out var problem) ? sheet : problem;
    }
}
