using System.Globalization;
using System.Text.Json.Nodes;

namespace Kith.Hydra;

/// <summary>The paths of a resource with their operations: every parameter, body and answer of the common verbs.</summary>
internal static class ResourcePaths
{
    public static void Add(JsonObject paths, Resource resource, Vocabulary vocabulary)
    {
        var verbs = Verb.Of(resource).ToLookup(verb => verb.IsOfCollection);
        paths[Vocabulary.CollectionTemplate(resource)] = PathOf(verbs[true], resource, vocabulary, []);
        paths[Vocabulary.ItemTemplate(resource)] = PathOf(verbs[false], resource, vocabulary, [PathParameter("id", resource)]);
    }

    private static JsonObject PathOf(IEnumerable<Verb> verbs, Resource resource, Vocabulary vocabulary, IEnumerable<JsonNode> parameters)
    {
        var path = new JsonObject();
        if (OwnerOf(resource) is { } owner)
            parameters = parameters.Prepend(PathParameter(owner.Name, owner.Resource));
        if (parameters.ToArray() is { Length: > 0 } own)
            path["parameters"] = new JsonArray(own);
        foreach (var verb in verbs)
            path[verb.Method.ToLowerInvariant()] = OperationOf(verb, resource, vocabulary);
        return path;
    }

    private static (string Name, Resource Resource)? OwnerOf(Resource resource) => resource switch
    {
        { Parent: { } parent } => (parent.Name, parent.Target),
        { RecordedAbout: { } about } => ($"{about.Singular}Id", about),
        _ => null,
    };

    private static JsonObject PathParameter(string name, Resource resource) => new()
    {
        ["name"] = name,
        ["in"] = "path",
        ["required"] = true,
        ["description"] = $"{resource.Type} identifier",
        ["schema"] = ResourceSchemas.IdOf(resource, isReadOnly: false),
    };

    private static JsonObject OperationOf(Verb verb, Resource resource, Vocabulary vocabulary)
    {
        var operation = new JsonObject
        {
            ["operationId"] = verb.Id,
            ["tags"] = new JsonArray(OpenApiDocument.TagOf(resource)),
            ["summary"] = verb.Summary,
            ["description"] = $"{verb.Description} Needs a key with the scope `{(verb.Method == "GET" ? "read" : resource.IsAdministered ? "admin" : "write")}`.",
            ["security"] = SharedComponents.Security(),
        };
        if (ParametersOf(verb, resource).ToArray() is { Length: > 0 } parameters)
            operation["parameters"] = new JsonArray(parameters);
        if (verb.Method is "POST" or "PUT" or "PATCH")
            operation["requestBody"] = BodyOf(verb, resource);
        operation["responses"] = ResponsesOf(verb, resource, vocabulary);
        return operation;
    }

    private static IEnumerable<JsonNode> ParametersOf(Verb verb, Resource resource) => verb switch
    {
        { Method: "GET", IsOfCollection: true } => SearchTemplate.Parameters(resource).Select(parameter => new JsonObject
        {
            ["name"] = parameter.Name,
            ["in"] = "query",
            ["description"] = parameter.Description,
            ["schema"] = parameter.Schema,
        }),
        { Method: "POST" } => [SharedComponents.ParameterReference(SharedComponents.IdempotencyKey)],
        _ => [SharedComponents.ParameterReference(SharedComponents.IfMatch), SharedComponents.ParameterReference(SharedComponents.IfNoneMatch)],
    };

    private static JsonObject BodyOf(Verb verb, Resource resource)
    {
        var usage = verb.Method == "PATCH" ? Usage.Merge : Usage.Write;
        var content = new JsonObject();
        foreach (var type in usage == Usage.Merge ? MediaTypes.Patches : MediaTypes.Writes)
        {
            content[type] = new JsonObject
            {
                ["schema"] = ResourceSchemas.ReferenceTo(resource, usage),
                ["example"] = Samples.BodyOf(resource, usage),
            };
        }
        return new JsonObject { ["required"] = true, ["description"] = resource.Description, ["content"] = content };
    }

    private static JsonObject ResponsesOf(Verb verb, Resource resource, Vocabulary vocabulary)
    {
        var responses = new JsonObject();
        var (status, success) = SuccessOf(verb, resource);
        responses[status] = success;
        if (verb is { Method: "GET", IsOfCollection: false })
            responses["304"] = new JsonObject { ["description"] = "The copy at hand (If-None-Match) is still the same.", ["headers"] = SharedComponents.HeaderReferences("ETag") };
        foreach (var refusal in RefusalsOf(verb, resource, vocabulary).Order())
            responses[refusal.ToString(CultureInfo.InvariantCulture)] = SharedComponents.RefusalReference(refusal);
        responses["5XX"] = SharedComponents.FailureReference();
        return responses;
    }

    private static (string Status, JsonObject Response) SuccessOf(Verb verb, Resource resource) => verb switch
    {
        { Method: "DELETE" } => ("204", new JsonObject { ["description"] = $"{resource.Type} resource deleted" }),
        { Method: "GET", IsOfCollection: true } => ("200", new JsonObject
        {
            ["description"] = $"{resource.Type} collection",
            // A page of JSON-LD carries these in its body.
            ["headers"] = SharedComponents.HeaderReferences("Link", "X-Total-Count"),
            ["content"] = ContentOf(format => new JsonObject { ["schema"] = ResourceSchemas.ListOf(resource, format), ["example"] = Samples.ListOf(resource, format) }),
        }),
        { Method: "GET" } => ("200", ItemResponse(resource, "", "ETag")),
        { Method: "POST" } => ("201", ItemResponse(resource, " created", "ETag", "Location", "Content-Location")),
        _ => ("200", ItemResponse(resource, " updated", "ETag", "Content-Location")),
    };

    private static JsonObject ItemResponse(Resource resource, string done, params IEnumerable<string> headers) => new()
    {
        ["description"] = $"{resource.Type} resource{done}",
        ["headers"] = SharedComponents.HeaderReferences(headers),
        ["content"] = ContentOf(format => new JsonObject { ["schema"] = ResourceSchemas.ReferenceTo(resource, format), ["example"] = Samples.ItemOf(resource, format) }),
    };

    private static JsonObject ContentOf(Func<Format, JsonObject> content) =>
        new(new[] { Format.JsonLd, Format.Json }.Select(format => KeyValuePair.Create(MediaTypes.Of(format), (JsonNode?)content(format))));

    private static IEnumerable<int> RefusalsOf(Verb verb, Resource resource, Vocabulary vocabulary)
    {
        IEnumerable<int> always = [401, 429];
        IEnumerable<int> body = [400, 403, 406, 413, 415, 422];
        IEnumerable<int> placed = OwnerOf(resource) is null ? [] : [404];
        IEnumerable<int> ruled = resource.Rule is null ? [] : [409];
        IEnumerable<int> inUse = vocabulary.PointersAt(resource).Any(pointer => pointer.Field is LinkField { WhenTargetDeleted: WhenTargetDeleted.Refuse }) || resource.IsMergeable ? [409] : ruled;
        return verb switch
        {
            { Method: "GET", IsOfCollection: true } => [.. always, .. placed, 400, 406],
            { Method: "GET" } => [.. always, 404, 406, 412],
            { Method: "POST" } => [.. always, .. body, .. placed, 409],
            { Method: "DELETE" } => [.. always, .. inUse, 403, 404, 412],
            _ => [.. always, .. body, .. ruled, 404, 412],
        };
    }
}
