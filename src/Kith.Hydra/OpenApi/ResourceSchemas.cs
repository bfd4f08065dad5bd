using System.Text.Json.Nodes;

namespace Kith.Hydra;

/// <summary>The named schemas of a resource: read as JSON and as JSON-LD, written, merged, listed.</summary>
internal static class ResourceSchemas
{
    private const string ItemBase = "HydraItemBaseSchema";
    private const string CollectionBase = "HydraCollectionBaseSchema";

    /// <summary>A reference to the schema of a resource in one of its forms.</summary>
    public static JsonObject ReferenceTo(Resource resource, Format format) => Reference(NameOf(resource, format));

    /// <summary>A reference to the schema of a body.</summary>
    public static JsonObject ReferenceTo(Resource resource, Usage usage) => Reference(NameOf(resource, usage));

    /// <summary>The schema of a list.</summary>
    public static JsonObject ListOf(Resource resource, Format format)
    {
        var members = new JsonObject { ["type"] = "array", ["items"] = ReferenceTo(resource, format) };
        if (format == Format.Json)
        {
            members["description"] = $"{resource.Type} collection.";
            return members;
        }
        return new JsonObject
        {
            ["description"] = $"{NameOf(resource, format)} collection.",
            ["allOf"] = new JsonArray(Reference(CollectionBase), new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { ["member"] = members },
                ["required"] = new JsonArray("member"),
            }),
        };
    }

    /// <summary>Adds the schemas of a resource that is served under the common verbs.</summary>
    public static void Add(JsonObject schemas, Resource resource)
    {
        var read = PropertySchema.OfObject(resource.Fields, Usage.Read);
        read["description"] = resource.Description;
        if (!resource.HasAddress)
        {
            schemas[NameOf(resource, Format.Json)] = read;
            schemas[NameOf(resource, Format.JsonLd)] = Typed(resource, Reference(NameOf(resource, Format.Json)));
            return;
        }
        read["properties"]!.AsObject().Insert(0, "id", IdOf(resource, isReadOnly: true));
        // With view=idx the members of a list are nothing but their ids.
        read["required"] = new JsonArray("id");
        schemas[NameOf(resource, Format.Json)] = read;
        schemas[NameOf(resource, Format.JsonLd)] = Linked(resource, Reference(NameOf(resource, Format.Json)));
        if (resource.MadeInOrder is not null || resource.IsWrittenByServer)
            return;
        foreach (var usage in new[] { Usage.Write, Usage.Merge })
        {
            var body = PropertySchema.OfObject(resource.Fields, usage);
            body["description"] = resource.Description;
            schemas[NameOf(resource, usage)] = body;
        }
    }

    /// <summary>Adds the schemas of problems, which have their <c>@</c> keys whatever was asked for.</summary>
    public static void AddProblem(JsonObject schemas, Resource problem) =>
        schemas[problem.Type] = Linked(problem, PropertySchema.OfObject(problem.Fields, Usage.Read));

    /// <summary>Adds what the JSON-LD forms of all resources share.</summary>
    public static void AddBases(JsonObject schemas)
    {
        schemas[ItemBase] = new JsonObject
        {
            ["type"] = "object",
            ["description"] = "What every JSON-LD object has.",
            ["properties"] = new JsonObject
            {
                ["@context"] = Text("Where its terms are explained; the members of a collection have none of their own.", "uri-reference"),
                ["@id"] = Text("Its address.", "iri-reference"),
                ["@type"] = Text("Its type."),
            },
            ["required"] = new JsonArray("@id", "@type"),
        };
        schemas[CollectionBase] = new JsonObject
        {
            ["description"] = "What every page of a collection has beside its members.",
            ["allOf"] = new JsonArray(Reference(ItemBase), new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    ["totalItems"] = new JsonObject { ["type"] = "integer", ["minimum"] = 0, ["description"] = "How many members there are on all pages; absent with partial=true." },
                    ["view"] = new JsonObject
                    {
                        ["type"] = "object",
                        ["description"] = "This page and its neighbours.",
                        ["properties"] = new JsonObject
                        {
                            ["@id"] = Text(null, "uri-reference"),
                            ["@type"] = Text("PartialCollectionView."),
                            ["first"] = Text("Absent with partial=true.", "uri-reference"),
                            ["last"] = Text("Absent with partial=true.", "uri-reference"),
                            ["previous"] = Text("Absent on the first page.", "uri-reference"),
                            ["next"] = Text("Absent on the last page.", "uri-reference"),
                        },
                        ["required"] = new JsonArray("@id", "@type"),
                    },
                    ["search"] = new JsonObject
                    {
                        ["type"] = "object",
                        ["description"] = "The parameters of the collection, as an RFC 6570 template.",
                        ["properties"] = new JsonObject
                        {
                            ["@type"] = Text("IriTemplate."),
                            ["template"] = Text(null),
                            ["variableRepresentation"] = Text("BasicRepresentation."),
                            ["mapping"] = new JsonObject
                            {
                                ["type"] = "array",
                                ["items"] = new JsonObject
                                {
                                    ["type"] = "object",
                                    ["properties"] = new JsonObject
                                    {
                                        ["@type"] = Text("IriTemplateMapping."),
                                        ["variable"] = Text(null),
                                        ["property"] = Text(null),
                                        ["required"] = new JsonObject { ["type"] = "boolean" },
                                    },
                                    ["required"] = new JsonArray("@type", "variable", "property", "required"),
                                },
                            },
                        },
                        ["required"] = new JsonArray("@type", "template", "variableRepresentation", "mapping"),
                    },
                },
                ["required"] = new JsonArray("@context", "view", "search"),
            }),
        };
    }

    /// <summary>The schema of an id, in paths and bodies.</summary>
    public static JsonObject IdOf(Resource resource, bool isReadOnly)
    {
        var schema = new JsonObject { ["type"] = "string" };
        schema[resource.RecordedAbout is null ? "format" : "pattern"] = resource.RecordedAbout is null ? "uuid" : "^[0-9]+$";
        if (isReadOnly)
        {
            schema["description"] = "The id, which the server gives.";
            schema["readOnly"] = true;
        }
        return schema;
    }

    private static JsonObject Linked(Resource resource, JsonObject properties) => new()
    {
        ["description"] = resource.Description,
        ["allOf"] = new JsonArray(Reference(ItemBase), properties),
    };

    /// <summary>What has no address has a type nevertheless.</summary>
    private static JsonObject Typed(Resource resource, JsonObject properties) => new()
    {
        ["description"] = resource.Description,
        ["allOf"] = new JsonArray(properties, new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["@context"] = Text("Where its terms are explained; the members of a collection have none of their own.", "uri-reference"),
                ["@type"] = new JsonObject { ["const"] = resource.Type },
            },
            ["required"] = new JsonArray("@type"),
        }),
    };

    private static string NameOf(Resource resource, Format format) => format == Format.JsonLd ? $"{resource.Type}.jsonld" : resource.Type;

    private static string NameOf(Resource resource, Usage usage) => usage switch
    {
        Usage.Read => NameOf(resource, Format.Json),
        Usage.Write => $"{resource.Type}.write",
        _ => $"{resource.Type}.jsonMergePatch",
    };

    public static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    private static JsonObject Text(string? description, string? format = null)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (format is not null)
            schema["format"] = format;
        if (description is not null)
            schema["description"] = description;
        return schema;
    }
}
