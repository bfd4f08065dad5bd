using Kith.Tests.Support;

namespace Kith.Tests.People;

public sealed class PersonWritesTests(RunningServer server)
{
    [Fact]
    public async Task A_patch_changes_what_it_names_and_nothing_else()
    {
        var crm = await server.NewTenant();
        var (first, second) = (await crm.Tag("First"), await crm.Tag("Second"));
        var person = await crm.Create("/people", $$"""
            {"familyName":"A","givenName":"B","jobTitle":"C","tags":["{{first}}"],"address":{"street":"Damrak 1","city":"Amsterdam"},
             "emailAddresses":[{"email":"a@example.com"},{"email":"b@example.com"}]}
            """);

        var read = (await crm.Patch(person, $$"""
            {"givenName":"D","jobTitle":null,"tags":["{{second}}"],"address":{"street":null,"postalCode":"1012 LG"},"emailAddresses":[{"email":"c@example.com"}]}
            """)).Is(200);

        Assert.Equal("A", read["familyName"]!.GetValue<string>());
        Assert.Equal("D", read["givenName"]!.GetValue<string>());
        Assert.Null(read["jobTitle"]);
        Assert.Equal([second], read.List("tags"));
        Assert.Equal("""{"postalCode":"1012 LG","city":"Amsterdam","country":"NL"}""", read["address"]!.ToJsonString());
        Assert.Equal("""[{"email":"c@example.com"}]""", read["emailAddresses"]!.ToJsonString());
        Assert.Equal(read.Text, (await crm.Get(person)).Text);
    }

    [Theory]
    [InlineData("tags")]
    [InlineData("segments")]
    [InlineData("organizations")]
    [InlineData("emailAddresses")]
    [InlineData("phoneNumbers")]
    public async Task A_patch_with_null_empties_a_list(string property)
    {
        var crm = await server.NewTenant();
        var value = property switch
        {
            "tags" => $"\"{await crm.Tag()}\"",
            "segments" => $"\"{await crm.Segment()}\"",
            "organizations" => $"\"{await crm.Organization()}\"",
            "emailAddresses" => """{"email":"a@example.com"}""",
            _ => """{"phoneNumber":"0612345678"}""",
        };
        var person = await crm.Create("/people", $$"""{"familyName":"A","{{property}}":[{{value}}]}""");

        Assert.Empty((await crm.Patch(person, $$"""{"{{property}}":null}""")).Is(200)[property]!.AsArray());
    }

    [Theory]
    [InlineData("""{"familyName":null}""")]
    [InlineData("""{"familyName":" "}""")]
    public async Task A_patch_cannot_take_the_family_name(string body)
    {
        var crm = await server.NewTenant();
        var person = await crm.Person("Jansen");

        (await crm.Patch(person, body)).Refuses("familyName", ViolationCodes.Blank);

        Assert.Equal("Jansen", (await crm.Get(person))["familyName"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_patch_is_also_taken_as_plain_JSON()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person("Jansen");

        var read = (await crm.Send(HttpMethod.Patch, person, Client.Body("""{"givenName":"Jan"}""", MediaTypes.Json))).Is(200);

        Assert.Equal("Jansen", read["familyName"]!.GetValue<string>());
        Assert.Equal("Jan", read["givenName"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_put_replaces_what_clients_write_and_keeps_what_the_server_manages()
    {
        var clock = new ManualClock();
        await using var own = await RunningServer.StartAsync(clock);
        var crm = await own.NewTenant();
        var created = (await crm.Post("/people", $$$"""
            {"familyName":"A","givenName":"B","isTracked":true,"dealSize":5,"owner":"{{{await crm.Me()}}}","tags":["{{{await crm.Tag()}}}"],"address":{"city":"Breda"}}
            """)).Is(201);
        clock.Advance(TimeSpan.FromMinutes(1));

        var read = (await crm.Put(created.Iri, """{"familyName":"C"}""")).Is(200);

        Assert.Equal(
            $$"""{"@context":"/contexts/Person","@id":"{{created.Iri}}","@type":"Person","id":"{{created.Id}}","familyName":"C","createdAt":"2026-05-01T09:30:00+00:00","updatedAt":"2026-05-01T09:31:00+00:00","emailAddresses":[],"phoneNumbers":[],"tags":[],"segments":[],"organizations":[]}""",
            read.Text);
    }

    [Fact]
    public async Task A_put_of_what_was_read_changes_nothing()
    {
        var clock = new ManualClock();
        await using var own = await RunningServer.StartAsync(clock);
        var crm = await own.NewTenant();
        var read = await crm.Get(await crm.Create("/people", $$"""
            {"familyName":"A","owner":"{{await crm.Me()}}","tags":["{{await crm.Tag()}}"],"address":{"city":"Breda"},"phoneNumbers":[{"phoneNumber":"0612345678"}]}
            """));
        clock.Advance(TimeSpan.FromMinutes(1));

        var put = (await crm.Put(read.Iri, read.Text)).Is(200);

        Assert.Equal(read.Text, put.Text);
        Assert.Equal(read.ETag, put.ETag);
    }

    [Theory]
    [InlineData("PATCH", "{}")]
    [InlineData("PATCH", """{"familyName":" A "}""")]
    [InlineData("PATCH", """{"givenName":null,"tags":[],"updatedAt":"2001-01-01T00:00:00Z"}""")]
    [InlineData("PUT", """{"familyName":"A"}""")]
    public async Task A_write_that_changes_nothing_is_not_a_change(string method, string body)
    {
        var clock = new ManualClock();
        await using var own = await RunningServer.StartAsync(clock);
        var crm = await own.NewTenant();
        var before = await crm.Get(await crm.Person("A"));
        clock.Advance(TimeSpan.FromMinutes(1));

        var after = (method == "PUT" ? await crm.Put(before.Iri, body) : await crm.Patch(before.Iri, body)).Is(200);

        Assert.Equal(before.Text, after.Text);
        Assert.Equal(before.ETag, after.ETag);
        Assert.Equal(1, (await crm.Get($"{before.Iri}/history")).TotalItems);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("GET")]
    public async Task What_does_not_exist_is_not_found(string method)
    {
        var crm = await server.NewTenant();
        var type = method == "PATCH" ? MediaTypes.MergePatch : MediaTypes.JsonLd;

        foreach (var id in (string[])["019aaaaa-0000-7000-8000-000000000000", "1", "not-a-uuid", "019aaaaa00007000800000000000000g"])
        {
            var body = method is "PUT" or "PATCH" ? Client.Body("""{"familyName":"A"}""", type) : null;
            (await crm.Send(new HttpMethod(method), $"/people/{id}", body)).Is(404);
        }
    }

    [Fact]
    public async Task A_deleted_person_is_gone()
    {
        var crm = await server.NewTenant();
        var (person, other) = (await crm.Person("A"), await crm.Person("B"));

        (await crm.Delete(person)).Is(204);

        (await crm.Get(person)).Is(404);
        (await crm.Get($"{person}/notes")).Is(404);
        (await crm.Get($"{person}/history")).Is(404);
        (await crm.Delete(person)).Is(404);
        Assert.Equal([other], (await crm.Get("/people")).Iris);
    }

    [Fact]
    public async Task A_body_that_names_another_resource_is_refused()
    {
        var crm = await server.NewTenant();
        var (person, other) = (await crm.Person("A"), await crm.Person("B"));

        (await crm.Put(person, $$"""{"@id":"{{other}}","familyName":"C"}""")).Is(400);
        (await crm.Patch(person, $$"""{"@id":7,"familyName":"C"}""")).Is(400);
        (await crm.Post("/people", $$"""{"@id":"{{other}}","familyName":"C"}""")).Is(400);
        (await crm.Put(person, $$"""{"@id":"{{person}}","@type":"Person","@context":"/contexts/Person","familyName":"C"}""")).Is(200);
        Assert.Equal(["C", "B"], (await crm.Get("/people")).Texts("familyName"));
    }

    [Theory]
    [InlineData("/people/019aaaaa-0000-7000-8000-000000000000", ViolationCodes.Iri)]
    [InlineData("/users/019aaaaa-0000-7000-8000-000000000000", ViolationCodes.Iri)]
    [InlineData("/users", ViolationCodes.Iri)]
    [InlineData("1", ViolationCodes.Iri)]
    [InlineData("", ViolationCodes.Iri)]
    [InlineData("https://elsewhere.example/users/019aaaaa-0000-7000-8000-000000000000", ViolationCodes.Iri)]
    [InlineData("/users/../users/x?#", ViolationCodes.Iri)]
    public async Task An_owner_that_is_no_user_is_refused(string owner, string code)
    {
        var crm = await server.NewTenant();

        (await crm.Post("/people", $$"""{"familyName":"A","owner":"{{owner}}"}""")).Refuses("owner", code);
    }
}
