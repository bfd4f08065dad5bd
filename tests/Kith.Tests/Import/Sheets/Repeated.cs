namespace Kith.Tests.Import.Sheets;

/// <summary>A file that is larger than what it costs: the same bytes over and over.</summary>
internal sealed class Repeated(byte[] beginning, byte[] unit, long count) : Stream
{
    public Repeated(byte[] unit, long count) : this([], unit, count)
    {
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; } = beginning.Length + unit.Length * count;

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        var length = (int)Math.Min(buffer.Length, Length - Position);
        for (var i = 0; i < length; i++, Position++)
            buffer[i] = Position < beginning.Length ? beginning[Position] : unit[(Position - beginning.Length) % unit.Length];
        return length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>At once, so that what a test allocates is allocated by its thread.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
