using Kith.Tests.Support;

namespace Kith.Tests.People;

/// <summary>Who has nothing of something, and who has none of some.</summary>
public sealed class LackFiltersTests(RunningServer server)
{
    [Theory]
    [InlineData("tags")]
    [InlineData("segments")]
    [InlineData("organizations")]
    [InlineData("emailAddresses")]
    [InlineData("phoneNumbers")]
    public async Task People_are_filtered_by_whether_a_list_of_theirs_is_empty(string property)
    {
        var crm = await server.NewTenant();
        var value = property switch
        {
            "tags" => $"[\"{await crm.Tag()}\"]",
            "segments" => $"[\"{await crm.Segment()}\"]",
            "organizations" => $"[\"{await crm.Organization("Acme")}\"]",
            "emailAddresses" => """[{"email":"a@example.com"}]""",
            _ => """[{"phoneNumber":"ask Jan"}]""",
        };
        var filled = await crm.Create("/people", $$"""{"familyName":"C","{{property}}":{{value}}}""");
        var (b, a) = (await crm.Person("B"), await crm.Create("/people", $$"""{"familyName":"A","{{property}}":[]}"""));

        Assert.Equal([filled], (await crm.Get($"/people?exists[{property}]=true")).Iris);
        Assert.Equal([b, a], (await crm.Get($"/people?exists[{property}]=false")).Iris);
        Assert.Equal([a, b], (await crm.Get($"/people?exists[{property}]=0&exists[archivedAt]=false&order[familyName]=asc")).Iris);
        Assert.Equal(2, (await crm.Get($"/people?exists[{property}]=false&itemsPerPage=1&page=2")).TotalItems);
        (await crm.Get($"/people?exists[{property}]=maybe")).RefusesParameter($"exists[{property}]");

        (await crm.Patch(b, $$"""{"{{property}}":{{value}}}""")).Is(200);
        (await crm.Patch(filled, $$"""{"{{property}}":null}""")).Is(200);
        Assert.Equal([b], (await crm.Get($"/people?exists[{property}]=true")).Iris);
        Assert.Equal([filled, a], (await crm.Get($"/people?exists[{property}]=false")).Iris);
    }

    [Fact]
    public async Task Who_loses_the_last_of_something_that_was_deleted_has_none()
    {
        var crm = await server.NewTenant();
        var (tag, acme) = (await crm.Tag(), await crm.Organization("Acme"));
        var person = await crm.Create("/people", $$"""{"familyName":"A","tags":["{{tag}}"]}""");
        (await crm.Patch(acme, $$"""{"people":["{{person}}"]}""")).Is(200);
        Assert.Equal([person], (await crm.Get("/people?exists[tags]=true&exists[organizations]=true")).Iris);

        (await crm.Delete(tag)).Is(204);
        (await crm.Delete(acme)).Is(204);

        Assert.Equal([person], (await crm.Get("/people?exists[tags]=false&exists[organizations]=false")).Iris);
        (await crm.Post($"{tag}/restore", "")).Is(200);
        Assert.Equal([person], (await crm.Get("/people?exists[tags]=true&exists[organizations]=false")).Iris);
    }

    [Theory]
    [InlineData("tags")]
    [InlineData("segments")]
    [InlineData("organizations")]
    public async Task People_are_listed_who_have_none_of_some(string property)
    {
        var (crm, others) = (await server.NewTenant(), await server.NewTenant());
        Task<string> Target(Client of, string title) => of.Create($"/{property}", $$"""{"title":"{{title}}"}""");
        var (first, second, foreign) = (await Target(crm, "First"), await Target(crm, "Second"), await Target(others, "First"));
        var one = await crm.Create("/people", $$"""{"familyName":"D","{{property}}":["{{first}}"]}""");
        var both = await crm.Create("/people", $$"""{"familyName":"C","{{property}}":["{{first}}","{{second}}"]}""");
        var other = await crm.Create("/people", $$"""{"familyName":"B","{{property}}":["{{second}}"]}""");
        var none = await crm.Person("A");
        await others.Create("/people", $$"""{"familyName":"E","{{property}}":["{{foreign}}"]}""");

        Assert.Equal([other, none], (await crm.Get($"/people?{property}.none[]={first}")).Iris);
        Assert.Equal([none], (await crm.Get($"/people?{property}.none[]={first}&{property}.none[]={second.Split('/')[^1]}")).Iris);
        Assert.Equal([none, other], (await crm.Get($"/people?{property}.none[]={first}&order[familyName]=asc&exists[archivedAt]=false")).Iris);
        Assert.Equal([other], (await crm.Get($"/people?{property}.none[]={first}&exists[{property}]=true")).Iris);
        Assert.Equal([other], (await crm.Get($"/people?{property}.none[]={first}&{(property == "segments" ? "segments.uuid" : $"{property}.id")}={second}")).Iris);
        Assert.Equal(4, (await crm.Get($"/people?{property}.none[]={foreign}&{property}.none[]={Guid.Empty}")).TotalItems);
        (await crm.Get($"/people?{property}.none[]=x")).RefusesParameter($"{property}.none");
        (await crm.Get($"/people?{property}.none[]=")).RefusesParameter($"{property}.none");

        (await crm.Patch(one, $$"""{"{{property}}":["{{second}}"]}""")).Is(200);
        Assert.Equal([one, other, none], (await crm.Get($"/people?{property}.none[]={first}")).Iris);
        Assert.Equal(3, (await crm.Get($"/people?{property}.none[]={first}")).TotalItems);
        (await crm.Delete(both)).Is(204);
        Assert.Equal(3, (await crm.Get($"/people?{property}.none[]={first}")).TotalItems);
        Assert.Equal(1, (await crm.Get($"/people?{property}.none[]={second}")).TotalItems);
    }

    [Fact]
    public async Task Who_has_none_of_a_tag_that_was_merged_has_none_of_the_one_that_stays()
    {
        var crm = await server.NewTenant();
        var (kept, other) = (await crm.Tag("Kept"), await crm.Tag("Other"));
        await crm.Create("/people", $$"""{"familyName":"A","tags":["{{other}}"]}""");
        var none = await crm.Person("B");
        (await crm.Post($"{kept}/merge", $$"""{"tag":"{{other}}"}""")).Is(200);

        Assert.Equal([none], (await crm.Get($"/people?tags.none[]={other}")).Iris);
    }
}
