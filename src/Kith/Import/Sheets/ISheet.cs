namespace Kith.Import.Sheets;

/// <summary>
/// A file of people as a table, whatever program wrote it: one row a person. It is read once from its beginning to its end, in
/// constant memory.
/// </summary>
internal interface ISheet : IAsyncDisposable
{
    /// <summary>What the file turned out to be.</summary>
    SheetFormat Format { get; }

    /// <summary>The names of the columns, as they stand in the file, each once: of two with the same name the second is called "name (2)".</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>The rows; a problem in place of those after which nothing more can be read.</summary>
    IAsyncEnumerable<Outcome<SheetRow>> ReadAsync(CancellationToken cancellation);
}

/// <summary>A row.</summary>
/// <param name="Number">Its number as the program that shows the file counts it: the line that it begins in, the row of the worksheet, the number of the card; from 1.</param>
/// <param name="Cells">As many as there are columns; null where there is nothing.</param>
internal sealed record SheetRow(long Number, IReadOnlyList<string?> Cells);

/// <summary>What a file turned out to be.</summary>
/// <param name="MediaType"><c>text/csv</c>, <c>application/vnd.openxmlformats-officedocument.spreadsheetml.sheet</c> <c>text/vcard</c> or <c>application/jsonl</c>.</param>
/// <param name="Encoding">The name of the encoding (IANA); null for what is not text.</param>
/// <param name="Delimiter">What is between cells; null for what has none.</param>
/// <param name="Sheet">The name of the worksheet; null for what has none.</param>
internal sealed record SheetFormat(string MediaType, string? Encoding, string? Delimiter, string? Sheet);
