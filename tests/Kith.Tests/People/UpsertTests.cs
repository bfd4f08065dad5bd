using CsCheck;
using Kith.Access;
using Kith.Tests.Support;

namespace Kith.Tests.People;

public sealed class UpsertTests(RunningServer server)
{
    private const string Jan = """{"familyName":"de Vries","givenName":"Jan","emailAddresses":[{"email":"jan@example.com"}],"phoneNumbers":[{"phoneNumber":"06 12345678","phoneType":"home"}],"linkedinId":"jandevries","customerId":"C-1","externalSource":"HubSpot"}""";

    [Fact]
    public async Task Who_is_not_there_is_created_and_who_is_there_is_updated_or_left_alone()
    {
        var crm = await server.NewTenant();

        var created = (await crm.Put("/people?match=email", Jan)).Is(201);
        var unchanged = (await crm.Put("/people?match=email", Jan)).Is(200);
        var updated = (await crm.Put("/people?match=email", """{"emailAddresses":[{"email":"mailto-not@example.com"},{"email":"JAN@example.com"}],"jobTitle":"Buyer","givenName":null}""")).Is(200);

        var person = created["person"]!.GetValue<string>();
        Assert.Equal(person, created.Header("Location"));
        Assert.Equal(("created", "unchanged", "updated"), (Outcome(created), Outcome(unchanged), Outcome(updated)));
        Assert.Empty(created.List("matchedOn"));
        Assert.Equal(["familyName", "givenName", "customerId", "linkedinId", "externalSource", "emailAddresses", "phoneNumbers"], created.List("changedProperties"));
        Assert.Equal(["same e-mail address jan@example.com"], unchanged.List("matchedOn"));
        Assert.Empty(unchanged.List("changedProperties"));
        Assert.Equal(["givenName", "jobTitle", "emailAddresses"], updated.List("changedProperties").OrderBy(name => Array.IndexOf(["givenName", "jobTitle", "emailAddresses"], name)));
        Assert.All([unchanged, updated], reply => Assert.Equal(person, reply["person"]!.GetValue<string>()));
        var read = await crm.Get(person);
        Assert.True(JsonNode.DeepEquals(read.Json, updated["current"]));
        Assert.Equal(read.ETag, updated.ETag);
        Assert.Equal("Upsert", updated["@type"]!.GetValue<string>());
        Assert.Equal(["jan@example.com", "mailto-not@example.com"], Emails(read));
        Assert.Null(read["givenName"]);
        Assert.Equal(2, (await crm.Get($"{person}/history")).TotalItems);
        Assert.Equal(1, (await crm.Get("/people")).TotalItems);
    }

    [Theory]
    [InlineData("email", """{"emailAddresses":[{"email":"new@example.com"},{"email":"Jan@Example.com"}],"jobTitle":"X"}""")]
    [InlineData("phone", """{"phoneNumbers":[{"phoneNumber":"+31 6 1234 5678"}],"jobTitle":"X"}""")]
    [InlineData("linkedinId", """{"linkedinId":"https://linkedin.com/in/JanDeVries","jobTitle":"X"}""")]
    [InlineData("customerId", """{"customerId":" c-1","jobTitle":"X"}""")]
    [InlineData("customerId", """{"customerId":"C-1","externalSource":"hubspot","jobTitle":"X"}""")]
    public async Task Any_spelling_matches(string match, string body)
    {
        var crm = await server.NewTenant();
        var person = await crm.Create("/people", Jan);
        await crm.Person("Somebody else");

        var reply = (await crm.Put($"/people?match={match}", body)).Is(200);

        Assert.Equal(("updated", person), (Outcome(reply), reply["person"]!.GetValue<string>()));
        Assert.Contains("jobTitle", reply.List("changedProperties"));
        Assert.Single(reply.List("matchedOn"));
        Assert.Equal(2, (await crm.Get("/people")).TotalItems);
    }

    [Theory]
    [InlineData("email", """{"familyName":"A","emailAddresses":[{"email":"jan+x@example.com"}]}""")]
    [InlineData("phone", """{"familyName":"A","emailAddresses":[{"email":"jan@example.com"}],"phoneNumbers":[{"phoneNumber":"06 12345679"}]}""")]
    [InlineData("customerId", """{"familyName":"A","customerId":"C-1","externalSource":"Salesforce"}""")]
    public async Task What_is_not_the_same_creates(string match, string body)
    {
        var crm = await server.NewTenant();
        await crm.Create("/people", Jan);

        Assert.Equal("created", Outcome((await crm.Put($"/people?match={match}", body)).Is(201)));
        Assert.Equal(2, (await crm.Get("/people")).TotalItems);
    }

    [Fact]
    public async Task Lists_are_added_to_and_nothing_in_them_is_dropped()
    {
        var crm = await server.NewTenant();
        var (first, second) = (await crm.Tag("First"), await crm.Tag("Second"));
        var (segment, organization) = (await crm.Segment(), await crm.Organization());
        await crm.Create("/people", $$"""{"familyName":"A","emailAddresses":[{"email":"a@x.example"}],"phoneNumbers":[{"phoneNumber":"06 12345678","phoneType":"home"}],"tags":["{{first}}"],"segments":["{{segment}}"],"organizations":["{{organization}}"]}""");

        var reply = (await crm.Put("/people?match=email", $$"""{"emailAddresses":[{"email":"A@x.example"},{"email":"b@x.example"},{"email":"B@x.example"}],"phoneNumbers":[{"phoneNumber":"+31612345678"},{"phoneNumber":"020 1234567"}],"tags":["{{second}}","{{first}}"],"segments":[],"organizations":null}""")).Is(200);

        var person = reply["current"]!;
        Assert.Equal(["a@x.example", "b@x.example"], person["emailAddresses"]!.AsArray().Select(email => email!["email"]!.GetValue<string>()));
        Assert.Equal([("06 12345678", "home"), ("020 1234567", "work")], person["phoneNumbers"]!.AsArray().Select(phone => (phone!["phoneNumber"]!.GetValue<string>(), phone["phoneType"]!.GetValue<string>())));
        Assert.Equal([first, second], person["tags"]!.AsArray().Select(tag => tag!.GetValue<string>()));
        Assert.Equal([segment], person["segments"]!.AsArray().Select(tag => tag!.GetValue<string>()));
        Assert.Equal([organization], person["organizations"]!.AsArray().Select(tag => tag!.GetValue<string>()));
        Assert.Equal(["emailAddresses", "phoneNumbers", "tags"], reply.List("changedProperties"));
        (await crm.Put("/people?match=email", new JsonObject
        {
            ["emailAddresses"] = new JsonArray([.. Enumerable.Range(0, 100).Select(i => (JsonNode)new JsonObject { ["email"] = i == 0 ? "a@x.example" : $"n{i}@x.example" })]),
        })).Refuses("emailAddresses", ViolationCodes.TooMany);
    }

    [Fact]
    public async Task Several_who_may_be_meant_are_told_of_and_nothing_is_written()
    {
        var crm = await server.NewTenant();
        string[] people = [await crm.Create("/people", Jan), await crm.Create("/people", Jan)];

        var reply = (await crm.Put("/people?match=email", """{"familyName":"X","emailAddresses":[{"email":"jan@example.com"}]}""")).Is(409);

        Assert.Equal("ambiguous", Outcome(reply));
        Assert.Equal(people, reply["candidates"]!.AsArray().Select(candidate => candidate!["person"]!.GetValue<string>()));
        Assert.Equal(2, (await crm.Get("/people?q=vries")).TotalItems);
        Assert.Equal(2, (await crm.Get("/people")).TotalItems);
    }

    [Fact]
    public async Task The_address_of_a_task_updates_only_who_has_the_same_name()
    {
        var crm = await server.NewTenant();
        const string body = """{"familyName":"Bakker","emailAddresses":[{"email":"info@acme.example"}],"jobTitle":"Baker"}""";

        Assert.Equal("created", Outcome((await crm.Put("/people?match=email", body)).Is(201)));
        Assert.Equal("unchanged", Outcome((await crm.Put("/people?match=email", body)).Is(200)));
        Assert.Equal("ambiguous", Outcome((await crm.Put("/people?match=email", body.Replace("Bakker", "Visser", StringComparison.Ordinal))).Is(409)));
        Assert.Equal("ambiguous", Outcome((await crm.Put("/people?match=email", """{"emailAddresses":[{"email":"info@acme.example"}]}""")).Is(409)));
    }

    [Theory]
    [InlineData("email", """{"familyName":"A"}""", "emailAddresses", ViolationCodes.Blank)]
    [InlineData("email", """{"familyName":"A","emailAddresses":[]}""", "emailAddresses", ViolationCodes.Blank)]
    [InlineData("email", """{"familyName":"A","emailAddresses":[{"email":"jan@"}]}""", "emailAddresses[0].email", ViolationCodes.Email)]
    [InlineData("phone", """{"familyName":"A","phoneNumbers":null}""", "phoneNumbers", ViolationCodes.Blank)]
    [InlineData("linkedinId", """{"familyName":7,"linkedinId":" "}""", "linkedinId", ViolationCodes.Blank)]
    [InlineData("linkedinId", """{"familyName":7,"linkedinId":" "}""", "familyName", ViolationCodes.Type)]
    [InlineData("customerId", """{"familyName":"A","customerId":7}""", "customerId", ViolationCodes.Type)]
    [InlineData("customerId", """{"customerId":"new"}""", "familyName", ViolationCodes.Blank)]
    [InlineData("customerId", """{"familyName":"A","customerId":"new","tags":["/tags/019aaaaa-0000-7000-8000-000000000000"]}""", "tags[0]", ViolationCodes.Iri)]
    public async Task A_body_without_what_it_is_matched_by_is_refused(string match, string body, string path, string code)
    {
        var crm = await server.NewTenant();

        (await crm.Put($"/people?match={match}", body)).Refuses(path, code);
        Assert.Equal(0, (await crm.Get("/people")).TotalItems);
    }

    [Theory]
    [InlineData("/people")]
    [InlineData("/people?match=")]
    [InlineData("/people?match=familyName")]
    [InlineData("/people?match[]=email")]
    public async Task An_unknown_match_is_a_400(string path) => (await (await server.NewTenant()).Put(path, Jan)).RefusesParameter("match");

    [Fact]
    public async Task Conditions_are_about_whoever_is_matched()
    {
        var crm = await server.NewTenant();
        const string body = """{"familyName":"de Vries","emailAddresses":[{"email":"jan@example.com"}],"jobTitle":"Buyer"}""";

        (await crm.Put("/people?match=email", Jan, ("If-Match", "*"))).Is(412);
        var created = (await crm.Put("/people?match=email", Jan, ("If-None-Match", "*"))).Is(201);
        (await crm.Put("/people?match=email", body, ("If-None-Match", "*"))).Is(412);
        (await crm.Put("/people?match=email", body, ("If-Match", "\"0\""))).Is(412);
        Assert.Equal("updated", Outcome((await crm.Put("/people?match=email", body, ("If-Match", created.ETag))).Is(200)));
        (await crm.Put("/people?match=email", Jan, ("If-Match", created.ETag))).Is(412);
        (await (await crm.WithScope(Scope.Read)).Put("/people?match=email", Jan)).Is(403);
    }

    [Fact]
    public async Task The_first_answer_to_a_key_is_given_again_for_the_same_match_only()
    {
        var crm = await server.NewTenant();
        var key = ("Idempotency-Key", "k");

        var first = (await crm.Put("/people?match=email", Jan, key)).Is(201);

        Assert.Equal(first.Bytes, (await crm.Put("/people?match=email", Jan, key)).Is(201).Bytes);
        (await crm.Put("/people?match=phone", Jan, key)).Refuses("Idempotency-Key", ViolationCodes.Mismatch);
    }

    [Fact]
    public async Task Of_many_who_bring_the_same_new_person_at_the_same_time_one_creates()
    {
        var crm = await server.NewTenant();

        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => crm.Put("/people?match=phone", $$"""{"familyName":"A","phoneNumbers":[{"phoneNumber":"06 12345678"}],"emailAddresses":[{"email":"a{{i}}@x.example"}]}""")));

        Assert.Single(replies, reply => reply.Status == 201);
        Assert.All(replies, reply => Assert.Equal(reply.Status == 201 ? "created" : "updated", Outcome(reply)));
        var person = Assert.Single((await crm.Get("/people")).Members);
        Assert.Equal(12, person["emailAddresses"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_new_person_who_is_known_by_something_else_is_told_of()
    {
        var crm = await server.NewTenant();
        var person = await crm.Create("/people", Jan);
        const string body = """{"familyName":"de Vries","givenName":"Jan","emailAddresses":[{"email":"other@example.com"}],"phoneNumbers":[{"phoneNumber":"0612345678"}]}""";

        (await crm.Put("/people?match=email", body, ("Prefer", "handling=strict"))).Is(409);
        Assert.Equal(person, (await crm.Put("/people?match=email", body)).Is(201).Header("Kith-Possible-Duplicate"));
    }

    [Fact]
    public async Task Whatever_is_brought_twice_changes_nothing_the_second_time()
    {
        var crm = await server.NewTenant();
        string[] tags = [await crm.Tag("A"), await crm.Tag("B"), await crm.Tag("C")];
        var body = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 63], Gen.Int[0, 63], Gen.Int[0, 7], static (name, emails, phones, more) => (name, emails, phones, more)).Select(chosen => new JsonObject
        {
            ["familyName"] = $"Name {chosen.name}",
            ["givenName"] = chosen.more % 2 == 0 ? null : "Given",
            ["emailAddresses"] = new JsonArray([.. Some(chosen.emails | 1 << chosen.name).Select(i => (JsonNode)new JsonObject { ["email"] = i % 2 == 0 ? $"E{i}@X.example" : $"e{i}@x.example" })]),
            ["phoneNumbers"] = new JsonArray([.. Some(chosen.phones).Select(i => (JsonNode)new JsonObject { ["phoneNumber"] = chosen.more % 3 == 0 ? $"06 1234567{i}" : $"+31 6-1234567{i}" })]),
            ["address"] = chosen.more < 4 ? null : new JsonObject { ["city"] = "Utrecht" },
            ["tags"] = new JsonArray([.. Some(chosen.more).Select(i => (JsonNode)tags[i])]),
        });

        await body.SampleAsync(async person =>
        {
            var first = await crm.Put("/people?match=email", person);
            var second = await crm.Put("/people?match=email", person);

            Assert.Equal(first.Status == 409 ? "ambiguous" : "unchanged", Outcome(second));
            if (first.Status == 409)
                return;
            Assert.True(JsonNode.DeepEquals(first["current"], second["current"]), $"{first.Text}\n{second.Text}");
            Assert.Equal(first.ETag, second.ETag);
            var emails = Emails(first["current"]!.AsObject());
            Assert.Empty(person["emailAddresses"]!.AsArray().Select(email => email!["email"]!.GetValue<string>().ToLowerInvariant()).Except(emails.Select(email => email.ToLowerInvariant())));
            Assert.Equal(emails.Count, emails.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        }, iter: 60, threads: 1);
    }

    private static IEnumerable<int> Some(int bits) => Enumerable.Range(0, 6).Where(i => (bits >> i & 1) == 1);

    private static string Outcome(Reply reply) => reply["outcome"]!.GetValue<string>();

    private static List<string> Emails(Reply reply) => Emails(reply.Json);

    private static List<string> Emails(JsonObject person) => [.. person["emailAddresses"]!.AsArray().Select(email => email!["email"]!.GetValue<string>())];
}
