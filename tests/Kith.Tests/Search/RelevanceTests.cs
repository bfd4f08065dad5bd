using System.Text;
using Kith.Tests.Support;

namespace Kith.Tests.Search;

/// <summary>Lists that are searched come in the order of relevance: the one that a plain look at all members gives, on every page.</summary>
public sealed class RelevanceTests(RunningServer server)
{
    private const int PerPage = 11;

    /// <summary>No character of a sort key is a single one here: each folds to eighteen, and a sort key has five hundred at most.</summary>
    private static readonly string Long = new('\uFDFA', 28);

    private static readonly string?[] Names =
    [
        "Jan", "JAN", "Jansen", "Janssens", "Jan de Jong", "de Jong", "de Vries", "van Jan", "Ånjan", "Anna", "J", "😀 Jan", "\U0001D509an", "\uFB03an Jan", "ｊan", "Zoë", "jan@example.com",
        "%jan", "_", "😀 \uE000", "\uE000 😀", $"{Long}ab", $"{Long}ac", null, null,
    ];

    [Fact]
    public async Task Who_has_exactly_this_identifier_comes_first_then_whose_name_begins_so_then_the_others()
    {
        var crm = await server.NewTenant();
        var friend = await crm.Create("/people", """{"familyName":"A","jobTitle":"Friend of Jansen"}""");
        var given = await crm.Create("/people", """{"familyName":"B","givenName":"Jansen"}""");
        var jansens = await crm.Create("/people", """{"familyName":"Jansens","givenName":"Jansen"}""");
        var twin = await crm.Create("/people", """{"familyName":"Jansen"}""");
        var other = await crm.Create("/people", """{"familyName":"van Jansen"}""");
        var jansen = await crm.Create("/people", """{"familyName":"JANSÉN"}""");
        var exact = await crm.Create("/people", """{"familyName":"Z","linkedinId":"https://www.linkedin.com/in/jansen/"}""");

        Assert.Equal([exact, twin, jansen, jansens, given, friend, other], (await crm.Get("/people?q=jansen")).Iris);
        Assert.Equal([exact, twin, jansen, jansens, given, friend, other], (await crm.Get("/people?q=jansen&order[relevance]=desc")).Iris);
        Assert.Equal([friend, other, given, jansens, twin, jansen, exact], (await crm.Get("/people?q=jansen&order[relevance]=ASC")).Iris);
        Assert.Equal([friend, given, twin, jansen, jansens, other, exact], (await crm.Get("/people?q=jansen&order[familyName]=asc")).Iris);
    }

    [Fact]
    public async Task An_address_or_a_number_in_any_spelling_is_exact_only_as_a_whole()
    {
        var crm = await server.NewTenant();
        var begins = await crm.Create("/people", """{"familyName":"Jan@example.com","jobTitle":"calls 06 12345678, +31612345678"}""");
        var longer = await crm.Create("/people", """{"familyName":"B","emailAddresses":[{"email":"jan@example.com.au"}],"phoneNumbers":[{"phoneNumber":"0612345678 ext 9"}]}""");
        var exact = await crm.Create("/people", """{"familyName":"C","emailAddresses":[{"email":"x@example.com"},{"email":"JAN@example.com"}],"phoneNumbers":[{"phoneNumber":"06-12345678"}]}""");

        Assert.Equal([exact, begins, longer], (await crm.Get("/people?q=jan@Example.com")).Iris);
        Assert.Equal([exact, begins, longer], (await crm.Get("/people?q=%20jan@Example.com%20")).Iris);
        Assert.Equal(exact, (await crm.Get("/people?q=%2B31612345678")).Iris[0]);
        Assert.Equal(exact, (await crm.Get("/people?q=06+12345678")).Iris[0]);
        Assert.Equal([begins, exact], (await crm.Get("/people?q=jan@example.com+06")).Iris.Where(iri => iri != longer));
    }

    [Fact]
    public async Task Organizations_are_ordered_by_their_titles()
    {
        var crm = await server.NewTenant();
        var contains = await crm.Organization("The Acme");
        var second = await crm.Organization("Acme Two");
        var exact = await crm.Create("/organizations", """{"title":"Z","emailAddresses":[{"email":"info@acme.example"}]}""");
        var first = await crm.Organization("ACME One");

        Assert.Equal([first, second, contains, exact], (await crm.Get("/organizations?q=acme")).Iris);
        Assert.Equal([exact], (await crm.Get("/organizations?q=info@ACME.example")).Iris);
        Assert.Equal([contains, exact, second, first], (await crm.Get("/organizations?q=acme&order[relevance]=asc")).Iris);
    }

    [Fact]
    public async Task Without_a_search_all_are_as_relevant()
    {
        var crm = await server.NewTenant();
        var (b, a, c) = (await crm.Person("B"), await crm.Person("A"), await crm.Person("C"));

        foreach (var query in (string[])["order[relevance]=desc", "order[relevance]=asc", "q=&order[relevance]=desc", "q=%20&order[relevance]=asc"])
            Assert.Equal([b, a, c], (await crm.Get($"/people?{query}")).Is(200).Iris);
        Assert.Equal([a, b, c], (await crm.Get("/people?order[relevance]=desc&order[familyName]=asc")).Iris);
    }

    [Theory]
    [InlineData("up")]
    [InlineData("")]
    [InlineData("1")]
    public async Task Another_direction_is_refused_with_and_without_a_search(string value)
    {
        var crm = await server.NewTenant();

        foreach (var list in (string[])["/people?", "/people?q=a&", "/organizations?q=a&"])
            (await crm.Get($"{list}order[relevance]={value}")).RefusesParameter("order[relevance]");
        (await crm.Get("/people?q=a&order[relevance][]=desc")).RefusesParameter("order[relevance]");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Every_page_has_what_a_plain_look_at_all_members_gives(int seed)
    {
        var crm = await server.NewTenant();
        var random = new Random(seed);
        var tag = await crm.Tag();
        foreach (var people in Enumerable.Range(0, 300).Select(number => Somebody(random, number, tag)).Chunk(100))
        {
            var operations = new JsonArray([.. people.Select(person => (JsonNode)new JsonObject { ["method"] = "create", ["body"] = person })]);
            (await crm.Post("/people/batch", new JsonObject { ["mode"] = "atomic", ["operations"] = operations })).Is(200);
        }
        string[] texts =
        [
            "jan", "j", "an", "jan de", "de jan", "jan jansen", "j a", "jan example", "jan@example.com", "https://linkedin.com/in/JAN", "%2B31612345678", "612", "%F0%9F%98%80", "%F0%9D%94%89",
            "ffi", "zo%C3%AB", "n", "_", "%25", "friend", "nobody", "a an", "ja j", "%F0%9F%98%80 %EE%80%80", "%CC%81", "%CC%81 jan", Uri.EscapeDataString($"{Long}ab"), "soho", $"jan&tags.id={tag}", $"j&tags.id={tag}", "jan&createdAt[after]=2000-01-01",
            "jan&exists[archivedAt]=false", "an jan&exists[archivedAt]=true", "n&createdAt[after]=2000-01-01&exists[archivedAt]=false",
        ];
        foreach (var text in texts)
        {
            var members = await WalkAsync(crm, $"q={text}&order[createdAt]=asc", 30);
            var exact = (await WalkAsync(crm, $"identifiers={text.Split('&')[0]}", 30)).Select(IdOf).ToHashSet();
            var terms = Uri.UnescapeDataString(text.Split('&')[0]).Split(' ').Select(Folding.SortKey).Where(term => term.Length > 0).ToList();
            (int Rank, string Name) Relevance(JsonObject one) =>
                exact.Contains(IdOf(one)) ? (0, "")
                : Key(one, "familyName") is { } family && terms.Exists(term => family.StartsWith(term, StringComparison.Ordinal)) ? (1, family)
                : Key(one, "givenName") is { } given && terms.Exists(term => given.StartsWith(term, StringComparison.Ordinal)) ? (2, given)
                : (3, "");
            var best = members.OrderBy(one => Relevance(one).Rank).ThenBy(one => Relevance(one).Name, CodePoints);
            var worst = members.OrderByDescending(one => Relevance(one).Rank).ThenByDescending(one => Relevance(one).Name, CodePoints);
            var named = members.OrderByDescending(one => Key(one, "familyName"), CodePoints).ThenBy(one => Relevance(one).Rank).ThenBy(one => Relevance(one).Name, CodePoints);

            await AssertPagesAsync(crm, $"q={text}", best.ThenBy(IdOf, StringComparer.Ordinal));
            await AssertPagesAsync(crm, $"q={text}&order[relevance]=asc", worst.ThenBy(IdOf, StringComparer.Ordinal));
            await AssertPagesAsync(crm, $"q={text}&order[relevance]=desc&order[familyName]=desc", best.ThenByDescending(one => Key(one, "familyName"), CodePoints).ThenBy(IdOf, StringComparer.Ordinal), 30);
            await AssertPagesAsync(crm, $"q={text}&order[familyName]=desc&order[relevance]=desc", named.ThenBy(IdOf, StringComparer.Ordinal), 30);
        }
    }

    /// <summary>More than are put in order at once, so that they are looked for along the index of names, which holds no more than their beginnings.</summary>
    [Fact]
    public async Task A_term_that_is_longer_than_what_names_are_ordered_by_finds_its_own_alone()
    {
        var crm = await server.NewTenant();
        var operations = new JsonArray([.. Enumerable.Range(0, 240).Select(number => (JsonNode)new JsonObject
        {
            ["method"] = "create",
            ["body"] = new JsonObject { ["familyName"] = $"{Long}{(number % 2 == 0 ? "ab" : "ac")}" },
        })]);
        (await crm.Post("/people/batch", new JsonObject { ["mode"] = "atomic", ["operations"] = operations })).Is(200);

        var found = await WalkAsync(crm, $"q={Uri.EscapeDataString($"{Long}ab")}", 30);

        Assert.Equal(120, found.Count);
        Assert.All(found, one => Assert.EndsWith("ab", one["familyName"]!.GetValue<string>(), StringComparison.Ordinal));
    }

    private static async Task AssertPagesAsync(Client crm, string query, IEnumerable<JsonObject> expected, int perPage = PerPage)
    {
        var ids = expected.Select(IdOf).ToList();
        Assert.Equal(ids, (await WalkAsync(crm, query, perPage)).Select(IdOf));
        Assert.Equal(ids.Take(1), (await crm.Get($"/people?{query.Replace(" ", "%20", StringComparison.Ordinal)}&itemsPerPage=1")).Members.Select(IdOf));
    }

    /// <summary>All pages, one behind the other, and the one behind the last.</summary>
    private static async Task<List<JsonObject>> WalkAsync(Client crm, string query, int perPage)
    {
        var (members, total) = (new List<JsonObject>(), 0L);
        for (var page = 1; page == 1 || (page - 2) * perPage < total; page++)
        {
            var reply = (await crm.Get($"/people?{query.Replace(" ", "%20", StringComparison.Ordinal)}&itemsPerPage={perPage}&page={page}")).Is(200);
            Assert.True(page == 1 || total == reply.TotalItems, $"{reply.Request}: {reply.TotalItems} of {total}");
            total = reply.TotalItems;
            Assert.Equal(Math.Clamp(total - ((page - 1) * perPage), 0, perPage), reply.Members.Count);
            members.AddRange(reply.Members);
        }
        return members;
    }

    private static JsonObject Somebody(Random random, int number, string tag)
    {
        string? Name() => Names[random.Next(Names.Length)];
        var person = new JsonObject { ["familyName"] = Name() ?? $"Nobody {number}" };
        if (Name() is { } given)
            person["givenName"] = given;
        if (random.Next(3) == 0)
            person["jobTitle"] = $"Friend of {Name()}, soho";
        if (random.Next(4) == 0)
            person["emailAddresses"] = new JsonArray(new JsonObject { ["email"] = random.Next(10) == 0 ? "Jan@example.com" : $"jan{number}@example.com" });
        if (random.Next(20) == 0)
            person["linkedinId"] = random.Next(2) == 0 ? "jan" : "in/soho";
        if (random.Next(10) == 0)
            person["phoneNumbers"] = new JsonArray(new JsonObject { ["phoneNumber"] = random.Next(2) == 0 ? "+31 6 12345678" : "06 12345679" });
        if (random.Next(3) == 0)
            person["tags"] = new JsonArray(tag);
        if (random.Next(5) == 0)
            person["archivedAt"] = "2026-01-01T00:00:00+00:00";
        return person;
    }

    private static string IdOf(JsonObject member) => member["id"]!.GetValue<string>();

    private static string? Key(JsonObject member, string property) => member[property] is { } name ? Folding.SortKey(name.GetValue<string>()) : null;

    /// <summary>The order of characters by their numbers, which is that of their bytes and not that of their halves.</summary>
    private static Comparer<string?> CodePoints { get; } = Comparer<string?>.Create(
        static (one, other) => Encoding.UTF8.GetBytes(one ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other ?? "")));
}
