using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Kith.Import.Sheets;

/// <summary>Finds the row that names the columns, and gives each column a name of its own.</summary>
internal static partial class Header
{
    /// <summary>
    /// Where the header is among the first rows; null when the first row is a person already. Lines above it (the title of a
    /// spreadsheet, the notes of a LinkedIn export) have one cell each.
    /// </summary>
    /// <param name="rows">The first rows.</param>
    /// <param name="hasHeader">What is known about it.</param>
    public static int? Find(IReadOnlyList<SheetRow> rows, bool? hasHeader)
    {
        var at = hasHeader == false || rows.Count == 0 ? 0 : BelowTitles(rows);
        return hasHeader ?? (rows.Count > 0 && !LooksLikeData(rows[at])) ? at : null;
    }

    /// <summary>The names of the columns.</summary>
    public static IReadOnlyList<string> Names(IReadOnlyList<string?>? cells, int width)
    {
        var names = new List<string>(width);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        for (var column = 0; column < width; column++)
        {
            var name = cells is not null && column < cells.Count ? Tidy(cells[column]) : "";
            if (name.Length == 0)
                name = $"Column {Letters(column)}";
            var single = name;
            for (var number = 2; !taken.Add(single); number++)
                single = $"{name} ({number})";
            names.Add(single);
        }
        return names;
    }

    private static int BelowTitles(IReadOnlyList<SheetRow> rows)
    {
        var first = 0;
        while (first < rows.Count && Filled(rows[first]) == 1)
            first++;
        // Below titles there is a table: a header and a row that is not much narrower.
        var clear = first > 0 && first + 1 < rows.Count && !LooksLikeData(rows[first])
            && rows.Skip(first + 1).Any(static row => Filled(row) > 1);
        return clear ? first : 0;
    }

    private static int Filled(SheetRow row) => row.Cells.Count(static cell => !string.IsNullOrWhiteSpace(cell));

    private static bool LooksLikeData(SheetRow row) => row.Cells.Any(static cell => cell is { Length: < 256 } && Datum().IsMatch(cell));

    /// <summary>Without the blanks at either end and the characters that nobody sees, which make two names of one.</summary>
    private static string Tidy(string? name)
    {
        var tidy = new StringBuilder();
        foreach (var c in name ?? "")
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c))
                tidy.Append(' ');
            else if (char.GetUnicodeCategory(c) != UnicodeCategory.Format)
                tidy.Append(c);
        }
        return tidy.ToString().Trim();
    }

    /// <summary>A, B … Z, AA: as spreadsheets call columns.</summary>
    private static string Letters(int column) => column < 26 ? $"{(char)('A' + column)}" : Letters(column / 26 - 1) + (char)('A' + column % 26);

    /// <summary>An e-mail address, a phone number, a date or a web address: no column is called that.</summary>
    [GeneratedRegex(@"^\s*(?:[^\s@]+@[^\s@]+\.[^\s@]+|\+?[\d\s()./-]{7,25}|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ].*)?|https?://\S+)\s*$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Datum();
}
