using System.Text.Json.Nodes;
using Kith.History;

namespace Kith.Discovery;

/// <summary>The JSON-LD contexts (wire-semantics §12), with the Hydra terms mapped to Hydra (B1).</summary>
internal static class Contexts
{
    private static readonly string[] HydraTerms =
    [
        "Collection", "PartialCollectionView", "IriTemplate", "IriTemplateMapping", "member", "totalItems", "view", "first", "last",
        "previous", "next", "search", "template", "variableRepresentation", "mapping", "variable", "required",
    ];

    private static readonly string[] ErrorTerms = ["title", "description", "detail", "status", "type", "message", "violations"];

    private static readonly string[] HydraLinks = ["first", "last", "previous", "next"];

    /// <summary>The context of a type; null when there is no such type.</summary>
    /// <param name="type">The type: <c>Person</c>, <c>Entrypoint</c>, <c>Error</c>.</param>
    /// <param name="origin">Scheme, host and port of the server.</param>
    public static JsonObject? Of(string type, string origin)
    {
        if (type is "Entrypoint")
            return Wrap(origin, Crm.Vocabulary.Resources.Where(resource => resource.Parent is null)
                .Select(resource => KeyValuePair.Create(Entrypoint.NameOf(resource), (JsonNode?)Link($"Entrypoint/{Entrypoint.NameOf(resource)}"))));
        if (type is "Error" or "ConstraintViolation")
            return Wrap(origin, ErrorTerms.Select(name => KeyValuePair.Create(name, (JsonNode?)(name is "title" or "description" ? $"hydra:{name}" : $"Error/{name}"))));
        return Crm.Vocabulary.Resources.Append(HistoryEndpoints.Change).FirstOrDefault(resource => resource.Type == type) is { } found
            ? Wrap(origin, found.Fields.Where(field => field is not ParentField).Select(field => KeyValuePair.Create(field.Name, (JsonNode?)TermOf(found, field))))
            : null;
    }

    private static JsonObject Wrap(string origin, IEnumerable<KeyValuePair<string, JsonNode?>> terms)
    {
        var context = new JsonObject
        {
            ["@vocab"] = $"{origin}/docs.jsonld#",
            ["hydra"] = "http://www.w3.org/ns/hydra/core#",
            ["xsd"] = "http://www.w3.org/2001/XMLSchema#",
        };
        foreach (var term in HydraTerms)
            context[term] = HydraLinks.Contains(term) ? Link($"hydra:{term}") : $"hydra:{term}";
        context["property"] = "hydra:property";
        foreach (var (name, term) in terms)
            context[name] = term;
        return new JsonObject { ["@context"] = context };
    }

    private static JsonNode TermOf(Resource resource, Field field) => field switch
    {
        RelationField or LinksField or InverseField or IrisField or ComputedField => Link($"{resource.Type}/{field.Name}"),
        InstantField => new JsonObject { ["@id"] = $"{resource.Type}/{field.Name}", ["@type"] = "xsd:dateTime" },
        _ => $"{resource.Type}/{field.Name}",
    };

    private static JsonObject Link(string id) => new() { ["@id"] = id, ["@type"] = "@id" };
}
