using Kith.Tests.Media;
using Kith.Tests.Support;

namespace Kith.Tests.Access;

public sealed class TenantsTests(RunningServer server)
{
    [Fact]
    public async Task What_belongs_to_another_tenant_is_not_found_by_any_verb()
    {
        var (owner, stranger) = (await server.NewTenant(), await server.NewTenant());
        var person = await owner.Person("Ours");
        var organization = await owner.Organization();
        string[] everything =
        [
            person, await owner.Note(person), organization, await owner.Note(organization), await owner.Tag(), await owner.Segment(),
            await owner.Category(), await owner.User("x@example.com"),
            (await MediaTests.Upload(owner, Pictures.Of(SkiaSharp.SKEncodedImageFormat.Png))).Is(201).Iri,
        ];

        foreach (var iri in everything)
        {
            var before = (await owner.Get(iri)).Is(200);
            (await stranger.Get(iri)).Is(404);
            (await stranger.Send(HttpMethod.Head, iri, null)).Is(404);
            (await stranger.Put(iri, before.Text)).Is(404);
            (await stranger.Patch(iri, "{}")).Is(404);
            (await stranger.Patch(iri, "{}", ("If-Match", "*"))).Is(404);
            (await stranger.Delete(iri)).Is(404);
            Assert.Equal(before.Text, (await owner.Get(iri)).Text);
        }
        (await stranger.Get($"{person}/notes")).Is(404);
        (await stranger.Get($"{person}/history")).Is(404);
        (await stranger.Get($"{person}/history/1")).Is(404);
        (await stranger.Post($"{person}/notes", $$"""{"description":"D","category":"{{await stranger.Category()}}"}""")).Is(404);
    }

    [Fact]
    public async Task An_unknown_and_a_foreign_id_are_answered_alike()
    {
        var (owner, stranger) = (await server.NewTenant(), await server.NewTenant());
        var person = await owner.Person();

        var foreign = await stranger.Get(person);
        var unknown = await stranger.Get("/people/019aaaaa-0000-7000-8000-000000000000");

        Assert.Equal(unknown.Text, foreign.Text);
        Assert.Equal(unknown.Headers.Keys.Order(), foreign.Headers.Keys.Order());
    }

    [Fact]
    public async Task No_list_filter_or_count_knows_of_another_tenant()
    {
        var (owner, stranger) = (await server.NewTenant(), await server.NewTenant());
        var (tag, segment, me) = (await owner.Tag(), await owner.Segment(), await owner.Me());
        await owner.Create("/people", $$"""
            {"familyName":"Secret","linkedinId":"secret","emailAddresses":[{"email":"secret@example.com"}],"owner":"{{me}}","tags":["{{tag}}"],"segments":["{{segment}}"]}
            """);
        await stranger.Person("Mine");

        foreach (var query in (string[])[
            "q=secret", "identifiers=secret", "identifiers[]=secret@example.com", "emailAddresses.email=secret@example.com",
            $"owner.id={me}", $"tags.id={tag}", $"tags.id[]={tag}", $"segments.uuid={segment}", $"tags.all[]={tag}", $"segments.all[]={segment}"])
        {
            Assert.Equal(1, (await owner.Get($"/people?{query}")).TotalItems);
            Assert.Equal(0, (await stranger.Get($"/people?{query}")).Is(200).TotalItems);
        }
        Assert.Equal(["Mine"], (await stranger.Get("/people")).Texts("familyName"));
        Assert.Equal(["Mine"], (await stranger.Get("/people?order[familyName]=desc&createdAt[after]=2000-01-01&exists[archivedAt]=false")).Texts("familyName"));
        Assert.Equal(1, (await stranger.Get("/people?view=idx")).TotalItems);
        foreach (var path in (string[])["/tags", "/segments", "/organizations", "/media_objects"])
            Assert.Equal(0, (await stranger.Get(path)).TotalItems);
        Assert.Equal(1, (await stranger.Get("/users")).TotalItems);
    }

    [Fact]
    public async Task Revisions_of_one_tenant_do_not_show_in_another()
    {
        var (owner, stranger) = (await server.NewTenant(), await server.NewTenant());
        var before = (await stranger.Get($"{await stranger.Person()}/history")).Members[0]["revision"]!.GetValue<long>();
        for (var i = 0; i < 5; i++)
            await owner.Person();

        Assert.Equal(before + 1, (await stranger.Get($"{await stranger.Person()}/history")).Members[0]["revision"]!.GetValue<long>());
    }

    [Fact]
    public async Task Two_tenants_may_have_users_with_the_same_address()
    {
        var (one, two) = (await server.NewTenant(), await server.NewTenant());

        (await one.Post("/users", """{"email":"kim@example.com"}""")).Is(201);
        (await two.Post("/users", """{"email":"kim@example.com"}""")).Is(201);
        (await one.Post("/users", """{"email":"KIM@example.com"}""")).Refuses("email", ViolationCodes.NotUnique);
    }
}
