using Kith.Tests.Support;

namespace Kith.Tests.Resources;

public sealed class ConcurrencyTests(RunningServer server)
{
    [Fact]
    public async Task Patches_of_different_properties_at_the_same_time_are_all_kept()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person("A");
        string[] properties = ["givenName", "additionalName", "initials", "customerId", "honorificPrefix", "externalSource", "jobTitle", "linkedinId"];

        await Task.WhenAll(properties.Select(async property => (await crm.Patch(person, $$"""{"{{property}}":"{{property}}"}""")).Is(200)));

        var read = await crm.Get(person);
        Assert.All(properties, property => Assert.Equal(property, read[property]!.GetValue<string>()));
        Assert.Equal(properties.Length + 1, (await crm.Get($"{person}/history")).TotalItems);
    }

    [Fact]
    public async Task Changes_with_If_Match_form_one_unbroken_chain()
    {
        var crm = await server.NewTenant();
        var person = (await crm.Post("/people", """{"familyName":"A","dealSize":0}""")).Is(201).Iri;

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            for (var done = 0; done < 5;)
            {
                var read = await crm.Get(person);
                var next = read["dealSize"]!.GetValue<int>() + 1;
                var reply = await crm.Patch(person, $$"""{"dealSize":{{next}}}""", ("If-Match", read.ETag));
                Assert.True(reply.Status is 200 or 412, $"{reply.Status}");
                done += reply.Status == 200 ? 1 : 0;
            }
        }));

        Assert.Equal(20, (await crm.Get(person))["dealSize"]!.GetValue<int>());
        var changes = (await crm.Get($"{person}/history?itemsPerPage=20")).Members.Select(change => change["changes"]![0]!);
        Assert.Equal(Enumerable.Range(1, 20).Reverse().Select(next => (next - 1, next)), changes.Select(change => (change["old"]!.GetValue<int>(), change["new"]!.GetValue<int>())));
    }

    [Fact]
    public async Task Of_users_with_one_address_made_at_the_same_time_one_is_made()
    {
        var crm = await server.NewTenant();

        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => crm.Post("/users", """{"email":"kim@example.com"}""")));

        Assert.Single(replies, reply => reply.Status == 201);
        Assert.All(replies.Where(reply => reply.Status != 201), reply => reply.Refuses("email", ViolationCodes.NotUnique));
    }

    [Fact]
    public async Task A_walk_over_the_pages_misses_nobody_while_others_add_people()
    {
        var crm = await server.NewTenant();
        var before = new List<string>();
        for (var i = 0; i < 40; i++)
            before.Add(await crm.Person());

        var seen = new List<string>();
        for (var page = 1; seen.Count < before.Count; page++)
        {
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => crm.Person("New")));
            seen.AddRange((await crm.Get($"/people?itemsPerPage=10&page={page}")).Iris);
        }

        Assert.Equal(before, seen.Take(before.Count));
    }

    [Fact]
    public async Task Who_deletes_at_the_same_time_deletes_once()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person();

        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => crm.Delete(person)));

        Assert.Single(replies, reply => reply.Status == 204);
        Assert.Equal(9, replies.Count(reply => reply.Status == 404));
        Assert.Equal(0, (await crm.Get("/people")).TotalItems);
    }

    [Fact]
    public async Task Who_is_created_later_is_listed_later()
    {
        var crm = await server.NewTenant();
        var first = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => crm.Person("First")));
        var second = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => crm.Person("Second")));

        var listed = (await crm.Get("/people?itemsPerPage=30")).Iris;

        Assert.Equal(first.Order(StringComparer.Ordinal).Concat(second.Order(StringComparer.Ordinal)), listed);
    }
}
