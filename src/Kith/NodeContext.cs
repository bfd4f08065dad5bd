using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Kith;

/// <summary>How trees become elements; there is no other serialization in the program.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class NodeContext : JsonSerializerContext;
