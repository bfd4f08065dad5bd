namespace Kith.VCards;

/// <summary>The parts of a name (N, RFC 6350 §6.2.2).</summary>
/// <param name="Family">Family names.</param>
/// <param name="Given">Given names.</param>
/// <param name="Additional">Middle names.</param>
/// <param name="Prefixes">What stands before the name.</param>
/// <param name="Suffixes">What stands behind it.</param>
public sealed record VCardName(
    IReadOnlyList<string> Family, IReadOnlyList<string> Given, IReadOnlyList<string> Additional, IReadOnlyList<string> Prefixes, IReadOnlyList<string> Suffixes)
{
    /// <summary>The parts of an N; those that it does not have are empty.</summary>
    /// <param name="property">The property.</param>
    public static VCardName Of(VCardProperty property)
    {
        ArgumentNullException.ThrowIfNull(property);
        var components = property.Components;
        return new(At(components, 0), At(components, 1), At(components, 2), At(components, 3), At(components, 4));
    }

    internal static IReadOnlyList<string> At(IReadOnlyList<IReadOnlyList<string>> components, int index) =>
        index < components.Count ? [.. components[index].Where(text => text.Length > 0)] : [];
}

/// <summary>The parts of an address (ADR, RFC 6350 §6.3.1).</summary>
/// <param name="PostOfficeBox">The post office box.</param>
/// <param name="Extended">Apartment or suite.</param>
/// <param name="Street">Street and number; some programs put the whole address here.</param>
/// <param name="Locality">City.</param>
/// <param name="Region">State or province.</param>
/// <param name="PostalCode">The postal code.</param>
/// <param name="Country">The country's name.</param>
public sealed record VCardAddress(
    IReadOnlyList<string> PostOfficeBox, IReadOnlyList<string> Extended, IReadOnlyList<string> Street, IReadOnlyList<string> Locality,
    IReadOnlyList<string> Region, IReadOnlyList<string> PostalCode, IReadOnlyList<string> Country)
{
    /// <summary>The parts of an ADR; those that it does not have are empty.</summary>
    /// <param name="property">The property.</param>
    public static VCardAddress Of(VCardProperty property)
    {
        ArgumentNullException.ThrowIfNull(property);
        var components = property.Components;
        return new(
            VCardName.At(components, 0), VCardName.At(components, 1), VCardName.At(components, 2), VCardName.At(components, 3),
            VCardName.At(components, 4), VCardName.At(components, 5), VCardName.At(components, 6));
    }
}
