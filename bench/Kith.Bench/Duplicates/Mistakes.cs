using System.Globalization;
using System.Text;
using Kith.Generate;

namespace Kith.Bench.Duplicates;

/// <summary>What happens to names when people write them down.</summary>
internal sealed class Mistakes(Dice dice)
{
    /// <summary>Neighbours on a keyboard.</summary>
    private static readonly string[] Rows = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

    /// <summary>What people are called; collected without a look at what the program knows of it.</summary>
    private static readonly Dictionary<string, string[]> Nicknames = """
        Johannes Hans Jan Joop; Hendrik Henk Rik; Willem Wim Pim; Pieter Piet Peter; Gerrit Ger; Maria Ria Mia Marieke; Johanna Hanneke Jo Annie; Anna Annie Anneke; Dirk Dick;
        Thomas Tom; Maarten Mart; Jeroen Roen; Martijn Tijn; Sebastian Basti Bas; Michael Mike Michi; Andreas Andi; Wolfgang Wolf; Maximilian Max; Matthias Matze Hias; Tobias Tobi;
        Katharina Kathi Kati; Christina Tina Chris; Stefanie Steffi; Susanne Susi; Gabriele Gabi; Angelika Geli; Ursula Uschi; Florian Flo; Christian Chris; Günter Günni; Daniel Dan Dani;
        James Jim Jimmy; Robert Bob Rob; William Bill Will; Richard Rick Dick; Joseph Joe; Charles Charlie Chuck; Christopher Chris; Matthew Matt; Anthony Tony; Donald Don; Steven Steve;
        Andrew Andy Drew; Joshua Josh; Jacob Jake; Jonathan Jon; Patricia Pat Patty; Jennifer Jen Jenny; Elizabeth Liz Beth Betty; Barbara Barb; Jessica Jess; Deborah Deb Debbie;
        Rebecca Becky; Stephanie Steph; Kimberly Kim; Susan Sue; Margaret Peggy Maggie; Nancy Nan; Amanda Mandy; Francisco Paco; José Pepe; Antonio Toni; Manuel Manolo; Jesús Chus; Juan Juanito;
        Dolores Lola; Mercedes Merche; Francisca Paqui; Josefa Pepa; Concepción Concha; Rosario Charo; Pilar Pili; Alexandre Alex; Nicolas Nico; François Franck; Frédéric Fred; Philippe Phil;
        Catherine Cathy; Véronique Véro; Dominique Dom; Isabelle Isa; Giuseppe Beppe; Francesco Franco; Giovanni Gianni Nino; Antonio Tonino; Alessandro Sandro; Piotr Piotrek; Krzysztof Krzysiek;
        Tomasz Tomek; Małgorzata Gosia; Katarzyna Kasia; Agnieszka Aga; Joanna Asia; Sigríður Sigga; Guðrún Gunna; Sigurður Siggi; Guðmundur Gummi; Mehmet Memo; Mustafa Musti; İbrahim İbo; Fatma Fato
        """.Split(';', StringSplitOptions.TrimEntries).Select(line => line.Split(' ')).DistinctBy(words => words[0]).ToDictionary(words => words[0], words => words[1..]);

    /// <summary>A letter too many, one too few, two exchanged, or the one beside it.</summary>
    public string? Typo(string name)
    {
        if (name.Length < 4)
            return null;
        var letters = new StringBuilder(name);
        var place = dice.Between(1, name.Length - 2);
        switch (dice.Below(4))
        {
            case 0:
                letters.Remove(place, 1);
                break;
            case 1:
                letters.Insert(place, name[place]);
                break;
            case 2:
                (letters[place], letters[place + 1]) = (letters[place + 1], letters[place]);
                break;
            default:
                letters[place] = Neighbour(name[place]);
                break;
        }
        return letters.ToString();
    }

    public string? Nickname(string name) => Nicknames.TryGetValue(name, out var nicknames) ? dice.One(nicknames) : null;

    /// <summary>A name on a keyboard that lacks its letters.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isSpelledOut">Whether ü becomes ue, as in German, and not u.</param>
    public static string WithoutAccents(string name, bool isSpelledOut)
    {
        var spelled = isSpelledOut
            ? name.Replace("ä", "ae", StringComparison.Ordinal).Replace("ö", "oe", StringComparison.Ordinal).Replace("ü", "ue", StringComparison.Ordinal)
                .Replace("Ä", "Ae", StringComparison.Ordinal).Replace("Ö", "Oe", StringComparison.Ordinal).Replace("Ü", "Ue", StringComparison.Ordinal)
            : name;
        spelled = spelled.Replace("ß", "ss", StringComparison.Ordinal).Replace("ø", "o", StringComparison.Ordinal).Replace("Ø", "O", StringComparison.Ordinal).Replace("ł", "l", StringComparison.Ordinal)
            .Replace("Ł", "L", StringComparison.Ordinal).Replace("ı", "i", StringComparison.Ordinal).Replace("đ", "d", StringComparison.Ordinal).Replace("Đ", "D", StringComparison.Ordinal)
            .Replace("æ", "ae", StringComparison.Ordinal).Replace("ð", "d", StringComparison.Ordinal).Replace("þ", "th", StringComparison.Ordinal).Replace("Þ", "Th", StringComparison.Ordinal);
        return string.Concat(spelled.Normalize(NormalizationForm.FormD).Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark));
    }

    private char Neighbour(char letter)
    {
        var row = Rows.FirstOrDefault(row => row.Contains(char.ToLowerInvariant(letter)));
        if (row is null)
            return 'e';
        var index = row.IndexOf(char.ToLowerInvariant(letter), StringComparison.Ordinal);
        return row[index == 0 || (index < row.Length - 1 && dice.Chance(0.5)) ? index + 1 : index - 1];
    }
}
