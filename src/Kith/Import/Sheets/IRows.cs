namespace Kith.Import.Sheets;

/// <summary>The rows of a file as they stand in it: no header yet, and each as long as it is. Blank ones are left out.</summary>
internal interface IRows : IAsyncDisposable
{
    /// <summary>The next row; null when there is none any more.</summary>
    ValueTask<Outcome<SheetRow?>> NextAsync(CancellationToken cancellation);
}
