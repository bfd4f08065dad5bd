namespace Kith.Storage;

/// <summary>Adds rows to a table in one transaction; what is not committed is gone when it ends.</summary>
internal abstract class CopyWriter : IAsyncDisposable
{
    /// <summary>Adds a row, its values in the order of the table's columns and in the form of <see cref="CopyTable.Read"/>.</summary>
    public abstract ValueTask WriteAsync(IReadOnlyList<object?> values, CancellationToken cancellation);

    /// <summary>Keeps the rows; they are durable when this returns.</summary>
    public abstract ValueTask CommitAsync(CancellationToken cancellation);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
