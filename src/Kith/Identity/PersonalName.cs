using System.Collections.Frozen;
using System.Text.Json;

namespace Kith.Identity;

/// <summary>How well two parts of names agree, from not at all to fully.</summary>
internal enum NameAgreement
{
    /// <summary>They are two names.</summary>
    Different,

    /// <summary>They may be one name or two: Lena and Lea, Jan and Jana.</summary>
    Unclear,

    /// <summary>At least one side does not say.</summary>
    Missing,

    /// <summary>One is the initial of the other.</summary>
    Initial,

    /// <summary>One is part of the other: a double name, a second given name.</summary>
    Contained,

    /// <summary>A typing error lies between them.</summary>
    Typo,

    /// <summary>One is what people with the other name are called.</summary>
    Nickname,

    /// <summary>The same but for case, accents, hyphens and spelling habits (ü and ue, ij and y).</summary>
    Same,
}

/// <summary>A name in the form in which names are compared.</summary>
/// <param name="Given">The words of the given name, or the initials where there is none.</param>
/// <param name="Second">Further given names.</param>
/// <param name="Family">The words of the family name without what goes before it (<c>van den</c>).</param>
/// <param name="WholeFamily">The family name in one word, with what goes before it.</param>
/// <param name="WrittenFamily">The family name in one word as it is written, but for case and accents.</param>
internal sealed record PersonalName(IReadOnlyList<string> Given, IReadOnlyList<string> Second, IReadOnlyList<string> Family, string WholeFamily, string WrittenFamily)
{
    /// <summary>What goes before family names and is left out, moved to another property, or written in one word with them.</summary>
    private static readonly FrozenSet<string> Particles = Skeletons(
        "a aan af al ap auf aus bei ben bij bin d da dal dalla das de degli dei del dela della den der des di do dos du e el ibn in la las le les lo los mac mc met o of op over t te ten ter thoe till to tot uit und v van vande vanden vander ver vom von voor vor y zu zum zur");

    public static PersonalName Of(JsonElement person)
    {
        var given = WordsOf(person, "givenName");
        var second = WordsOf(person, "additionalName").Where(word => !Particles.Contains(word)).ToList();
        var family = WordsOf(person, "familyName");
        if (given.Count == 0)
            given = [.. WordsOf(person, "initials").SelectMany(word => word.Length <= 3 ? word.Select(letter => $"{letter}") : [word])];
        return new PersonalName(
            given, second, Core(family), string.Concat(WordsOf(person, "additionalName").Where(Particles.Contains).Concat(family)),
            string.Concat(Core(WordsOf(person, "familyName", Letters))));
    }

    /// <summary>The letters of a word without what is often left out or spelled in another way.</summary>
    public static string Skeleton(string word)
    {
        var folded = Letters(word);
        return folded.Length < 2 ? folded : folded
            .Replace("ae", "a", StringComparison.Ordinal).Replace("oe", "o", StringComparison.Ordinal).Replace("ue", "u", StringComparison.Ordinal)
            .Replace("aa", "a", StringComparison.Ordinal).Replace("ij", "y", StringComparison.Ordinal);
    }

    /// <summary>How well two names agree, given and family; <c>isSwapped</c> when they do so with the two exchanged on one side.</summary>
    public (NameAgreement Given, NameAgreement Family, bool IsSwapped) Compare(PersonalName other)
    {
        if (IsAllIn(this, other) || IsAllIn(other, this))
            return (NameAgreement.Same, NameAgreement.Same, false);
        var (given, family) = (CompareGiven(other), CompareFamily(other));
        if (given != NameAgreement.Different || Given.Count == 0 || other.Given.Count == 0)
            return (given, family, false);
        var (crossed, back) = (CompareCrossed(Given, other), CompareCrossed(other.Given, this));
        // One of the two must say more than a letter.
        var (weaker, stronger) = crossed < back ? (crossed, back) : (back, crossed);
        return weaker >= NameAgreement.Initial && stronger >= NameAgreement.Typo ? (weaker, stronger, true) : (given, family, false);
    }

    /// <summary>Whether a typing error or two lie between words that are long enough to tell.</summary>
    private static bool IsTypo(string one, string other)
    {
        var (shorter, longer) = (Math.Min(one.Length, other.Length), Math.Max(one.Length, other.Length));
        var most = longer switch { < 4 => 0, < 8 => 1, _ => 2 };
        // A letter that is missing in the middle, or two that changed places, leave the ends of a short word alone.
        var areEndsSame = shorter > 0 && one[0] == other[0] && one[^1] == other[^1];
        return shorter >= 3 && longer - shorter <= most && (shorter >= 6 || one[0] == other[0]) && (longer > 4 || shorter == longer || areEndsSame)
            && EditDistance.Of(one, other) <= most;
    }

    /// <summary>As they are written or as they may be spelled in another way.</summary>
    private static bool IsTypo(string one, string other, string writtenOne, string writtenOther) => IsTypo(one, other) || IsTypo(writtenOne, writtenOther);

    private NameAgreement CompareGiven(PersonalName other)
    {
        if (Given.Count == 0 || other.Given.Count == 0)
            return NameAgreement.Missing;
        var (one, two) = (string.Concat(Given), string.Concat(other.Given));
        if (one == two)
            return NameAgreement.Same;
        if (Given[0].Length == 1 || other.Given[0].Length == 1)
            return Given[0][0] == other.Given[0][0] ? NameAgreement.Initial : NameAgreement.Different;
        var isFirstSame = Given[0] == other.Given[0];
        if (isFirstSame && (Given.Count == 1 || other.Given.Count == 1))
            return NameAgreement.Contained;
        // Hans-Peter is not Hans-Jürgen.
        if (isFirstSame)
            return IsTypo(one, two) ? NameAgreement.Typo : NameAgreement.Different;
        var relation = GivenNames.Relate(Given.Count == 1 ? one : Given[0], other.Given.Count == 1 ? two : other.Given[0]);
        if (relation == GivenNameRelation.Nickname)
            return NameAgreement.Nickname;
        if (IsTypo(one, two))
            return relation == GivenNameRelation.Distinct || IsOtherGender(one, two) || Math.Max(one.Length, two.Length) < 4 ? NameAgreement.Unclear : NameAgreement.Typo;
        if (IsOtherGender(one, two) || Given.Concat(Second).Intersect(other.Given.Concat(other.Second)).Any(word => word.Length > 2))
            return NameAgreement.Unclear;
        return NameAgreement.Different;
    }

    private NameAgreement CompareFamily(PersonalName other)
    {
        if (Family.Count == 0 || other.Family.Count == 0)
            return NameAgreement.Missing;
        var (one, two) = (string.Concat(Family), string.Concat(other.Family));
        if (one == two || WholeFamily == other.WholeFamily)
            return NameAgreement.Same;
        if (Family.All(other.Family.Contains) || other.Family.All(Family.Contains))
            return NameAgreement.Contained;
        return IsTypo(one, two, WrittenFamily, other.WrittenFamily) ? NameAgreement.Typo : NameAgreement.Different;
    }

    /// <summary>A given name beside a family name.</summary>
    private static NameAgreement CompareCrossed(IReadOnlyList<string> given, PersonalName other)
    {
        var joined = string.Concat(given);
        var core = string.Concat(Core(given));
        var family = string.Concat(other.Family);
        return joined == family || core == family || joined == other.WholeFamily ? NameAgreement.Same
            : GivenNames.Relate(core, family) == GivenNameRelation.Nickname ? NameAgreement.Nickname
            : IsTypo(core, family) ? NameAgreement.Typo
            // A name may have no letters at all.
            : core.Length > 0 && family.Length > 0 && (core.Length == 1 || family.Length == 1) && core[0] == family[0] ? NameAgreement.Initial
            : NameAgreement.Different;
    }

    /// <summary>Whether all of a name stands in the property of the family name, as in lists with one column for names.</summary>
    private static bool IsAllIn(PersonalName one, PersonalName other)
    {
        if (one.Given.Count > 0 || one.Family.Count < 2 || other.Given.Count == 0 || other.Given[0].Length == 1)
            return false;
        var words = other.Given.Concat(other.Family).ToHashSet();
        return words.SetEquals(one.Family);
    }

    /// <summary>Whether one is the other with an ending that makes it the name of the other gender.</summary>
    private static bool IsOtherGender(string one, string other)
    {
        var (shorter, longer) = one.Length < other.Length ? (one, other) : (other, one);
        return longer.StartsWith(shorter, StringComparison.Ordinal) && longer[shorter.Length..] is "a" or "e" or "ina" or "ine" or "in" or "ette" or "elle" or "le" or "la" or "ne" or "na" or "o" or "je" or "ie" or "ke"
            || (one.Length == other.Length && one.Length > 2 && one[..^1] == other[..^1] && IsVowel(one[^1]) && IsVowel(other[^1]));
    }

    private static bool IsVowel(char letter) => letter is 'a' or 'e' or 'i' or 'o' or 'u';

    private static List<string> Core(IReadOnlyList<string> words) => words.Where(word => !Particles.Contains(word)).ToList() is { Count: > 0 } core ? core : [.. words];

    private static string Letters(string word) => string.Concat(Folding.Fold(word).Where(char.IsLetterOrDigit));

    private static List<string> WordsOf(JsonElement person, string property) => WordsOf(person, property, Skeleton);

    private static List<string> WordsOf(JsonElement person, string property, Func<string, string> letters)
    {
        if (!person.TryGetProperty(property, out var value) || value.ValueKind != JsonValueKind.String)
            return [];
        var words = new List<string>();
        // An apostrophe is inside a name (O'Brien) or stands for what was left out ('t Hof).
        foreach (var word in value.GetString()!.Replace("'", "", StringComparison.Ordinal).Replace("’", "", StringComparison.Ordinal).Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            if (letters(word) is { Length: > 0 } found)
                words.Add(found);
        }
        return words;
    }

    private static readonly char[] Separators = [' ', '\t', '\u00A0', '-', '‐', '–', '.', ',', '/', '(', ')', '"'];

    private static FrozenSet<string> Skeletons(string words) => words.Split(' ').Select(Skeleton).ToFrozenSet(StringComparer.Ordinal);
}
