namespace Kith.Export.Sheets;

/// <summary>Writes a table to a stream, row by row, in constant memory. The stream need not be able to seek, and is only written to asynchronously.</summary>
internal interface ISheetWriter : IAsyncDisposable
{
    /// <summary>Names the columns; once, before the rows.</summary>
    ValueTask WriteHeaderAsync(IReadOnlyList<string> columns, CancellationToken cancellation);

    /// <summary>Writes a row: as many cells as there are columns, null where there is nothing.</summary>
    ValueTask WriteRowAsync(IReadOnlyList<string?> cells, CancellationToken cancellation);

    /// <summary>Writes what is left; without it the file is not whole. The stream stays open.</summary>
    ValueTask CompleteAsync(CancellationToken cancellation);
}
