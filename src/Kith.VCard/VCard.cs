namespace Kith.VCards;

/// <summary>A card: somebody, or something, as a list of properties in the order in which they were written.</summary>
/// <param name="Version">What the card says it is; null when it says nothing, or something unknown.</param>
/// <param name="Properties">All of them but BEGIN, END and a known VERSION; those that nobody has heard of included.</param>
public sealed record VCard(VCardVersion? Version, IReadOnlyList<VCardProperty> Properties)
{
    /// <summary>The name as it is shown (FN); null when there is none.</summary>
    public string? FormattedName => First("FN")?.Text;

    /// <summary>The name in its parts (N); null when there is none.</summary>
    public VCardName? Name => First("N") is { } property ? VCardName.Of(property) : null;

    /// <summary>
    /// The birthday as it was written: <c>19960415</c>, <c>1996-04-15</c>, <c>--0412</c>, a date with a time, or words; null when there
    /// is none. A year that Apple writes for "no year" is left out.
    /// </summary>
    public string? Birthday
    {
        get
        {
            if (First("BDAY") is not { } property)
                return null;
            var text = property.Text;
            return property.Parameter("X-APPLE-OMIT-YEAR") is { Length: > 0 } year && text.StartsWith(year, StringComparison.Ordinal)
                ? "--" + text[year.Length..].Replace("-", "", StringComparison.Ordinal)
                : text;
        }
    }

    /// <summary>The first property of a name; null when there is none.</summary>
    /// <param name="name">Such as <c>FN</c>, in any case.</param>
    public VCardProperty? First(string name)
    {
        foreach (var property in Properties)
            if (property.Is(name))
                return property;
        return null;
    }

    /// <summary>The properties of a name, in the order of the file.</summary>
    /// <param name="name">Such as <c>TEL</c>, in any case.</param>
    public IEnumerable<VCardProperty> All(string name) => Properties.Where(property => property.Is(name));

    /// <summary>
    /// What the user calls a property: the X-ABLabel of its group, as Apple and Google write it, without the brackets around Apple's own
    /// words (<c>_$!&lt;Anniversary&gt;!$_</c>); null when it is not called anything.
    /// </summary>
    /// <param name="property">One of this card's.</param>
    public string? LabelOf(VCardProperty property)
    {
        ArgumentNullException.ThrowIfNull(property);
        if (property.Group is not { } group)
            return null;
        foreach (var label in Properties)
        {
            if (!label.Is("X-ABLabel") || !group.Equals(label.Group, StringComparison.OrdinalIgnoreCase))
                continue;
            return WithoutBrackets(label.Text);
        }
        return null;
    }

    /// <summary>A label without the brackets that Apple has around words of its own.</summary>
    /// <param name="label">The text of an X-ABLabel.</param>
    public static string WithoutBrackets(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        return label.StartsWith("_$!<", StringComparison.Ordinal) && label.EndsWith(">!$_", StringComparison.Ordinal) && label.Length >= 8 ? label[4..^4] : label;
    }

    /// <summary>
    /// The same card as another version says it: photos, preferences, labels of addresses, positions and dates change their form, and what
    /// the version does not know is named X-. What the version requires is added (FN, and N in 3.0).
    /// </summary>
    /// <param name="version">3.0 or 4.0.</param>
    /// <exception cref="ArgumentOutOfRangeException">2.1, which is only read.</exception>
    public VCard ConvertTo(VCardVersion version) => version is VCardVersion.V30 or VCardVersion.V40
        ? Conversion.Convert(this, version)
        : throw new ArgumentOutOfRangeException(nameof(version), version, "vCard 2.1 is read, not written.");

    /// <summary>Whether both say the same in the same order.</summary>
    /// <param name="other">The other card.</param>
    public bool Equals(VCard? other) => other is not null && Version == other.Version && Properties.SequenceEqual(other.Properties);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Version, Properties.Count);
}
