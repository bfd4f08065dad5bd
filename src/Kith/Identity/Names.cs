using System.Text.Json.Nodes;

namespace Kith.Identity;

/// <summary>Whether what is known of two people confirms that they are one, or contradicts it.</summary>
internal static class Names
{
    private static readonly char[] Separators = [' ', '-', '.', '\'', '’', ','];

    /// <summary>What goes before many family names and tells none apart.</summary>
    private static readonly string[] Particles = ["de", "den", "der", "van", "von", "te", "ten", "ter", "la", "le", "di", "da", "del", "el", "al", "o", "d", "t", "y"];

    /// <summary>What speaks against two documents being of one person, in words; what one of them does not say contradicts nothing.</summary>
    public static IEnumerable<string> ContradictionsOf(JsonObject one, JsonObject other)
    {
        if (Text(one, "familyName") is { } family && Text(other, "familyName") is { } otherFamily && !ShareWord(family, otherFamily))
            yield return $"another family name, {otherFamily}";
        if (Text(one, "givenName") is { } given && Text(other, "givenName") is { } otherGiven && !MayBeSame(given, otherGiven))
            yield return $"another given name, {otherGiven}";
        if (Text(one, "externalSource") is { } source && Text(other, "externalSource") is { } otherSource
            && Text(one, "customerId") is { } id && Text(other, "customerId") is { } otherId
            && (Folding.Fold(source) == Folding.Fold(otherSource)) != (Folding.Fold(id) == Folding.Fold(otherId)))
        {
            yield return $"known to {otherSource} as {otherId}";
        }
    }

    /// <summary>Whether both family name and given name are there and the same.</summary>
    public static bool AreSame(JsonObject one, JsonObject other) =>
        Text(one, "givenName") is not null && AreNamesakes(one, other);

    /// <summary>Whether both have one family name, and the given name of one is what people with that of the other are called.</summary>
    public static bool AreSameByNickname(JsonObject one, JsonObject other) =>
        Text(one, "familyName") is { } family && Text(other, "familyName") is { } otherFamily && ShareWord(family, otherFamily)
        && Text(one, "givenName") is { } given && Text(other, "givenName") is { } otherGiven
        && WordsOf(given) is [var first, ..] && WordsOf(otherGiven) is [var second, ..] && AreForms(first, second);

    /// <summary>Whether both are called the same, a given name that neither has included.</summary>
    public static bool AreNamesakes(JsonObject one, JsonObject other) =>
        Text(one, "familyName") is { } family && Text(other, "familyName") is { } otherFamily && Folding.Fold(family) == Folding.Fold(otherFamily)
        && Folding.Fold(Text(one, "givenName") ?? "") == Folding.Fold(Text(other, "givenName") ?? "");

    /// <summary>Who marries may add a name: one in common is enough.</summary>
    private static bool ShareWord(string one, string other)
    {
        var (words, others) = (WordsOf(one), WordsOf(other));
        var (names, otherNames) = (words.Except(Particles).ToList(), others.Except(Particles).ToList());
        return (names.Count == 0 ? words : names).Intersect(otherNames.Count == 0 ? others : otherNames).Any();
    }

    /// <summary>An initial may stand for a name that begins with it, and a nickname for the name that it comes from.</summary>
    private static bool MayBeSame(string one, string other)
    {
        var (first, second) = (WordsOf(one).FirstOrDefault() ?? "", WordsOf(other).FirstOrDefault() ?? "");
        return first.StartsWith(second, StringComparison.Ordinal) || second.StartsWith(first, StringComparison.Ordinal) || AreForms(first, second);
    }

    private static bool AreForms(string one, string other) =>
        GivenNames.Relate(PersonalName.Skeleton(one), PersonalName.Skeleton(other)) == GivenNameRelation.Nickname;

    private static List<string> WordsOf(string name) => [.. Folding.Fold(name).Split(Separators, StringSplitOptions.RemoveEmptyEntries)];

    private static string? Text(JsonObject document, string property) =>
        document[property]?.GetValue<string>() is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;
}
