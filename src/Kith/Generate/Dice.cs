using System.Buffers.Binary;

namespace Kith.Generate;

/// <summary>Chance that falls the same way each time for the same seed; not for secrets.</summary>
internal sealed class Dice(int seed)
{
    private const string Letters = "ABCDEFGHJKLMNPRSTUVWXZ";

    private readonly Random _random = new(seed);
    private ulong _last;

    /// <summary>At least 0 and below 1.</summary>
    public double Fraction() => _random.NextDouble();

    public bool Chance(double share) => _random.NextDouble() < share;

    public int Below(int limit) => _random.Next(limit);

    public int Between(int least, int most) => _random.Next(least, most + 1);

    public T One<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    /// <summary>How many, given the share of 0, of 1, of 2 …</summary>
    public int Count(double[] shares)
    {
        var left = _random.NextDouble();
        for (var count = 0; count < shares.Length - 1; count++)
        {
            left -= shares[count];
            if (left < 0)
                return count;
        }
        return shares.Length - 1;
    }

    /// <summary>Fills a pattern: <c>#</c> is a digit, <c>%</c> one from 2 to 9, <c>@</c> a letter.</summary>
    public string Fill(string pattern) => string.Create(pattern.Length, (pattern, dice: this), static (filled, from) =>
    {
        for (var index = 0; index < filled.Length; index++)
        {
            filled[index] = from.pattern[index] switch
            {
                '#' => (char)('0' + from.dice.Below(10)),
                '%' => (char)('2' + from.dice.Below(8)),
                '@' => Letters[from.dice.Below(Letters.Length)],
                var letter => letter,
            };
        }
    });

    /// <summary>An id of UUID version 7 with a moment in it, greater than those before it (RFC 9562 §6.2); moments must not go back.</summary>
    public Guid Id(DateTimeOffset moment)
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes[8..]);
        var now = (ulong)moment.ToUnixTimeMilliseconds() << 12;
        _last = Math.Max(_last + 1, now);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((_last >> 12) << 16) | 0x7000 | (_last & 0xFFF));
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
