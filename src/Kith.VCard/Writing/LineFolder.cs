using System.Buffers;

namespace Kith.VCards;

/// <summary>Folds lines to 75 bytes (RFC 6350 §3.2), never within a character.</summary>
internal static class LineFolder
{
    private const int MaxBytes = 75;

    public static void Write(ReadOnlySpan<byte> line, IBufferWriter<byte> output)
    {
        var room = MaxBytes;
        while (line.Length > room)
        {
            var at = room;
            while ((line[at] & 0xC0) == 0x80)
                at--;
            output.Write(line[..at]);
            output.Write("\r\n "u8);
            line = line[at..];
            // The space counts.
            room = MaxBytes - 1;
        }
        output.Write(line);
        output.Write("\r\n"u8);
    }
}
