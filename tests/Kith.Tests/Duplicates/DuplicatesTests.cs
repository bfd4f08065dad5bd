using Kith.Access;
using Kith.Tests.Support;

namespace Kith.Tests.Duplicates;

public sealed class DuplicatesTests(RunningServer server)
{
    private static readonly (string, string) Waiting = ("Prefer", "wait=60");

    [Fact]
    public async Task People_who_are_probably_the_same_are_a_group_with_score_and_reasons()
    {
        var crm = await server.NewTenant();
        var (one, other) = await Twins(crm);
        await crm.Person("Somebody else");

        var list = await List(crm);

        Assert.Equal(1, list.TotalItems);
        var group = list.Members.Single();
        Assert.Equal("Duplicates", group["@type"]!.GetValue<string>());
        Assert.Equal([one, other], PeopleOf(group));
        Assert.InRange(group["score"]!.GetValue<decimal>(), 0.8m, 1m);
        Assert.Equal(["Same e-mail address", "Same name"], group["reasons"]!.AsArray().Select(reason => reason!.GetValue<string>()));
        var item = (await crm.Get(group["@id"]!.GetValue<string>())).Is(200);
        Assert.Equal("/contexts/Duplicates", item["@context"]!.GetValue<string>());
        Assert.Equal([one, other], PeopleOf(item.Json));
        foreach (var (person, current) in new[] { one, other }.Zip(item["current"]!.AsArray()))
        {
            var alone = (await crm.Get(person)).Json.AsObject();
            alone.Remove("@context");
            Assert.True(JsonNode.DeepEquals(alone, current), $"{current}");
        }
        Assert.True(JsonNode.DeepEquals(item["current"], group["current"]));
        Assert.Null((await crm.Get("/duplicates?view=idx")).Members.Single()["current"]);
    }

    [Fact]
    public async Task An_answer_says_up_to_which_revision_it_is_and_waits_for_that_when_asked_to()
    {
        var crm = await server.NewTenant();
        var (_, other) = await Twins(crm);
        var revision = (await crm.Get($"{other}/history")).Members[0]["revision"]!.GetValue<long>();

        var list = await List(crm);

        Assert.Equal($"{revision}", list.Header("Kith-Revision"));
        Assert.Equal("wait=60", list.Header("Preference-Applied"));
        Assert.Null((await crm.Get("/duplicates")).Is(200).Header("Preference-Applied"));
    }

    [Fact]
    public async Task A_group_follows_its_people_and_keeps_its_id()
    {
        var crm = await server.NewTenant();
        var (one, other) = await Twins(crm);
        var id = (await List(crm)).Iris.Single();
        (await crm.Patch(one, """{"jobTitle":"Baker"}""")).Is(200);
        var third = await crm.Create("/people", """{"familyName":"Jansen","givenName":"Piet","emailAddresses":[{"email":"piet.jansen@example.com"}]}""");

        var grown = await List(crm);
        Assert.Equal([id], grown.Iris);
        Assert.Equal([one, other, third], PeopleOf(grown.Members[0]));

        (await crm.Patch(third, """{"givenName":"Gerda","emailAddresses":[]}""")).Is(200);
        Assert.Equal([one, other], PeopleOf((await List(crm)).Members.Single()));
        (await crm.Patch(other, """{"givenName":"Gerda","emailAddresses":[{"email":"gerda@example.com"}]}""")).Is(200);
        Assert.Equal(0, (await List(crm)).TotalItems);
        (await crm.Get(id)).Is(404);
    }

    [Fact]
    public async Task Who_is_deleted_is_not_shown_from_then_on()
    {
        var crm = await server.NewTenant();
        var (one, other) = await Twins(crm);
        var third = await crm.Create("/people", """{"familyName":"Jansen","givenName":"Piet","emailAddresses":[{"email":"piet.jansen@example.com"}]}""");
        var id = (await List(crm)).Iris.Single();

        (await crm.Delete(third)).Is(204);
        Assert.Equal([one, other], PeopleOf((await crm.Get("/duplicates")).Members.Single()));
        Assert.Equal([one, other], PeopleOf((await crm.Get(id)).Is(200).Json));
        (await crm.Delete(other)).Is(204);
        Assert.Equal(0, (await crm.Get("/duplicates")).TotalItems);
        (await crm.Get(id)).Is(404);

        Assert.Equal(0, (await List(crm)).TotalItems);
        Assert.Empty(await server.Database.VerifyAsync());
    }

    [Fact]
    public async Task What_is_dismissed_stays_so_whatever_becomes_of_the_people()
    {
        var crm = await server.NewTenant();
        var (one, other) = await Twins(crm);
        var id = (await List(crm)).Iris.Single();

        var dismissed = (await crm.Post($"{id}/dismiss", "")).Is(200);
        Assert.Equal(await crm.Me(), dismissed["dismissedBy"]!.GetValue<string>());
        Assert.NotNull(dismissed["dismissedAt"]);
        Assert.Equal(0, (await crm.Get("/duplicates")).TotalItems);
        Assert.Equal(dismissed.Text, (await crm.Post($"{id}/dismiss", "")).Is(200).Text);

        (await crm.Patch(one, """{"phoneNumbers":[{"phoneNumber":"0612345678"}]}""")).Is(200);
        (await crm.Patch(other, """{"phoneNumbers":[{"phoneNumber":"+31612345678"}]}""")).Is(200);
        Assert.Equal(0, (await List(crm)).TotalItems);
        var kept = (await crm.Get("/duplicates?dismissed=true")).Is(200);
        Assert.Equal([id], kept.Iris);
        var now = (await crm.Get(id)).Is(200).Json.AsObject();
        Assert.Equal("+31612345678", now["current"]![1]!["phoneNumbers"]![0]!["phoneNumber"]!.GetValue<string>());
        now["current"] = dismissed["current"]!.DeepClone();
        Assert.Equal(dismissed.Json.ToJsonString(), now.ToJsonString());

        // Somebody who is like both is grouped with one of them, never with both.
        var third = await crm.Create("/people", """{"familyName":"Jansen","givenName":"Piet","emailAddresses":[{"email":"piet.jansen@example.com"}]}""");
        var grouped = PeopleOf((await List(crm)).Members.Single());
        Assert.Equal(2, grouped.Count);
        Assert.Contains(third, grouped);
        Assert.Empty(await server.Database.VerifyAsync());
    }

    [Fact]
    public async Task A_dismissal_can_be_taken_back()
    {
        var crm = await server.NewTenant();
        var (one, other) = await Twins(crm);
        var id = (await List(crm)).Iris.Single();
        (await crm.Post($"{id}/dismiss", "")).Is(200);
        await List(crm);

        var restored = (await crm.Post($"{id}/restore", "")).Is(200);

        Assert.Null(restored["dismissedAt"]);
        Assert.Equal([id], (await crm.Get("/duplicates")).Iris);
        Assert.Equal([id], (await List(crm)).Iris);
        Assert.Equal([one, other], PeopleOf((await crm.Get(id)).Is(200).Json));
        Assert.Equal(0, (await crm.Get("/duplicates?dismissed=true")).TotalItems);
        Assert.Equal(restored.Text, (await crm.Post($"{id}/restore", "")).Is(200).Text);
        Assert.Empty(await server.Database.VerifyAsync());
    }

    [Fact]
    public async Task The_groups_of_one_person_are_found()
    {
        var crm = await server.NewTenant();
        var (one, other) = await Twins(crm);
        var (third, _) = await Twins(crm, "Els", "els@example.com");
        Assert.Equal(2, (await List(crm)).TotalItems);

        Assert.Equal([one, other], PeopleOf((await crm.Get($"/duplicates?person={other}")).Members.Single()));
        Assert.Contains(third, PeopleOf((await crm.Get($"/duplicates?person={third[8..]}")).Members.Single()));
        Assert.Equal(0, (await crm.Get($"/duplicates?person={await crm.Person()}")).TotalItems);
        (await crm.Get("/duplicates?person=nonsense")).RefusesParameter("person");
        (await crm.Get("/duplicates?dismissed=nonsense")).RefusesParameter("dismissed");
    }

    [Fact]
    public async Task Groups_are_found_by_owner_segment_and_reason()
    {
        var crm = await server.NewTenant();
        var (one, other) = await Twins(crm);
        var (third, _) = await Twins(crm, "Els", "els@example.com");
        var (me, segment) = (await crm.Me(), await crm.Create("/segments", """{"title":"A"}"""));
        (await crm.Patch(other, $$"""{"owner":"{{me}}"}""")).Is(200);
        (await crm.Patch(third, $$"""{"segments":["{{segment}}"]}""")).Is(200);
        Assert.Equal(2, (await List(crm)).TotalItems);

        Assert.Equal([one, other], PeopleOf((await crm.Get($"/duplicates?owner={me}")).Members.Single()));
        Assert.Contains(third, PeopleOf((await crm.Get($"/duplicates?segment={segment}")).Members.Single()));
        Assert.Equal(0, (await crm.Get($"/duplicates?segment={segment}&owner={me}")).TotalItems);
        Assert.Equal(2, (await crm.Get("/duplicates?reason=Same%20name")).TotalItems);
        Assert.Equal(2, (await crm.Get("/duplicates?reason[]=Same%20e-mail%20address&reason[]=Same%20address")).TotalItems);
        Assert.Equal(0, (await crm.Get("/duplicates?reason=Same%20address")).TotalItems);
        (await crm.Get("/duplicates?owner=nonsense")).RefusesParameter("owner");
        (await crm.Get("/duplicates?segment=nonsense")).RefusesParameter("segment");
        (await crm.Get("/duplicates?reason=nonsense")).RefusesParameter("reason");
    }

    [Fact]
    public async Task The_surest_come_first_and_lists_have_pages()
    {
        var crm = await server.NewTenant();
        await crm.Create("/people", """{"familyName":"Bakker","givenName":"Wim","phoneNumbers":[{"phoneNumber":"020 1234567"}]}""");
        await crm.Create("/people", """{"familyName":"Bakker","givenName":"Willem","phoneNumbers":[{"phoneNumber":"+31201234567"}]}""");
        await Twins(crm);
        var list = await List(crm);
        Assert.Equal(2, list.TotalItems);
        Assert.Contains("Same e-mail address", list.Members[0]["reasons"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("One given name is a form of the other", list.Members[1]["reasons"]!.ToJsonString(), StringComparison.Ordinal);

        var page = await crm.Get("/duplicates?itemsPerPage=1&page=2");
        Assert.Equal(2, page.TotalItems);
        Assert.Equal([list.Iris[1]], page.Iris);
        Assert.Equal("/duplicates?itemsPerPage=1&page=1", page["view"]!["previous"]!.GetValue<string>());
        var bare = (await crm.Get("/duplicates?itemsPerPage=1", ("Accept", "application/json"))).Is(200);
        Assert.Equal("2", bare.Header("X-Total-Count"));
        Assert.NotNull(bare.Header("Kith-Revision"));
    }

    [Fact]
    public async Task A_family_at_one_number_and_colleagues_at_one_address_are_not_the_same()
    {
        var crm = await server.NewTenant();
        var office = await crm.Organization();
        foreach (var given in (string[])["Jan", "Marieke", "Daan", "Lotte"])
        {
            await crm.Create("/people", $$"""
                {"familyName":"de Vries","givenName":"{{given}}","phoneNumbers":[{"phoneNumber":"020 1234567"}],"address":{"street":"Damrak 1","postalCode":"1012 LG","city":"Amsterdam"} }
                """);
        }
        foreach (var family in (string[])["Visser", "Bakker", "Smit", "Mulder"])
        {
            await crm.Create("/people", $$"""
                {"familyName":"{{family}}","givenName":"Jan","organizations":["{{office}}"],"emailAddresses":[{"email":"info@acme.example"}],"phoneNumbers":[{"phoneNumber":"020 7654321"}]}
                """);
        }

        Assert.Equal(0, (await List(crm)).TotalItems);
    }

    [Fact]
    public async Task Another_tenant_sees_and_changes_nothing()
    {
        var crm = await server.NewTenant();
        await Twins(crm);
        var id = (await List(crm)).Iris.Single();
        var stranger = await server.NewTenant();

        Assert.Equal(0, (await List(stranger)).TotalItems);
        (await stranger.Get(id)).Is(404);
        (await stranger.Post($"{id}/dismiss", "")).Is(404);
        (await stranger.Post($"{id}/restore", "")).Is(404);
        (await crm.Post($"/duplicates/{Iri.SampleId}/dismiss", "")).Is(404);
        (await crm.Post("/duplicates/x/dismiss", "")).Is(404);
        (await crm.Get("/duplicates/x")).Is(404);
        var reader = await crm.WithScope(Scope.Read);
        (await reader.Post($"{id}/dismiss", "")).Is(403);
        (await reader.Get(id)).Is(200);
    }

    [Fact]
    public async Task After_a_restart_it_goes_on_where_it_was()
    {
        await using var place = await TestDatabase.CreateAsync();
        string tenant, key, id;
        await using (var first = await RunningServer.OverAsync(place, TimeProvider.System))
        {
            var crm = await first.NewTenant();
            await Twins(crm);
            id = (await List(crm)).Iris.Single();
            await Twins(crm, "Els", "els@example.com");
            (tenant, key) = (crm.Tenant, crm.Key!);
        }
        await using var second = await RunningServer.OverAsync(place, TimeProvider.System);
        var again = new Client(second, tenant, "admin@example.com", key);

        var list = await List(again);

        Assert.Equal(2, list.TotalItems);
        Assert.Contains(id, list.Iris);
        Assert.Empty(await second.Database.VerifyAsync());
    }

    private static async Task<(string One, string Other)> Twins(Client crm, string given = "Piet", string email = "piet.jansen@example.com") => (
        await crm.Create("/people", $$"""{"familyName":"Jansen","givenName":"{{given}}","emailAddresses":[{"email":"{{email}}"}]}"""),
        await crm.Create("/people", $$"""{"familyName":"Jansen","givenName":"{{given}}","emailAddresses":[{"email":"{{email.ToUpperInvariant()}}"}]}"""));

    private static async Task<Reply> List(Client crm)
    {
        var list = (await crm.Get("/duplicates", Waiting)).Is(200);
        Assert.Equal("wait=60", list.Header("Preference-Applied"));
        return list;
    }

    private static List<string> PeopleOf(JsonObject group) => [.. group["people"]!.AsArray().Select(person => person!.GetValue<string>())];
}
