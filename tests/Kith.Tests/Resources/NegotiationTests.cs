using Kith.Tests.Support;

namespace Kith.Tests.Resources;

public sealed class NegotiationTests(RunningServer server)
{
    private const string Vast = "text/html,application/xhtml+xml,*/*;q=0.8";

    [Theory]
    [InlineData(null, "application/ld+json")]
    [InlineData("*/*", "application/ld+json")]
    [InlineData("application/*", "application/ld+json")]
    [InlineData("application/ld+json", "application/ld+json")]
    [InlineData("APPLICATION/LD+JSON", "application/ld+json")]
    [InlineData("application/ld+json; profile=\"x\"", "application/ld+json")]
    [InlineData("application/json", "application/json")]
    [InlineData("application/json; charset=utf-8", "application/json")]
    [InlineData("application/json, application/ld+json;q=0.5", "application/json")]
    [InlineData("application/json;q=0.5, application/ld+json;q=0.6", "application/ld+json")]
    [InlineData("application/ld+json;q=0, */*", "application/json")]
    [InlineData("application/json, */*;q=0.1", "application/json")]
    [InlineData("application/json, text/plain, */*", "application/json")]
    [InlineData(Vast, "application/ld+json")]
    public async Task An_answer_is_in_the_form_that_was_asked_for(string? accept, string type)
    {
        var crm = await server.NewTenant();
        var person = await crm.Person();
        (string, string)[] headers = accept is null ? [] : [("Accept", accept)];

        foreach (var path in (string[])["/people", person])
        {
            var reply = (await crm.Get(path, headers)).Is(200);
            Assert.Equal(type, reply.ContentType);
            Assert.Contains("Accept", reply.Header("Vary"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/html")]
    [InlineData("application/xml")]
    [InlineData("application/ld+json;q=0")]
    [InlineData("*/*;q=0")]
    [InlineData("nonsense")]
    public async Task A_form_that_there_is_not_is_refused_and_nothing_is_written(string accept)
    {
        var crm = await server.NewTenant();
        var person = await crm.Person("A");

        foreach (var reply in (Reply[])[
            await crm.Get("/people", ("Accept", accept)),
            await crm.Get(person, ("Accept", accept)),
            await crm.Post("/people", """{"familyName":"B"}""", ("Accept", accept)),
            await crm.Patch(person, """{"familyName":"B"}""", ("Accept", accept))])
        {
            Assert.Contains("application/ld+json", reply.Is(406).Detail, StringComparison.Ordinal);
        }
        Assert.Equal(["A"], (await crm.Get("/people")).Texts("familyName"));
    }

    [Theory]
    [InlineData("POST", "application/ld+json", 201)]
    [InlineData("POST", "application/json", 201)]
    [InlineData("POST", "application/json; charset=utf-8", 201)]
    [InlineData("POST", "Application/LD+JSON", 201)]
    [InlineData("POST", "application/json; charset=iso-8859-1", 415)]
    [InlineData("POST", "application/merge-patch+json", 415)]
    [InlineData("POST", "text/plain", 415)]
    [InlineData("POST", "application/x-www-form-urlencoded", 415)]
    [InlineData("POST", "nonsense", 415)]
    [InlineData("POST", "", 415)]
    [InlineData("PUT", "application/ld+json", 200)]
    [InlineData("PUT", "application/json", 200)]
    [InlineData("PUT", "application/merge-patch+json", 415)]
    [InlineData("PUT", "", 415)]
    [InlineData("PATCH", "application/merge-patch+json", 200)]
    [InlineData("PATCH", "application/json", 200)]
    [InlineData("PATCH", "application/ld+json", 415)]
    [InlineData("PATCH", "application/json-patch+json", 415)]
    [InlineData("PATCH", "", 415)]
    public async Task A_body_is_taken_in_the_types_of_its_method(string method, string type, int status)
    {
        var crm = await server.NewTenant();
        var person = await crm.Person("A");

        var reply = (await crm.Send(new HttpMethod(method), method == "POST" ? "/people" : person, Client.Body("""{"familyName":"B"}""", type))).Is(status);

        if (status == 415)
        {
            var hint = method switch { "PATCH" => "Accept-Patch", "POST" => "Accept-Post", _ => "Accept" };
            Assert.Contains("application/json", reply.Header(hint), StringComparison.Ordinal);
            Assert.Contains("application/json", reply.Detail, StringComparison.Ordinal);
            Assert.Equal(["A"], (await crm.Get("/people")).Texts("familyName"));
        }
    }

    [Fact]
    public async Task A_compressed_body_is_refused()
    {
        var crm = await server.NewTenant();
        var body = Client.Body("""{"familyName":"B"}""", MediaTypes.Json);
        body.Headers.TryAddWithoutValidation("Content-Encoding", "gzip");

        (await crm.Send(HttpMethod.Post, "/people", body)).Is(415);
    }

    [Fact]
    public async Task Plain_JSON_has_no_keys_of_JSON_LD()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person("Jansen");

        var plain = (await crm.Get(person, ("Accept", "application/json"))).Is(200);
        var linked = await crm.Get(person);

        Assert.DoesNotContain("\"@", plain.Text, StringComparison.Ordinal);
        Assert.Equal(linked.Json.Select(property => property.Key).Where(name => name[0] != '@'), plain.Json.Select(property => property.Key));
        Assert.NotEqual(linked.ETag, plain.ETag);
    }

    [Fact]
    public async Task Head_is_get_without_the_body()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person();

        foreach (var path in (string[])["/people", person, "/", "/contexts/Person"])
        {
            var get = await crm.Get(path);
            var head = (await crm.Send(HttpMethod.Head, path, null)).Is(200);
            Assert.Empty(head.Bytes);
            foreach (var (name, value) in get.Headers.Where(header => header.Key is not "Date"))
                Assert.Equal(value, head.Header(name));
        }
        (await crm.Send(HttpMethod.Head, "/people/x", null)).Is(404);
    }

    [Fact]
    public async Task Options_tells_what_there_is()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person();

        Assert.Equal("OPTIONS, HEAD, GET, POST, PUT", (await crm.Anonymous().Send(HttpMethod.Options, "/people", null)).Is(204).Header("Allow"));
        Assert.Equal("OPTIONS, HEAD, GET, PUT, PATCH, DELETE", (await crm.Anonymous().Send(HttpMethod.Options, person, null)).Is(204).Header("Allow"));
        Assert.Equal("application/merge-patch+json, application/json", (await crm.Get(person)).Header("Accept-Patch"));
    }

    [Theory]
    [InlineData("/people", "DELETE", "OPTIONS, HEAD, GET, POST, PUT")]
    [InlineData("/organizations", "PUT", "OPTIONS, HEAD, GET, POST")]
    [InlineData("/people", "BREW", "OPTIONS, HEAD, GET, POST, PUT")]
    [InlineData("/people/resolve", "GET", "OPTIONS, HEAD, POST")]
    [InlineData("/people/1", "POST", "OPTIONS, HEAD, GET, PUT, PATCH, DELETE")]
    [InlineData("/people/1/notes", "PATCH", "OPTIONS, HEAD, GET, POST")]
    [InlineData("/people/1/history", "POST", "OPTIONS, HEAD, GET")]
    [InlineData("/", "POST", "OPTIONS, HEAD, GET")]
    public async Task A_method_that_a_path_does_not_know_is_405(string path, string method, string allow)
    {
        var crm = await server.NewTenant();

        Assert.Equal(allow, (await crm.Send(new HttpMethod(method), path, null)).Is(405).Header("Allow"));
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/people/1/2/3")]
    [InlineData("/people/1/unknown")]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/contexts/Nothing")]
    [InlineData("/errors/teapot")]
    [InlineData("/kith.db")]
    public async Task A_path_that_there_is_not_is_404_in_the_one_shape(string path)
    {
        var crm = await server.NewTenant();

        (await crm.Get(path)).Is(404);
        (await crm.Anonymous().Get("/nothing")).Is(404);
    }
}
