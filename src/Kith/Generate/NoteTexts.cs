using System.Text;

namespace Kith.Generate;

/// <summary>What people write in notes: titles and sentences of <c>notes.txt</c>, in the languages of a sales team.</summary>
internal sealed class NoteTexts
{
    private const string Separator = "--";

    private readonly string[] _titles;
    private readonly List<string[]> _languages = [];

    public NoteTexts()
    {
        var sections = Country.ReadText("Kith.Generate.notes.txt").Split($"\n{Separator}\n");
        _titles = Lines(sections[0]);
        _languages.AddRange(sections[1..].Select(Lines));
    }

    public string Title(Dice dice) => dice.One(_titles);

    /// <summary>Sentences in one language, most often the first, about somebody.</summary>
    public string Text(Dice dice, string given)
    {
        var sentences = dice.Chance(0.5) ? _languages[0] : dice.One(_languages);
        // Most notes are short.
        var length = Shares.ShortestNote + (int)(Math.Pow(dice.Fraction(), 2) * (Shares.LongestNote - Shares.ShortestNote));
        var text = new StringBuilder();
        var (next, last) = (dice.Below(sentences.Length), 0);
        // Each sentence once: from somewhere on, with gaps.
        while (text.Length < length && last < sentences.Length)
        {
            var sentence = sentences[(next + last) % sentences.Length].Replace("{given}", given, StringComparison.Ordinal)
                .Replace("{number}", $"{dice.Between(2, 90)}", StringComparison.Ordinal);
            last += dice.Between(1, 2);
            if (text.Length + 1 + sentence.Length > Shares.LongestNote)
                break;
            text.Append(text.Length == 0 ? "" : dice.Chance(0.1) ? '\n' : ' ').Append(sentence);
        }
        return text.ToString();
    }

    private static string[] Lines(string section) => section.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
