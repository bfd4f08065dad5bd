using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Kith.Search;

/// <summary>A piece of a text: what was looked for, or what is around it.</summary>
/// <param name="Text">The piece, as it stands in the text.</param>
/// <param name="IsMatch">Whether it was looked for.</param>
internal sealed record Piece(string Text, bool IsMatch)
{
    public JsonObject ToJson() => new() { ["text"] = Text, ["isMatch"] = IsMatch };
}

/// <summary>Where in a text the terms of a search stand, ignoring case and accents as the search does.</summary>
internal static class Highlight
{
    /// <summary>The most characters of a text that are shown.</summary>
    public const int LongestText = 160;

    /// <summary>So many characters are shown before the first match of a long text, about.</summary>
    private const int Lead = 40;

    /// <summary>The letters of most texts, folded.</summary>
    private static readonly string[] Lower = [.. Enumerable.Range(0, 128).Select(letter => Folding.Fold(((char)letter).ToString()))];

    /// <summary>Cuts a text into pieces; null when no term stands in it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="terms">What was looked for, folded.</param>
    /// <param name="isDigits">Whether digits alone count, as in phone numbers.</param>
    public static List<Piece>? Of(string text, IReadOnlyCollection<string> terms, bool isDigits = false)
    {
        var (folded, places) = Fold(text, isDigits);
        var isMatch = new bool[text.Length];
        foreach (var term in terms)
        {
            // No more is shown than what is near the first of them.
            var start = term.Length > 0 ? folded.IndexOf(term, StringComparison.Ordinal) : -1;
            for (var at = start; at >= 0 && at <= start + LongestText; at = folded.IndexOf(term, at + term.Length, StringComparison.Ordinal))
            {
                var (last, length) = places[at + term.Length - 1];
                var end = last + length;
                // Marks on its last letter belong to it.
                while (end < text.Length && CharUnicodeInfo.GetUnicodeCategory(text[end]) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
                    end++;
                isMatch.AsSpan(places[at].Start..end).Fill(true);
            }
        }
        var first = Array.IndexOf(isMatch, true);
        return first < 0 ? null : Cut(text, isMatch, first);
    }

    private static List<Piece> Cut(string text, bool[] isMatch, int first)
    {
        var begin = text.Length <= LongestText ? 0 : Math.Max(0, Math.Min(first - Lead, text.Length - LongestText));
        var end = Math.Min(text.Length, begin + LongestText);
        // Half of a character is none.
        if (begin > 0 && char.IsLowSurrogate(text[begin]))
            begin++;
        if (end < text.Length && char.IsLowSurrogate(text[end]))
            end--;
        var pieces = new List<Piece>();
        for (var i = begin; i < end;)
        {
            var next = i;
            while (next < end && isMatch[next] == isMatch[i])
                next++;
            pieces.Add(new Piece(text[i..next], isMatch[i]));
            i = next;
        }
        if (begin > 0)
            pieces.Insert(0, new Piece("…", false));
        if (end < text.Length)
            pieces.Add(new Piece("…", false));
        return pieces;
    }

    /// <summary>The folded text, and where in the text each of its characters comes from.</summary>
    private static (string Folded, List<(int Start, int Length)> Places) Fold(string text, bool isDigits)
    {
        var (folded, places) = (new StringBuilder(text.Length), new List<(int, int)>(text.Length));
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var letters = Rune.IsWhiteSpace(rune) ? folded.Length > 0 && folded[^1] != ' ' ? " " : ""
                : rune.IsAscii ? Lower[rune.Value]
                : Folding.Fold(rune.ToString());
            foreach (var letter in letters)
            {
                if (isDigits && !char.IsAsciiDigit(letter))
                    continue;
                folded.Append(letter);
                places.Add((at, rune.Utf16SequenceLength));
            }
            at += rune.Utf16SequenceLength;
        }
        return (folded.ToString(), places);
    }
}
