using Kith.Tests.Media;
using Kith.Tests.Support;
using SkiaSharp;

namespace Kith.Tests.Resources;

public sealed class CompressionTests(RunningServer server)
{
    private const string Header = "Accept-Encoding";

    private static readonly string LongText = string.Join(' ', Enumerable.Range(0, 300).Select(number => $"word {number}"));

    public static TheoryData<string, string> Forms => new MatrixTheoryData<string, string>(["br", "gzip"], ["application/ld+json", "application/json"]);

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_list_is_compressed_under_a_tag_of_its_own(string coding, string type)
    {
        var crm = await WithPeople();
        var plain = (await crm.Get("/people", ("Accept", type))).Is(200);

        var compressed = (await crm.Get("/people", ("Accept", type), (Header, coding))).Is(200);

        Assert.Null(plain.Header("Content-Encoding"));
        Assert.Equal(coding, compressed.Header("Content-Encoding"));
        Assert.True(compressed.Bytes.Length < plain.Bytes.Length / 2, $"{compressed.Bytes.Length} of {plain.Bytes.Length}");
        Assert.Equal($"{compressed.Bytes.Length}", compressed.Header("Content-Length"));
        Assert.Equal(plain.Bytes, compressed.Decoded);
        Assert.Equal(plain.ETag.Insert(plain.ETag.Length - 1, $"-{coding}"), compressed.ETag);
        Assert.Equal(type, compressed.ContentType);
        Assert.All((Reply[])[plain, compressed], reply => Assert.Equal("Accept, Accept-Encoding, Authorization, X-API-KEY", reply.Header("Vary")));
    }

    [Theory]
    [InlineData("/people")]
    [InlineData("/docs")]
    public async Task What_is_known_is_known_in_one_coding(string path)
    {
        var crm = await WithPeople();
        var tags = new Dictionary<string, string>();
        foreach (var coding in (string[])["identity", "br", "gzip"])
            tags[coding] = (await crm.Get(path, (Header, coding))).Is(200).ETag;

        Assert.Equal(3, tags.Values.Distinct().Count());
        foreach (var asked in tags.Keys)
        {
            foreach (var (known, tag) in tags)
            {
                var reply = (await crm.Get(path, (Header, asked), ("If-None-Match", tag))).Is(asked == known ? 304 : 200);
                Assert.Equal(tags[asked], reply.ETag);
                Assert.Contains("Accept-Encoding", reply.Header("Vary"), StringComparison.Ordinal);
            }
        }
        (await crm.Get(path, (Header, "br"), ("If-None-Match", $"{tags["gzip"]}, W/{tags["br"]}"))).Is(304);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task The_tag_of_a_compressed_form_is_good_for_writing(string coding)
    {
        var crm = await server.NewTenant();
        var note = await LongNote(crm);
        async Task<Reply> Read(string accept) => (await crm.Get(note, (Header, coding), ("Accept", accept))).Is(200);
        var (linked, plain) = (await Read("application/ld+json"), await Read("application/json"));

        Assert.EndsWith($"-json-{coding}\"", plain.ETag, StringComparison.Ordinal);
        var patched = (await crm.Patch(note, """{"title":"B"}""", ("If-Match", linked.ETag), (Header, coding))).Is(200);
        Assert.Equal(coding, patched.Header("Content-Encoding"));
        Assert.Equal(patched.ETag, (await Read("application/ld+json")).ETag);
        (await crm.Patch(note, """{"title":"C"}""", ("If-Match", plain.ETag))).Is(412);
        (await crm.Get(note, ("If-Match", patched.ETag))).Is(200);
        (await crm.Patch(note, """{"title":"C"}""", ("If-None-Match", patched.ETag))).Is(412);
        (await crm.Delete(note, ("If-Match", patched.ETag))).Is(204);
    }

    [Theory]
    [InlineData("/people", "br")]
    [InlineData("/people", "gzip")]
    [InlineData("/people/x", "br;q=1, identity;q=0")]
    [InlineData("/docs", "br")]
    public async Task HEAD_has_the_headers_of_GET(string path, string accepted)
    {
        var crm = await WithPeople();
        var read = await crm.Get(path, (Header, accepted));

        var head = (await crm.Send(HttpMethod.Head, path, null, (Header, accepted))).Is(read.Status);

        Assert.NotNull(read.Header("Content-Encoding"));
        Assert.Empty(head.Bytes);
        Assert.Equal(Headers(read), Headers(head));
    }

    [Fact]
    public async Task A_repeated_POST_gets_the_first_answer_in_the_coding_that_it_asks_for()
    {
        var crm = await server.NewTenant();
        var (person, category) = (await crm.Person(), await crm.Category());
        var body = $$"""{"description":"{{LongText}}","category":"{{category}}"}""";
        Task<Reply> Post(string coding) => crm.Post($"{person}/notes", body, ("Idempotency-Key", "k"), (Header, coding));

        var first = (await Post("br")).Is(201);
        Reply[] others = [(await Post("gzip")).Is(201), (await Post("identity")).Is(201)];
        var again = (await Post("br")).Is(201);

        Assert.Equal(first.Bytes, again.Bytes);
        Assert.Equal(Headers(first), Headers(again));
        Assert.Equal(["br", "gzip", null], ((Reply[])[first, .. others]).Select(reply => reply.Header("Content-Encoding")));
        Assert.All(others, reply => Assert.Equal(first.Decoded, reply.Decoded));
        Assert.All(others, reply => Assert.Equal(first.Header("Location"), reply.Header("Location")));
        Assert.Equal(3, others.Append(first).Select(reply => reply.ETag).Distinct().Count());
        Assert.Equal(1, (await crm.Get($"{person}/notes")).TotalItems);
    }

    [Fact]
    public async Task A_long_refusal_is_compressed_and_a_short_one_is_not()
    {
        var crm = await server.NewTenant();
        var wrong = string.Join(',', Enumerable.Range(0, 20).Select(number => $$"""{"email":"{{number}}"}"""));

        var refused = (await crm.Post("/people", $$"""{"emailAddresses":[{{wrong}}]}""", (Header, "gzip"))).Is(422);
        Assert.Equal("gzip", refused.Header("Content-Encoding"));
        Assert.Equal(21, refused.Violations.Count);

        Assert.Null((await crm.Get("/people/x", (Header, "gzip"))).Is(404).Header("Content-Encoding"));
        Assert.Null((await crm.Get(await crm.Person(), (Header, "gzip"))).Is(200).Header("Content-Encoding"));
    }

    [Fact]
    public async Task Who_does_not_take_bytes_as_they_are_gets_even_little_compressed()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person();

        foreach (var reply in (Reply[])[await crm.Get(person, (Header, "gzip, identity;q=0")), await crm.Get("/nothing", (Header, "gzip, *;q=0"))])
            Assert.Equal("gzip", reply.Header("Content-Encoding"));
    }

    [Theory]
    [InlineData("*;q=0")]
    [InlineData("identity;q=0, zstd")]
    public async Task Who_takes_no_coding_is_refused_and_nothing_is_written(string accepted)
    {
        var crm = await server.NewTenant();
        var person = await crm.Person("A");

        foreach (var reply in (Reply[])[
            await crm.Get("/people", (Header, accepted)),
            await crm.Get("/docs", (Header, accepted)),
            await crm.Post("/people", """{"familyName":"B"}""", (Header, accepted)),
            await crm.Patch(person, """{"familyName":"B"}""", (Header, accepted))])
        {
            Assert.Contains("\"gzip\"", reply.Is(406).Detail, StringComparison.Ordinal);
            Assert.Null(reply.Header("Content-Encoding"));
        }
        Assert.Equal(["A"], (await crm.Get("/people")).Texts("familyName"));
    }

    [Fact]
    public async Task Pictures_are_not_compressed_again()
    {
        var crm = await server.NewTenant();
        var picture = (await MediaTests.Upload(crm, Pictures.Of(SKEncodedImageFormat.Png))).Is(201);

        var content = (await crm.Anonymous().Get(picture["contentUrl"]!.GetValue<string>(), (Header, "br, gzip"))).Is(200);

        Assert.Equal("image/png", content.ContentType);
        Assert.Null(content.Header("Content-Encoding"));
    }

    [Theory]
    [InlineData("/docs/scalar.js", "text/javascript")]
    [InlineData("/docs.jsonld", "application/ld+json")]
    [InlineData("/openapi.json", "application/json")]
    public async Task What_never_changes_is_the_same_in_every_coding(string path, string type)
    {
        var anybody = (await server.NewTenant()).Anonymous();
        var plain = (await anybody.Get(path)).Is(200);

        foreach (var coding in (string[])["br", "gzip"])
        {
            var (reply, again) = ((await anybody.Get(path, (Header, coding))).Is(200), await anybody.Get(path, (Header, coding)));
            Assert.Equal(coding, reply.Header("Content-Encoding"));
            Assert.Equal(type, reply.ContentType);
            Assert.Equal(plain.Bytes, reply.Decoded);
            Assert.Equal(reply.Bytes, again.Bytes);
        }
        Assert.Null(plain.Header("Content-Encoding"));
    }

    private static SortedDictionary<string, string> Headers(Reply reply)
    {
        var headers = new SortedDictionary<string, string>(reply.Headers.ToDictionary(), StringComparer.OrdinalIgnoreCase);
        headers.Remove("Date");
        return headers;
    }

    private async Task<Client> WithPeople()
    {
        var crm = await server.NewTenant();
        for (var number = 0; number < 5; number++)
            await crm.Person($"Jansen {number}");
        return crm;
    }

    private static async Task<string> LongNote(Client crm) =>
        await crm.Create($"{await crm.Person()}/notes", $$"""{"description":"{{LongText}}","category":"{{await crm.Category()}}"}""");
}
