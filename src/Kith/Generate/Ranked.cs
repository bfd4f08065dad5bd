namespace Kith.Generate;

/// <summary>Things in the order of how often they occur, the n-th with the weight 1 / (n + flatness), as names and sizes do (Zipf).</summary>
internal sealed class Ranked<T>
{
    private readonly IReadOnlyList<T> _items;
    private readonly double[] _upTo;

    public Ranked(IReadOnlyList<T> items, double flatness)
        : this(items, index => 1 / (index + flatness))
    {
    }

    public Ranked(IReadOnlyList<T> items, Func<int, double> weight)
    {
        _items = items;
        _upTo = new double[items.Count];
        var sum = 0.0;
        for (var index = 0; index < items.Count; index++)
            _upTo[index] = sum += weight(index);
    }

    public IReadOnlyList<T> Items => _items;

    public T Draw(Dice dice) => _items[DrawIndex(dice)];

    public int DrawIndex(Dice dice)
    {
        var found = Array.BinarySearch(_upTo, dice.Fraction() * _upTo[^1]);
        return Math.Min(found < 0 ? ~found : found + 1, _items.Count - 1);
    }
}
