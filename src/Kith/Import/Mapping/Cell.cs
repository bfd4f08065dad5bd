using System.Buffers;

namespace Kith.Import.Mapping;

/// <summary>What is in a cell.</summary>
internal static class Cell
{
    private const int LongestShown = 60;

    /// <summary>What Google writes between the values of a cell.</summary>
    public const string Several = ":::";

    /// <summary>Signs with which people and programs say that there is nothing; an asterisk is Google's mark for a label without a word.</summary>
    private static readonly SearchValues<char> Signs = SearchValues.Create("-–—−*_./\\ \t\r\n\u00A0\u200B\uFEFF");

    /// <summary>The value of a cell; null when there is none.</summary>
    public static string? ValueOf(string? cell)
    {
        if (cell is null)
            return null;
        var text = cell.AsSpan().Trim();
        if (text.IsEmpty || text.IndexOfAnyExcept(Signs) < 0)
            return null;
        return text.Length == cell.Length ? cell : text.ToString();
    }

    /// <summary>A value in a message: the beginning of a long one.</summary>
    public static string Shown(string text) =>
        text.Length <= LongestShown ? text : $"{text.AsSpan(0, char.IsHighSurrogate(text[LongestShown - 1]) ? LongestShown - 1 : LongestShown)}…";

    /// <summary>The values of a cell that Google wrote, or in which others put several with one of these between them.</summary>
    public static List<string> Split(string text, ReadOnlySpan<char> separators)
    {
        var values = new List<string>(1);
        if (text.AsSpan().IndexOfAny(separators) < 0 && !text.Contains(Several, StringComparison.Ordinal))
        {
            values.Add(text);
            return values;
        }
        foreach (var part in text.Split(Several))
        {
            var rest = part.AsSpan();
            while (!rest.IsEmpty)
            {
                var end = rest.IndexOfAny(separators);
                var value = (end < 0 ? rest : rest[..end]).Trim();
                if (!value.IsEmpty)
                    values.Add(value.ToString());
                rest = end < 0 ? [] : rest[(end + 1)..];
            }
        }
        return values;
    }
}
