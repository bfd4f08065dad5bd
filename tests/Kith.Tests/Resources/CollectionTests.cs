using Kith.Tests.Support;

namespace Kith.Tests.Resources;

public sealed class CollectionTests(RunningServer server)
{
    [Fact]
    public async Task A_collection_has_the_keys_of_the_contract_in_their_order()
    {
        var crm = await server.NewTenant();
        await crm.Person();

        var list = (await crm.Get("/people")).Is(200);

        Assert.Equal(["@context", "@id", "@type", "totalItems", "member", "view", "search"], list.Json.Select(property => property.Key));
        Assert.Equal("/contexts/Person", list["@context"]!.GetValue<string>());
        Assert.Equal("/people", list.Iri);
        Assert.Equal("Collection", list["@type"]!.GetValue<string>());
        Assert.Equal(["@id", "@type"], list.Members[0].Select(property => property.Key).Take(2));
    }

    [Fact]
    public async Task A_walk_over_the_pages_sees_everybody_once()
    {
        var crm = await server.NewTenant();
        var everybody = new List<string>();
        for (var i = 0; i < 32; i++)
            everybody.Add(await crm.Person($"Person {i}"));

        var seen = new List<string>();
        var page = "/people";
        var sizes = new List<int>();
        while (page is not null)
        {
            var list = (await crm.Get(page)).Is(200);
            Assert.Equal(32, list.TotalItems);
            seen.AddRange(list.Iris);
            sizes.Add(list.Members.Count);
            page = list["view"]!["next"]?.GetValue<string>();
        }

        Assert.Equal(everybody, seen);
        Assert.Equal([15, 15, 2], sizes);
    }

    [Fact]
    public async Task The_view_links_to_pages_that_exist()
    {
        var crm = await server.NewTenant();
        for (var i = 0; i < 5; i++)
            await crm.Person();

        Assert.Equal(
            """{"@id":"/people?itemsPerPage=2&page=2","@type":"PartialCollectionView","first":"/people?itemsPerPage=2&page=1","last":"/people?itemsPerPage=2&page=3","previous":"/people?itemsPerPage=2&page=1","next":"/people?itemsPerPage=2&page=3"}""",
            (await crm.Get("/people?page=2&itemsPerPage=2"))["view"]!.ToJsonString(Relaxed));
        Assert.Equal(
            """{"@id":"/people?page=9","@type":"PartialCollectionView","first":"/people?page=1","last":"/people?page=1","previous":"/people?page=1"}""",
            (await crm.Get("/people?page=9"))["view"]!.ToJsonString(Relaxed));
        Assert.Equal(
            """{"@id":"/people?order%5BcreatedAt%5D=asc&q=a%20b&page=1","@type":"PartialCollectionView","first":"/people?order%5BcreatedAt%5D=asc&q=a%20b&page=1","last":"/people?order%5BcreatedAt%5D=asc&q=a%20b&page=1"}""",
            (await crm.Get("/people?q=a+b&order[createdAt]=asc"))["view"]!.ToJsonString(Relaxed));
        Assert.Equal("/people?itemsPerPage=30&page=1", (await crm.Get("/people?itemsPerPage=99"))["view"]!["@id"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_page_beyond_the_last_is_empty()
    {
        var crm = await server.NewTenant();
        await crm.Person();

        var list = (await crm.Get("/people?page=3")).Is(200);

        Assert.Empty(list.Members);
        Assert.Equal(1, list.TotalItems);
    }

    [Fact]
    public async Task A_page_holds_fifteen_unless_asked_and_thirty_at_most()
    {
        var crm = await server.NewTenant();
        for (var i = 0; i < 31; i++)
            await crm.Person();

        Assert.Equal(15, (await crm.Get("/people")).Members.Count);
        Assert.Equal(30, (await crm.Get("/people?itemsPerPage=30")).Members.Count);
        Assert.Equal(30, (await crm.Get("/people?itemsPerPage=31")).Members.Count);
        Assert.Single((await crm.Get("/people?itemsPerPage=1")).Members);
        Assert.Empty((await crm.Get("/people?itemsPerPage=0")).Members);
        Assert.Equal(31, (await crm.Get("/people?itemsPerPage=0")).TotalItems);
    }

    [Theory]
    [InlineData("page", "0")]
    [InlineData("page", "-1")]
    [InlineData("page", "abc")]
    [InlineData("page", "")]
    [InlineData("page", "1.5")]
    [InlineData("page", "99999999999999999999")]
    [InlineData("page", "999999999999999999")]
    [InlineData("itemsPerPage", "-1")]
    [InlineData("itemsPerPage", "many")]
    [InlineData("itemsPerPage", "")]
    [InlineData("itemsPerPage", "1e1")]
    [InlineData("view", "table")]
    [InlineData("view", "")]
    public async Task A_paging_parameter_that_makes_no_sense_is_refused(string parameter, string value)
    {
        var crm = await server.NewTenant();

        (await crm.Get($"/people?{parameter}={value}")).RefusesParameter(parameter);
        (await crm.Get($"/people?{parameter}[]=1")).RefusesParameter(parameter);
    }

    [Fact]
    public async Task No_members_means_no_second_page()
    {
        var crm = await server.NewTenant();

        (await crm.Get("/people?itemsPerPage=0&page=2")).RefusesParameter("page");
    }

    [Fact]
    public async Task The_idx_view_is_the_same_page_with_names_only()
    {
        var crm = await server.NewTenant();
        for (var i = 0; i < 3; i++)
            await crm.Person($"P{i}");

        var full = await crm.Get("/people?itemsPerPage=2&order[familyName]=desc");
        var idx = (await crm.Get("/people?itemsPerPage=2&order[familyName]=desc&view=idx")).Is(200);

        Assert.Equal(full.Iris, idx.Iris);
        Assert.Equal(full.TotalItems, idx.TotalItems);
        Assert.All(idx.Members, member => Assert.Equal(["@id", "@type", "id"], member.Select(property => property.Key)));
        Assert.Contains("view=idx", idx["view"]!["next"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_search_template_names_every_parameter_of_the_contract()
    {
        var crm = await server.NewTenant();

        var search = (await crm.Get("/people"))["search"]!;

        var variables = search["mapping"]!.AsArray().Select(mapping => mapping!["variable"]!.GetValue<string>()).ToList();
        Assert.Equal(
            [
                "createdAt[after]", "createdAt[before]", "createdAt[strictly_after]", "createdAt[strictly_before]", "emailAddresses.email", "emailAddresses.email[]",
                "exists[archivedAt]", "exists[emailAddresses]", "exists[organizations]", "exists[owner]", "exists[phoneNumbers]", "exists[segments]", "exists[tags]", "id", "id[]", "identifiers", "identifiers[]", "itemsPerPage", "order[createdAt]", "order[familyName]", "order[relevance]", "organizations.id", "organizations.id[]", "organizations.none[]", "owner.id", "owner.id[]", "page", "partial",
                "q", "segments.all[]", "segments.none[]", "segments.uuid", "segments.uuid[]", "tags.all[]", "tags.id", "tags.id[]", "tags.none[]", "view",
            ],
            variables.Select(Uri.UnescapeDataString).Order(StringComparer.Ordinal));
        Assert.Equal($"/people{{?{string.Join(',', variables)}}}", search["template"]!.GetValue<string>());
        Assert.Equal("IriTemplate", search["@type"]!.GetValue<string>());
        Assert.Equal("BasicRepresentation", search["variableRepresentation"]!.GetValue<string>());
        Assert.All(search["mapping"]!.AsArray(), mapping =>
        {
            Assert.Equal("IriTemplateMapping", mapping!["@type"]!.GetValue<string>());
            Assert.False(mapping["required"]!.GetValue<bool>());
        });
    }

    [Fact]
    public async Task Parameters_that_nobody_declared_are_ignored()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person();

        Assert.Equal([person], (await crm.Get("/people?utm=1&owner_id=2&owner[id]=3&familyName=x&&=y&[]=z")).Is(200).Iris);
    }

    [Theory]
    [InlineData("q=%zz")]
    [InlineData("q=%ff")]
    [InlineData("q=%00")]
    [InlineData("%c3%28=1")]
    public async Task A_query_that_is_not_UTF8_is_refused(string query)
    {
        var crm = await server.NewTenant();

        (await crm.Get($"/people?{query}")).Is(400);
    }

    [Fact]
    public async Task A_bare_array_carries_its_paging_in_headers()
    {
        var crm = await server.NewTenant();
        for (var i = 0; i < 3; i++)
            await crm.Person($"P{i}");

        var list = (await crm.Get("/people?itemsPerPage=1&page=2", ("Accept", "application/json"))).Is(200);

        var only = Assert.Single(JsonNode.Parse(list.Bytes)!.AsArray());
        Assert.Equal("P1", only!["familyName"]!.GetValue<string>());
        Assert.Null(only["@id"]);
        Assert.Equal("3", list.Header("X-Total-Count"));
        foreach (var (relation, page) in ((string, int)[])[("first", 1), ("last", 3), ("prev", 1), ("next", 3)])
            Assert.Contains($"</people?itemsPerPage=1&page={page}>; rel=\"{relation}\"", list.Header("Link"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_alone_has_the_same_members_and_no_total()
    {
        var crm = await server.NewTenant();
        for (var i = 0; i < 35; i++)
            await crm.Person($"Jansen {i:00}");
        var archived = await crm.Person("Jansen 99");
        (await crm.Patch(archived, """{"archivedAt":"2026-01-01T00:00:00Z"}""")).Is(200);

        foreach (var query in (string[])["", "&q=jansen", "&q=ja", "&q=jansen+0", "&q=nobody", "&q=jansen&exists[archivedAt]=false", "&q=sen&exists[archivedAt]=false&exists[owner]=false", "&q=jansen&exists[archivedAt]=true", "&q=jansen&order[familyName]=desc"])
        {
            foreach (var (page, size) in ((int, int)[])[(1, 10), (2, 10), (4, 10), (9, 10), (1, 30), (2, 30), (1, 0)])
            {
                var whole = (await crm.Get($"/people?page={page}&itemsPerPage={size}{query}")).Is(200);
                var alone = (await crm.Get($"/people?page={page}&itemsPerPage={size}&partial=true{query}")).Is(200);
                Assert.Equal(whole.Iris, alone.Iris);
                Assert.Equal(
                    ["@id", "@type", .. page > 1 ? ["previous"] : (string[])[], .. whole.Members.Count == size && size > 0 ? ["next"] : (string[])[]],
                    alone["view"]!.AsObject().Select(property => property.Key));
                Assert.False(alone.Json.ContainsKey("totalItems"));
            }
        }
    }

    [Fact]
    public async Task A_page_alone_as_a_bare_array_says_only_what_is_beside_it()
    {
        var crm = await server.NewTenant();
        for (var i = 0; i < 3; i++)
            await crm.Person($"P{i}");

        var second = (await crm.Get("/people?itemsPerPage=1&page=2&partial=1", ("Accept", "application/json"))).Is(200);
        var all = (await crm.Get("/people?partial=true", ("Accept", "application/json"))).Is(200);

        Assert.Null(second.Header("X-Total-Count"));
        Assert.StartsWith("</people?itemsPerPage=1&partial=1&page=1>; rel=\"prev\", </people?itemsPerPage=1&partial=1&page=3>; rel=\"next\"", second.Header("Link"), StringComparison.Ordinal);
        Assert.DoesNotContain("rel=\"next\"", all.Header("Link"), StringComparison.Ordinal);
        Assert.True((await crm.Get("/people?partial=false")).Is(200).Json.ContainsKey("totalItems"));
        foreach (var value in (string[])["", "yes", "2"])
            (await crm.Get($"/people?partial={value}")).RefusesParameter("partial");
    }

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
