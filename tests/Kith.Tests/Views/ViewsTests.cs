using Kith.Tests.Support;

namespace Kith.Tests.Views;

public sealed class ViewsTests(RunningServer server)
{
    [Fact]
    public async Task A_view_keeps_filters_order_and_columns()
    {
        var crm = await server.NewTenant();

        var view = await crm.Create("/views", """{"title":"Newest","query":"owner=me&sort=-createdAt","columns":"email,tags"}""");

        var kept = (await crm.Get(view)).Is(200);
        Assert.Equal("Newest", kept["title"]!.GetValue<string>());
        Assert.Equal("people", kept["list"]!.GetValue<string>());
        Assert.Equal("owner=me&sort=-createdAt", kept["query"]!.GetValue<string>());
        Assert.Equal("email,tags", kept["columns"]!.GetValue<string>());
        Assert.False(kept["isPrivate"]!.GetValue<bool>());
        Assert.Equal(await crm.Me(), kept["author"]!.GetValue<string>());
        (await crm.Post("/views", """{"query":"q=x"}""")).Refuses("title");
        (await crm.Post("/views", """{"title":"X","list":"notes"}""")).Refuses("list");
        (await crm.Delete(view)).Is(204);
        (await crm.Get(view)).Is(404);
    }

    [Fact]
    public async Task A_private_view_exists_only_for_its_author()
    {
        var admin = await server.NewTenant();
        var author = await admin.Colleague();
        var view = await author.Create("/views", """{"title":"Mine","isPrivate":true}""");
        var shared = await author.Create("/views", """{"title":"Ours"}""");

        foreach (var other in (Client[])[admin, await admin.Colleague("third@example.com")])
        {
            Assert.Equal([shared], (await other.Get("/views")).Iris);
            Assert.Equal(1, (await other.Get("/views")).TotalItems);
            (await other.Get(view)).Is(404);
            (await other.Patch(view, """{"title":"X"}""")).Is(404);
            (await other.Delete(view)).Is(404);
        }
        Assert.Equal([view, shared], (await author.Get("/views")).Iris);
        (await (await server.NewTenant()).Get(shared)).Is(404);
    }

    [Fact]
    public async Task A_shared_view_is_changed_by_its_author_and_by_admins()
    {
        var admin = await server.NewTenant();
        var (author, other) = (await admin.Colleague(), await admin.Colleague("third@example.com"));
        var view = await author.Create("/views", """{"title":"Ours"}""");

        (await other.Get(view)).Is(200);
        (await other.Patch(view, """{"title":"Theirs"}""")).Is(403);
        (await other.Patch(view, $$"""{"author":"{{await other.Me()}}"}""")).Is(403);
        (await other.Delete(view)).Is(403);
        (await other.Post("/views", $$"""{"title":"X","author":"{{await author.Me()}}"}""")).Is(403);
        (await admin.Patch(view, """{"isPrivate":true}""")).Is(403);
        Assert.Equal("Ours", (await author.Get(view))["title"]!.GetValue<string>());

        (await author.Patch(view, """{"title":"All of ours"}""")).Is(200);
        (await admin.Patch(view, """{"sequence":2}""")).Is(200);
        (await admin.Delete(view)).Is(204);
    }
}
