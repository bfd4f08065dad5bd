using Kith.Tests.Support;

namespace Kith.Tests.People;

public sealed class PersonPropertiesTests(RunningServer server)
{
    [Fact]
    public async Task Every_property_comes_back_as_it_was_sent()
    {
        var crm = await server.NewTenant();
        var (owner, tag, segment, organization) = (await crm.Me(), await crm.Tag(), await crm.Segment(), await crm.Organization());
        var body = JsonNode.Parse($$"""
            {
                "familyName": "de Vries", "givenName": "Zoë", "additionalName": "van", "initials": "Z.", "customerId": "C-1",
                "honorificPrefix": "Dr.", "isTracked": true, "linkedinId": "zoe-de-vries", "externalSource": "hubspot",
                "archivedAt": "2026-05-01T09:30:00+00:00", "owner": "{{owner}}", "jobTitle": "Head of 🌱",
                "emailAddresses": [{"email": "Zoe@Example.com"}, {"email": "z@example.org"}],
                "phoneNumbers": [{"phoneNumber": "+31 6 12345678", "phoneType": "home"}],
                "address": {"street": "Damrak 1", "postalCode": "1012 LG", "city": "Amsterdam", "country": "DE"},
                "tags": ["{{tag}}"], "segments": ["{{segment}}"], "organizations": ["{{organization}}"],
                "dealSize": 9007199254740991, "totalDeals": 3, "totalLostDeals": 0, "totalWonDeals": 2
            }
            """)!.AsObject();

        var created = (await crm.Post("/people", body)).Is(201);
        var read = (await crm.Get(created.Iri)).Is(200);

        foreach (var (name, value) in body)
            Assert.True(JsonNode.DeepEquals(value, read[name]), $"{name}: {read[name]}");
        Assert.Equal(created.Text, read.Text);
        Assert.Equal("/contexts/Person", read["@context"]!.GetValue<string>());
        Assert.Equal("Person", read["@type"]!.GetValue<string>());
        Assert.Equal($"/people/{read.Id}", read.Iri);
        Assert.Equal(read.Iri, created.Header("Location"));
    }

    [Fact]
    public async Task A_family_name_is_all_that_is_required()
    {
        var crm = await server.NewTenant();

        var read = await crm.Get(await crm.Person("Jansen"));

        Assert.Equal(
            ["@context", "@id", "@type", "id", "familyName", "createdAt", "updatedAt", "emailAddresses", "phoneNumbers", "tags", "segments", "organizations"],
            read.Json.Select(property => property.Key));
        Assert.Equal('7', read.Id[14]);
        Assert.Equal(read.Id.ToLowerInvariant(), read.Id);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"familyName":null}""")]
    [InlineData("""{"familyName":""}""")]
    [InlineData("""{"familyName":" \t "}""")]
    public async Task A_person_without_a_family_name_is_refused(string body)
    {
        var crm = await server.NewTenant();

        (await crm.Post("/people", body)).Refuses("familyName", ViolationCodes.Blank);

        Assert.Equal(0, (await crm.Get("/people")).TotalItems);
    }

    [Fact]
    public async Task What_only_the_server_sets_is_ignored_in_a_body()
    {
        var crm = await server.NewTenant();

        var read = (await crm.Post("/people", """
            {"id":"1","familyName":"A","createdAt":"2001-01-01T00:00:00Z","updatedAt":7,"importedAt":"2001-01-01T00:00:00Z","avatarUrl":"https://example.com/x.png","unknown":{}}
            """)).Is(201);

        Assert.DoesNotContain("2001", read.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("example.com", read.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("unknown", read.Text, StringComparison.Ordinal);
        Assert.NotEqual("1", read.Id);
    }

    [Fact]
    public async Task Null_is_left_out_and_an_empty_list_is_printed()
    {
        var crm = await server.NewTenant();

        var read = (await crm.Post("/people", """
            {"familyName":"A","givenName":null,"isTracked":null,"owner":null,"address":null,"dealSize":null,"archivedAt":null,"tags":null,"emailAddresses":null}
            """)).Is(201);

        Assert.DoesNotContain("null", read.Text, StringComparison.Ordinal);
        Assert.Empty(read["tags"]!.AsArray());
        Assert.Empty(read["emailAddresses"]!.AsArray());
    }

    [Fact]
    public async Task Links_are_sets_in_the_order_in_which_they_were_sent()
    {
        var crm = await server.NewTenant();
        var (first, second) = (await crm.Tag("First"), await crm.Tag("Second"));

        var person = await crm.Create("/people", $$"""{"familyName":"A","tags":["{{second}}","{{first}}","{{second}}","http://{{crm.Authority}}{{first}}"]}""");

        Assert.Equal([second, first], (await crm.Get(person)).List("tags"));
    }

    [Fact]
    public async Task Text_is_trimmed_and_otherwise_kept()
    {
        var crm = await server.NewTenant();

        var read = (await crm.Post("/people", """{"familyName":"  O'Neill <b>& Söhne \"x\" \\ \u2028 \t ","jobTitle":"a  b"}""")).Is(201);

        Assert.Equal("O'Neill <b>& Söhne \"x\" \\", read["familyName"]!.GetValue<string>());
        Assert.Equal("a  b", read["jobTitle"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("2026-05-01", "2026-05-01T00:00:00+00:00")]
    [InlineData("2026-05-01T09:30:00+02:00", "2026-05-01T07:30:00+00:00")]
    [InlineData("2026-05-01T09:30:00.987Z", "2026-05-01T09:30:00+00:00")]
    public async Task A_moment_is_kept_to_the_second_in_UTC(string sent, string kept)
    {
        var crm = await server.NewTenant();

        var read = (await crm.Post("/people", $$"""{"familyName":"A","archivedAt":"{{sent}}"}""")).Is(201);

        Assert.Equal(kept, read["archivedAt"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("tomorrow")]
    [InlineData("2026-02-30")]
    [InlineData("2026-05-01 09:30:00")]
    [InlineData("")]
    public async Task What_is_not_a_moment_is_refused(string sent)
    {
        var crm = await server.NewTenant();

        (await crm.Post("/people", $$"""{"familyName":"A","archivedAt":"{{sent}}"}""")).Refuses("archivedAt", ViolationCodes.Instant);
    }

    [Theory]
    [InlineData("1.0", 1)]
    [InlineData("0", 0)]
    [InlineData("2e3", 2000)]
    public async Task A_number_without_a_fraction_is_an_integer(string sent, int kept)
    {
        var crm = await server.NewTenant();

        Assert.Equal(kept, (await crm.Post("/people", $$"""{"familyName":"A","dealSize":{{sent}}}""")).Is(201)["dealSize"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1e400")]
    [InlineData("9007199254740992")]
    [InlineData("1.5")]
    [InlineData("\"1\"")]
    public async Task What_is_not_a_count_is_refused(string sent)
    {
        var crm = await server.NewTenant();

        (await crm.Post("/people", $$"""{"familyName":"A","totalDeals":{{sent}}}""")).Refuses("totalDeals");
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        var crm = await server.NewTenant();

        var refused = (await crm.Post("/people", """
            {"familyName":"","givenName":7,"isTracked":"yes","owner":"nobody","tags":["/tags/1"],"dealSize":-1,
             "emailAddresses":[{"email":"a@example.com"},{"email":"not an address"}],"address":{"country":"Nederland"},
             "phoneNumbers":[{"phoneType":"pager"}],"archivedAt":"soon"}
            """)).Is(422);

        Assert.Equal(
            [
                ("familyName", ViolationCodes.Blank), ("givenName", ViolationCodes.Type), ("isTracked", ViolationCodes.Type),
                ("archivedAt", ViolationCodes.Instant), ("owner", ViolationCodes.Iri), ("emailAddresses[1].email", ViolationCodes.Email),
                ("phoneNumbers[0].phoneNumber", ViolationCodes.Blank), ("phoneNumbers[0].phoneType", ViolationCodes.Choice),
                ("address.country", ViolationCodes.TooLong), ("tags[0]", ViolationCodes.Iri), ("dealSize", ViolationCodes.Range),
            ],
            refused.Violations);
        Assert.Equal(0, (await crm.Get("/people")).TotalItems);
    }
}
