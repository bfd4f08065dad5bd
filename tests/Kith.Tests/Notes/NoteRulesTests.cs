using Kith.Tests.Support;

namespace Kith.Tests.Notes;

public sealed class NoteRulesTests(RunningServer server)
{
    [Fact]
    public async Task A_private_note_exists_only_for_its_author()
    {
        var admin = await server.NewTenant();
        var author = await admin.Colleague();
        var person = await admin.Person();
        var note = await author.Note(person, "\"isPrivate\":true,\"title\":\"Secret\"");
        var open = await author.Note(person);
        var notes = $"{person}/notes";

        foreach (var other in (Client[])[admin, await admin.Colleague("third@example.com")])
        {
            Assert.Equal([open], (await other.Get(notes)).Iris);
            Assert.Equal(1, (await other.Get(notes)).TotalItems);
            Assert.Equal(0, (await other.Get($"{notes}?q=secret")).TotalItems);
            Assert.Equal(1, (await other.Get($"{notes}?view=idx")).TotalItems);
            (await other.Get(note)).Is(404);
            (await other.Patch(note, """{"isPrivate":false}""")).Is(404);
            (await other.Put(note, $$"""{"description":"D","category":"{{await other.Category()}}"}""")).Is(404);
            (await other.Delete(note)).Is(404);
        }
        Assert.Equal(2, (await author.Get(notes)).TotalItems);
        Assert.Equal(1, (await author.Get($"{notes}?q=secret")).TotalItems);
        (await author.Get(note)).Is(200);
        (await author.Patch(note, """{"isPrivate":false}""")).Is(200);
        Assert.Equal(2, (await admin.Get(notes)).TotalItems);
    }

    [Fact]
    public async Task Only_an_admin_writes_in_the_name_of_another()
    {
        var admin = await server.NewTenant();
        var member = await admin.Colleague();
        var person = await admin.Person();
        var (me, boss, category) = (await member.Me(), await admin.Me(), await admin.Category());
        string Body(string author) => $$"""{"description":"D","category":"{{category}}","author":"{{author}}"}""";

        (await member.Post($"{person}/notes", Body(boss))).Is(403);
        (await member.Post($"{person}/notes", Body(me))).Is(201);
        var forMember = (await admin.Post($"{person}/notes", Body(me))).Is(201).Iri;
        var own = await member.Note(person);
        (await member.Patch(own, $$"""{"author":"{{boss}}"}""")).Is(403);
        (await member.Put(own, Body(boss))).Is(403);
        (await admin.Patch(own, $$"""{"author":"{{boss}}"}""")).Is(200);
        (await member.Patch(own, """{"title":"Still open to colleagues"}""")).Is(200);

        Assert.Equal(me, (await admin.Get(forMember))["author"]!.GetValue<string>());
        Assert.Equal(boss, (await admin.Get(own))["author"]!.GetValue<string>());
        Assert.Equal(3, (await admin.Get($"{person}/notes")).TotalItems);
    }

    [Fact]
    public async Task Nobody_hides_a_note_from_its_author()
    {
        var admin = await server.NewTenant();
        var member = await admin.Colleague();
        var note = await member.Note(await admin.Person());

        (await admin.Patch(note, """{"isPrivate":true}""")).Is(403);

        (await member.Get(note)).Is(200);
    }

    [Fact]
    public async Task A_category_in_use_cannot_be_deleted()
    {
        var crm = await server.NewTenant();
        var category = await crm.Create("/note_categories", """{"title":"Visit"}""");
        var note = await crm.Create($"{await crm.Person()}/notes", $$"""{"description":"D","category":"{{category}}"}""");

        (await crm.Delete(category)).Is(409);
        (await crm.Get(category)).Is(200);
        (await crm.Delete(note)).Is(204);
        (await crm.Delete(category)).Is(204);
        (await crm.Get(category)).Is(404);
    }

    [Fact]
    public async Task Notes_go_with_their_person()
    {
        var crm = await server.NewTenant();
        var category = await crm.Create("/note_categories", """{"title":"Visit"}""");
        var person = await crm.Person();
        var note = await crm.Create($"{person}/notes", $$"""{"description":"D","category":"{{category}}"}""");

        (await crm.Delete(person)).Is(204);

        (await crm.Get(note)).Is(404);
        (await crm.Delete(category)).Is(204);
    }

    [Fact]
    public async Task Private_notes_of_a_deleted_author_go_and_open_ones_stay()
    {
        var admin = await server.NewTenant();
        var member = await admin.Colleague();
        var person = await admin.Person();
        await member.Note(person, "\"isPrivate\":true");
        var open = await member.Note(person);

        (await admin.Delete(await member.Me())).Is(204);

        var left = await admin.Get($"{person}/notes");
        Assert.Equal([open], left.Iris);
        Assert.Equal(1, left.TotalItems);
        Assert.Null(left.Members[0]["author"]);
        (await member.Get("/people")).Is(401);
    }

    [Fact]
    public async Task No_filter_order_or_page_shows_that_a_private_note_exists()
    {
        var admin = await server.NewTenant();
        var author = await admin.Colleague();
        var person = await admin.Person();
        await author.Note(person, "\"isPrivate\":true,\"flagged\":true,\"title\":\"Secret\"");
        var notes = $"{person}/notes";

        foreach (var query in (string[])[
            "", "flagged=true", $"author.id={await author.Me()}", $"category.id={await admin.Category()}", $"person={person}", "q=secret",
            "createdAt[after]=2000-01-01", "order[flagged]=desc", "view=idx", "itemsPerPage=0"])
        {
            Assert.Equal(1, (await author.Get($"{notes}?{query}")).TotalItems);
            var seen = (await admin.Get($"{notes}?{query}")).Is(200);
            Assert.Equal(0, seen.TotalItems);
            Assert.Empty(seen.Members);
        }
    }

    [Fact]
    public async Task A_note_made_open_or_private_is_seen_accordingly()
    {
        var admin = await server.NewTenant();
        var author = await admin.Colleague();
        var note = await author.Note(await admin.Person());
        (await admin.Get(note)).Is(200);

        (await author.Patch(note, """{"isPrivate":true}""")).Is(200);
        (await admin.Get(note)).Is(404);

        (await author.Put(note, $$"""{"description":"D","category":"{{await author.Category()}}"}""")).Is(200);
        (await admin.Get(note)).Is(200);
    }

    [Fact]
    public async Task Nobody_takes_a_note_over_to_hide_it()
    {
        var admin = await server.NewTenant();
        var member = await admin.Colleague();
        var note = await admin.Note(await admin.Person());

        (await member.Patch(note, $$"""{"author":"{{await member.Me()}}","isPrivate":true}""")).Is(403);
        (await member.Patch(note, $$"""{"author":"{{await member.Me()}}"}""")).Is(403);

        Assert.Equal(await admin.Me(), (await admin.Get(note))["author"]!.GetValue<string>());
    }

    [Fact]
    public async Task Editing_a_note_without_an_author_gives_it_none()
    {
        var admin = await server.NewTenant();
        var member = await admin.Colleague();
        var note = await member.Note(await admin.Person());
        (await admin.Delete(await member.Me())).Is(204);

        var edited = (await admin.Patch(note, """{"title":"New title"}""")).Is(200);

        Assert.Null(edited["author"]);
        Assert.Equal(edited.ETag, (await admin.Patch(note, "{}")).Is(200).ETag);
    }
}
