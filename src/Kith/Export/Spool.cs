using System.Buffers;
using System.Threading.Channels;

namespace Kith.Export;

/// <summary>
/// A file that is written at one end while it is read at the other. Whoever reads may be slow, or stop: that costs room on a disk, and
/// neither a connection to the database nor a state of it that could not be cleaned up.
/// </summary>
internal sealed class Spool : IAsyncDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly FileStream _written;
    private readonly FileStream _read;
    private readonly Channel<long> _lengths = Channel.CreateBounded<long>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, SingleWriter = true });
    private readonly CancellationTokenSource _giveUp = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<Problem?> _work = Task.FromResult<Problem?>(null);

    private Spool()
    {
        var path = Path.Combine(Path.GetTempPath(), $"kith-export-{Path.GetRandomFileName()}");
        _written = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        try
        {
            _read = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
        }
        finally
        {
            if (_read is null)
                _written.Dispose();
        }
    }

    /// <summary>Begins an export; it goes on by itself.</summary>
    /// <param name="export">The export.</param>
    /// <param name="place">Where exports wait for one another; its place is given back when the writing is done.</param>
    /// <param name="cancellation">Ends the wait for the beginning.</param>
    public static async ValueTask<Outcome<Spool>> BeginAsync(PeopleExport export, SemaphoreSlim place, CancellationToken cancellation)
    {
        await place.WaitAsync(cancellation);
        Spool? spool = null;
        try
        {
            spool = new Spool();
        }
        finally
        {
            // Nobody else gives it back: others would wait for good.
            if (spool is null)
                place.Release();
        }
        spool._work = Task.Run(() => spool.WriteAsync(export, place), CancellationToken.None);
        var isBegun = false;
        try
        {
            await Task.WhenAny(spool._work, spool._begun.Task).WaitAsync(cancellation);
            if (!spool._begun.Task.IsCompleted && await spool._work is { } problem)
                return problem;
            isBegun = true;
            return spool;
        }
        finally
        {
            if (!isBegun)
                await spool.DisposeAsync();
        }
    }

    /// <summary>How many people there are.</summary>
    public long Total { get; private set; }

    /// <summary>Hands everything on while it comes; fails where the writing does.</summary>
    public async Task CopyToAsync(Stream output, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            await foreach (var length in _lengths.Reader.ReadAllAsync(cancellation))
            {
                while (_read.Position < length)
                    await output.WriteAsync(buffer.AsMemory(0, await _read.ReadAsync(buffer, cancellation)), cancellation);
            }
            await _work;
            await output.FlushAsync(cancellation);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _giveUp.CancelAsync();
        await ((Task)_work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await _read.DisposeAsync();
        await _written.DisposeAsync();
        _giveUp.Dispose();
    }

    private async Task<Problem?> WriteAsync(PeopleExport export, SemaphoreSlim place)
    {
        try
        {
            await using var pen = new Pen(_written, _lengths.Writer);
            return await export.WriteAsync(pen, Begin, _giveUp.Token);
        }
        finally
        {
            _lengths.Writer.TryComplete();
            place.Release();
        }
    }

    private void Begin(long total)
    {
        Total = total;
        _begun.SetResult();
    }

    /// <summary>Tells how long the file is with each piece that is written.</summary>
    private sealed class Pen(FileStream file, ChannelWriter<long> lengths) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await file.WriteAsync(buffer, cancellationToken);
            lengths.TryWrite(file.Position);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush()
        {
        }

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
