using System.Text.Json.Nodes;

namespace Kith.Hydra;

/// <summary>Decides, beside the rules of each property, whether a caller may bring a document from one state to another.</summary>
/// <param name="caller">Who asks.</param>
/// <param name="before">The document as it is; null on creation.</param>
/// <param name="after">The document as it would be; null on deletion.</param>
/// <returns>Null when allowed.</returns>
public delegate Problem? Rule(Caller caller, JsonObject? before, JsonObject? after);
