using System.Collections.Frozen;

namespace Kith.Import.Mapping;

/// <summary>What kind of phone number a label or a header says, in five languages.</summary>
internal static class PhoneTypes
{
    private const string Words = """
        fax      fax, faxnummer, telefax, telecopie, telecopieur, homefax, workfax, businessfax, otherfax
        mobile   mobile, mobiel, mobiele, mobieltje, mobil, mobiltelefon, mobilnummer, mobilfunk, movil, cell, cellular, cellphone, celular, gsm, handy, handynummer, portable, iphone, smartphone, mob
        home     home, thuis, prive, privé, private, privat, privado, domicile, maison, casa, particular, personal, zuhause, festnetz privat, huis, hause
        work     work, business, office, werk, werktelefoon, zakelijk, zakelijke, kantoor, arbeit, geschaftlich, geschaeftlich, dienstlich, buro, buero, bureau, travail, professionnel, trabajo, oficina, laboral, direct, doorkies, doorkiesnummer, durchwahl
        other    other, overig, overige, anders, ander, andere, weitere, sonstige, autre, otro, otros, pager
        """;

    /// <summary>In a header, part of a word is enough, and the first of these that is met: a mobile at work is a mobile.</summary>
    private static readonly (string Type, string[] Stems)[] Stems =
    [
        ("fax", ["fax", "telecopie"]),
        ("mobile", ["mobi", "movil", "cell", "celular", "gsm", "handy", "portable", "whatsapp"]),
        ("home", ["home", "thuis", "prive", "privat", "domicil", "casa", "particular", "personal"]),
        ("work", ["work", "business", "office", "werk", "zakelijk", "kantoor", "geschaft", "dienst", "buro", "bureau", "travail", "trabajo", "oficina", "company", "direct", "doorkies", "durchwahl"]),
        ("other", ["other", "overig", "ander", "weitere", "sonstige", "autre", "otro", "pager"]),
    ];

    /// <summary>What stands beside the kind and adds nothing.</summary>
    private static readonly FrozenSet<string> Fillers =
        "phone telephone telefoon telefon telefono number nummer tel nr op".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Types = (
        from line in Words.Split('\n')
        from word in line[9..].Split(", ")
        select KeyValuePair.Create(Folding.Fold(word), line[..9].Trim())).DistinctBy(static pair => pair.Key).ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> ByWord = Types.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> IsFiller = Fillers.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The kind that a label says; null when it says something else, or something besides.</summary>
    public static string? OfLabel(string label)
    {
        string? found = null;
        var rest = Folding.Fold(label).AsSpan();
        while (!rest.IsEmpty)
        {
            var end = 0;
            while (end < rest.Length && char.IsLetterOrDigit(rest[end]))
                end++;
            var word = rest[..end];
            rest = rest[Math.Min(end + 1, rest.Length)..];
            if (word.IsEmpty || IsFiller.Contains(word))
                continue;
            if (!ByWord.TryGetValue(word, out var type))
                return null;
            found = found is null ? type : Stronger(found, type);
        }
        return found;
    }

    /// <summary>The kind that a header says of the numbers below it; null when it says none.</summary>
    public static string? OfHeader(string header)
    {
        var folded = Folding.Fold(header);
        foreach (var (type, stems) in Stems)
        {
            if (stems.Any(stem => folded.Contains(stem, StringComparison.Ordinal)))
                return type;
        }
        return null;
    }

    private static string Stronger(string one, string other) =>
        Stems.First(each => each.Type == one || each.Type == other).Type;
}
