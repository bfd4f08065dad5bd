using System.Buffers;
using System.Text;
using UtfUnknown;

namespace Kith.Import.Sheets.Csv;

/// <summary>Finds out in which encoding a file was saved.</summary>
/// <param name="Encoding">The encoding.</param>
/// <param name="Preamble">How many bytes of byte order mark there are.</param>
internal sealed record TextEncoding(Encoding Encoding, int Preamble)
{
    private const int SampleSize = 1 << 20;

    /// <summary>UTF-32 before UTF-16: the mark of the one begins with that of the other.</summary>
    private static readonly Encoding[] Marked =
        [new UTF32Encoding(bigEndian: false, byteOrderMark: true), new UTF32Encoding(bigEndian: true, byteOrderMark: true), System.Text.Encoding.UTF8, System.Text.Encoding.Unicode, System.Text.Encoding.BigEndianUnicode];

    /// <summary>
    /// Found where windows-1252 is meant, which is ISO-8859-1 with more characters and what Excel saves in the west: Latin encodings that
    /// programs of today do not write.
    /// </summary>
    private static readonly int[] NotOfOffice = [437, 850, 852, 855, 858, 10029, 20127, 28591, 28593, 28594, 28600, 28603, 28605, 28606, 65001];

    static TextEncoding() => System.Text.Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The encoding that somebody named; a byte order mark is skipped if it is that encoding's.</summary>
    public static Outcome<TextEncoding> Named(string name, ReadOnlySpan<byte> beginning)
    {
        Encoding? encoding = null;
        try
        {
            encoding = System.Text.Encoding.GetEncoding(name.Trim());
        }
        catch (ArgumentException)
        {
            // There is no way to ask without an exception.
        }
        return encoding is null or { CodePage: 65000 }
            ? Problem.Unprocessable("encoding", $"There is no encoding \"{name}\". Use a name of the IANA, such as utf-8 or windows-1252.", ViolationCodes.Choice)
            : new TextEncoding(encoding, encoding.Preamble.Length > 0 && beginning.StartsWith(encoding.Preamble) ? encoding.Preamble.Length : 0);
    }

    /// <summary>The encoding that the bytes look like.</summary>
    /// <param name="stream">Read from its beginning to its end; where it stands afterwards says nothing.</param>
    /// <param name="beginning">Its first bytes.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async ValueTask<TextEncoding> RecogniseAsync(Stream stream, ReadOnlyMemory<byte> beginning, CancellationToken cancellation)
    {
        var marked = Array.Find(Marked, encoding => beginning.Span.StartsWith(encoding.Preamble));
        if (marked is not null)
            return new TextEncoding(marked, marked.Preamble.Length);
        return WithoutMark(beginning.Span) is { } wide ? new TextEncoding(wide, 0) : new TextEncoding(await OfManyBytesAsync(stream, cancellation), 0);
    }

    /// <summary>UTF-16 without a mark: letters of Latin scripts, delimiters and line ends have a zero in one half.</summary>
    private static Encoding? WithoutMark(ReadOnlySpan<byte> bytes)
    {
        Span<int> zeros = [0, 0];
        for (var i = 0; i < bytes.Length; i++)
            zeros[i % 2] += bytes[i] == 0 ? 1 : 0;
        var quarter = Math.Max(1, bytes.Length / 8);
        return zeros[1] >= quarter && zeros[0] <= zeros[1] / 10 ? System.Text.Encoding.Unicode
            : zeros[0] >= quarter && zeros[1] <= zeros[0] / 10 ? System.Text.Encoding.BigEndianUnicode
            : null;
    }

    /// <summary>
    /// The whole file is looked at: the only name with an accent may be its last. What is UTF-8 by chance is very rare in any other
    /// encoding, so that a file with as many such characters as there are bytes that are none is broken UTF-8, not something else.
    /// </summary>
    private static async ValueTask<Encoding> OfManyBytesAsync(Stream stream, CancellationToken cancellation)
    {
        stream.Position = 0;
        var buffer = new byte[64 * 1024];
        var (kept, valid, invalid, position) = (0, 0L, 0L, 0L);
        long? firstInvalid = null;
        int read;
        while ((read = await stream.ReadAsync(buffer.AsMemory(kept), cancellation)) > 0)
        {
            var length = kept + read;
            kept = Count(buffer.AsSpan(0, length), ref valid, ref invalid);
            if (invalid > 0)
                firstInvalid ??= position;
            buffer.AsSpan(length - kept, kept).CopyTo(buffer);
            position += length - kept;
        }
        invalid += kept;
        return valid >= invalid ? System.Text.Encoding.UTF8 : await GuessAsync(stream, firstInvalid ?? Math.Max(0, position - 1), cancellation);
    }

    /// <summary>Counts the characters beyond ASCII and the bytes that are no UTF-8; returns how many at the end may be the beginning of one.</summary>
    private static int Count(ReadOnlySpan<byte> bytes, ref long valid, ref long invalid)
    {
        while (bytes.IndexOfAnyExceptInRange((byte)0, (byte)0x7F) is >= 0 and var next)
        {
            bytes = bytes[next..];
            var status = Rune.DecodeFromUtf8(bytes, out _, out var used);
            if (status == OperationStatus.NeedMoreData)
                return bytes.Length;
            if (status == OperationStatus.Done)
                valid++;
            else
                invalid += used;
            bytes = bytes[used..];
        }
        return 0;
    }

    private static async ValueTask<Encoding> GuessAsync(Stream stream, long from, CancellationToken cancellation)
    {
        stream.Position = Math.Max(0, from - SampleSize / 4);
        var sample = new byte[SampleSize];
        var length = await stream.ReadAtLeastAsync(sample, sample.Length, throwOnEndOfStream: false, cancellation);
        // A few letters are not enough to tell languages from each other: then it is what most files are.
        var detected = CharsetDetector.DetectFromBytes(sample, 0, length).Detected;
        var accents = 0;
        foreach (var letter in sample.AsSpan(0, length))
            accents += letter > 0x7F ? 1 : 0;
        var western = detected?.Encoding is null || detected.Confidence < 0.6f || accents < 10 || NotOfOffice.Contains(detected.Encoding.CodePage);
        return western ? System.Text.Encoding.GetEncoding(1252) : detected!.Encoding;
    }
}
