using Kith.Discovery;
using Kith.Tests.Support;

namespace Kith.Tests.Documentation;

/// <summary>The OpenAPI document by itself, and beside the routes of the server.</summary>
public sealed class OpenApiDocumentTests(RunningServer server)
{
    private static readonly JsonObject Document = ApiDocumentation.OpenApi();

    [Fact]
    public void It_names_every_path_that_the_server_answers()
    {
        var documented = Document["paths"]!.AsObject().Select(path => path.Key);

        // What is below /docs belongs to the page, and /app is for people.
        Assert.Equal(server.Templates.Where(template => !template.StartsWith("/app", StringComparison.Ordinal) && !template.StartsWith("/docs/", StringComparison.Ordinal)).Distinct().Order(), documented.Order());
    }

    [Fact]
    public async Task It_names_every_method_of_a_path()
    {
        var anybody = (await server.NewTenant()).Anonymous();
        foreach (var (template, path) in Document["paths"]!.AsObject())
        {
            var allow = (await anybody.Send(HttpMethod.Options, template.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal), null)).Is(204).Header("Allow")!;
            var documented = path!.AsObject().Where(method => method.Key != "parameters").Select(method => method.Key.ToUpperInvariant());

            Assert.True(allow.Split(", ").Except(["OPTIONS", "HEAD"]).Order().SequenceEqual(documented.Order()), $"{template}: {allow}");
        }
    }

    [Fact]
    public void Each_operation_has_a_name_of_its_own_a_tag_that_exists_and_words()
    {
        var operations = Operations(Document).ToList();
        var tags = Document["tags"]!.AsArray().Select(tag => tag!["name"]!.GetValue<string>()).ToList();

        Assert.Equal(operations.Count, operations.Select(operation => operation.Operation["operationId"]!.GetValue<string>()).Distinct().Count());
        foreach (var (method, template, operation) in operations)
        {
            Assert.All(operation["tags"]!.AsArray(), tag => Assert.Contains(tag!.GetValue<string>(), tags));
            Assert.All(["summary", "description"], words => Assert.True(operation[words]?.GetValue<string>().Length > 0, $"{method} {template} has no {words}"));
        }
    }

    [Fact]
    public void Each_reference_leads_somewhere_and_each_component_is_used()
    {
        var checker = new SchemaChecker(Document);
        var references = References(Document).Distinct().ToList();

        Assert.All(references, reference => Assert.NotEmpty(checker.Resolve(new JsonObject { ["$ref"] = reference })));
        var components = Document["components"]!.AsObject().Where(kind => kind.Key != "securitySchemes")
            .SelectMany(kind => kind.Value!.AsObject().Select(component => $"#/components/{kind.Key}/{component.Key}"));
        Assert.Empty(components.Except(references));
    }

    [Fact]
    public void Each_parameter_of_a_path_is_declared()
    {
        var checker = new SchemaChecker(Document);
        foreach (var (_, template, operation) in Operations(Document))
        {
            var named = template.Split('{').Skip(1).Select(part => part[..part.IndexOf('}', StringComparison.Ordinal)]);
            var declared = Document["paths"]![template]!["parameters"]?.AsArray().Concat(operation["parameters"]?.AsArray() ?? []) ?? operation["parameters"]?.AsArray() ?? [];
            var inPath = declared.Select(parameter => checker.Resolve(parameter!.AsObject())).Where(parameter => parameter["in"]!.GetValue<string>() == "path");

            Assert.Equal(named.Order(), inPath.Select(parameter => parameter["name"]!.GetValue<string>()).Order());
        }
    }

    [Fact]
    public void Each_example_is_what_its_schema_says()
    {
        var checker = new SchemaChecker(Document);
        foreach (var (method, template, operation) in Operations(Document))
        {
            var bodies = operation["responses"]!.AsObject().Select(response => checker.Resolve(response.Value!.AsObject())["content"])
                .Append(operation["requestBody"]?["content"]).OfType<JsonObject>().SelectMany(content => content);
            foreach (var (type, body) in bodies.Where(body => body.Value!["example"] is not null))
                Assert.True(checker.Check(body!["example"], body["schema"]!.AsObject()) is [], $"{method} {template} {type}: {string.Join('\n', checker.Check(body["example"], body["schema"]!.AsObject()))}");
        }
    }

    [Fact]
    public async Task It_is_served_under_each_of_its_names()
    {
        var anybody = (await server.NewTenant()).Anonymous();
        foreach (var (path, accept, type) in new[]
        {
            ("/docs", "application/vnd.openapi+json", "application/vnd.openapi+json"), ("/docs", "application/json", "application/json"),
            ("/docs.jsonopenapi", "*/*", "application/vnd.openapi+json"), ("/index.jsonopenapi", "*/*", "application/vnd.openapi+json"),
            ("/openapi.json", "*/*", "application/json"),
        })
        {
            var reply = (await anybody.Get(path, ("Accept", accept))).Is(200);
            Assert.Equal(type, reply.ContentType);
            Assert.True(JsonNode.DeepEquals(Document, reply.Json), path);
            (await anybody.Get(path, ("Accept", accept), ("If-None-Match", reply.ETag))).Is(304);
        }
    }

    /// <summary>Every operation of the document.</summary>
    internal static IEnumerable<(string Method, string Template, JsonObject Operation)> Operations(JsonObject document) =>
        from path in document["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        where method.Key != "parameters"
        select (method.Key.ToUpperInvariant(), path.Key, method.Value!.AsObject());

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject of when of["$ref"] is { } reference => [reference.GetValue<string>()],
        JsonObject of => of.SelectMany(property => References(property.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };
}
