using System.Text;

namespace Kith.VCards;

/// <summary>What a step of reading came to.</summary>
internal enum ReadState
{
    /// <summary>There is a line.</summary>
    Line,

    /// <summary>There may be one when more bytes are there.</summary>
    NeedsMore,

    /// <summary>There is none.</summary>
    End,
}

/// <summary>The lines of a stream as bytes: ended by CR LF, LF, CR, or CR CR LF, which mail programs make of the first.</summary>
internal sealed class PhysicalLines
{
    private readonly Stream? stream;
    private readonly int maxBytes;
    private byte[] buffer;
    private int start;
    private int end;
    private int scanned;
    private bool ended;
    private bool hasBegun;
    private bool isDropping;
    private int lineStart;
    private int lineLength;
    private Decoder? utf16;

    /// <summary>Lines of a stream.</summary>
    public PhysicalLines(Stream stream, int maxBytes) => (this.stream, this.maxBytes, buffer) = (stream, maxBytes, new byte[64 * 1024]);

    /// <summary>Lines of UTF-8 that is in memory.</summary>
    public PhysicalLines(byte[] bytes, int maxBytes) => (this.maxBytes, buffer, end, ended, hasBegun) = (maxBytes, bytes, bytes.Length, true, true);

    /// <summary>The line without its end; empty when it is <see cref="IsTooLong"/>.</summary>
    public ReadOnlySpan<byte> Current => buffer.AsSpan(lineStart, lineLength);

    /// <summary>Its number, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Whether it was longer than may be; what it said is gone.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>The encoding that is turned into UTF-8 here, because its lines are no bytes of ASCII; null when there is none.</summary>
    public Encoding? Transcoded { get; private set; }

    public ReadState Read()
    {
        if (!hasBegun)
            return ReadState.NeedsMore;
        var found = buffer.AsSpan(scanned, end - scanned).IndexOfAny((byte)'\r', (byte)'\n');
        if (found < 0)
        {
            scanned = end;
            if (!ended)
                return ReadState.NeedsMore;
            if (start == end && !isDropping)
                return ReadState.End;
            Take(end, end);
            return ReadState.Line;
        }
        var at = scanned + found;
        var next = at + 1;
        if (buffer[at] == '\r')
        {
            // Two bytes ahead tell where this end of a line ends.
            if (at + 2 >= end && !ended)
            {
                scanned = at;
                return ReadState.NeedsMore;
            }
            if (next < end && buffer[next] == '\n')
                next++;
            else if (next + 1 < end && buffer[next] == '\r' && buffer[next + 1] == '\n')
                next += 2;
        }
        Take(at, next);
        return ReadState.Line;
    }

    /// <summary>Reads more of the stream; <see cref="Current"/> is gone afterwards.</summary>
    public async ValueTask FillAsync(CancellationToken cancellation)
    {
        MakeRoom();
        if (!hasBegun)
            await BeginAsync(cancellation);
        else if (utf16 is not null)
            await TranscodeAsync(cancellation);
        else
        {
            var read = await stream!.ReadAsync(buffer.AsMemory(end), cancellation);
            end += read;
            ended = read == 0;
        }
    }

    private void Take(int at, int next)
    {
        IsTooLong = isDropping || at - start > maxBytes;
        (lineStart, lineLength) = IsTooLong ? (at, 0) : (start, at - start);
        (start, scanned, isDropping) = (next, next, false);
        Number++;
    }

    private void MakeRoom()
    {
        lineLength = 0;
        if (isDropping || end - start > maxBytes)
        {
            // The rest of the line is read, but no longer kept; a CR at its end may be half of an end.
            isDropping = true;
            start = scanned;
        }
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (end, scanned, start) = (end - start, scanned - start, 0);
        }
        if (buffer.Length - end < 16 * 1024)
            Array.Resize(ref buffer, buffer.Length * 2);
    }

    private async ValueTask BeginAsync(CancellationToken cancellation)
    {
        end = await stream!.ReadAtLeastAsync(buffer.AsMemory(0, 4), 4, throwOnEndOfStream: false, cancellation);
        hasBegun = true;
        ended = end == 0;
        var (encoding, mark) = buffer.AsSpan(0, end) switch
        {
            [0xEF, 0xBB, 0xBF, ..] => ((Encoding?)null, 3),
            [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
            [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
            [not 0, 0, ..] => (Encoding.Unicode, 0),
            [0, not 0, ..] => (Encoding.BigEndianUnicode, 0),
            _ => (null, 0),
        };
        if (encoding is null)
            (start, scanned) = (mark, mark);
        else
        {
            Transcoded = encoding;
            utf16 = encoding.GetDecoder();
            var first = buffer.AsSpan(mark, end - mark).ToArray();
            end = 0;
            Append(first, flush: false);
        }
    }

    private async ValueTask TranscodeAsync(CancellationToken cancellation)
    {
        // A unit of two bytes becomes three bytes of UTF-8 at most.
        var bytes = new byte[(buffer.Length - end) / 2];
        var read = await stream!.ReadAsync(bytes, cancellation);
        ended = read == 0;
        Append(bytes.AsSpan(0, read), flush: ended);
    }

    private void Append(ReadOnlySpan<byte> bytes, bool flush)
    {
        var chars = new char[utf16!.GetCharCount(bytes, flush)];
        var count = utf16.GetChars(bytes, chars, flush);
        var needed = Encoding.UTF8.GetMaxByteCount(count);
        if (buffer.Length - end < needed)
            Array.Resize(ref buffer, end + needed);
        end += Encoding.UTF8.GetBytes(chars.AsSpan(0, count), buffer.AsSpan(end));
    }
}
