using System.Buffers.Binary;

namespace Kith.Access;

/// <summary>How many requests came in each of the last 60 seconds: a window that slides by the second.</summary>
internal sealed class RequestWindow
{
    /// <summary>How many seconds count.</summary>
    public const int Seconds = 60;

    private const int MostClocksDiffer = 300;

    private readonly int[] _counts = new int[Seconds];
    private long _second;

    /// <summary>The window that <see cref="ToBytes"/> wrote.</summary>
    public static RequestWindow Of(ReadOnlySpan<byte> bytes)
    {
        var window = new RequestWindow { _second = BinaryPrimitives.ReadInt64BigEndian(bytes) };
        for (var i = 0; i < Seconds; i++)
            window._counts[i] = BinaryPrimitives.ReadInt32BigEndian(bytes[(sizeof(long) + (i * sizeof(int)))..]);
        return window;
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[sizeof(long) + (Seconds * sizeof(int))];
        BinaryPrimitives.WriteInt64BigEndian(bytes, _second);
        for (var i = 0; i < Seconds; i++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(sizeof(long) + (i * sizeof(int))), _counts[i]);
        return bytes;
    }

    /// <summary>Counts as many of the requests that are wanted as the limit allows.</summary>
    public Grant Take(long second, int limit, int wanted)
    {
        Slide(second);
        var granted = Math.Min(wanted, limit - _counts.Sum());
        if (granted > 0)
        {
            _counts[_second % Seconds] += granted;
            return new Grant(granted, 0);
        }
        var wait = 1;
        while (wait < Seconds && _counts[(_second + wait) % Seconds] == 0)
            wait++;
        return new Grant(0, wait);
    }

    private void Slide(long second)
    {
        // A clock that was set back must not stop the window for as long as it was wrong; servers' clocks differ by less.
        if (second < _second - MostClocksDiffer)
        {
            Array.Clear(_counts);
            _second = second;
        }
        for (var passed = Math.Min(second - _second, Seconds); passed > 0; passed--)
            _counts[(second - passed + 1) % Seconds] = 0;
        _second = Math.Max(_second, second);
    }
}
