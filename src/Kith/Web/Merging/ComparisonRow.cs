using System.Text.Json.Nodes;

namespace Kith.Web.Merging;

/// <summary>A property, side by side.</summary>
/// <param name="Property">Its name.</param>
/// <param name="ShownAs">The name of the property that shows it, which is another one for a picture.</param>
/// <param name="IsList">Whether it is a list, which is united.</param>
/// <param name="Differs">Whether it is not the same for everybody.</param>
public sealed record ComparisonRow(string Property, string ShownAs, bool IsList, bool Differs);

/// <summary>An item of a list.</summary>
/// <param name="Key">The same for the same e-mail address or number in whatever spelling.</param>
/// <param name="Text">What the API is told when it is left out.</param>
/// <param name="Value">The item.</param>
public sealed record ComparisonItem(string Key, string Text, JsonNode Value);
