using Kith.Access;
using Kith.Tests.Support;

namespace Kith.Tests.Trash;

public sealed class TrashTests(RunningServer server)
{
    [Fact]
    public async Task Deleted_people_come_back_as_they_were_with_their_notes()
    {
        var crm = await server.NewTenant();
        var (tag, organization) = (await crm.Tag(), await crm.Organization());
        var person = await crm.Create("/people", $$"""{"familyName":"A","tags":["{{tag}}"],"organizations":["{{organization}}"],"emailAddresses":[{"email":"a@example.com"}]}""");
        var note = await crm.Note(person);
        var (before, noteBefore) = ((await crm.Get(person)).Text, (await crm.Get(note)).Text);
        (await crm.Delete(person)).Is(204);
        (await crm.Get(note)).Is(404);

        var trash = (await crm.Get("/people/trash")).Is(200);
        Assert.Equal(1, trash.TotalItems);
        Assert.Equal(person, trash.Members[0]["item"]!.GetValue<string>());
        Assert.Equal("A", trash.Members[0]["person"]!["familyName"]!.GetValue<string>());
        Assert.Equal(await crm.Me(), trash.Members[0]["author"]!.GetValue<string>());
        Assert.Equal(trash.Members[0]["person"]!.ToJsonString(), (await crm.Get(trash.Members[0]["@id"]!.GetValue<string>())).Is(200)["person"]!.ToJsonString());

        var restored = (await crm.Post($"{person}/restore", "")).Is(200);

        Assert.Equal(person, restored["item"]!.GetValue<string>());
        Assert.Empty(restored["leftAlone"]!.AsArray());
        Assert.Equal(before, (await crm.Get(person)).Text);
        Assert.Equal(noteBefore, (await crm.Get(note)).Text);
        Assert.Equal([person], (await crm.Get("/people?emailAddresses.email=a@example.com")).Iris);
        Assert.Equal([person], (await crm.Get(organization)).List("people"));
        Assert.Equal(0, (await crm.Get("/people/trash")).TotalItems);
        (await crm.Post($"{person}/restore", "")).Is(409);
    }

    [Fact]
    public async Task Who_is_older_than_thirty_days_in_the_trash_does_not_come_back()
    {
        var clock = new ManualClock();
        await using var own = await RunningServer.StartAsync(clock);
        var crm = await own.NewTenant();
        var person = await crm.Person("A");
        (await crm.Delete(person)).Is(204);

        clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));
        Assert.Equal(1, (await crm.Get("/people/trash")).TotalItems);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, (await crm.Get("/people/trash")).TotalItems);
        (await crm.Post($"{person}/restore", "")).Is(404);
    }

    [Fact]
    public async Task Links_to_what_was_deleted_meanwhile_are_left_out_and_listed()
    {
        var crm = await server.NewTenant();
        var (tag, owner) = (await crm.Tag(), await crm.User("owner@example.com"));
        var person = await crm.Create("/people", $$"""{"familyName":"A","tags":["{{tag}}"],"owner":"{{owner}}"}""");
        (await crm.Delete(person)).Is(204);
        (await crm.Delete(tag)).Is(204);
        (await crm.Delete(owner)).Is(204);

        var restored = (await crm.Post($"{person}/restore", "")).Is(200);

        Assert.Equal(["tags", "owner"], restored["leftAlone"]!.AsArray().Select(left => left!["property"]!.GetValue<string>()));
        var back = await crm.Get(person);
        Assert.Empty(back.List("tags"));
        Assert.Null(back["owner"]);
    }

    [Fact]
    public async Task A_note_comes_back_with_the_category_that_it_cannot_be_without()
    {
        var crm = await server.NewTenant();
        var category = await crm.Create("/note_categories", """{"title":"Rare"}""");
        var person = await crm.Person("A");
        var note = await crm.Create($"{person}/notes", $$"""{"description":"Called","category":"{{category}}"}""");
        (await crm.Delete(person)).Is(204);
        (await crm.Delete(category)).Is(204);

        Assert.Empty((await crm.Post($"{person}/restore", "")).Is(200)["leftAlone"]!.AsArray());

        Assert.Equal(category, (await crm.Get(note)).Is(200)["category"]!.GetValue<string>());
        Assert.Equal("Rare", (await crm.Get(category)).Is(200)["title"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_private_note_does_not_outlive_its_author()
    {
        var crm = await server.NewTenant();
        var colleague = await crm.Colleague();
        var author = await colleague.Me();
        var category = await crm.Create("/note_categories", """{"title":"Rare"}""");
        var person = await crm.Person("A");
        (await colleague.Post($"{person}/notes", $$"""{"description":"Called","category":"{{category}}","isPrivate":true}""")).Is(201);
        (await crm.Delete(person)).Is(204);
        (await crm.Delete(author)).Is(204);

        Assert.Empty((await crm.Post($"{person}/restore", "")).Is(200)["leftAlone"]!.AsArray());

        (await crm.Delete(category)).Is(204);
    }

    [Fact]
    public async Task Nobody_else_and_no_merged_person_is_in_the_trash()
    {
        var crm = await server.NewTenant();
        var other = await server.NewTenant();
        var (survivor, merged, deleted) = (await crm.Person("A"), await crm.Person("B"), await other.Person("C"));
        (await crm.Post($"{survivor}/merge", $$"""{"people":["{{merged}}"]}""")).Is(201);
        (await other.Delete(deleted)).Is(204);

        Assert.Equal(0, (await crm.Get("/people/trash")).TotalItems);
        (await crm.Post($"{deleted}/restore", "")).Is(404);
        Assert.Equal($"{survivor}/restore", (await crm.Post($"{merged}/restore", "")).Is(308).Header("Location"));
        (await crm.Post($"{survivor}/restore", "")).Is(409);
        (await (await other.WithScope(Scope.Read)).Post($"{deleted}/restore", "")).Is(403);
    }
}
