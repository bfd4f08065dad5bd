namespace Kith.VCards;

/// <summary>A property of a card. What it says is <see cref="Value"/>, <see cref="Binary"/> or <see cref="Card"/>; all else is a view of it.</summary>
/// <param name="Name">Such as <c>TEL</c>, as it was written: letters, digits, <c>-</c> and <c>_</c>.</param>
/// <param name="Value">
/// The value with the escapes of RFC 6350, which keep separators and text apart, and without line breaks; encodings are undone. Empty
/// when the value is <see cref="Binary"/> or a <see cref="Card"/>.
/// </param>
public sealed record VCardProperty(string Name, string Value)
{
    /// <summary>As it was written.</summary>
    public string Name { get; } = Names.IsValid(Name) ? Name : throw new ArgumentException($"\"{Name}\" is not a name: letters, digits, - and _.", nameof(Name));

    /// <summary>What binds it to other properties of the card (<c>item1</c> of <c>item1.TEL</c>); null when nothing does.</summary>
    public string? Group
    {
        get;
        init => field = value is null || Names.IsValid(value) ? value : throw new ArgumentException($"\"{value}\" is not a name: letters, digits, - and _.", nameof(value));
    }

    /// <summary>The parameters, but those that only said how the value was encoded.</summary>
    public IReadOnlyList<VCardParameter> Parameters { get; init; } = [];

    /// <summary>The bytes of a photo, logo, sound or key that is part of the card; null when the value is text, or the address of one.</summary>
    public ReadOnlyMemory<byte>? Binary { get; init; }

    /// <summary>What <see cref="Binary"/> is, such as <c>image/jpeg</c>; null when the card does not say.</summary>
    public string? MediaType { get; init; }

    /// <summary>The card within the card (AGENT of 2.1 and 3.0); null when there is none.</summary>
    public VCard? Card { get; init; }

    /// <summary>The value as people read it: without escapes, with line breaks (<c>\n</c>).</summary>
    public string Text => Escaping.Unescape(Value);

    /// <summary>The values of a list, such as NICKNAME or CATEGORIES, in their order: what stands between unescaped commas.</summary>
    public IReadOnlyList<string> Values => Escaping.Split(Value, ',');

    /// <summary>
    /// The components of a structured value, such as N, ADR or ORG: what stands between unescaped semicolons; each a list, of what stands
    /// between unescaped commas if the property has lists there.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<string>> Components => ValueKinds.Of(this) == ValueKind.Components
        ? [.. Escaping.Split(Value, ';').Select(component => (IReadOnlyList<string>)[component])]
        : [.. Escaping.SplitRaw(Value, ';').Select(component => Escaping.Split(component, ','))];

    /// <summary>What kind of telephone, address or e-mail address it is: the values of TYPE in lower case, each once, without <c>pref</c>.</summary>
    public IReadOnlyList<string> Types => Find("TYPE") is { } types
        ? [.. types.Values.Select(type => type.ToLowerInvariant()).Where(type => type is not ("pref" or "")).Distinct(StringComparer.Ordinal)]
        : [];

    /// <summary>How much it is preferred, from 1 (most) to 100: PREF of 4.0, or 1 for TYPE=pref of 2.1 and 3.0; null when nothing is said.</summary>
    public int? Preference => Parameter("PREF") is { } text && int.TryParse(text, out var preference) && preference is >= 1 and <= 100
        ? preference
        : Find("TYPE") is { } types && types.Values.Contains("pref", StringComparer.OrdinalIgnoreCase) ? 1 : null;

    /// <summary>The number of a TEL without <c>tel:</c>, which 4.0 writes before it; an extension stays behind <c>;ext=</c>.</summary>
    public string TelephoneNumber => Text is var text && text.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) ? text[4..] : text;

    /// <summary>Whether it has this name, in any case.</summary>
    /// <param name="name">Such as <c>TEL</c>.</param>
    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The first value of a parameter; null when there is none.</summary>
    /// <param name="name">Such as <c>LANGUAGE</c>, in any case.</param>
    public string? Parameter(string name) => Find(name) is { Values: [var first, ..] } ? first : null;

    /// <summary>A property that says a text.</summary>
    /// <param name="name">Such as <c>NOTE</c>.</param>
    /// <param name="text">Any text.</param>
    public static VCardProperty OfText(string name, string text) => new(name, Escaping.Escape(text));

    /// <summary>A property that says a list, such as CATEGORIES.</summary>
    /// <param name="name">The name.</param>
    /// <param name="values">Any texts.</param>
    public static VCardProperty OfList(string name, IEnumerable<string> values) => new(name, string.Join(',', values.Select(Escaping.Escape)));

    /// <summary>A property with components, such as N, ADR or ORG.</summary>
    /// <param name="name">The name.</param>
    /// <param name="components">The components, each a list of texts.</param>
    public static VCardProperty OfComponents(string name, IEnumerable<IReadOnlyList<string>> components) =>
        new(name, string.Join(';', components.Select(component => string.Join(',', component.Select(Escaping.Escape)))));

    /// <summary>A property with bytes: PHOTO, LOGO, SOUND or KEY.</summary>
    /// <param name="name">The name.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="mediaType">What they are, such as <c>image/jpeg</c>.</param>
    public static VCardProperty OfBinary(string name, ReadOnlyMemory<byte> bytes, string? mediaType) => new(name, "") { Binary = bytes, MediaType = mediaType };

    /// <summary>A parameter; null when there is none.</summary>
    /// <param name="name">Such as <c>TYPE</c>, in any case.</param>
    public VCardParameter? Find(string name)
    {
        // An index: most properties have one parameter, and this is asked for each of them.
        for (var i = 0; i < Parameters.Count; i++)
            if (Parameters[i].Is(name))
                return Parameters[i];
        return null;
    }

    /// <summary>Whether both say the same; parameters in any order.</summary>
    /// <param name="other">The other property.</param>
    public bool Equals(VCardProperty? other) => other is not null
        && Is(other.Name) && Value == other.Value && string.Equals(Group, other.Group, StringComparison.OrdinalIgnoreCase)
        && Parameters.Count == other.Parameters.Count && Parameters.All(parameter => parameter.Equals(other.Find(parameter.Name)))
        && Binary.HasValue == other.Binary.HasValue && Binary.GetValueOrDefault().Span.SequenceEqual(other.Binary.GetValueOrDefault().Span)
        && MediaType == other.MediaType && Equals(Card, other.Card);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name.ToUpperInvariant(), Value);
}
