using System.Text.Json.Nodes;

namespace Kith.Hydra;

/// <summary>
/// The JSON-LD contexts (wire-semantics §12), with the Hydra terms mapped to Hydra (B1) and each property to the IRI under
/// which <see cref="HydraDocumentation"/> describes it.
/// </summary>
public static class Context
{
    /// <summary>The prefixes that contexts use.</summary>
    internal static readonly IReadOnlyList<(string Prefix, string Iri)> Prefixes =
    [
        ("hydra", "http://www.w3.org/ns/hydra/core#"),
        ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ];

    private static readonly string[] HydraTerms =
    [
        "Collection", "PartialCollectionView", "IriTemplate", "IriTemplateMapping", "member", "totalItems", "view", "first", "last",
        "previous", "next", "search", "template", "variableRepresentation", "mapping", "variable", "property", "required",
    ];

    private static readonly string[] HydraLinks = ["first", "last", "previous", "next"];

    /// <summary>The properties of a problem that Hydra has terms for.</summary>
    private static readonly string[] ProblemTerms = ["title", "description"];

    /// <summary>The context of a type; null when there is no such type.</summary>
    /// <param name="documentation">The API.</param>
    /// <param name="type">The type: <c>Person</c>, <c>Entrypoint</c>, <c>Error</c>.</param>
    /// <param name="origin">Scheme, host and port of the server.</param>
    public static JsonObject? Of(Documentation documentation, string type, string origin)
    {
        if (type == Entrypoint.Type)
            return Wrap(origin, documentation.Collections.Select(resource => Term(Entrypoint.NameOf(resource), Link($"{Entrypoint.Type}/{Entrypoint.NameOf(resource)}"))));
        if (documentation.Classes.FirstOrDefault(resource => resource.Type == type) is not { } found)
            return null;
        var terms = found.Fields.Where(field => field is not ParentField).Select(field => Term(field.Name,
            IsProblem(found) && ProblemTerms.Contains(field.Name) ? $"hydra:{field.Name}" : TermOf(found.Type, field)));
        return Wrap(origin, !found.HasAddress || IsProblem(found) ? terms : terms.Prepend(Term("id", NameOf(found.Type, "id"))));
    }

    /// <summary>What a property of a type is called beneath the documentation: <c>Person/familyName</c>.</summary>
    internal static string NameOf(string type, string property) => $"{type}/{property}";

    internal static bool IsProblem(Resource resource) => resource == ProblemTypes.Error || resource == ProblemTypes.ConstraintViolation;

    /// <summary>Whether the values of a property are IRIs.</summary>
    internal static bool IsLink(Field field) => field is LinkField or LinksField or InverseField or IrisField or ComputedField;

    private static JsonObject Wrap(string origin, IEnumerable<KeyValuePair<string, JsonNode?>> terms)
    {
        var context = new JsonObject { ["@vocab"] = $"{origin}{Documentation.Path}#" };
        foreach (var (prefix, iri) in Prefixes)
            context[prefix] = iri;
        foreach (var term in HydraTerms)
            context[term] = HydraLinks.Contains(term) ? Link($"hydra:{term}") : $"hydra:{term}";
        foreach (var (name, term) in terms)
            context[name] = term;
        return new JsonObject { ["@context"] = context };
    }

    private static JsonNode TermOf(string domain, Field field)
    {
        var name = NameOf(domain, field.Name);
        return field switch
        {
            PartField part => Scoped(name, part.Parts),
            PartsField parts => Scoped(name, parts.Parts),
            AnyField => new JsonObject { ["@id"] = name, ["@type"] = "@json" },
            InstantField => new JsonObject { ["@id"] = name, ["@type"] = "xsd:dateTime" },
            _ when IsLink(field) => Link(name),
            _ => name,
        };
    }

    /// <summary>Parts have terms of their own, which hold only inside them: a part may have the name of another property.</summary>
    private static JsonObject Scoped(string name, IReadOnlyList<Field> parts) => new()
    {
        ["@id"] = name,
        ["@context"] = new JsonObject(parts.Select(part => Term(part.Name, TermOf(name, part)))),
    };

    private static KeyValuePair<string, JsonNode?> Term(string name, JsonNode term) => new(name, term);

    private static JsonObject Link(string id) => new() { ["@id"] = id, ["@type"] = "@id" };
}
