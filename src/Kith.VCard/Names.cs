using System.Buffers;
using System.Collections.Frozen;

namespace Kith.VCards;

/// <summary>Names of properties, parameters and groups.</summary>
internal static class Names
{
    // RFC 6350 §3.3 knows no underscore; some programs do.
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Usual = new[]
    {
        "ADR", "AGENT", "ANNIVERSARY", "BDAY", "BEGIN", "CATEGORIES", "CHARSET", "CELL", "EMAIL", "ENCODING", "END", "FAX", "FN", "GEO", "HOME",
        "INTERNET", "IMPP", "LABEL", "LANGUAGE", "N", "NICKNAME", "NOTE", "ORG", "PHOTO", "PREF", "REV", "ROLE", "TEL", "TITLE", "TYPE", "TZ", "UID",
        "URL", "VALUE", "VERSION", "VOICE", "WORK", "X-ABLabel", "cell", "home", "internet", "pref", "type", "voice", "work",
    }.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool IsValid(ReadOnlySpan<char> name) => name.Length > 0 && !name.ContainsAnyExcept(Allowed);

    /// <summary>The text of a name: one string for all that have a usual one.</summary>
    public static string Of(ReadOnlySpan<char> name) => Usual.TryGetValue(name, out var usual) ? usual : name.ToString();
}
