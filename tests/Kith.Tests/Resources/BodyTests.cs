using System.Text;
using Kith.Tests.Support;

namespace Kith.Tests.Resources;

public sealed class BodyTests(RunningServer server)
{
    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("""{"familyName":"A"}}""")]
    [InlineData("""{"familyName":"A",}""")]
    [InlineData("""{'familyName':'A'}""")]
    [InlineData("""{"familyName":"A" /* x */}""")]
    [InlineData("""{"familyName":"A","familyName":"B"}""")]
    [InlineData("""{"familyName":"A","family\u004eame":"B"}""")]
    [InlineData("""{"familyName":"A","address":{"city":"A","city":"B"}}""")]
    [InlineData("""{"familyName":"\ud800"}""")]
    [InlineData("""{"familyName":"A","\udc00":1}""")]
    [InlineData("""{"familyName":"A","unknown":["\ud83c"]}""")]
    [InlineData("""{"familyName":NaN}""")]
    [InlineData("""{"familyName":01}""")]
    [InlineData("[]")]
    [InlineData("""[{"familyName":"A"}]""")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("\"/people/1\"")]
    public async Task What_is_not_a_JSON_object_is_a_400_and_changes_nothing(string body)
    {
        var crm = await server.NewTenant();
        var person = await crm.Get(await crm.Person("A"));

        (await crm.Post("/people", body)).Is(400);
        (await crm.Put(person.Iri, body)).Is(400);
        (await crm.Patch(person.Iri, body)).Is(400);

        Assert.Equal(person.Text, (await crm.Get(person.Iri)).Text);
        Assert.Equal(1, (await crm.Get("/people")).TotalItems);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}' })]
    [InlineData(new byte[] { (byte)'{', (byte)'"', (byte)'a', (byte)'"', (byte)':', (byte)'"', 0xC3, (byte)'"', (byte)'}' })]
    [InlineData(new byte[] { (byte)'{', (byte)'"', (byte)'a', (byte)'"', (byte)':', (byte)'"', 0xED, 0xA0, 0x80, (byte)'"', (byte)'}' })]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'{', 0, (byte)'}', 0 })]
    public async Task What_is_not_UTF8_is_a_400(byte[] body)
    {
        var crm = await server.NewTenant();

        (await crm.Send(HttpMethod.Post, "/people", Client.Body(body, MediaTypes.JsonLd))).Is(400);
    }

    [Fact]
    public async Task A_byte_order_mark_is_passed_over()
    {
        var crm = await server.NewTenant();

        (await crm.Post("/people", "\uFEFF{\"familyName\":\"A\"}")).Is(201);
    }

    [Fact]
    public async Task A_body_nests_512_deep_at_most()
    {
        var crm = await server.NewTenant();
        static string Nested(int depth) => $$"""{"familyName":"A","x":{{new string('[', depth)}}{{new string(']', depth)}}}""";

        (await crm.Post("/people", Nested(511))).Is(201);
        (await crm.Post("/people", Nested(512))).Is(400);
        (await crm.Post("/people", Nested(100_000))).Is(400);
    }

    [Theory]
    [InlineData("familyName", "\"a\\u0000b\"", "familyName")]
    [InlineData("tags", "[\"/tags/\\u0000\"]", "tags[0]")]
    [InlineData("archivedAt", "\"\\u0000\"", "archivedAt")]
    [InlineData("emailAddresses", "[{\"email\":\"a\\u0000@example.com\"}]", "emailAddresses[0].email")]
    [InlineData("phoneNumbers", "[{\"phoneNumber\":\"06\\u000012\"}]", "phoneNumbers[0].phoneNumber")]
    [InlineData("dealSize", "1e400", "dealSize")]
    [InlineData("dealSize", "-1e400", "dealSize")]
    [InlineData("dealSize", "1e-400", "dealSize", 201)]
    [InlineData("unknown", "1e400", "unknown", 201)]
    public async Task An_odd_value_is_a_422_that_names_it(string property, string value, string path, int status = 422)
    {
        var crm = await server.NewTenant();

        var reply = await crm.Post("/people", property == "familyName" ? $$"""{"familyName":{{value}}}""" : $$"""{"familyName":"A","{{property}}":{{value}}}""");

        if (status == 422)
            reply.Refuses(path);
        else
            reply.Is(status);
    }

    [Fact]
    public async Task A_body_of_more_than_a_mebibyte_is_refused()
    {
        var crm = await server.NewTenant();
        static string OfLength(int length)
        {
            const string start = "{\"familyName\":\"A\",\"x\":\"";
            return $"{start}{new string('x', length - start.Length - 2)}\"}}";
        }

        (await crm.Post("/people", OfLength(1024 * 1024))).Is(201);
        var refused = (await crm.Post("/people", OfLength((1024 * 1024) + 1))).Is(413);
        Assert.Contains("1048576", refused.Detail, StringComparison.Ordinal);

        var chunked = new StreamContent(new Unsized(Encoding.UTF8.GetBytes(OfLength(2 * 1024 * 1024))));
        chunked.Headers.TryAddWithoutValidation("Content-Type", MediaTypes.JsonLd);
        (await crm.Send(HttpMethod.Post, "/people", chunked)).Is(413);
        Assert.Equal(1, (await crm.Get("/people")).TotalItems);
    }

    [Fact]
    public async Task Every_character_of_Unicode_survives()
    {
        var crm = await server.NewTenant();
        var text = string.Concat(Enumerable.Range(0x21, 0x5E).Select(code => (char)code)) + "éß漢字𝔘🌱\u00A0\u200D\uFEFFx";

        var read = (await crm.Post("/people", new JsonObject { ["familyName"] = text })).Is(201);

        Assert.Equal(text, read["familyName"]!.GetValue<string>());
        Assert.Equal(text, (await crm.Get(read.Iri))["familyName"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_length_counts_characters_and_not_code_units()
    {
        var crm = await server.NewTenant();

        (await crm.Post("/people", new JsonObject { ["familyName"] = string.Concat(Enumerable.Repeat("🌱", 255)) })).Is(201);
        (await crm.Post("/people", new JsonObject { ["familyName"] = string.Concat(Enumerable.Repeat("🌱", 256)) })).Refuses("familyName", ViolationCodes.TooLong);
    }

    private sealed class Unsized(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
