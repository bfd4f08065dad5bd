using Kith.Tests.Support;

namespace Kith.Tests.Tags;

public sealed class TagsTests(RunningServer server)
{
    [Theory]
    [InlineData("/tags", """{"title":"Customer","backgroundColor":"#FFD700","textColor":"#000","description":"Pays"}""")]
    [InlineData("/segments", """{"title":"Newsletter","icon":"star","sequence":3}""")]
    [InlineData("/note_categories", """{"title":"Visit","icon":"car","sequence":9}""")]
    [InlineData("/users", """{"email":"kim@example.com","givenName":"Kim","familyName":"Bakker","role":"member"}""")]
    public async Task Every_property_comes_back_as_it_was_sent(string path, string body)
    {
        var crm = await server.NewTenant();

        var created = (await crm.Post(path, body)).Is(201);

        foreach (var (name, value) in JsonNode.Parse(body)!.AsObject())
            Assert.True(JsonNode.DeepEquals(value, created[name]), $"{name}: {created[name]}");
        Assert.Equal(created.Text, (await crm.Get(created.Iri)).Text);
        Assert.Contains(created.Iri, (await crm.Get(path)).Iris);
    }

    [Theory]
    [InlineData("red")]
    [InlineData("#FFF0")]
    [InlineData("#GGGGGG")]
    [InlineData("#FFD700\\n#")]
    public async Task A_colour_that_is_not_one_is_refused(string colour)
    {
        var crm = await server.NewTenant();

        (await crm.Post("/tags", $$"""{"title":"T","backgroundColor":"{{colour}}"}""")).Refuses("backgroundColor", ViolationCodes.Form);
    }

    [Theory]
    [InlineData("tags")]
    [InlineData("segments")]
    [InlineData("organizations")]
    [InlineData("owner")]
    public async Task What_is_deleted_disappears_from_everything_that_pointed_at_it(string property)
    {
        var crm = await server.NewTenant();
        var (gone, kept) = property switch
        {
            "tags" => (await crm.Tag("Gone"), await crm.Tag("Kept")),
            "segments" => (await crm.Segment("Gone"), await crm.Segment("Kept")),
            "organizations" => (await crm.Organization("Gone"), await crm.Organization("Kept")),
            _ => (await crm.User("gone@example.com"), await crm.User("kept@example.com")),
        };
        var isOne = property == "owner";
        var person = await crm.Get(await crm.Create("/people", isOne
            ? $$"""{"familyName":"A","owner":"{{gone}}"}"""
            : $$"""{"familyName":"A","{{property}}":["{{gone}}","{{kept}}"]}"""));

        (await crm.Delete(gone)).Is(204);

        var after = (await crm.Get(person.Iri)).Is(200);
        if (isOne)
            Assert.Null(after[property]);
        else
            Assert.Equal([kept], after.List(property));
        Assert.NotEqual(person.ETag, after.ETag);
        Assert.Equal(2, (await crm.Get($"{person.Iri}/history")).TotalItems);
        (await crm.Patch(person.Iri, isOne ? $$"""{"owner":"{{gone}}"}""" : $$"""{"{{property}}":["{{gone}}"]}""")).Is(422);
    }

    [Fact]
    public async Task Tags_are_filtered_by_id()
    {
        var crm = await server.NewTenant();
        var (first, second) = (await crm.Tag("First"), await crm.Tag("Second"));
        await crm.Tag("Third");

        Assert.Equal([second], (await crm.Get($"/tags?id={second.Split('/')[^1]}")).Iris);
        Assert.Equal([first, second], (await crm.Get($"/tags?id[]={second}&id[]={first}")).Iris);
        (await crm.Get("/tags?id=1")).RefusesParameter("id");
    }
}
