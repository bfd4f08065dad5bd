using System.Text.Json.Nodes;

namespace Kith.Hydra;

/// <summary>A kind of identifier that is derived from a document as a whole, such as two properties together.</summary>
/// <param name="Kind">The kind's name in the index.</param>
/// <param name="Values">The normal forms that a document has in a country (ISO 3166-1 alpha-2).</param>
/// <param name="Version">Changes when normal forms change: indexes made with another version are rebuilt.</param>
public sealed record DerivedIdentifier(string Kind, Func<JsonObject, string, IEnumerable<string>> Values, string Version);
