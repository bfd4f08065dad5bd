using System.Text.Json.Nodes;

namespace Kith.Hydra;

/// <summary>
/// The OpenAPI 3.1 document of an API: the common verbs of its resources from their declarations, and what else it answers
/// added by hand.
/// </summary>
public sealed class OpenApiDocument
{
    /// <summary>The header that an update is conditional on.</summary>
    public const string IfMatch = SharedComponents.IfMatch;

    /// <summary>The header that a read is conditional on.</summary>
    public const string IfNoneMatch = SharedComponents.IfNoneMatch;

    /// <summary>The header that makes a POST safe to repeat.</summary>
    public const string IdempotencyKey = SharedComponents.IdempotencyKey;

    /// <summary>The header that says what the client would rather have.</summary>
    public const string Prefer = SharedComponents.Prefer;

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
            operation["parameters"] = new JsonArray([.. parameters.Select(parameter => Parameter(template, parameter))]);
        operation["responses"] = responses;
        _paths[template] = new JsonObject { ["get"] = operation };
    }

    /// <summary>Adds an operation that needs a key and is not one of the common verbs; its path may have others.</summary>
    /// <param name="template">The path template.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="id">Its name for programs, unique in the API.</param>
    /// <param name="tag">What it belongs to.</param>
    /// <param name="summary">What it does, as a title.</param>
    /// <param name="description">What it does, as a sentence or more.</param>
    /// <param name="scope">What the key must be allowed: <c>read</c>, <c>write</c>, <c>admin</c>.</param>
    /// <param name="parameters">Those in the template are in the path, others in the query: optional when their schema has a default.</param>
    /// <param name="requestSchema">The schema of the JSON body; null where it takes none. The first of its <c>examples</c> is shown as the body.</param>
    /// <param name="responses">What it answers, the first one when all goes well.</param>
    /// <param name="refusals">The statuses of its other refusals; 401 and 429 need not be named.</param>
    /// <param name="headers">The request headers that it heeds: <see cref="IfMatch"/>, <see cref="IfNoneMatch"/>, <see cref="IdempotencyKey"/>.</param>
    public void AddOperation(
        string template, string method, string id, string tag, string summary, string description, string scope,
        IReadOnlyList<ParameterDescription> parameters, JsonObject? requestSchema, IReadOnlyList<ResponseDescription> responses,
        IReadOnlyList<int> refusals, IReadOnlyList<string>? headers = null)
    {
        if (_paths[template] is not JsonObject path)
            _paths[template] = path = [];
        var operation = new JsonObject
        {
            ["operationId"] = id,
            ["tags"] = new JsonArray(tag),
            ["summary"] = summary,
            ["description"] = $"{description} Needs a key with the scope `{scope}`.",
            ["security"] = SharedComponents.Security(),
        };
        // What the template names may be declared with the path already.
        var own = parameters
            .Where(parameter => !path.ContainsKey("parameters") || !IsInPath(template, parameter))
            .Select(parameter => Parameter(template, parameter))
            .Concat((headers ?? []).Select(SharedComponents.ParameterReference)).ToArray();
        if (own.Length > 0)
            operation["parameters"] = new JsonArray(own);
        if (requestSchema is not null)
        {
            operation["requestBody"] = new JsonObject
            {
                ["required"] = true,
                ["description"] = summary,
                ["content"] = new JsonObject((method == "PATCH" ? MediaTypes.Patches : MediaTypes.Writes).Select(type => KeyValuePair.Create(type, (JsonNode?)ResponseDescription.ContentOf(requestSchema.DeepClone().AsObject())))),
            };
        }
        var answers = new JsonObject();
        foreach (var response in responses)
            answers[$"{response.Status}"] = response.ToJson();
        foreach (var refusal in refusals.Union([401, 429]).Except(responses.Select(response => response.Status)).Order())
            answers[$"{refusal}"] = SharedComponents.RefusalReference(refusal);
        answers["5XX"] = SharedComponents.FailureReference();
        operation["responses"] = answers;
        path[method.ToLowerInvariant()] = operation;
    }

    /// <summary>The id of a resource in a path.</summary>
    public static ParameterDescription IdOf(Resource resource) =>
        new("id", "id", $"{resource.Type} identifier", new JsonObject { ["type"] = "string", ["format"] = "uuid" });

    /// <summary>The schema of a page of a collection.</summary>
    public static JsonObject ListSchemaOf(Resource resource, Format format) => ResourceSchemas.ListOf(resource, format);

    /// <summary>Adds to what is said of an operation that is there already.</summary>
    /// <param name="template">The path template.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="description">What is added to its description.</param>
    /// <param name="headers">The request headers that it heeds, too.</param>
    /// <param name="answerHeaders">The headers that its answer may have, too.</param>
    /// <param name="responses">What it answers, too, or in place of another answer with the same status.</param>
    public void Amend(
        string template, string method, string description, IReadOnlyList<string> headers,
        IReadOnlyList<(string Name, string Description)> answerHeaders, IReadOnlyList<ResponseDescription> responses)
    {
        var operation = _paths[template]![method.ToLowerInvariant()]!.AsObject();
        operation["description"] = $"{operation["description"]} {description}";
        foreach (var header in headers)
            operation["parameters"]!.AsArray().Add((JsonNode)SharedComponents.ParameterReference(header));
        var success = operation["responses"]!.AsObject().First().Value!;
        foreach (var (name, meaning) in answerHeaders)
            success["headers"]![name] = new JsonObject { ["description"] = meaning, ["required"] = false, ["schema"] = new JsonObject { ["type"] = "string" } };
        foreach (var response in responses)
            operation["responses"]![$"{response.Status}"] = response.ToJson();
    }

    /// <summary>Adds a form that is no JSON to what an operation answers when all goes well.</summary>
    /// <param name="template">The path template.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="description">What is added to its description.</param>
    /// <param name="mediaType">The media type.</param>
    public void AddForm(string template, string method, string description, string mediaType)
    {
        var operation = _paths[template]![method.ToLowerInvariant()]!.AsObject();
        operation["description"] = $"{operation["description"]} {description}";
        operation["responses"]!.AsObject().First().Value!["content"]![mediaType] = new JsonObject { ["schema"] = new JsonObject() };
    }

    /// <summary>A reference to the schema of a resource as it is answered.</summary>
    public static JsonObject SchemaOf(Resource resource, Format format) => ResourceSchemas.ReferenceTo(resource, format);

    /// <summary>A reference to the schema of a resource as it is sent.</summary>
    public static JsonObject SchemaOf(Resource resource, Usage usage) => ResourceSchemas.ReferenceTo(resource, usage);

    /// <summary>The schema of a collection that comes whole, on no pages.</summary>
    /// <param name="members">The schema of the list of its members.</param>
    public static JsonObject CollectionOf(JsonObject members) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["@context"] = new JsonObject { ["type"] = "string" },
            ["@id"] = new JsonObject { ["type"] = "string" },
            ["@type"] = new JsonObject { ["const"] = "Collection" },
            ["totalItems"] = new JsonObject { ["type"] = "integer" },
            ["member"] = members,
        },
        ["required"] = new JsonArray("@context", "@id", "@type", "totalItems", "member"),
    };

    /// <summary>A resource made of the examples of its properties, as it is answered.</summary>
    public static JsonObject SampleOf(Resource resource, Format format) => Samples.ItemOf(resource, format);

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
        foreach (var resource in _documentation.Vocabulary.Resources.Concat(_documentation.Records).Concat(_documentation.Answers))
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

    private static JsonNode Parameter(string template, ParameterDescription parameter) => new JsonObject
    {
        ["name"] = parameter.Name,
        ["in"] = IsInPath(template, parameter) ? "path" : "query",
        ["required"] = !parameter.IsOptional && !parameter.Schema.ContainsKey("default"),
        ["description"] = parameter.Description,
        ["schema"] = parameter.Schema,
    };

    private static bool IsInPath(string template, ParameterDescription parameter) => template.Contains($"{{{parameter.Name}}}", StringComparison.Ordinal);
}
