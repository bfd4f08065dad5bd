namespace Kith.Identity;

/// <summary>How many letters were added, left out, replaced or exchanged with their neighbour between two words (optimal string alignment).</summary>
internal static class EditDistance
{
    /// <summary>Longer words are compared by their first letters.</summary>
    private const int Longest = 64;

    public static int Of(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        one = one[..Math.Min(one.Length, Longest)];
        other = other[..Math.Min(other.Length, Longest)];
        Span<int> rows = stackalloc int[3 * (Longest + 1)];
        var before = rows[..(Longest + 1)];
        var above = rows.Slice(Longest + 1, Longest + 1);
        var row = rows[(2 * (Longest + 1))..];
        for (var column = 0; column <= other.Length; column++)
            above[column] = column;
        for (var i = 1; i <= one.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var cost = one[i - 1] == other[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(above[j] + 1, row[j - 1] + 1), above[j - 1] + cost);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }
            var free = before;
            before = above;
            above = row;
            row = free;
        }
        return above[other.Length];
    }
}
