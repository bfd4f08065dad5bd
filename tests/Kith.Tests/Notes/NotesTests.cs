using Kith.Tests.Support;

namespace Kith.Tests.Notes;

public sealed class NotesTests(RunningServer server)
{
    [Theory]
    [InlineData("/people", "PersonNoteResource", "personId")]
    [InlineData("/organizations", "OrganizationNote", "organizationId")]
    public async Task Every_property_comes_back_as_it_was_sent(string parents, string type, string parentId)
    {
        var crm = await server.NewTenant();
        var parent = parents == "/people" ? await crm.Person() : await crm.Organization();
        var body = JsonNode.Parse($$"""
            {"createdAt":"2020-02-03T04:05:06+00:00","description":"Line 1\nLine 2 🌱","title":"Renewal","flagged":true,"isPrivate":true,
             "author":"{{await crm.Me()}}","category":"{{await crm.Category()}}"}
            """)!.AsObject();

        var created = (await crm.Post($"{parent}/notes", body.ToJsonString().Insert(1, $"\"{parentId}\":\"{parent.Split('/')[^1]}\","))).Is(201);
        var read = (await crm.Get(created.Iri)).Is(200);

        foreach (var (name, value) in body)
            Assert.True(JsonNode.DeepEquals(value, read[name]), $"{name}: {read[name]}");
        Assert.Equal(created.Text, read.Text);
        Assert.Equal(type, read["@type"]!.GetValue<string>());
        Assert.Equal($"/contexts/{type}", read["@context"]!.GetValue<string>());
        Assert.Equal($"{parent}/notes/{read.Id}", read.Iri);
        Assert.Null(read[parentId]);
        Assert.Equal(read.Iri, created.Header("Location"));
    }

    [Fact]
    public async Task What_was_not_sent_has_a_default()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person();

        var read = (await crm.Post($"{person}/notes", $$"""{"description":"D","category":"{{await crm.Category()}}"}""")).Is(201);

        Assert.Equal(
            ["@context", "@id", "@type", "id", "createdAt", "description", "flagged", "isPrivate", "author", "category"],
            read.Json.Select(property => property.Key));
        Assert.False(read["flagged"]!.GetValue<bool>());
        Assert.False(read["isPrivate"]!.GetValue<bool>());
        Assert.Equal(await crm.Me(), read["author"]!.GetValue<string>());
    }

    [Fact]
    public async Task Description_and_category_are_required()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person();
        var note = await crm.Note(person);

        foreach (var reply in (Reply[])[await crm.Post($"{person}/notes", "{}"), await crm.Put(note, """{"description":" ","category":null}""")])
            Assert.Equal([("description", ViolationCodes.Blank), ("category", ViolationCodes.Blank)], reply.Is(422).Violations);
        (await crm.Patch(note, """{"category":null}""")).Refuses("category", ViolationCodes.Blank);
        (await crm.Patch(note, """{"title":"T"}""")).Is(200);
    }

    [Fact]
    public async Task Flagged_notes_come_first_then_the_newest()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person();
        async Task<string> Note(string day, bool flagged) =>
            await crm.Note(person, $$"""
                "createdAt":"{{day}}","flagged":{{(flagged ? "true" : "false")}}
                """);
        var (old, flaggedOld, recent, flaggedRecent) = (
            await Note("2020-01-01", false), await Note("2020-01-02", true), await Note("2021-01-01", false), await Note("2021-01-02", true));
        var twin = await Note("2021-01-01", false);
        var notes = $"{person}/notes";

        Assert.Equal([flaggedRecent, flaggedOld, recent, twin, old], (await crm.Get(notes)).Iris);
        Assert.Equal([old, flaggedOld, recent, twin, flaggedRecent], (await crm.Get($"{notes}?order[createdAt]=asc")).Iris);
        Assert.Equal([old, recent, twin, flaggedOld, flaggedRecent], (await crm.Get($"{notes}?order[flagged]=asc&order[createdAt]=asc")).Iris);
        Assert.Equal([flaggedRecent, flaggedOld], (await crm.Get($"{notes}?flagged=true")).Iris);
        Assert.Equal([recent, twin, old], (await crm.Get($"{notes}?flagged=0")).Iris);
        Assert.Equal([flaggedRecent, recent, twin], (await crm.Get($"{notes}?createdAt[after]=2021-01-01")).Iris);
        Assert.Equal([flaggedRecent], (await crm.Get($"{notes}?createdAt[strictly_after]=2021-01-01")).Iris);
        Assert.Equal([flaggedOld, old], (await crm.Get($"{notes}?createdAt[before]=2020-12-31")).Iris);
        Assert.Equal([old], (await crm.Get($"{notes}?createdAt[strictly_before]=2020-01-02")).Iris);
        foreach (var parameter in (string[])["flagged", "order[flagged]", "order[createdAt]", "createdAt[after]", "createdAt[before]"])
            (await crm.Get($"{notes}?{parameter}=perhaps")).RefusesParameter(parameter);
        (await crm.Get($"{notes}?flagged=")).RefusesParameter("flagged");
    }

    [Fact]
    public async Task Notes_are_filtered_by_category_author_and_person()
    {
        var crm = await server.NewTenant();
        var (person, other) = (await crm.Person(), await crm.Person());
        var categories = (await crm.Get("/note_categories")).Iris;
        var author = await crm.User("author@example.com");
        var mine = await crm.Note(person);
        var theirs = await crm.Create($"{person}/notes", $$"""{"description":"D","category":"{{categories[1]}}","author":"{{author}}"}""");
        await crm.Note(other);
        var notes = $"{person}/notes";

        Assert.Equal([mine], (await crm.Get($"{notes}?category.id={categories[0].Split('/')[^1]}")).Iris);
        Assert.Equal([theirs], (await crm.Get($"{notes}?category.id={categories[1]}")).Iris);
        Assert.Equal(2, (await crm.Get($"{notes}?category.id[]={categories[0]}&category.id[]={categories[1]}")).TotalItems);
        Assert.Equal([theirs], (await crm.Get($"{notes}?author.id={author}")).Iris);
        Assert.Equal(2, (await crm.Get($"{notes}?author.id[]={author}&author.id[]={await crm.Me()}")).TotalItems);
        Assert.Equal(2, (await crm.Get($"{notes}?person={person}")).TotalItems);
        Assert.Equal(2, (await crm.Get($"{notes}?person[]={person.Split('/')[^1]}&person[]={other}")).TotalItems);
        Assert.Equal(0, (await crm.Get($"{notes}?person={other}")).TotalItems);
        foreach (var parameter in (string[])["category.id", "author.id", "person"])
        {
            (await crm.Get($"{notes}?{parameter}=nobody")).RefusesParameter(parameter);
            (await crm.Get($"{notes}?{parameter}[]=nobody")).RefusesParameter(parameter);
        }
    }

    [Fact]
    public async Task Notes_are_found_by_title_and_description()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person();
        var call = await crm.Create($"{person}/notes", $$"""{"description":"Über den Vertrag","title":"Anruf 50%","category":"{{await crm.Category()}}"}""");
        await crm.Note(person);
        var notes = $"{person}/notes";

        Assert.Equal([call], (await crm.Get($"{notes}?q=uber")).Iris);
        Assert.Equal([call], (await crm.Get($"{notes}?q=VERTRAG%20anruf")).Iris);
        Assert.Equal([call], (await crm.Get($"{notes}?q=50%25")).Iris);
        Assert.Empty((await crm.Get($"{notes}?q=5%25")).Members);
        (await crm.Get($"{notes}?q={new string('x', 201)}")).RefusesParameter("q");
    }

    [Fact]
    public async Task The_path_decides_the_person()
    {
        var crm = await server.NewTenant();
        var (person, other) = (await crm.Person(), await crm.Person());
        var note = await crm.Note(person);
        var id = note.Split('/')[^1];

        (await crm.Get($"{other}/notes/{id}")).Is(404);
        (await crm.Patch($"{other}/notes/{id}", "{}")).Is(404);
        (await crm.Delete($"{other}/notes/{id}")).Is(404);
        (await crm.Patch(note, $$"""{"personId":"{{other.Split('/')[^1]}}"}""")).Refuses("personId", ViolationCodes.Mismatch);
        (await crm.Patch(note, $$"""{"personId":"{{person}}"}""")).Is(200);
        (await crm.Post($"{person}/notes", $$"""{"personId":"{{other}}","description":"D","category":"{{await crm.Category()}}"}""")).Refuses("personId");
        (await crm.Post("/people/019aaaaa-0000-7000-8000-000000000000/notes", $$"""{"description":"D","category":"{{await crm.Category()}}"}""")).Is(404);
        (await crm.Get("/people/019aaaaa-0000-7000-8000-000000000000/notes")).Is(404);
        (await crm.Get("/people/x/notes")).Is(404);
        Assert.Equal([note], (await crm.Get($"{person}/notes")).Iris);
        Assert.Empty((await crm.Get($"{other}/notes")).Members);
    }

    [Fact]
    public async Task A_put_keeps_when_and_by_whom_a_note_was_written()
    {
        var crm = await server.NewTenant();
        var author = await crm.User("author@example.com");
        var note = await crm.Note(await crm.Person(), $$"""
            "title":"T","flagged":true,"createdAt":"2020-01-01","author":"{{author}}"
            """);

        var read = (await crm.Put(note, $$"""{"description":"D","category":"{{await crm.Category()}}"}""")).Is(200);

        Assert.Null(read["title"]);
        Assert.False(read["flagged"]!.GetValue<bool>());
        Assert.Equal("2020-01-01T00:00:00+00:00", read["createdAt"]!.GetValue<string>());
        Assert.Equal(author, read["author"]!.GetValue<string>());
    }
}
