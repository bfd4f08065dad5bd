namespace Kith.Import.Sheets;

/// <summary>A kind of value in cards: that of a property, or of a part of one.</summary>
/// <param name="Name">Such as <c>EMAIL</c>, <c>TEL cell</c>, <c>TEL cell 2</c> or <c>ADR home locality</c>.</param>
/// <param name="Property">The name of the property, in upper case.</param>
/// <param name="Types">What kind it is, such as <c>home</c>; empty when nothing is said.</param>
/// <param name="Occurrence">Which one of its kind in the card, from 1.</param>
/// <param name="Part">The place of the part in the property; 0 for the whole of it.</param>
internal sealed record VCardColumn(string Name, string Property, string Types, int Occurrence, int Part)
{
    /// <summary>What people look for first; what is not here stands at the gap, by its name.</summary>
    private static readonly string[] Order =
    [
        "FN", "N", "NICKNAME", "ORG", "TITLE", "ROLE", "EMAIL", "TEL", "ADR", "LABEL", "URL", "IMPP", "BDAY", "ANNIVERSARY", "GENDER", "NOTE", "CATEGORIES",
        "", "KIND", "UID", "REV", "AGENT", "PHOTO", "LOGO", "SOUND", "KEY",
    ];

    /// <summary>The order of columns; by character, so that those of a file are the same everywhere.</summary>
    public static int Compare(VCardColumn one, VCardColumn other)
    {
        var order = one.Rank.CompareTo(other.Rank);
        if (order == 0)
            order = string.CompareOrdinal(one.Property, other.Property);
        if (order == 0)
            order = string.CompareOrdinal(one.Types, other.Types);
        if (order == 0)
            order = one.Occurrence.CompareTo(other.Occurrence);
        if (order == 0)
            order = one.Part.CompareTo(other.Part);
        return order == 0 ? string.CompareOrdinal(one.Name, other.Name) : order;
    }

    private int Rank => Array.IndexOf(Order, Property) is var rank and >= 0 ? rank : Array.IndexOf(Order, "");
}
