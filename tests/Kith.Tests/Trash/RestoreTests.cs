using Kith.Tests.Support;

namespace Kith.Tests.Trash;

public sealed class RestoreTests(RunningServer server)
{
    [Theory]
    [InlineData("tags")]
    [InlineData("segments")]
    [InlineData("organizations")]
    public async Task What_was_deleted_comes_back_to_everybody_it_was_taken_from(string property)
    {
        var crm = await server.NewTenant();
        var (first, gone, last) = (await Some(crm, property, "First"), await Some(crm, property, "Gone"), await Some(crm, property, "Last"));
        var with = await crm.Create("/people", $$"""{"familyName":"A","{{property}}":["{{first}}","{{gone}}","{{last}}"]}""");
        var without = await crm.Create("/people", $$"""{"familyName":"B","{{property}}":["{{first}}"]}""");
        string[] everything = [gone, with, without];
        var before = await Texts(crm, everything);
        (await crm.Delete(gone)).Is(204);
        Assert.Equal([first, last], (await crm.Get(with)).List(property));

        var restored = (await crm.Post($"{gone}/restore", "")).Is(200);

        Assert.Equal(gone, restored["item"]!.GetValue<string>());
        Assert.Empty(restored["leftAlone"]!.AsArray());
        Assert.Equal(before, await Texts(crm, everything));
        (await crm.Post($"{gone}/restore", "")).Is(409);
    }

    [Fact]
    public async Task What_many_had_comes_back_to_all_of_them()
    {
        var crm = await server.NewTenant();
        var (tag, kept) = (await crm.Tag("Gone"), await crm.Tag("Kept"));
        var operations = string.Join(',', Enumerable.Range(0, 620).Select(index => $$$"""{"method":"create","body":{"familyName":"P{{{index}}}","tags":["{{{kept}}}","{{{tag}}}"]}}"""));
        (await crm.Post("/people/batch", $$"""{"mode":"atomic","operations":[{{operations}}]}""")).Is(200);
        Assert.Equal(620, (await crm.Get($"/people?tags.id={tag}")).TotalItems);
        (await crm.Delete(tag)).Is(204);

        Assert.Empty((await crm.Post($"{tag}/restore", "")).Is(200)["leftAlone"]!.AsArray());

        Assert.Equal(620, (await crm.Get($"/people?tags.id={tag}")).TotalItems);
        Assert.Equal([kept, tag], (await crm.Get((await crm.Get($"/people?tags.id={tag}")).Iris[0])).List("tags"));
    }

    [Fact]
    public async Task A_tag_comes_back_to_organizations_and_can_be_filtered_by()
    {
        var crm = await server.NewTenant();
        var tag = await crm.Tag();
        var (person, organization) = (await crm.Create("/people", $$"""{"familyName":"A","tags":["{{tag}}"]}"""), await crm.Create("/organizations", $$"""{"title":"Acme","tags":["{{tag}}"]}"""));
        (await crm.Delete(tag)).Is(204);

        (await crm.Post($"{tag}/restore", "")).Is(200);

        Assert.Equal([person], (await crm.Get($"/people?tags.id={tag}")).Iris);
        Assert.Equal([organization], (await crm.Get($"/organizations?tags.id={tag}")).Iris);
    }

    [Fact]
    public async Task What_was_done_since_stays()
    {
        var crm = await server.NewTenant();
        var (tag, other) = (await crm.Tag("Gone"), await crm.Tag("Other"));
        var (changed, deleted) = (await crm.Create("/people", $$"""{"familyName":"A","tags":["{{tag}}"]}"""), await crm.Create("/people", $$"""{"familyName":"B","tags":["{{tag}}"]}"""));
        (await crm.Delete(tag)).Is(204);
        (await crm.Patch(changed, $$"""{"familyName":"C","tags":["{{other}}"]}""")).Is(200);
        (await crm.Delete(deleted)).Is(204);

        var restored = (await crm.Post($"{tag}/restore", "")).Is(200);

        var now = await crm.Get(changed);
        Assert.Equal("C", now["familyName"]!.GetValue<string>());
        Assert.Equal(new[] { tag, other }.Order(), now.List("tags").Order());
        Assert.Equal([deleted], restored["leftAlone"]!.AsArray().Select(left => left!["item"]!.GetValue<string>()));
    }

    [Fact]
    public async Task An_organization_comes_back_with_its_notes()
    {
        var crm = await server.NewTenant();
        var organization = await crm.Organization();
        var note = await crm.Note(organization);
        string[] both = [organization, note];
        var before = await Texts(crm, both);
        (await crm.Delete(organization)).Is(204);
        (await crm.Get(note)).Is(404);

        Assert.Empty((await crm.Post($"{organization}/restore", "")).Is(200)["leftAlone"]!.AsArray());

        Assert.Equal(before, await Texts(crm, both));
    }

    [Fact]
    public async Task Nobody_restores_what_never_was_or_belongs_to_others()
    {
        var (crm, others) = (await server.NewTenant(), await server.NewTenant());
        var tag = await others.Tag();
        (await crm.Post($"{tag}/restore", "")).Is(404);
        (await others.Delete(tag)).Is(204);

        (await crm.Post($"{tag}/restore", "")).Is(404);
        (await crm.Post("/tags/0198c0de-0000-7000-8000-000000000000/restore", "")).Is(404);
        (await others.Post($"{tag}/restore", "")).Is(200);
    }

    [Fact]
    public async Task After_thirty_days_it_does_not_come_back()
    {
        var clock = new ManualClock();
        await using var own = await RunningServer.StartAsync(clock);
        var crm = await own.NewTenant();
        var (late, early) = (await crm.Tag("Late"), await crm.Tag("Early"));
        (await crm.Delete(late)).Is(204);
        (await crm.Delete(early)).Is(204);

        clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));
        (await crm.Post($"{early}/restore", "")).Is(200);
        clock.Advance(TimeSpan.FromSeconds(1));

        (await crm.Post($"{late}/restore", "")).Is(404);
    }

    private static async Task<string> Some(Client crm, string property, string title) => property switch
    {
        "tags" => await crm.Tag(title),
        "segments" => await crm.Segment(title),
        _ => await crm.Organization(title),
    };

    private static async Task<List<string>> Texts(Client crm, IEnumerable<string> iris)
    {
        var texts = new List<string>();
        foreach (var iri in iris)
            texts.Add((await crm.Get(iri)).Is(200).Text);
        return texts;
    }
}
