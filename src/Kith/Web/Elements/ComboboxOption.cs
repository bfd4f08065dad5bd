namespace Kith.Web.Elements;

/// <summary>Something that can be chosen.</summary>
/// <param name="Iri">What it is; null for something that is not there yet.</param>
/// <param name="Title">What it is called.</param>
public sealed record ComboboxOption(string? Iri, string Title);
