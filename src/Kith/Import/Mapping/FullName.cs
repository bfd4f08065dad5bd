using System.Collections.Frozen;

namespace Kith.Import.Mapping;

/// <summary>A whole name, taken apart.</summary>
/// <param name="HonorificPrefix">The form of address.</param>
/// <param name="Initials">The initials, where they are written as such: J.P.</param>
/// <param name="GivenName">The first given name.</param>
/// <param name="AdditionalName">Further names, and what goes before the family name (<c>van der</c>).</param>
/// <param name="FamilyName">The family name; of a single word it is the word.</param>
/// <param name="Rest">What is no part of a name: Jr., PhD, what is in parentheses.</param>
internal sealed record FullName(string? HonorificPrefix, string? Initials, string? GivenName, string? AdditionalName, string FamilyName, string? Rest)
{
    private static readonly FrozenSet<string> Prefixes = Set(
        "mr mrs ms mx miss mister dr drs prof professor sir dame lady lord rev reverend hon sen rep capt lt col gen dhr mevr mw mej ir ing ds dhr/mevr herr frau dipl-ing mme mlle madame monsieur mademoiselle señor señora srta sra sr");

    private static readonly FrozenSet<string> Suffixes = Set(
        "jr sr jun ii iii iv phd ph.d md m.d mba msc bsc llm llb cpa esq mph dds dvm jd rn pmp cfa");

    /// <summary>What goes before family names in any case; the others of <see cref="LowerParticles"/> only in lower case, since they are names as well.</summary>
    private static readonly FrozenSet<string> Particles = Set("van von vom de den der het 't ’t ter ten da das dos di du del della dello degli zu zum zur af av");

    private static readonly FrozenSet<string> LowerParticles = Set("op in aan bij uit voor te 's ’s do la las le los les des dal dalla dei el al bin ibn ben a auf und d' l'");

    /// <summary>Takes a name apart; one in which nothing is a name is the family name as it stands.</summary>
    public static FullName Of(string text)
    {
        var rest = new List<string>();
        var parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToList();
        for (var at = parts.Count - 1; at > 0; at--)
        {
            if (!parts[at].Split(' ', StringSplitOptions.RemoveEmptyEntries).All(static word => Suffixes.Contains(Plain(word))))
                continue;
            rest.Insert(0, parts[at]);
            parts.RemoveAt(at);
        }
        var name = parts.Count switch
        {
            0 => new FullName(null, null, null, null, text.Trim(), null),
            1 => Natural(WordsOf(parts[0], rest), rest),
            _ => Reversed(WordsOf(parts[0], rest), WordsOf(string.Join(' ', parts.Skip(1)), rest), rest),
        };
        if (name.FamilyName.Length == 0)
            return new FullName(null, null, null, null, text.Trim(), null);
        return name with { Rest = rest.Count > 0 ? string.Join(", ", rest) : null };
    }

    /// <summary>Whether a text is nothing but forms of address.</summary>
    public static bool IsPrefix(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 and < 4 } words && words.All(static word => Prefixes.Contains(Plain(word)));

    /// <summary>Jan van der Berg.</summary>
    private static FullName Natural(List<string> words, List<string> rest)
    {
        var prefix = TakePrefix(words, keep: 1);
        TakeSuffixes(words, rest, keep: 1);
        if (words.Count < 2)
            return new(Join(prefix), null, null, null, string.Join(' ', words), null);
        var initials = TakeInitials(words, keep: 1);
        // Of J.P. van der Berg only the family name is left.
        var start = initials is null && !IsParticle(words[0]) ? 1 : 0;
        var family = FamilyStart(words, start);
        // J. Robert Oppenheimer is known by a name beside the initial.
        if (initials is not null && family > 0 && !IsParticle(words[0]))
            start = 1;
        return new(Join(prefix), initials, start == 1 ? words[0] : null, Join(words[start..family]), string.Join(' ', words[family..]), null);
    }

    /// <summary>Vries, Jan de; de Vries, Jan.</summary>
    private static FullName Reversed(List<string> family, List<string> others, List<string> rest)
    {
        var prefix = TakePrefix(others, keep: 0);
        TakeSuffixes(family, rest, keep: 1);
        TakeSuffixes(others, rest, keep: 0);
        var before = 0;
        while (before < family.Count - 1 && IsParticle(family[before]))
            before++;
        var initials = TakeInitials(others, keep: 0);
        var given = others.Count > 0 && !IsParticle(others[0]) ? 1 : 0;
        return new(
            Join(prefix), initials, given == 1 ? others[0] : null, Join([.. others[given..], .. family[..before]]), string.Join(' ', family[before..]), null);
    }

    /// <summary>Where the family name begins: behind the particles if there are any, else with the last word, or with both of Ortega y Gasset.</summary>
    private static int FamilyStart(List<string> words, int from)
    {
        for (var at = from; at < words.Count - 1; at++)
        {
            if (!IsParticle(words[at]))
                continue;
            while (at < words.Count - 1 && IsParticle(words[at]))
                at++;
            return at;
        }
        var last = words.Count - 1;
        return last - 2 >= from && words[last - 1] is "y" or "e" or "i" or "&" ? last - 2 : last;
    }

    /// <summary>The words of a part of a name. What is in parentheses, brackets or quotes is none of them.</summary>
    private static List<string> WordsOf(string text, List<string> rest)
    {
        var words = new List<string>(4);
        string? aside = null;
        var closing = ' ';
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (aside is null)
            {
                closing = word[0] switch { '(' => ')', '[' => ']', '"' => '"', '“' => '”', '„' => '“', _ => ' ' };
                if (closing == ' ')
                {
                    words.Add(word);
                    continue;
                }
            }
            aside = aside is null ? word : $"{aside} {word}";
            if (aside.Length > 1 && aside[^1] == closing)
            {
                rest.Add(aside);
                aside = null;
            }
        }
        if (aside is not null)
            words.AddRange(aside.Split(' '));
        return words;
    }

    private static List<string> TakePrefix(List<string> words, int keep)
    {
        var count = 0;
        // De heer J. Jansen: the only form of address of two words.
        if (words.Count > 1 + keep && words[0].Equals("de", StringComparison.OrdinalIgnoreCase) && words[1].Equals("heer", StringComparison.OrdinalIgnoreCase))
            count = 2;
        while (count < words.Count - keep && Prefixes.Contains(Plain(words[count])))
            count++;
        var taken = words[..count];
        words.RemoveRange(0, count);
        return taken;
    }

    private static void TakeSuffixes(List<string> words, List<string> rest, int keep)
    {
        var at = words.Count;
        while (at > keep && Suffixes.Contains(Plain(words[at - 1])))
            at--;
        rest.AddRange(words[at..]);
        words.RemoveRange(at, words.Count - at);
    }

    /// <summary>J., J.P. or J. P. at the beginning.</summary>
    private static string? TakeInitials(List<string> words, int keep)
    {
        var count = 0;
        while (count < words.Count - keep && IsInitials(words[count]))
            count++;
        var taken = words[..count];
        words.RemoveRange(0, count);
        return Join(taken);
    }

    /// <summary>Letters with a point behind each; Chr. and Th. are initials, too.</summary>
    private static bool IsInitials(string word)
    {
        if (word.Length < 2 || word[^1] != '.')
            return false;
        var run = 0;
        foreach (var letter in word)
        {
            run = letter == '.' ? 0 : run + 1;
            if (run > 3 || (letter != '.' && !char.IsLetter(letter) && letter != '-'))
                return false;
        }
        return word.Count('.') > 1 || word.Length <= 4;
    }

    private static bool IsParticle(string word) => Particles.Contains(word.ToLowerInvariant()) || LowerParticles.Contains(word);

    private static string Plain(string word) => word.ToLowerInvariant().TrimEnd('.', ',');

    private static string? Join(List<string> words) => words.Count > 0 ? string.Join(' ', words) : null;

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
