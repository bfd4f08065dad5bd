using Kith.Tests.Support;

namespace Kith.Tests.Resources;

public sealed class ConditionalRequestTests(RunningServer server)
{
    private const string Stale = "\"0\"";

    [Fact]
    public async Task A_read_of_what_is_known_is_not_modified()
    {
        var crm = await server.NewTenant();
        var read = await crm.Get(await crm.Person());

        var again = (await crm.Get(read.Iri, ("If-None-Match", read.ETag))).Is(304);

        Assert.Equal(read.ETag, again.ETag);
        (await crm.Get(read.Iri, ("If-None-Match", $"W/{read.ETag}"))).Is(304);
        (await crm.Get(read.Iri, ("If-None-Match", $"{Stale}, {read.ETag}"))).Is(304);
        (await crm.Get(read.Iri, ("If-None-Match", "*"))).Is(304);
        (await crm.Get(read.Iri, ("If-None-Match", Stale))).Is(200);
        (await crm.Get(read.Iri, ("If-None-Match", read.ETag), ("Accept", "application/json"))).Is(200);
        (await crm.Patch(read.Iri, """{"givenName":"B"}""")).Is(200);
        (await crm.Get(read.Iri, ("If-None-Match", read.ETag))).Is(200);
    }

    [Fact]
    public async Task An_ETag_is_strong_and_every_answer_with_an_item_has_one()
    {
        var crm = await server.NewTenant();
        var created = (await crm.Post("/people", """{"familyName":"A"}""")).Is(201);
        var patched = await crm.Patch(created.Iri, """{"familyName":"B"}""");
        var put = await crm.Put(created.Iri, """{"familyName":"C"}""");
        var read = await crm.Get(created.Iri);

        Assert.All((Reply[])[created, patched, put, read], reply => Assert.Matches("^\"[^\"]+\"$", reply.ETag));
        Assert.Equal(put.ETag, read.ETag);
        Assert.Equal(3, new[] { created.ETag, patched.ETag, put.ETag }.Distinct().Count());
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task A_stale_If_Match_changes_nothing(string method)
    {
        var crm = await server.NewTenant();
        var before = await crm.Get(await crm.Person("A"));
        var current = (await crm.Patch(before.Iri, """{"givenName":"B"}""")).Is(200);
        Task<Reply> Write(string ifMatch) => crm.Send(
            new HttpMethod(method), before.Iri,
            method == "DELETE" ? null : Client.Body("""{"familyName":"C"}""", MediaTypes.Json), ("If-Match", ifMatch));

        foreach (var stale in (string[])[before.ETag, Stale, $"W/{current.ETag}", "nonsense"])
            (await Write(stale)).Is(412);
        Assert.Equal(current.Text, (await crm.Get(before.Iri)).Text);

        Assert.True((await Write($"{Stale}, {current.ETag}")).Status is 200 or 204);
    }

    [Fact]
    public async Task If_Match_takes_any_state_with_a_star_and_the_tag_of_either_form()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person("A");
        var plain = await crm.Get(person, ("Accept", "application/json"));

        (await crm.Patch(person, """{"familyName":"B"}""", ("If-Match", plain.ETag))).Is(200);
        (await crm.Patch(person, """{"familyName":"C"}""", ("If-Match", "*"))).Is(200);
        (await crm.Patch("/people/019aaaaa-0000-7000-8000-000000000000", "{}", ("If-Match", "*"))).Is(404);
    }

    [Fact]
    public async Task Of_writers_at_the_same_time_with_the_same_tag_one_wins()
    {
        var crm = await server.NewTenant();
        var person = await crm.Get(await crm.Person("A"));

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            crm.Patch(person.Iri, $$"""{"familyName":"Writer {{i}}"}""", ("If-Match", person.ETag))));

        Assert.Single(replies, reply => reply.Status == 200);
        Assert.Equal(19, replies.Count(reply => reply.Status == 412));
        Assert.Equal(replies.Single(reply => reply.Status == 200).Text, (await crm.Get(person.Iri)).Text);
        Assert.Equal(2, (await crm.Get($"{person.Iri}/history")).TotalItems);
    }

    [Fact]
    public async Task A_link_of_another_day_is_another_representation_of_the_same_state()
    {
        var clock = new ManualClock();
        await using var own = await RunningServer.StartAsync(clock);
        var crm = await own.NewTenant();
        var picture = await Contract.Declarations.Target(crm, Crm.Vocabulary.Resources.Single(resource => resource.Type == "MediaObject"));
        var today = (await crm.Post("/people", $$"""{"familyName":"A","avatar":"{{picture}}"}""")).Is(201);
        (await crm.Get(today.Iri, ("If-None-Match", today.ETag))).Is(304);

        clock.Advance(TimeSpan.FromDays(1));

        var tomorrow = (await crm.Get(today.Iri, ("If-None-Match", today.ETag))).Is(200);
        Assert.NotEqual(today["avatarUrl"]!.GetValue<string>(), tomorrow["avatarUrl"]!.GetValue<string>());
        Assert.Equal(today["updatedAt"]!.GetValue<string>(), tomorrow["updatedAt"]!.GetValue<string>());
        (await crm.Patch(today.Iri, """{"familyName":"B"}""", ("If-Match", today.ETag))).Is(200);
    }

    [Fact]
    public async Task A_list_that_has_not_changed_is_not_sent_again()
    {
        var crm = await server.NewTenant();
        await crm.Person();
        var first = (await crm.Get("/people")).Is(200);

        (await crm.Get("/people", ("If-None-Match", first.ETag))).Is(304);
        await crm.Person();
        (await crm.Get("/people", ("If-None-Match", first.ETag))).Is(200);
    }
}
