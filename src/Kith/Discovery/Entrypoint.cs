using System.Text.Json.Nodes;

namespace Kith.Discovery;

/// <summary>Where a client that knows nothing begins (wire-semantics §12).</summary>
internal static class Entrypoint
{
    /// <summary>The name of a collection in the entrypoint: its type, first letter small.</summary>
    public static string NameOf(Resource resource) => $"{char.ToLowerInvariant(resource.Type[0])}{resource.Type[1..]}";

    public static JsonObject Document()
    {
        var document = new JsonObject { ["@context"] = "/contexts/Entrypoint", ["@id"] = "/", ["@type"] = "Entrypoint" };
        foreach (var resource in Crm.Vocabulary.Resources.Where(resource => resource.Parent is null).OrderBy(NameOf, StringComparer.Ordinal))
            document[NameOf(resource)] = $"/{resource.Path}";
        return document;
    }
}
