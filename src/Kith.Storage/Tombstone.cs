using System.Text.Json.Nodes;
using Kith.Hydra;

namespace Kith.Storage;

/// <summary>What stands in the journal in place of a document that was erased: its id, and that it was.</summary>
public static class Tombstone
{
    private const string Mark = "erased";

    /// <summary>Whether a document of the journal was erased.</summary>
    public static bool Is(JsonObject? document) => document is not null && document.ContainsKey(Mark);

    internal static DocumentText Of(Guid id) => new(Json.Bytes(new JsonObject { ["id"] = id.ToString(), [Mark] = true }));
}
