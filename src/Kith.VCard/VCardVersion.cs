namespace Kith.VCards;

/// <summary>The versions of vCard that programs write.</summary>
public enum VCardVersion
{
    /// <summary>vCard 2.1, of the versit consortium (1996).</summary>
    V21,

    /// <summary>vCard 3.0 (RFC 2426).</summary>
    V30,

    /// <summary>vCard 4.0 (RFC 6350).</summary>
    V40,
}
