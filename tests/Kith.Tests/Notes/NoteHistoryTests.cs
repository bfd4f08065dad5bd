using Kith.Tests.Support;

namespace Kith.Tests.Notes;

public sealed class NoteHistoryTests(RunningServer server)
{
    [Theory]
    [InlineData("/people", """{"familyName":"A"}""")]
    [InlineData("/organizations", """{"title":"A"}""")]
    public async Task A_note_tells_what_became_of_it_and_comes_back_as_it_was(string collection, string body)
    {
        var crm = await server.NewTenant();
        var colleague = await crm.Colleague();
        var category = await crm.Create("/note_categories", """{"title":"Visit"}""");
        var note = await crm.Create($"{await crm.Create(collection, body)}/notes", $$"""{"description":"One","category":"{{category}}"}""");
        (await colleague.Patch(note, """{"description":"Two"}""")).Is(200);
        var before = await crm.Get(note);

        var history = (await crm.Get($"{note}/history")).Is(200);
        Assert.Equal(2, history.TotalItems);
        Assert.Equal("""[{"property":"description","old":"One","new":"Two"}]""", history.Members[0]["changes"]!.ToJsonString());
        Assert.Equal(await colleague.Me(), history.Members[0]["author"]!.GetValue<string>());
        Assert.Equal("key", history.Members[0]["through"]!.GetValue<string>());

        (await crm.Post($"{note}/restore", "")).Is(409);
        (await crm.Delete(note)).Is(204);
        (await crm.Get($"{note}/history")).Is(404);
        Assert.Equal(note, (await colleague.Post($"{note}/restore", "")).Is(200)["item"]!.GetValue<string>());
        Assert.Equal(before.Text, (await crm.Get(note)).Text);
    }

    [Fact]
    public async Task A_private_note_comes_back_for_its_author_alone()
    {
        var crm = await server.NewTenant();
        var colleague = await crm.Colleague();
        var person = await crm.Person("A");
        var category = await crm.Create("/note_categories", """{"title":"Visit"}""");
        var note = await crm.Create($"{person}/notes", $$"""{"description":"Mine","isPrivate":true,"category":"{{category}}"}""");

        (await colleague.Get($"{note}/history")).Is(404);
        (await colleague.Post($"{note}/restore", "")).Is(404);
        (await crm.Delete(note)).Is(204);
        (await colleague.Post($"{note}/restore", "")).Is(404);
        (await crm.Get(note)).Is(404);
        (await crm.Post($"{note}/restore", "")).Is(200);
        (await crm.Get(note)).Is(200);
    }

    [Fact]
    public async Task A_note_does_not_come_back_elsewhere_nor_without_its_person()
    {
        var crm = await server.NewTenant();
        var (person, other) = (await crm.Person("A"), await crm.Person("B"));
        var category = await crm.Create("/note_categories", """{"title":"Visit"}""");
        var note = await crm.Create($"{person}/notes", $$"""{"description":"Here","category":"{{category}}"}""");
        (await crm.Delete(note)).Is(204);

        (await crm.Post($"{other}{note[person.Length..]}/restore", "")).Is(404);
        (await crm.Get($"{other}{note[person.Length..]}/history")).Is(404);
        (await (await server.NewTenant()).Post($"{note}/restore", "")).Is(404);
        (await crm.Delete(person)).Is(204);
        (await crm.Post($"{note}/restore", "")).Is(404);
        (await crm.Post($"{person}/restore", "")).Is(200);
        (await crm.Get(note)).Is(404);
        (await crm.Post($"{note}/restore", "")).Is(200);
    }
}
