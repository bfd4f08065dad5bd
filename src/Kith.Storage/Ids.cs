using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Kith.Storage;

/// <summary>
/// Ids of UUID version 7 (RFC 9562 §5.7) in ascending order, also within a millisecond (§6.2, method 1) and when the clock is
/// set back: who is created later is listed later.
/// </summary>
/// <param name="clock">What time it is.</param>
public sealed class Ids(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private ulong _last;

    /// <summary>A new id, greater than all before it.</summary>
    /// <param name="last">An id of another process that it is greater than, too.</param>
    public Guid Next(Guid last = default)
    {
        Span<byte> bytes = stackalloc byte[16];
        last.TryWriteBytes(bytes, bigEndian: true, out _);
        var before = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        before = ((before >> 16) << 12) | (before & 0xFFF);
        var now = (ulong)clock.GetUtcNow().ToUnixTimeMilliseconds() << 12;
        ulong ordered;
        lock (_lock)
            ordered = _last = Math.Max(now, _last + 1);
        // What another tenant was given, perhaps by a clock that was ahead, is of no concern to this one.
        ordered = Math.Max(ordered, before + 1);

        RandomNumberGenerator.Fill(bytes[8..]);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ordered >> 12) << 16) | 0x7000 | (ordered & 0xFFF));
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
