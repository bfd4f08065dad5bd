namespace Kith.VCards;

/// <summary>A card that was read, or what is wrong with it. After an error the next card is read.</summary>
public readonly struct VCardOutcome
{
    internal VCardOutcome(long number, long line, VCard? card, VCardError? error) => (Number, Line, Card, Error) = (number, line, card, error);

    /// <summary>The number of the card in the file, from 1; of something between cards, that of the card before it (0 before the first).</summary>
    public long Number { get; }

    /// <summary>The line that the card begins in, from 1.</summary>
    public long Line { get; }

    /// <summary>The card; null when there is an <see cref="Error"/>.</summary>
    public VCard? Card { get; }

    /// <summary>What is wrong; null when nothing is.</summary>
    public VCardError? Error { get; }

    /// <summary>Tells the two apart.</summary>
    public bool Succeeded(out VCard card, out VCardError error)
    {
        card = Card!;
        error = Error!;
        return Error is null;
    }
}

/// <summary>What is wrong with a card, or between cards.</summary>
/// <param name="Code">Which rule was broken.</param>
/// <param name="Card">The number of the card, as <see cref="VCardOutcome.Number"/> has it.</param>
/// <param name="Line">The line, from 1: where it went wrong, not where the card begins.</param>
/// <param name="Message">What is wrong, for people, with the numbers.</param>
public sealed record VCardError(VCardErrorCode Code, long Card, long Line, string Message);

/// <summary>The rules that a file can break.</summary>
public enum VCardErrorCode
{
    /// <summary>A BEGIN without an END: the file was cut off, or the next card begins.</summary>
    Truncated,

    /// <summary>An END without a BEGIN.</summary>
    EndWithoutBegin,

    /// <summary>Something outside of a card. It is told of once, however long it is.</summary>
    OutsideCard,

    /// <summary>A line in a card that is not a property: it has no colon, or no name before it.</summary>
    NotAProperty,

    /// <summary>A property is longer than <see cref="VCardReadOptions.MaxPropertyBytes"/>, or its parameters than <see cref="VCardReadOptions.MaxParameterBytes"/>.</summary>
    PropertyTooLong,

    /// <summary>A card is longer than <see cref="VCardReadOptions.MaxCardBytes"/>.</summary>
    CardTooLong,

    /// <summary>A card has more properties than <see cref="VCardReadOptions.MaxProperties"/>.</summary>
    TooManyProperties,

    /// <summary>Cards are deeper in cards than <see cref="VCardReadOptions.MaxDepth"/>.</summary>
    TooDeep,
}
