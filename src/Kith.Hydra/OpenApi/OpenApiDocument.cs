using System.Text.Json.Nodes;

namespace Kith.Hydra;

/// <summary>
/// The OpenAPI 3.1 document of an API: the common verbs of its resources from their declarations, and what else it answers
/// added by hand.
/// </summary>
public sealed class OpenApiDocument
{
    private readonly Documentation _documentation;
    private readonly JsonObject _paths = [];
    private readonly List<(string Name, string Description)> _tags = [];

    /// <summary>Begins with the common verbs of all resources.</summary>
    /// <param name="documentation">The API.</param>
    public OpenApiDocument(Documentation documentation)
    {
        _documentation = documentation;
        foreach (var resource in documentation.Vocabulary.Resources.Concat(documentation.Records))
        {
            ResourcePaths.Add(_paths, resource, documentation.Vocabulary);
            _tags.Add((TagOf(resource), DescriptionOf(resource)));
        }
    }

    /// <summary>The tag that the operations of a resource carry.</summary>
    public static string TagOf(Resource resource) => $"{char.ToUpperInvariant(resource.Plural[0])}{resource.Plural[1..]}";

    /// <summary>Adds a tag for paths that belong to no resource.</summary>
    public void AddTag(string name, string description) => _tags.Add((name, description));

    /// <summary>Adds a path that anybody may read.</summary>
    /// <param name="template">The path template.</param>
    /// <param name="id">The name of its GET for programs.</param>
    /// <param name="tag">What it belongs to.</param>
    /// <param name="summary">What it is.</param>
    /// <param name="parameters">Its parameters: those in the template are in the path, others in the query.</param>
    /// <param name="content">The schema by media type.</param>
    /// <param name="refusals">The statuses of its refusals.</param>
    public void AddPublicPath(
        string template, string id, string tag, string summary, IReadOnlyList<ParameterDescription> parameters,
        IReadOnlyList<(string MediaType, JsonObject Schema)> content, params IReadOnlyList<int> refusals)
    {
        var responses = new JsonObject
        {
            ["200"] = new JsonObject
            {
                ["description"] = summary,
                ["content"] = new JsonObject(content.Select(type => KeyValuePair.Create(type.MediaType, (JsonNode?)new JsonObject { ["schema"] = type.Schema }))),
            },
        };
        foreach (var refusal in refusals)
            responses[$"{refusal}"] = SharedComponents.RefusalReference(refusal);
        responses["5XX"] = SharedComponents.FailureReference();
        var operation = new JsonObject
        {
            ["operationId"] = id,
            ["tags"] = new JsonArray(tag),
            ["summary"] = summary,
            ["description"] = $"{summary}. No key is needed.",
            ["security"] = new JsonArray(),
        };
        if (parameters.Count > 0)
            operation["parameters"] = new JsonArray([.. parameters.Select(parameter => PublicParameter(template, parameter))]);
        operation["responses"] = responses;
        _paths[template] = new JsonObject { ["get"] = operation };
    }

    /// <summary>Lets a collection's POST take a form instead of JSON.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="schema">The fields of the form.</param>
    /// <param name="encoding">The media types of its files, by field.</param>
    public void TakeForm(Resource resource, JsonObject schema, JsonObject encoding) =>
        _paths[Vocabulary.CollectionTemplate(resource)]!["post"]!["requestBody"] = new JsonObject
        {
            ["required"] = true,
            ["description"] = resource.Description,
            ["content"] = new JsonObject { [MediaTypes.Form] = new JsonObject { ["schema"] = schema, ["encoding"] = encoding } },
        };

    /// <summary>The document.</summary>
    public JsonObject ToJson(Limits limits)
    {
        var schemas = new JsonObject();
        ResourceSchemas.AddBases(schemas);
        foreach (var resource in _documentation.Vocabulary.Resources.Concat(_documentation.Records))
            ResourceSchemas.Add(schemas, resource);
        ResourceSchemas.AddProblem(schemas, ProblemTypes.Error);
        ResourceSchemas.AddProblem(schemas, ProblemTypes.ConstraintViolation);
        var components = new JsonObject { ["schemas"] = schemas };
        SharedComponents.AddTo(components, limits);
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = _documentation.Title, ["version"] = _documentation.Version, ["description"] = _documentation.Description, ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" } },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/", ["description"] = "This server." }),
            ["tags"] = new JsonArray([.. _tags.Select(tag => new JsonObject { ["name"] = tag.Name, ["description"] = tag.Description })]),
            ["paths"] = _paths.DeepClone(),
            ["components"] = components,
        };
    }

    private static string DescriptionOf(Resource resource)
    {
        var required = resource.Fields.Where(field => field.IsRequired && field.Direction != Direction.ReadOnly).Select(field => $"`{field.Name}`").ToList();
        return required.Count == 0 ? resource.Description : $"{resource.Description}\n\nMust always have: {string.Join(", ", required)}.";
    }

    private static JsonNode PublicParameter(string template, ParameterDescription parameter)
    {
        var isInPath = template.Contains($"{{{parameter.Name}}}", StringComparison.Ordinal);
        return new JsonObject
        {
            ["name"] = parameter.Name,
            ["in"] = isInPath ? "path" : "query",
            ["required"] = true,
            ["description"] = parameter.Description,
            ["schema"] = parameter.Schema,
        };
    }
}
