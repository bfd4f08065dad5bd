namespace Kith.Import.Mapping;

/// <summary>What becomes of a column.</summary>
/// <param name="Target">The name of a <see cref="Target"/>: a property of a person (<c>jobTitle</c>, <c>address.city</c>, <c>emailAddresses</c>), or <c>fullName</c>, <c>note</c>, …</param>
/// <param name="Mode">How it meets what is there.</param>
/// <param name="Of">The name of the column that this one belongs to, as the label of a phone number does; null for most.</param>
internal sealed record ColumnMapping(string Target, ColumnMode Mode, string? Of = null);
