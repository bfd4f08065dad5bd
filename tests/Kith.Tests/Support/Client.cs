using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Text;
using Kith.Access;

namespace Kith.Tests.Support;

/// <summary>Speaks to the server with one key, and judges every answer: never a 5xx, every refusal in the one shape.</summary>
internal sealed class Client(RunningServer server, string tenant, string email, string? key)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    private string? _category;

    public RunningServer Server => server;

    public string Tenant => tenant;

    public string Email => email;

    public string? Key => key;

    /// <summary>The host and port that IRIs may be written with.</summary>
    public string Authority => new Uri(server.Address).Authority;

    /// <summary>The same server, without a key.</summary>
    public Client Anonymous() => new(server, tenant, email, null);

    /// <summary>The same server, with a text in place of the key.</summary>
    public Client WithKey(string? text) => new(server, tenant, email, text);

    /// <summary>Another key of the same user.</summary>
    public Task<Client> WithScope(Scope scope, TimeSpan? lifetime = null) => server.NewKey(tenant, email, null, scope, lifetime);

    /// <summary>Another user of the same tenant.</summary>
    public Task<Client> Colleague(string colleague = "colleague@example.com", string role = Users.User.Member) => server.NewKey(tenant, colleague, role);

    public Task<Reply> Get(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Get, path, null, headers);

    public Task<Reply> Delete(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Delete, path, null, headers);

    public Task<Reply> Post(string path, [StringSyntax("json")] string body, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Post, path, Body(body, MediaTypes.JsonLd), headers);

    public Task<Reply> Put(string path, [StringSyntax("json")] string body, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Put, path, Body(body, MediaTypes.JsonLd), headers);

    public Task<Reply> Patch(string path, [StringSyntax("json")] string body, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Patch, path, Body(body, MediaTypes.MergePatch), headers);

    public Task<Reply> Post(string path, JsonNode body) => Post(path, body.ToJsonString());

    public Task<Reply> Put(string path, JsonNode body) => Put(path, body.ToJsonString());

    public Task<Reply> Patch(string path, JsonNode body) => Patch(path, body.ToJsonString());

    /// <summary>Creates something and gives its IRI.</summary>
    public async Task<string> Create(string path, [StringSyntax("json")] string body) => (await Post(path, body)).Is(201).Iri;

    public Task<string> Person(string familyName = "Jansen") => Create("/people", $$"""{"familyName":"{{familyName}}"}""");

    public Task<string> Organization(string title = "Acme") => Create("/organizations", $$"""{"title":"{{title}}"}""");

    public Task<string> Tag(string title = "Customer") => Create("/tags", $$"""{"title":"{{title}}"}""");

    public Task<string> Segment(string title = "Newsletter") => Create("/segments", $$"""{"title":"{{title}}"}""");

    public Task<string> User(string address) => Create("/users", $$"""{"email":"{{address}}"}""");

    /// <summary>One of the categories that every tenant begins with.</summary>
    public async Task<string> Category() => _category ??= (await Get("/note_categories")).Members[0]["@id"]!.GetValue<string>();

    /// <summary>The user that the key acts as.</summary>
    public async Task<string> Me()
    {
        var users = (await Get("/users?itemsPerPage=30")).Members;
        return users.Single(user => user["email"]!.GetValue<string>() == email)["@id"]!.GetValue<string>();
    }

    public async Task<string> Note(string person, [StringSyntax("json")] string more = "\"title\":\"Call\"") =>
        await Create($"{person}/notes", $$"""{"description":"Called","category":"{{await Category()}}",{{more}}}""");

    public static ByteArrayContent Body(string text, string mediaType) => Body(Encoding.UTF8.GetBytes(text), mediaType);

    public static ByteArrayContent Body(byte[] bytes, string mediaType)
    {
        var content = new ByteArrayContent(bytes);
        if (mediaType.Length > 0)
            content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        return content;
    }

    public async Task<Reply> Send(HttpMethod method, string path, HttpContent? body, params (string Name, string Value)[] headers)
    {
        // The path goes out as it is written here, so that tests decide how it is encoded.
        var uri = new Uri(server.Address + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(method, uri) { Content = body };
        if (key is not null && !headers.Any(header => header.Name is "Authorization"))
            request.Headers.TryAddWithoutValidation("X-API-KEY", key);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var reply = new Reply(
            $"{method} {path}", (int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken),
            Headers(response.Headers, response.Content.Headers));
        return reply.Judge(hasBody: method != HttpMethod.Head);
    }

    private static Dictionary<string, string> Headers(HttpResponseHeaders headers, HttpContentHeaders contentHeaders) => headers
        .Concat(contentHeaders)
        .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
}
