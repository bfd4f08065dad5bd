namespace Kith.Generate;

/// <summary>
/// When people come: more and more over three years, in blocks of which the first part arrives within a minute, as with an import.
/// </summary>
/// <param name="people">How many come in all.</param>
/// <param name="dice">Chance.</param>
internal sealed class Timeline(int people, Dice dice)
{
    private readonly int _burst = Math.Min(Shares.LargestBurst, Math.Max(1, people / 10));

    private int Block => (int)(_burst / Shares.Bursts);

    /// <summary>Whether this person, counted from 0, comes with an import.</summary>
    public bool IsImported(int number) => number % Block < _burst;

    /// <summary>When this person comes: not before the one who is counted before.</summary>
    public DateTimeOffset MomentOf(int number)
    {
        var (block, position) = Math.DivRem(number, Block);
        var begin = BeginOf(block);
        if (position < _burst)
            return begin + (Shares.BurstTime * position / _burst);
        var others = Math.Min(Block, people - (block * Block)) - _burst;
        var left = BeginOf(block + 1) - begin - Shares.BurstTime;
        return begin + Shares.BurstTime + (left * ((position - _burst + dice.Fraction()) / others));
    }

    /// <summary>A moment after another one, rather soon than late.</summary>
    public DateTimeOffset After(DateTimeOffset moment) => moment + ((Shares.End - moment) * Math.Pow(dice.Fraction(), 3));

    private DateTimeOffset BeginOf(int block) =>
        Shares.Begin + ((Shares.End - Shares.Begin) * Math.Pow(Math.Min(1, block * (double)Block / people), Shares.Growth));
}
