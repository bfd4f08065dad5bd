using System.Text;

namespace Kith.VCards;

/// <summary>How cards are read, and how much of them.</summary>
public sealed record VCardReadOptions
{
    /// <summary>
    /// The encoding of text that neither declares one (CHARSET, byte order mark) nor is valid UTF-8: a superset of ASCII, windows-1252
    /// unless set. Who has the whole file at hand can guess it better than a reader that looks at one property at a time.
    /// </summary>
    public Encoding Undeclared { get; init; } = Encodings.Windows1252;

    /// <summary>How long a property may be, in bytes, its encoding included: 8 MiB unless set.</summary>
    public int MaxPropertyBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>How long the name and the parameters of a property may be, in bytes: 64 KiB unless set.</summary>
    public int MaxParameterBytes { get; init; } = 64 * 1024;

    /// <summary>How long a card may be, in bytes, with the cards in it: 16 MiB unless set.</summary>
    public int MaxCardBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How many properties a card may have, with those of the cards in it: 10,000 unless set.</summary>
    public int MaxProperties { get; init; } = 10_000;

    /// <summary>How deep cards may be in cards: 4 unless set; 0 for not at all.</summary>
    public int MaxDepth { get; init; } = 4;
}
