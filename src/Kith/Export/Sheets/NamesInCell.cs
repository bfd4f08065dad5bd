namespace Kith.Export.Sheets;

/// <summary>
/// Several names in one cell, with "; " between them. A name that has a separator in it, or begins like something else than itself,
/// is put in quotes, as cells are in CSV; so that all of them come back as they were.
/// </summary>
internal static class NamesInCell
{
    /// <summary>What separates names of organizations: in these a comma belongs to the name.</summary>
    private const string OfOrganizations = ";";

    private const string OfOthers = ";,\n\r";

    /// <summary>What Google writes between the values of a cell.</summary>
    public const string Several = ":::";

    /// <summary>How Google's own groups begin.</summary>
    public const string GooglesMark = "* ";

    /// <summary>What separates the names of a property.</summary>
    public static string SeparatorsOf(string property) => property == "organizations" ? OfOrganizations : OfOthers;

    /// <summary>The cell.</summary>
    public static string Join(IEnumerable<string> titles, string separators) => string.Join("; ", titles.Select(title => Quoted(title, separators)));

    /// <summary>The names in a cell, and whether each was in quotes: then it is meant as it stands.</summary>
    public static List<(string Title, bool IsQuoted)> Split(string cell, string separators)
    {
        var titles = new List<(string, bool)>();
        var rest = cell.AsSpan();
        while (true)
        {
            rest = rest.TrimStart();
            if (rest.IsEmpty)
                return titles;
            if (TakeQuoted(ref rest, separators) is { } quoted)
            {
                titles.Add((quoted, true));
                continue;
            }
            var end = rest.IndexOfAny(separators);
            var several = rest.IndexOf(Several);
            var (length, skipped) = several >= 0 && (end < 0 || several < end) ? (several, Several.Length) : (end, 1);
            var title = (length < 0 ? rest : rest[..length]).Trim();
            if (!title.IsEmpty)
                titles.Add((title.ToString(), false));
            rest = length < 0 ? [] : rest[(length + skipped)..];
        }
    }

    private static string Quoted(string title, string separators) =>
        title.AsSpan().ContainsAny(separators) || title.Contains(Several, StringComparison.Ordinal) || title.StartsWith('"') || title.StartsWith(GooglesMark, StringComparison.Ordinal)
            ? $"\"{title.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : title;

    /// <summary>Takes a name in quotes from the beginning; null where quotes begin a name that goes on behind them.</summary>
    private static string? TakeQuoted(ref ReadOnlySpan<char> rest, string separators)
    {
        if (rest[0] != '"')
            return null;
        for (var at = 1; at < rest.Length; at++)
        {
            if (rest[at] != '"')
                continue;
            if (at + 1 < rest.Length && rest[at + 1] == '"')
            {
                at++;
                continue;
            }
            var behind = rest[(at + 1)..].TrimStart();
            if (!behind.IsEmpty && !separators.Contains(behind[0], StringComparison.Ordinal) && !behind.StartsWith(Several))
                return null;
            var title = rest[1..at].ToString().Replace("\"\"", "\"", StringComparison.Ordinal);
            rest = behind.IsEmpty ? [] : behind.StartsWith(Several) ? behind[Several.Length..] : behind[1..];
            return title;
        }
        return null;
    }
}
