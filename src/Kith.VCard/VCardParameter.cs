namespace Kith.VCards;

/// <summary>A parameter of a property.</summary>
/// <param name="Name">Such as <c>TYPE</c>, as it was written.</param>
/// <param name="Values">Without quotes and escapes; the values of parameters of the same name are in one list.</param>
public sealed record VCardParameter(string Name, IReadOnlyList<string> Values)
{
    /// <summary>As it was written.</summary>
    public string Name { get; } = Names.IsValid(Name) ? Name : throw new ArgumentException($"\"{Name}\" is not a name: letters, digits, - and _.", nameof(Name));

    /// <summary>Whether it has this name, in any case.</summary>
    /// <param name="name">Such as <c>TYPE</c>.</param>
    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether both say the same in the same order.</summary>
    /// <param name="other">The other parameter.</param>
    public bool Equals(VCardParameter? other) => other is not null && Is(other.Name) && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name.ToUpperInvariant(), Values.Count);
}
