using CsCheck;
using Kith.Tests.Support;

namespace Kith.Tests.Export;

/// <summary>Whoever can be written comes out, and comes back.</summary>
public sealed class AnybodyComesBackTests(RunningServer server)
{
    private static readonly string[] Formats = ["csv", "xlsx", "vcf", "jsonl"];

    private static readonly string[] Titles = ["VIP", "vip", "a, b; c", "\"quoted\"", "* star", "x ::: y", "=1+1", "'=1", "שלום", "-", "two\nlines", "a\"b\"", "; \"", "/tags"];

    private static readonly Gen<string> Letters = Gen.OneOf(
        Gen.Char["abXYZ019 .,;:|'\"=+-@_*/\\()<>&#%!?\n\t"].Select(static letter => $"{letter}"),
        Chosen("é", "ß", "İ", "ש", "م", "日", "🙂", "🏳️‍🌈", "\u200F", "\u00A0", "ﷺ", ":::", "_x0041_", "\\n", "''", "\"\"", "true", "2026-05-01", "NULL"));

    private static readonly Gen<string> Text = Letters.Array[1, 12].Select(static letters => string.Concat(letters));

    private static readonly Gen<string> Visible = Text.Where(static text => text.Any(char.IsLetterOrDigit));

    private static readonly Gen<string> Address = Chosen("jan@example.com", "JAN@example.com", "o'brien+x@example.org", "a.b@example.nl", "1@example.com");

    private static readonly Gen<(string Number, string Type)> Phone = Gen.Select(
        Gen.OneOf(Chosen("+31 20 123 45 67", "0612345678", "020-1234567 ext. 12", "(020) 123, 45", "ask Mary"), Visible.Where(static text => !text.Contains("tel:", StringComparison.Ordinal))),
        Chosen("fax", "home", "mobile", "other", "work"));

    private static readonly Gen<JsonObject> People =
        from names in Gen.Select(Visible, Optional(Text), Optional(Text), Optional(Text), Optional(Text))
        from texts in Gen.Select(Optional(Text), Optional(Text), Optional(Text), Optional(Text), Optional(Visible))
        from numbers in Gen.Long[0, 9_007_199_254_740_991].Array[0, 4]
        from rest in Gen.Select(Gen.Int[0, 3], Address.Array[0, 3], Phone.Array[0, 3])
        from links in Gen.Select(Gen.Int[0, Titles.Length - 1].Array[0, 3], Gen.Int[0, Titles.Length - 1].Array[0, 3], Gen.Int[0, Titles.Length - 1].Array[0, 2])
        select Compose(names, texts, numbers, rest, links);

    [Fact]
    public Task Whoever_was_exported_is_the_same_when_they_are_imported() => Gen.Select(Gen.Int[0, Formats.Length - 1], People.Array[1, 12]).SampleAsync(async (format, people) =>
    {
        var crm = await server.NewTenant();
        var made = new Dictionary<string, List<string>>();
        foreach (var kind in (string[])["tags", "segments", "organizations"])
        {
            made[kind] = [];
            foreach (var title in Titles)
                made[kind].Add((await crm.Post($"/{kind}", new JsonObject { ["title"] = title })).Is(201).Iri);
        }
        foreach (var person in people)
        {
            var body = person.DeepClone().AsObject();
            foreach (var (kind, iris) in made)
                body[kind] = new JsonArray([.. person[kind]!.AsArray().Select(index => (JsonNode)iris[index!.GetValue<int>()])]);
            (await crm.Post("/people", body)).Is(201);
        }
        var before = (await crm.Get("/people?itemsPerPage=30")).Text;
        var file = (await crm.Get($"/people/export?format={Formats[format]}")).Is(200).Bytes;

        var import = (await crm.Send(HttpMethod.Post, "/imports", Client.Body(file, "application/octet-stream"))).Is(201);
        var preview = (await crm.Get($"{import.Iri}/preview?limit=100", ("Prefer", "wait=60"))).Is(200);

        Assert.True(preview["counts"]!.ToJsonString() == $$"""{"same":{{people.Length}}}""", $"{Formats[format]}: {preview["counts"]}\n{string.Join('\n', preview["rows"]!.AsArray().Where(row => row!["state"]!.ToString() != "same").Select(row => row!.ToJsonString()))}");
        (await crm.Post($"{import.Iri}/run", "")).Is(202);
        (await crm.Get(import.Iri, ("Prefer", "wait=60"))).Is(200);
        Assert.Equal(before, (await crm.Get("/people?itemsPerPage=30")).Text);
    }, iter: 24, threads: 1);

    private static Gen<string> Chosen(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    private static Gen<string?> Optional(Gen<string> text) => Gen.OneOf(text.Select(static value => (string?)value), Gen.Const((string?)null));

    private static JsonObject Compose(
        (string, string?, string?, string?, string?) names, (string?, string?, string?, string?, string?) texts, long[] numbers,
        (int Kind, string[] Addresses, (string Number, string Type)[] Phones) rest, (int[] Tags, int[] Segments, int[] Organizations) links)
    {
        var person = new JsonObject
        {
            ["familyName"] = names.Item1,
            ["givenName"] = names.Item2,
            ["additionalName"] = names.Item3,
            ["initials"] = names.Item4,
            ["honorificPrefix"] = names.Item5,
            ["customerId"] = texts.Item1,
            ["externalSource"] = texts.Item2,
            ["jobTitle"] = texts.Item3,
            ["linkedinId"] = texts.Item4,
            ["isTracked"] = rest.Kind switch { 0 => true, 1 => false, _ => null },
            ["archivedAt"] = rest.Kind == 2 ? "2026-01-02T03:04:05+00:00" : null,
            ["emailAddresses"] = new JsonArray([.. rest.Addresses.Select(address => new JsonObject { ["email"] = address })]),
            ["phoneNumbers"] = new JsonArray([.. rest.Phones.Select(phone => new JsonObject { ["phoneNumber"] = phone.Number, ["phoneType"] = phone.Type })]),
            ["address"] = texts.Item5 is { } city ? new JsonObject { ["city"] = city, ["street"] = texts.Item3, ["country"] = rest.Kind == 3 ? "BE" : null } : null,
            ["tags"] = new JsonArray([.. links.Tags.Select(index => (JsonNode)index)]),
            ["segments"] = new JsonArray([.. links.Segments.Select(index => (JsonNode)index)]),
            ["organizations"] = new JsonArray([.. links.Organizations.Select(index => (JsonNode)index)]),
        };
        foreach (var (index, name) in "dealSize|totalDeals|totalLostDeals|totalWonDeals".Split('|').Index())
            person[name] = index < numbers.Length ? numbers[index] : null;
        return person;
    }
}
