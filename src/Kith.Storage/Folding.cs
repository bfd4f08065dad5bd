using System.Globalization;
using System.Text;

namespace Kith.Storage;

/// <summary>Text without case and accents, computed here so that every engine finds and orders alike.</summary>
public static class Folding
{
    /// <summary>Changes when folding changes: indexes made with another version are rebuilt.</summary>
    public const int Version = 3;

    private const int LongestSortKey = 500;

    /// <summary>
    /// Folds text: compatibility decomposition, marks dropped, lower case, letters that do not decompose spelled out
    /// (ø → o, ß → ss), runs of blanks one space.
    /// </summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in (Ascii.IsValid(text) ? text : Decompose(text)).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
                continue;
            if (Rune.IsWhiteSpace(rune))
            {
                if (folded.Length > 0 && folded[^1] != ' ')
                    folded.Append(' ');
                continue;
            }
            var lower = Rune.ToLowerInvariant(rune);
            if (lower.Value < 0x80)
                folded.Append((char)lower.Value);
            else
                folded.Append(SpelledOut(lower.Value) ?? lower.ToString());
        }
        return folded.ToString().TrimEnd(' ');
    }

    /// <summary>Of all characters, ICU refuses U+FFFE alone, which is none and occurs nowhere.</summary>
    private static string Decompose(string text) => text.Replace("\uFFFE", "", StringComparison.Ordinal).Normalize(NormalizationForm.FormKD);

    /// <summary>
    /// What text is ordered by: folded, and no longer than an index of PostgreSQL takes a key (2,704 bytes, ids and tenant
    /// included); one character of 255 can fold to 18 (U+FDFA).
    /// </summary>
    public static string SortKey(string text)
    {
        var folded = Fold(text);
        if (folded.Length <= LongestSortKey)
            return folded;
        return folded[..(char.IsHighSurrogate(folded[LongestSortKey - 1]) ? LongestSortKey - 1 : LongestSortKey)];
    }

    /// <summary>Whether this machine can fold: without ICU, accents would stay and people not be found.</summary>
    public static bool IsAvailable => Fold("É") == "e";

    private static string? SpelledOut(int letter) => letter switch
    {
        'ς' => "σ",
        'ß' => "ss",
        'ø' => "o",
        'ł' => "l",
        'đ' or 'ð' => "d",
        'þ' => "th",
        'æ' => "ae",
        'œ' => "oe",
        'ı' => "i",
        'ħ' => "h",
        'ŋ' => "n",
        _ => null,
    };
}
