using System.Buffers;

namespace Kith.Export.Sheets;

/// <summary>Bytes on their way to a stream, which takes them in pieces that are worth the journey.</summary>
internal sealed class Blocks(Stream output)
{
    private const int Size = 64 * 1024;

    /// <summary>More room than this is given back: one large picture does not keep it.</summary>
    private const int MostKept = 16 * Size;

    /// <summary>Where to write.</summary>
    public ArrayBufferWriter<byte> Pending { get; private set; } = new(2 * Size);

    /// <summary>Sends what is pending when it is a piece.</summary>
    public ValueTask SendAsync(CancellationToken cancellation) => Pending.WrittenCount < Size ? ValueTask.CompletedTask : FlushAsync(cancellation);

    /// <summary>Sends all that is left; the stream stays open.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellation)
    {
        await FlushAsync(cancellation);
        await output.FlushAsync(cancellation);
    }

    private async ValueTask FlushAsync(CancellationToken cancellation)
    {
        await output.WriteAsync(Pending.WrittenMemory, cancellation);
        if (Pending.Capacity > MostKept)
            Pending = new ArrayBufferWriter<byte>(2 * Size);
        else
            Pending.ResetWrittenCount();
    }
}
