using System.Globalization;
using System.Text;
using Kith.Access;
using Kith.Backups;
using Kith.Discovery;
using Kith.Export;
using Kith.Operations;
using Kith.Tests.Support;

namespace Kith.Tests.Documentation;

/// <summary>Every documented operation is called in every documented way, and answers with what the document says.</summary>
public sealed class OpenApiOperationsTests(RunningServer server)
{
    private static readonly JsonObject Document = ApiDocumentation.OpenApi();

    /// <summary>These need circumstances that a single request cannot bring about; the tests of their features do.</summary>
    private static readonly int[] Circumstantial = [409, 429];

    public static TheoryData<string, string> Operations => [.. OpenApiDocumentTests.Operations(Document).Select(operation => (operation.Method, operation.Template))];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_operation_answers_in_each_media_type(string method, string template)
    {
        var documented = await Start(template);
        var operation = OperationOf(method, template);
        var response = operation["responses"]!.AsObject().First().Value;
        var done = operation["responses"]!.AsObject().Select(known => known.Key).Where(key => key[0] == '2').Select(key => int.Parse(key, CultureInfo.InvariantCulture)).ToList();
        var answered = response!["content"]?.AsObject().Select(content => content.Key) ?? [""];
        var taken = operation["requestBody"]?["content"]!.AsObject().Select(content => content.Key).ToList() ?? [""];
        foreach (var accept in answered)
        {
            foreach (var contentType in taken)
            {
                var body = contentType.Length > 0 ? Client.Body(await documented.BodyOf(operation, contentType), DocumentedServer.Sent(contentType)) : null;
                var reply = await documented.Client.Send(new(method), await documented.AddressOf(template) + QueryOf(documented, operation), body, accept.Length > 0 ? [("Accept", accept)] : []);

                Assert.True(done.Contains(reply.Status), $"{reply.Request}: {reply.Status}: {reply.Text}");
                AssertDocumented(documented, operation, reply, accept);
                var isPage = reply.Headers.ContainsKey("X-Total-Count") || template.EndsWith('}') || method != "GET";
                foreach (var (header, _) in response["headers"]?.AsObject().Where(header => header.Value!["required"]?.GetValue<bool>() != false) ?? [])
                    Assert.True(reply.Headers.ContainsKey(header) || (!isPage && accept == MediaTypes.JsonLd), $"{reply.Request}: lacks the header {header}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_operation_refuses_as_documented(string method, string template)
    {
        var documented = await Start(template);
        var operation = OperationOf(method, template);
        foreach (var (key, _) in operation["responses"]!.AsObject().Where(response => response.Key is not "5XX" && response.Key[0] != '2'))
        {
            var status = int.Parse(key, CultureInfo.InvariantCulture);
            if (status < 300 || Circumstantial.Contains(status) || (status == 401 && template == MetricsEndpoint.Path) || (status is 413 or 415 && template == "/imports"))
                continue;
            var reply = await Provoke(status, documented, method, template, operation);

            Assert.True(status == reply.Status, $"{reply.Request}: expected {status}, got {reply.Status}: {reply.Text}");
            AssertDocumented(documented, operation, reply, "");
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_parameter_takes_what_its_schema_allows_and_nothing_else(string method, string template)
    {
        var documented = await Start(template);
        var operation = OperationOf(method, template);
        var parameters = operation["parameters"]?.AsArray().Select(parameter => documented.Checker.Resolve(parameter!.AsObject())).Where(parameter => parameter["in"]!.GetValue<string>() == "query") ?? [];
        // What writes is tested where its parameters mean something.
        if (operation["security"]!.AsArray().Count == 0 || method != "GET")
            return;
        foreach (var parameter in parameters)
        {
            var (name, schema) = (parameter["name"]!.GetValue<string>(), parameter["schema"]!.AsObject());
            var address = await documented.AddressOf(template);
            var accept = operation["responses"]!["200"]!["content"]!.AsObject().First().Key;
            AssertDocumented(documented, operation, (await documented.Client.Get($"{address}?{name}={Uri.EscapeDataString(SampleOf(name, schema))}", ("Accept", accept))).Is(200), accept);

            if (!IsFreeText(name))
                (await documented.Client.Get($"{address}?{name}=nonsense", ("Accept", accept))).RefusesParameter(name.Replace("[]", "", StringComparison.Ordinal));
            if (schema["maxItems"] is { } most)
                (await documented.Client.Get($"{address}?{string.Join('&', Enumerable.Repeat($"{name}={Iri.SampleId}", most.GetValue<int>() + 1))}")).Is(400);
            if (schema["maxLength"] is { } longest)
                (await documented.Client.Get($"{address}?{name}={new string('a', longest.GetValue<int>() + 1)}")).Is(400);
            if (schema["minLength"] is not null)
                (await documented.Client.Get($"{address}?{name}=")).Is(400);
            if (schema["minimum"] is { } least)
                (await documented.Client.Get($"{address}?{name}={least.GetValue<int>() - 1}")).Is(400);
        }
    }

    private async Task<DocumentedServer> Start(string template) => new(IsOfOperator(template) ? server.Operator : await server.NewTenant(), Document);

    /// <summary>Of backups, only the first tenant knows.</summary>
    private static bool IsOfOperator(string template) => template.StartsWith(Vocabulary.CollectionTemplate(Backup.Resource), StringComparison.Ordinal);

    private static JsonObject OperationOf(string method, string template) => Document["paths"]![template]![method.ToLowerInvariant()]!.AsObject();

    /// <summary>The parameters that an operation cannot do without; a signed link has its own.</summary>
    private static string QueryOf(DocumentedServer documented, JsonObject operation) => operation["security"]!.AsArray().Count == 0 ? "" : string.Concat((operation["parameters"]?.AsArray() ?? [])
        .Select(parameter => documented.Checker.Resolve(parameter!.AsObject()))
        .Where(parameter => parameter["in"]!.GetValue<string>() == "query" && parameter["required"]?.GetValue<bool>() == true)
        .Select((parameter, index) => $"{(index == 0 ? '?' : '&')}{parameter["name"]}={Uri.EscapeDataString(SampleOf(parameter["name"]!.GetValue<string>(), parameter["schema"]!.AsObject()))}"));

    /// <summary>The status is documented, and so is the body that came with it.</summary>
    private static void AssertDocumented(DocumentedServer documented, JsonObject operation, Reply reply, string accept)
    {
        Assert.True(operation["responses"]![$"{reply.Status}"] is JsonObject, $"{reply.Request}: {reply.Status} is not documented");
        if (documented.Checker.Resolve(operation["responses"]![$"{reply.Status}"]!.AsObject())["content"] is not JsonObject content)
        {
            Assert.Empty(reply.Bytes);
            return;
        }
        var type = reply.ContentType!.Split(';')[0];
        Assert.True(content[type] is JsonObject, $"{reply.Request}: {type} is not documented");
        if (accept.Length > 0 && !accept.StartsWith("image/", StringComparison.Ordinal))
            Assert.Equal(accept, type);
        var errors = type.EndsWith("json", StringComparison.Ordinal) ? documented.Checker.Check(JsonNode.Parse(reply.Bytes), content[type]!["schema"]!.AsObject()) : [];
        Assert.True(errors is [], $"{reply.Request}: {string.Join('\n', errors)}");
    }

    private static async Task<Reply> Provoke(int status, DocumentedServer documented, string method, string template, JsonObject operation)
    {
        var client = documented.Client;
        var verb = new HttpMethod(method);
        var address = await documented.AddressOf(template) + QueryOf(documented, operation);
        var contentType = operation["requestBody"]?["content"]!.AsObject().First().Key ?? "";
        async Task<ByteArrayContent?> Good() => contentType.Length > 0 ? Client.Body(await documented.BodyOf(operation, contentType), DocumentedServer.Sent(contentType)) : null;
        ByteArrayContent Bad(byte[] bytes) => Client.Body(bytes, DocumentedServer.Sent(contentType));
        return status switch
        {
            304 => await client.Get(address, ("If-None-Match", (await client.Get(address)).ETag)),
            400 when contentType.Length > 0 => await client.Send(verb, address, contentType == MediaTypes.Form ? Client.Body(DocumentedServer.Form([1]), contentType) : Bad("{"u8.ToArray())),
            400 => await client.Get($"{address}?page=0&limit=0&before=0&state=nowhere"),
            401 => await client.Anonymous().Send(verb, address, await Good()),
            403 => await (await client.WithScope(Scope.Read)).Send(verb, address, await Good()),
            404 when template == MetricsEndpoint.Path => await client.Get(address, ("X-Forwarded-For", "192.0.2.1")),
            404 when IsOfOperator(template) => await (await client.Server.NewTenant()).Send(verb, address, null),
            404 => await client.Send(verb, string.Join('/', template.Split('/').Select(segment => segment.StartsWith('{') ? Iri.SampleId : segment)), await Good()),
            406 when template == ExportEndpoint.Path => await client.Get($"{address}?format=csv", ("Accept", "image/tiff")),
            406 => await client.Send(verb, address, await Good(), ("Accept", "image/tiff")),
            412 => await client.Send(verb, address, await Good(), ("If-Match", "\"0\"")),
            413 => await client.Send(verb, address, Bad(new byte[contentType == MediaTypes.Form ? 11 * 1024 * 1024 : ((template == "/people/batch" ? 8 : 1) * 1024 * 1024) + 1])),
            415 => await client.Send(verb, address, Client.Body("text"u8.ToArray(), "text/plain")),
            416 => await client.Get(address, ("Range", "bytes=999999999999-")),
            422 when contentType.Length == 0 => await UsedKeyAsync(documented, verb, template),
            422 => await client.Send(verb, address, Bad(contentType == MediaTypes.Form ? DocumentedServer.Form(null) : OfWrongTypes(documented, operation, contentType))),
            _ => throw new InvalidOperationException($"{method} {template} documents {status}, which nothing here provokes."),
        };
    }

    /// <summary>Without a body, nothing is wrong but a key that another request has used.</summary>
    private static async Task<Reply> UsedKeyAsync(DocumentedServer documented, HttpMethod verb, string template)
    {
        await documented.Client.Send(verb, await documented.AddressOf(template), null, ("Idempotency-Key", "used"));
        return await documented.Client.Send(verb, await documented.AddressOf(template), null, ("Idempotency-Key", "used"));
    }

    /// <summary>A body whose every property has the wrong type.</summary>
    private static byte[] OfWrongTypes(DocumentedServer documented, JsonObject operation, string contentType)
    {
        var properties = documented.Checker.Resolve(operation["requestBody"]!["content"]![contentType]!["schema"]!.AsObject())["properties"]!.AsObject();
        return Encoding.UTF8.GetBytes(new JsonObject(properties.Select(property => KeyValuePair.Create(property.Key, (JsonNode?)1.5))).ToJsonString());
    }

    private static string SampleOf(string name, JsonObject schema) => schema switch
    {
        _ when schema["items"] is JsonObject items => SampleOf(name, items),
        _ when name == "columns" => "familyName",
        _ when schema["enum"] is JsonArray choices => choices[0]!.ToString(),
        _ when name.StartsWith("createdAt", StringComparison.Ordinal) => Instants.Example,
        _ when schema["default"] is { } absent => absent.ToString(),
        _ when schema["minimum"] is { } least => least.ToString(),
        _ when schema["type"]!.GetValue<string>() == "boolean" => "true",
        _ => IsFreeText(name) ? "jan@example.com" : Iri.SampleId,
    };

    private static bool IsFreeText(string name) => name is "q" || name.StartsWith("identifiers", StringComparison.Ordinal) || name.StartsWith("emailAddresses", StringComparison.Ordinal);
}
