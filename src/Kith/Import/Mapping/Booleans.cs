using System.Collections.Frozen;

namespace Kith.Import.Mapping;

/// <summary>Yes and no, in English, Dutch, German, French and Spanish, and as signs.</summary>
internal static class Booleans
{
    private static readonly FrozenDictionary<string, bool> Words =
        "yes y true 1 on x checked ja j waar wahr oui o vrai si s verdadero ✓ ✔ ☑".Split(' ').Select(static word => KeyValuePair.Create(word, true))
        .Concat("no n false 0 off unchecked nee neen onwaar nein falsch non faux falso ✗ ✘ ☐".Split(' ').Select(static word => KeyValuePair.Create(word, false)))
        .ToFrozenDictionary(StringComparer.Ordinal);

    public static bool TryRead(string text, out bool value) => Words.TryGetValue(Folding.Fold(text).Trim(), out value);
}
