using System.Text.Json.Nodes;

namespace Kith.Hydra;

/// <summary>
/// The Hydra ApiDocumentation of an API (wire-semantics §12). Every IRI in it is the one that <see cref="Context"/> gives to
/// the type or property, whatever address the document was fetched from.
/// </summary>
public static class HydraDocumentation
{
    private static readonly (string Prefix, string Iri)[] Prefixes =
    [
        .. Context.Prefixes,
        ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
        ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
        ("owl", "http://www.w3.org/2002/07/owl#"),
        ("schema", "https://schema.org/"),
    ];

    private static readonly string[] Terms =
    [
        "ApiDocumentation", "Class", "Link", "Operation", "SupportedProperty", "title", "description", "supportedClass", "supportedProperty",
        "supportedOperation", "required", "readable", "writeable", "method", "expectsHeader", "returnsHeader",
    ];

    private static readonly (string Term, string Iri)[] Links =
    [
        ("entrypoint", "hydra:entrypoint"), ("property", "hydra:property"), ("expects", "hydra:expects"), ("returns", "hydra:returns"),
        ("domain", "rdfs:domain"), ("range", "rdfs:range"), ("subClassOf", "rdfs:subClassOf"),
    ];

    /// <summary>The document.</summary>
    public static JsonObject Document(Documentation documentation) => new()
    {
        ["@context"] = ContextOf(),
        ["@id"] = Documentation.Path,
        ["@type"] = "ApiDocumentation",
        ["title"] = documentation.Title,
        ["description"] = documentation.Description,
        ["entrypoint"] = "/",
        ["supportedClass"] = new JsonArray(
        [
            .. documentation.Classes.Select(ClassOf),
            .. documentation.Classes.SelectMany(PartClassesOf),
            EntrypointClass(documentation),
        ]),
    };

    private static JsonObject ContextOf()
    {
        var context = new JsonObject();
        foreach (var (prefix, iri) in Prefixes)
            context[prefix] = iri;
        foreach (var term in Terms)
            context[term] = $"hydra:{term}";
        foreach (var (term, iri) in Links)
            context[term] = new JsonObject { ["@id"] = iri, ["@type"] = "@id" };
        context["label"] = "rdfs:label";
        return context;
    }

    private static string IriOf(string name) => $"{Documentation.Path}#{name}";

    private static JsonNode ClassOf(Resource resource)
    {
        var isProblem = Context.IsProblem(resource);
        var type = new JsonObject
        {
            ["@id"] = IriOf(resource.Type),
            ["@type"] = "Class",
            ["title"] = resource.Type,
            ["description"] = resource.Description,
        };
        if (isProblem)
            type["subClassOf"] = "hydra:Error";
        type["supportedProperty"] = new JsonArray([.. Properties(resource.Type, resource.Fields, hasId: !isProblem)]);
        if (!isProblem)
            type["supportedOperation"] = new JsonArray([.. Verb.Of(resource).Where(verb => !verb.IsOfCollection).Select(verb => OperationOf(resource, verb))]);
        return type;
    }

    /// <summary>The objects inside documents have no type on the wire; their classes say what properties they have.</summary>
    private static IEnumerable<JsonNode> PartClassesOf(Resource resource) => resource.Fields
        .Select(field => (Field: field, Parts: PartsOf(field)))
        .Where(owner => owner.Parts.Count > 0)
        .Select(owner => new JsonObject
        {
            ["@id"] = IriOf(PartClass(resource.Type, owner.Field)),
            ["@type"] = "Class",
            ["title"] = PartClass(resource.Type, owner.Field),
            ["description"] = owner.Field.Description,
            ["supportedProperty"] = new JsonArray([.. Properties(Context.NameOf(resource.Type, owner.Field.Name), owner.Parts, hasId: false, PartClass(resource.Type, owner.Field))]),
        });

    private static IReadOnlyList<Field> PartsOf(Field field) => field switch
    {
        PartField part => part.Parts,
        PartsField parts => parts.Parts,
        _ => [],
    };

    private static string PartClass(string type, Field field) => $"{type}.{field.Name}";

    private static IEnumerable<JsonNode> Properties(string name, IReadOnlyList<Field> fields, bool hasId, string? domain = null)
    {
        if (hasId)
            yield return Property(IriOf(Context.NameOf(name, "id")), "id", IriOf(name), "rdf:Property", "xsd:string", false, Direction.ReadOnly, "The id, which the server gives.");
        foreach (var field in fields)
        {
            yield return Property(
                IriOf(Context.NameOf(name, field.Name)), field.Name, IriOf(domain ?? name), Context.IsLink(field) ? "Link" : "rdf:Property",
                RangeOf(name, field), field.IsRequired, field.Direction, field.Description, isSingle: field is not (LinksField or InverseField or IrisField or PartsField or TextsField));
        }
    }

    private static JsonObject Property(
        string iri, string name, string domain, string type, string range, bool isRequired, Direction direction, string? description, bool isSingle = true)
    {
        var property = new JsonObject { ["@id"] = iri, ["@type"] = type, ["label"] = name, ["domain"] = domain, ["range"] = range };
        if (isSingle)
            property["owl:maxCardinality"] = 1;
        return new JsonObject
        {
            ["@type"] = "SupportedProperty",
            ["property"] = property,
            ["title"] = name,
            ["description"] = description,
            ["required"] = isRequired,
            ["readable"] = direction != Direction.WriteOnly,
            ["writeable"] = direction != Direction.ReadOnly,
        };
    }

    private static string RangeOf(string name, Field field) => field switch
    {
        LinkField link => IriOf(link.Target.Type),
        LinksField links => IriOf(links.Target.Type),
        InverseField inverse => IriOf(inverse.Source.Type),
        PartField or PartsField => IriOf(PartClass(name, field)),
        IrisField or ComputedField => "hydra:Resource",
        IntegerField => "xsd:integer",
        FractionField => "xsd:decimal",
        BooleanField => "xsd:boolean",
        InstantField => "xsd:dateTime",
        AnyField => "rdfs:Resource",
        _ => "xsd:string",
    };

    private static JsonNode OperationOf(Resource resource, Verb verb)
    {
        var operation = new JsonObject
        {
            ["@type"] = new JsonArray("Operation", $"schema:{verb.Action}"),
            ["method"] = verb.Method,
            ["title"] = verb.Id,
            ["label"] = verb.Summary,
            ["description"] = verb.Description,
            ["returns"] = verb switch
            {
                { Method: "DELETE" } => "owl:Nothing",
                { Method: "GET", IsOfCollection: true } => "hydra:Collection",
                _ => IriOf(resource.Type),
            },
        };
        if (verb.Method is "POST" or "PUT" or "PATCH")
            operation["expects"] = IriOf(resource.Type);
        if (verb.Method is "PATCH" || (verb.Method is "POST" && !resource.IsCreatedByPost))
            operation["expectsHeader"] = new JsonArray($"Content-Type: {(verb.Method is "PATCH" ? MediaTypes.MergePatch : MediaTypes.Form)}");
        return operation;
    }

    private static JsonNode EntrypointClass(Documentation documentation) => new JsonObject
    {
        ["@id"] = IriOf(Entrypoint.Type),
        ["@type"] = "Class",
        ["title"] = Entrypoint.Type,
        ["description"] = "Where a client begins: it links to every collection.",
        ["supportedProperty"] = new JsonArray([.. documentation.Collections.Select(EntrypointProperty)]),
        ["supportedOperation"] = new JsonArray(new JsonObject
        {
            ["@type"] = "Operation",
            ["method"] = "GET",
            ["title"] = "index",
            ["label"] = "The API entrypoint.",
            ["returns"] = IriOf(Entrypoint.Type),
        }),
    };

    private static JsonNode EntrypointProperty(Resource resource) => new JsonObject
    {
        ["@type"] = "SupportedProperty",
        ["property"] = new JsonObject
        {
            ["@id"] = IriOf(Context.NameOf(Entrypoint.Type, Entrypoint.NameOf(resource))),
            ["@type"] = "Link",
            ["label"] = Entrypoint.NameOf(resource),
            ["domain"] = IriOf(Entrypoint.Type),
            ["range"] = new JsonArray("hydra:Collection", new JsonObject
            {
                ["owl:equivalentClass"] = new JsonObject
                {
                    ["owl:onProperty"] = new JsonObject { ["@id"] = "hydra:member" },
                    ["owl:allValuesFrom"] = new JsonObject { ["@id"] = IriOf(resource.Type) },
                },
            }),
            ["owl:maxCardinality"] = 1,
            ["supportedOperation"] = new JsonArray([.. Verb.Of(resource).Where(verb => verb.IsOfCollection).Select(verb => OperationOf(resource, verb))]),
        },
        ["title"] = Entrypoint.NameOf(resource),
        ["description"] = $"The collection of {resource.Plural}.",
        ["required"] = false,
        ["readable"] = true,
        ["writeable"] = false,
    };
}
