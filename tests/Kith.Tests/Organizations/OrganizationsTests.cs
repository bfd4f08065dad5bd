using Kith.Tests.Support;

namespace Kith.Tests.Organizations;

public sealed class OrganizationsTests(RunningServer server)
{
    [Fact]
    public async Task Every_property_comes_back_as_it_was_sent()
    {
        var crm = await server.NewTenant();
        var body = JsonNode.Parse($$"""
            {"title":"Acme","description":"Makes things","website":"https://acme.example","customerId":"A-1","externalSource":"import",
             "chamberOfCommerceNumber":"12345678","linkedinId":"https://www.linkedin.com/company/acme/","archivedAt":"2026-01-01T00:00:00+00:00",
             "owner":"{{await crm.Me()}}","emailAddresses":[{"email":"info@acme.example"}],"phoneNumbers":[{"phoneNumber":"0201234567","phoneType":"work"}],
             "address":{"street":"Damrak 1","postalCode":"1012 LG","city":"Amsterdam","country":"NL"},"people":["{{await crm.Person()}}"],
             "tags":["{{await crm.Tag()}}"],"segments":["{{await crm.Segment()}}"],"integrationParticipants":["https://connected.example/7"]}
            """)!.AsObject();

        var created = (await crm.Post("/organizations", body)).Is(201);
        var read = await crm.Get(created.Iri);

        foreach (var (name, value) in body)
            Assert.True(JsonNode.DeepEquals(value, read[name]), $"{name}: {read[name]}");
        Assert.Equal(created.Text, read.Text);
        Assert.Equal("acme", read["linkedinPublicIdentifier"]!.GetValue<string>());
        Assert.Null(read["linkedinInternalId"]);
        Assert.Equal("Organization", read["@type"]!.GetValue<string>());
    }

    [Fact]
    public async Task Either_end_of_the_relation_writes_both()
    {
        var crm = await server.NewTenant();
        var (anna, bob) = (await crm.Person("Anna"), await crm.Person("Bob"));
        var (acme, globex) = (await crm.Organization("Acme"), await crm.Create("/organizations", $$"""{"title":"Globex","people":["{{bob}}","{{bob}}"]}"""));

        Assert.Equal([bob], (await crm.Get(globex)).List("people"));
        Assert.Equal([globex], (await crm.Get(bob)).List("organizations"));

        (await crm.Patch(anna, $$"""{"organizations":["{{acme}}","{{globex}}"]}""")).Is(200);
        Assert.Equal([anna], (await crm.Get(acme)).List("people"));
        Assert.Equal([anna, bob], (await crm.Get(globex)).List("people"));

        Assert.Equal([bob], (await crm.Patch(acme, $$"""{"people":["{{bob}}"]}""")).Is(200).List("people"));
        Assert.Equal([globex], (await crm.Get(anna)).List("organizations"));
        Assert.Equal([globex, acme], (await crm.Get(bob)).List("organizations"));

        (await crm.Put(globex, """{"title":"Globex"}""")).Is(200);
        Assert.Empty((await crm.Get(anna)).List("organizations"));
        Assert.Equal([acme], (await crm.Get(bob)).List("organizations"));

        (await crm.Delete(bob)).Is(204);
        Assert.Empty((await crm.Get(acme)).List("people"));
    }

    [Fact]
    public async Task A_change_at_one_end_changes_the_ETag_of_the_other()
    {
        var crm = await server.NewTenant();
        var (person, organization) = (await crm.Get(await crm.Person()), await crm.Get(await crm.Organization()));

        (await crm.Patch(person.Iri, $$"""{"organizations":["{{organization.Iri}}"]}""")).Is(200);
        var after = await crm.Get(organization.Iri);
        Assert.NotEqual(organization.ETag, after.ETag);
        (await crm.Patch(organization.Iri, """{"people":[]}""", ("If-Match", organization.ETag))).Is(412);

        var joined = await crm.Get(person.Iri);
        (await crm.Patch(organization.Iri, """{"people":[]}""", ("If-Match", after.ETag))).Is(200);
        Assert.NotEqual(joined.ETag, (await crm.Get(person.Iri)).ETag);
    }

    [Fact]
    public async Task A_person_who_does_not_exist_is_refused_and_nobody_is_joined()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person();

        (await crm.Post("/organizations", $$"""{"title":"Acme","people":["{{person}}","/people/019aaaaa-0000-7000-8000-000000000000"]}"""))
            .Refuses("people[1]", ViolationCodes.Iri);

        Assert.Equal(0, (await crm.Get("/organizations")).TotalItems);
        Assert.Empty((await crm.Get(person)).List("organizations"));
    }

    [Fact]
    public async Task A_person_is_in_a_hundred_organizations_at_most_from_either_end()
    {
        var crm = await server.NewTenant();
        var hundred = new List<string>();
        for (var i = 0; i < 100; i++)
            hundred.Add(await crm.Organization($"O{i}"));
        var person = await crm.Create("/people", $$"""{"familyName":"A","organizations":["{{string.Join("\",\"", hundred)}}"]}""");
        var one = await crm.Organization("One more");

        (await crm.Patch(one, $$"""{"people":["{{person}}"]}""")).Refuses("people[0]", ViolationCodes.TooMany);
        (await crm.Post("/organizations", $$"""{"title":"New","people":["{{person}}"]}""")).Refuses("people[0]", ViolationCodes.TooMany);

        Assert.Equal(hundred, (await crm.Get(person)).List("organizations"));
        Assert.Equal(101, (await crm.Get("/organizations")).TotalItems);
    }

    [Fact]
    public async Task A_patch_that_says_nothing_of_people_leaves_them()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person();
        var organization = await crm.Create("/organizations", $$"""{"title":"Acme","people":["{{person}}"]}""");

        Assert.Equal([person], (await crm.Patch(organization, """{"title":"Globex"}""")).Is(200).List("people"));
        Assert.Empty((await crm.Patch(organization, """{"people":null}""")).Is(200).List("people"));
    }
}
