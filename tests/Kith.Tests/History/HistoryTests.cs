using Kith.Tests.Support;

namespace Kith.Tests.History;

public sealed class HistoryTests(RunningServer server)
{
    [Fact]
    public async Task Every_change_is_told_with_who_what_old_and_new()
    {
        var crm = await server.NewTenant();
        var colleague = await crm.Colleague();
        var tag = await crm.Tag();
        var person = await crm.Create("/people", """{"familyName":"A","givenName":"B"}""");
        (await colleague.Patch(person, $$"""{"familyName":"C","givenName":null,"jobTitle":"D","tags":["{{tag}}"]}""")).Is(200);

        var history = (await crm.Get($"{person}/history")).Is(200);

        Assert.Equal(2, history.TotalItems);
        var (update, create) = (history.Members[0], history.Members[1]);
        Assert.Equal("update", update["action"]!.GetValue<string>());
        Assert.Equal(await colleague.Me(), update["author"]!.GetValue<string>());
        Assert.Equal($"PATCH {person}", update["cause"]!.GetValue<string>());
        Assert.Equal(
            $$"""[{"property":"familyName","old":"A","new":"C"},{"property":"givenName","old":"B"},{"property":"tags","old":[],"new":["{{tag}}"]},{"property":"jobTitle","new":"D"}]""",
            update["changes"]!.ToJsonString());
        Assert.Equal("create", create["action"]!.GetValue<string>());
        Assert.Equal(await crm.Me(), create["author"]!.GetValue<string>());
        Assert.True(update["revision"]!.GetValue<long>() > create["revision"]!.GetValue<long>());
        Assert.True(JsonNode.DeepEquals(
            update["changes"], (await crm.Get(update["@id"]!.GetValue<string>())).Is(200)["changes"]));
    }

    [Fact]
    public async Task A_change_says_whether_it_can_be_taken_back_and_which_merge_it_is_part_of()
    {
        var crm = await server.NewTenant();
        var (person, other) = (await crm.Person("A"), await crm.Create("/people", """{"familyName":"B","jobTitle":"Buyer"}"""));
        (await crm.Patch(person, """{"givenName":"C"}""")).Is(200);
        var merge = (await crm.Post($"{person}/merge", $$"""{"people":["{{other}}"]}""")).Is(201).Iri;
        (await crm.Patch(person, """{"givenName":"D"}""")).Is(200);

        var changes = (await crm.Get($"{person}/history")).Is(200).Members;

        Assert.Equal([true, false, true, false], changes.Select(change => change["isRevertible"]!.GetValue<bool>()));
        Assert.Equal([null, merge, null, null], changes.Select(change => change["merge"]?.GetValue<string>()));
        foreach (var change in changes)
        {
            Assert.True(JsonNode.DeepEquals(change["merge"], (await crm.Get(change["@id"]!.GetValue<string>())).Is(200).Json["merge"]));
            (await crm.Post($"{change["@id"]}/revert", "")).Is(change["isRevertible"]!.GetValue<bool>() ? 200 : 409);
        }
    }

    [Fact]
    public async Task An_organization_has_a_history_of_its_own_whose_changes_are_taken_back()
    {
        var (crm, others) = (await server.NewTenant(), await server.NewTenant());
        var colleague = await crm.Colleague();
        var (organization, other, tag) = (await crm.Organization("Acme"), await crm.Organization("Other"), await crm.Tag());
        await crm.Create("/people", $$"""{"familyName":"A","organizations":["{{organization}}"]}""");
        (await colleague.Patch(organization, $$"""{"title":"Acme B.V.","website":"https://acme.example","tags":["{{tag}}"]}""")).Is(200);

        var history = (await crm.Get($"{organization}/history")).Is(200);

        Assert.Equal(2, history.TotalItems);
        var (update, create) = (history.Members[0], history.Members[1]);
        Assert.Equal(("update", await colleague.Me(), $"PATCH {organization}"), (update["action"]!.GetValue<string>(), update["author"]!.GetValue<string>(), update["cause"]!.GetValue<string>()));
        Assert.Equal(
            $$"""[{"property":"title","old":"Acme","new":"Acme B.V."},{"property":"tags","old":[],"new":["{{tag}}"]},{"property":"website","new":"https://acme.example"}]""",
            update["changes"]!.ToJsonString());
        Assert.Equal([true, false], history.Members.Select(change => change["isRevertible"]!.GetValue<bool>()));
        var (iri, created) = (update["@id"]!.GetValue<string>(), create["@id"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(update["changes"], (await crm.Get(iri)).Is(200)["changes"]));
        Assert.Equal(["create"], (await crm.Get($"{organization}/history?itemsPerPage=1&page=2")).Texts("action"));
        (await crm.Get($"{organization}/history?page=0")).RefusesParameter("page");

        (await crm.Patch(organization, """{"title":"Acme Holding"}""")).Is(200);
        var reverted = (await crm.Post($"{iri}/revert", "")).Is(200);
        Assert.Equal($$"""[{"item":"{{organization}}","property":"title"}]""", reverted["leftAlone"]!.ToJsonString());
        Assert.Equal((await crm.Get($"{organization}/history?itemsPerPage=1")).Members.Single()["@id"]!.GetValue<string>(), reverted["change"]!.GetValue<string>());
        var again = (await crm.Post($"{iri}/revert", "")).Is(200).Json.AsObject();
        Assert.True(again.ContainsKey("change") && again["change"] is null);
        var now = await crm.Get(organization);
        Assert.Equal(("Acme Holding", null), (now["title"]!.GetValue<string>(), now["website"]));
        Assert.Empty(now.List("tags"));
        (await crm.Post($"{created}/revert", "")).Is(409);

        foreach (var address in (string[])[$"{organization}/history", iri])
            (await others.Get(address)).Is(404);
        (await others.Post($"{iri}/revert", "")).Is(404);
        (await crm.Get(iri.Replace(organization, other, StringComparison.Ordinal))).Is(404);
        (await crm.Get(iri.Replace("/organizations/", "/people/", StringComparison.Ordinal))).Is(404);
        (await crm.Get($"{organization}/history/x")).Is(404);
        (await crm.Delete(organization)).Is(204);
        (await crm.Get($"{organization}/history")).Is(404);
        (await crm.Post($"{iri}/revert", "")).Is(404);
        (await crm.Post($"{organization}/restore", "")).Is(200);
        Assert.Equal(["create", "delete"], (await crm.Get($"{organization}/history")).Texts("action").Take(2));
    }

    [Fact]
    public async Task Only_changes_of_that_person_are_told()
    {
        var crm = await server.NewTenant();
        var (person, other) = (await crm.Person("A"), await crm.Person("B"));
        (await crm.Patch(other, """{"familyName":"C"}""")).Is(200);

        var history = await crm.Get($"{person}/history");

        Assert.Equal(1, history.TotalItems);
        var revision = (await crm.Get($"{other}/history")).Members[0]["revision"]!.GetValue<long>();
        (await crm.Get($"{person}/history/{revision}")).Is(404);
        (await crm.Get($"{person}/history/x")).Is(404);
    }

    [Fact]
    public async Task A_refused_write_leaves_no_trace()
    {
        var crm = await server.NewTenant();
        var person = await crm.Get(await crm.Person("A"));

        (await crm.Patch(person.Iri, """{"familyName":"B","dealSize":-1}""")).Is(422);
        (await crm.Patch(person.Iri, """{"familyName":"B"}""", ("If-Match", "\"0\""))).Is(412);
        (await crm.Put(person.Iri, "{")).Is(400);

        Assert.Equal(1, (await crm.Get($"{person.Iri}/history")).TotalItems);
        Assert.Equal(person.Text, (await crm.Get(person.Iri)).Text);
    }

    [Fact]
    public async Task A_history_has_pages()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person("0");
        for (var i = 1; i < 5; i++)
            (await crm.Patch(person, $$"""{"familyName":"{{i}}"}""")).Is(200);

        var page = await crm.Get($"{person}/history?itemsPerPage=2&page=2");

        Assert.Equal(5, page.TotalItems);
        Assert.Equal(["2", "1"], page.Members.Select(member => member["changes"]![0]!["new"]!.GetValue<string>()));
        (await crm.Get($"{person}/history?page=0")).RefusesParameter("page");
    }

    [Fact]
    public async Task One_change_is_taken_back_and_what_was_edited_since_is_left_alone()
    {
        var crm = await server.NewTenant();
        var person = await crm.Create("/people", """{"familyName":"A","jobTitle":"Buyer","givenName":"B"}""");
        (await crm.Patch(person, """{"familyName":"C","jobTitle":"Director","givenName":null}""")).Is(200);
        var revision = (await crm.Get($"{person}/history")).Members[0]["@id"]!.GetValue<string>();
        (await crm.Patch(person, """{"jobTitle":"Owner","initials":"X"}""")).Is(200);

        var reverted = (await crm.Post($"{revision}/revert", "")).Is(200);

        Assert.Equal($$"""[{"item":"{{person}}","property":"jobTitle"}]""", reverted["leftAlone"]!.ToJsonString());
        var now = await crm.Get(person);
        Assert.Equal(("A", "B", "Owner", "X"), (now["familyName"]!.GetValue<string>(), now["givenName"]!.GetValue<string>(), now["jobTitle"]!.GetValue<string>(), now["initials"]!.GetValue<string>()));
        Assert.Equal(4, (await crm.Get($"{person}/history")).TotalItems);
    }

    [Fact]
    public async Task What_is_no_single_change_is_not_taken_back_singly()
    {
        var crm = await server.NewTenant();
        var (person, other) = (await crm.Person("A"), await crm.Create("/people", """{"familyName":"B","givenName":"C"}"""));
        var created = (await crm.Get($"{person}/history")).Members[0]["@id"]!.GetValue<string>();
        var merge = (await crm.Post($"{person}/merge", $$"""{"people":["{{other}}"]}""")).Iri;
        var merged = (await crm.Get($"{person}/history")).Members[0]["@id"]!.GetValue<string>();

        (await crm.Post($"{created}/revert", "")).Is(409);
        Assert.Contains(merge, (await crm.Post($"{merged}/revert", "")).Is(409).Detail, StringComparison.Ordinal);
        (await crm.Post($"{person}/history/99999/revert", "")).Is(404);
        (await (await server.NewTenant()).Post($"{created}/revert", "")).Is(404);
    }

    [Fact]
    public async Task What_is_put_back_into_a_list_stands_where_it_stood_and_no_list_becomes_too_long()
    {
        var crm = await server.NewTenant();
        static string Phones(params IEnumerable<int> numbers) => string.Join(',', numbers.Select(number => $$"""{"phoneNumber":"06 1234 5{{number:D3}}"}"""));
        var person = await crm.Create("/people", $$"""{"familyName":"A","phoneNumbers":[{{Phones(1, 2)}}]}""");
        (await crm.Patch(person, $$"""{"phoneNumbers":[{{Phones(2)}}]}""")).Is(200);
        var removal = (await crm.Get($"{person}/history")).Members[0]["@id"]!.GetValue<string>();
        (await crm.Patch(person, $$"""{"phoneNumbers":[{{Phones(2, 3)}}]}""")).Is(200);

        (await crm.Post($"{removal}/revert", "")).Is(200);
        Assert.Equal(["06 1234 5001", "06 1234 5002", "06 1234 5003"], (await crm.Get(person))["phoneNumbers"]!.AsArray().Select(phone => phone!["phoneNumber"]!.GetValue<string>()));

        (await crm.Patch(person, $$"""{"phoneNumbers":[{{Phones(2)}}]}""")).Is(200);
        (await crm.Patch(person, $$"""{"phoneNumbers":[{{Phones(Enumerable.Range(100, 100))}}]}""")).Is(200);
        var left = (await crm.Post($"{removal}/revert", "")).Is(200);
        Assert.Equal("phoneNumbers", left["leftAlone"]![0]!["property"]!.GetValue<string>());
        Assert.Equal(100, (await crm.Get(person))["phoneNumbers"]!.AsArray().Count);
    }
}
