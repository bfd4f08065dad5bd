using System.Text.Json.Nodes;

namespace Kith.Hydra;

/// <summary>Where a client that knows nothing begins (wire-semantics §12).</summary>
public static class Entrypoint
{
    /// <summary>The <c>@type</c> of the entrypoint.</summary>
    public const string Type = nameof(Entrypoint);

    /// <summary>The name of a collection in the entrypoint: its type, first letter small.</summary>
    public static string NameOf(Resource resource) => $"{char.ToLowerInvariant(resource.Type[0])}{resource.Type[1..]}";

    /// <summary>The document.</summary>
    public static JsonObject Document(Documentation documentation)
    {
        var document = new JsonObject { ["@context"] = $"/contexts/{Type}", ["@id"] = "/", ["@type"] = Type };
        foreach (var resource in documentation.Collections.OrderBy(NameOf, StringComparer.Ordinal))
            document[NameOf(resource)] = Vocabulary.CollectionTemplate(resource);
        return document;
    }
}
