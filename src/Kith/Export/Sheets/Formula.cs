using System.Buffers;

namespace Kith.Export.Sheets;

/// <summary>
/// Text that a spreadsheet program would compute. In CSV, which has no types, an apostrophe before it makes it text, as OWASP advises
/// (CSV injection); the worksheet of a workbook says of each cell that it is text.
/// </summary>
internal static class Formula
{
    private static readonly SearchValues<char> OfNumbers = SearchValues.Create("0123456789 ().-/");

    /// <summary>
    /// Whether a spreadsheet program may compute a text. Full-width forms are signs, too, to programs of East Asia. A number, and a phone
    /// number with a plus, begins like a formula, but nothing that it computes does harm; an apostrophe would break it for every other
    /// program, which is why none writes one before +31 20 123 45 67.
    /// </summary>
    public static bool IsDangerous(ReadOnlySpan<char> text) =>
        text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20', ..] && !IsNumber(text);

    /// <summary>The text as it is safe in CSV.</summary>
    public static string Neutralise(string text) => NeedsApostrophe(text) ? "'" + text : text;

    /// <summary>Whether <see cref="Neutralise"/> may have made a text.</summary>
    public static bool IsNeutralised(string? text) => text is ['\'', ..] && NeedsApostrophe(text.AsSpan(1));

    /// <summary>The text that <see cref="Neutralise"/> was given.</summary>
    public static string? Restore(string? text) => IsNeutralised(text) ? text![1..] : text;

    /// <summary>What looks neutralised already gets one more, or the first would be lost on the way back.</summary>
    private static bool NeedsApostrophe(ReadOnlySpan<char> text) => IsDangerous(text.TrimStart('\''));

    /// <summary>No letter to call a function by, no second sign to begin another, no bar or exclamation mark to reach another program by.</summary>
    private static bool IsNumber(ReadOnlySpan<char> text) =>
        text is ['+' or '-', ..] && text.ContainsAnyInRange('0', '9') && !text[1..].ContainsAnyExcept(OfNumbers);
}
