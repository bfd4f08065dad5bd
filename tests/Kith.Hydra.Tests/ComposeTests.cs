using System.Text.Json;
using System.Text.Json.Nodes;
using static Kith.Hydra.Declare;

namespace Kith.Hydra.Tests;

public sealed class ComposeTests
{
    private static readonly Guid Id = new("019aaaaa-0000-7000-8000-000000000001");
    private static readonly Guid Other = new("019aaaaa-0000-7000-8000-000000000002");
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 9, 30, 0, TimeSpan.Zero);
    private static readonly Resource Shelf = new("shelves", "Shelf", [Text("title").Required()]);
    private static readonly Resource Book = new("books", "Book",
    [
        Text("title").Required().Max(10),
        Text("subtitle"),
        Boolean("isOut").FalseWhenAbsent(),
        Integer("pages"),
        Instant("createdAt").SetAtCreation(),
        Instant("readAt").Kept(),
        Part("size", Integer("width"), Integer("height").WhenAbsent((size, _) => size["width"]?.DeepClone())),
        Parts("authors", Text("name").Required()),
        Links("shelves", () => Shelf),
        Link("home", () => Shelf),
        Link("cover", () => Shelf).WriteOnly(),
    ]);

    private const string Before = """
        {"id":"019aaaaa-0000-7000-8000-000000000001","title":"T","subtitle":"S","isOut":true,"pages":9,"createdAt":"2020-01-01T00:00:00+00:00",
         "readAt":"2021-01-01T00:00:00+00:00","size":{"width":1,"height":2},"authors":[{"name":"A"}],
         "shelves":["/shelves/019aaaaa-0000-7000-8000-000000000002"],"cover":"/shelves/019aaaaa-0000-7000-8000-000000000002"}
        """;

    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("""{"subtitle":null}""", """{"subtitle":null}""")]
    [InlineData("""{"title":" U "}""", """{"title":"U"}""")]
    [InlineData("""{"isOut":null,"pages":null}""", """{"isOut":false,"pages":null}""")]
    [InlineData("""{"createdAt":"2030-01-01","id":"x","unknown":1}""", "{}")]
    [InlineData("""{"size":{"width":5}}""", """{"size":{"width":5,"height":2}}""")]
    [InlineData("""{"size":{"height":null}}""", """{"size":{"width":1,"height":1}}""")]
    [InlineData("""{"size":{"width":null,"height":null}}""", """{"size":null}""")]
    [InlineData("""{"size":null}""", """{"size":null}""")]
    [InlineData("""{"authors":[]}""", """{"authors":[]}""")]
    [InlineData("""{"authors":null}""", """{"authors":[]}""")]
    [InlineData("""{"authors":[{"name":"B"},{"name":"C","x":1}]}""", """{"authors":[{"name":"B"},{"name":"C"}]}""")]
    [InlineData("""{"shelves":null,"cover":null}""", """{"shelves":[],"cover":null}""")]
    public void A_merge_changes_what_it_names(string body, string changes) => Check(WriteMode.Merge, body, changes);

    [Theory]
    [InlineData("""{"title":"U"}""", """{"title":"U","subtitle":null,"isOut":false,"pages":null,"size":null,"authors":[],"shelves":[]}""")]
    [InlineData("""{"title":"T","readAt":null,"cover":null,"size":{"width":4}}""",
        """{"subtitle":null,"isOut":false,"pages":null,"readAt":null,"size":{"width":4,"height":4},"authors":[],"shelves":[],"cover":null}""")]
    public void A_replacement_keeps_only_what_clients_need_not_know(string body, string changes) => Check(WriteMode.Replace, body, changes);

    [Fact]
    public void A_creation_takes_the_defaults()
    {
        var (document, reading) = Compose(WriteMode.Create, """{"title":"T"}""", null);

        Assert.Empty(reading.Violations);
        Assert.Equal(
            """{"id":"019aaaaa-0000-7000-8000-000000000001","title":"T","isOut":false,"createdAt":"2026-05-01T09:30:00+00:00","authors":[],"shelves":[]}""",
            document.ToJsonString().Replace("\\u002B", "+", StringComparison.Ordinal));
    }

    [Fact]
    public void Write_only_properties_come_last()
    {
        var (document, _) = Compose(WriteMode.Create, $$"""{"cover":"/shelves/{{Other}}","title":"T","shelves":["/shelves/{{Other}}"]}""", null);

        Assert.Equal("cover", document.Last().Key);
    }

    [Fact]
    public void Every_violation_is_noted_with_its_path()
    {
        var (_, reading) = Compose(WriteMode.Create,
            """{"title":"12345678901","isOut":1,"pages":-1,"readAt":"x","size":{"width":"w"},"authors":[{"name":"A"},{},7],"shelves":["/shelves/x",8],"home":"/books/1"}""", null);

        Assert.Equal(
            [
                ("title", ViolationCodes.TooLong), ("isOut", ViolationCodes.Type), ("pages", ViolationCodes.Range), ("readAt", ViolationCodes.Instant),
                ("size.width", ViolationCodes.Type), ("authors[1].name", ViolationCodes.Blank), ("authors[2]", ViolationCodes.Type),
                ("shelves[0]", ViolationCodes.Iri), ("shelves[1]", ViolationCodes.Type), ("home", ViolationCodes.Iri),
            ],
            reading.Violations.Select(violation => (violation.PropertyPath, violation.Code)));
    }

    [Fact]
    public void Links_are_sets_and_each_is_to_be_looked_up()
    {
        var upper = $"/shelves/{Other.ToString().ToUpperInvariant()}";

        var (document, reading) = Compose(WriteMode.Create, $$"""{"title":"T","shelves":["/shelves/{{Id}}","{{upper}}","http://HERE:80/shelves/{{Id}}"],"home":"/shelves/{{Id}}"}""", null);

        Assert.Equal($"""["/shelves/{Id}","/shelves/{Other}"]""", document["shelves"]!.ToJsonString());
        Assert.Equal(["shelves[0]", "shelves[1]", "shelves[2]", "home"], reading.References.Select(reference => reference.PropertyPath));
    }

    [Theory]
    [InlineData("/shelves/019aaaaa-0000-7000-8000-000000000002", true)]
    [InlineData("https://here/shelves/019aaaaa-0000-7000-8000-000000000002", true)]
    [InlineData("https://there/shelves/019aaaaa-0000-7000-8000-000000000002", false)]
    [InlineData("https://here:8080/shelves/019aaaaa-0000-7000-8000-000000000002", false)]
    [InlineData("ftp://here/shelves/019aaaaa-0000-7000-8000-000000000002", false)]
    [InlineData("//here/shelves/019aaaaa-0000-7000-8000-000000000002", false)]
    [InlineData("https://here/shelves/019aaaaa-0000-7000-8000-000000000002?x=1", false)]
    [InlineData("/shelves/019aaaaa000070008000000000000002", false)]
    [InlineData("/shelves/{019aaaaa-0000-7000-8000-000000000002}", false)]
    [InlineData("/shelves/019aaaaa-0000-7000-8000-000000000002/", false)]
    [InlineData("shelves/019aaaaa-0000-7000-8000-000000000002", false)]
    [InlineData("/books/019aaaaa-0000-7000-8000-000000000002", false)]
    public void An_IRI_is_a_path_or_a_URL_of_this_server(string text, bool isRead) => Assert.Equal(isRead, Iri.TryRead(text, Shelf, "here", out _));

    private static void Check(WriteMode mode, string body, string changes)
    {
        var before = JsonNode.Parse(Before)!.AsObject();
        var expected = before.DeepClone().AsObject();
        foreach (var (name, value) in JsonNode.Parse(changes)!.AsObject())
        {
            expected.Remove(name);
            if (value is not null)
                expected[name] = value.DeepClone();
        }

        var (after, reading) = Compose(mode, body, before);

        Assert.Empty(reading.Violations);
        Assert.True(JsonNode.DeepEquals(expected, after), after.ToJsonString());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Before), before), "what was there is not to be changed");
    }

    private static (JsonObject Document, Reading Reading) Compose(WriteMode mode, string body, JsonObject? before)
    {
        var reading = new Reading(new Caller(1, Id, IsAdmin: false, "NL"), mode, Now, "here");
        using var document = JsonDocument.Parse(body);
        return (Book.Compose(Id, document.RootElement, before, reading), reading);
    }
}
