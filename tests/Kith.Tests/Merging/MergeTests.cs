using Kith.Access;
using Kith.Tests.Support;

namespace Kith.Tests.Merging;

public sealed class MergeTests(RunningServer server)
{
    [Fact]
    public async Task The_survivor_keeps_its_values_and_gets_what_it_lacks_and_lists_are_united()
    {
        var crm = await server.NewTenant();
        var (first, second) = (await crm.Tag("A"), await crm.Tag("B"));
        var organization = await crm.Organization();
        var survivor = await crm.Create("/people", $$"""
            {"familyName":"Jansen","jobTitle":"Buyer","emailAddresses":[{"email":"jan@example.com"}],"phoneNumbers":[{"phoneNumber":"06 12345678"}],"tags":["{{first}}"]}
            """);
        var other = await crm.Create("/people", $$"""
            {"familyName":"Janssen","givenName":"Jan","jobTitle":"Director","customerId":"C-1","externalSource":"hubspot","archivedAt":"2026-01-01",
             "emailAddresses":[{"email":"JAN@example.com"},{"email":"j@work.example.com"}],"phoneNumbers":[{"phoneNumber":"+31 6 1234 5678"}],
             "tags":["{{first}}","{{second}}"],"organizations":["{{organization}}"]}
            """);

        var merge = (await crm.Post($"{survivor}/merge", $$"""{"people":["{{other}}"]}""")).Is(201);

        Assert.Equal(survivor, merge["survivor"]!.GetValue<string>());
        Assert.Equal([other], merge.List("merged"));
        Assert.Equal(await crm.Me(), merge["author"]!.GetValue<string>());
        Assert.Equal(merge.Text, (await crm.Get(merge.Header("Location")!)).Is(200).Text);
        var person = (await crm.Get(survivor)).Is(200);
        Assert.Equal("Jansen", person["familyName"]!.GetValue<string>());
        Assert.Equal("Buyer", person["jobTitle"]!.GetValue<string>());
        Assert.Equal("Jan", person["givenName"]!.GetValue<string>());
        Assert.Equal("C-1", person["customerId"]!.GetValue<string>());
        Assert.Equal("hubspot", person["externalSource"]!.GetValue<string>());
        Assert.Null(person["archivedAt"]);
        Assert.Equal("""[{"email":"jan@example.com"},{"email":"j@work.example.com"}]""", person["emailAddresses"]!.ToJsonString());
        Assert.Single(person["phoneNumbers"]!.AsArray());
        Assert.Equal([first, second], person.List("tags"));
        Assert.Equal([survivor], (await crm.Get(organization)).List("people"));
        Assert.Equal(1, (await crm.Get("/people")).TotalItems);
        Assert.Equal(1, (await crm.Get("/people?q=work.example.com")).TotalItems);
    }

    [Fact]
    public async Task A_client_may_say_whose_value_wins()
    {
        var crm = await server.NewTenant();
        var survivor = await crm.Create("/people", """{"familyName":"A","jobTitle":"Buyer","emailAddresses":[{"email":"a@example.com"}]}""");
        var other = await crm.Create("/people", """{"familyName":"B","emailAddresses":[{"email":"b@example.com"}]}""");

        (await crm.Post($"{survivor}/merge", $$$"""{"people":["{{{other}}}"],"values":{"familyName":"{{{other}}}","jobTitle":"{{{other}}}","emailAddresses":"{{{other}}}"}}""")).Is(201);

        var person = await crm.Get(survivor);
        Assert.Equal("B", person["familyName"]!.GetValue<string>());
        Assert.Null(person["jobTitle"]);
        Assert.Equal("""[{"email":"b@example.com"}]""", person["emailAddresses"]!.ToJsonString());
    }

    [Fact]
    public async Task What_a_client_leaves_out_is_in_no_list_and_comes_back_with_everybody_else()
    {
        var crm = await server.NewTenant();
        var (first, second) = (await crm.Tag("A"), await crm.Tag("B"));
        var survivor = await crm.Create("/people", $$"""{"familyName":"A","phoneNumbers":[{"phoneNumber":"06 12345678"}],"tags":["{{first}}"]}""");
        var other = await crm.Create("/people", $$"""{"familyName":"B","emailAddresses":[{"email":"old@example.com"},{"email":"b@example.com"}],"tags":["{{second}}"]}""");
        var (kept, note) = (await crm.Note(other), await crm.Note(other));
        var before = ((await crm.Get(survivor)).Text, (await crm.Get(other)).Text, (await crm.Get(note)).Text);
        var body = $$$"""
            {"people":["{{{other}}}"],"without":{"emailAddresses":["OLD@example.com"],"phoneNumbers":["+31612345678"],"tags":["{{{first}}}"],"notes":["{{{note}}}"]}}
            """;

        var preview = (await crm.Post($"{survivor}/merge?dryRun=true", body)).Is(200);
        Assert.Equal("""[{"email":"b@example.com"}]""", preview["emailAddresses"]!.ToJsonString());
        (await crm.Get(note)).Is(200);
        var merge = (await crm.Post($"{survivor}/merge", body)).Is(201);

        var person = await crm.Get(survivor);
        Assert.Equal("""[{"email":"b@example.com"}]""", person["emailAddresses"]!.ToJsonString());
        Assert.Equal("[]", person["phoneNumbers"]!.ToJsonString());
        Assert.Equal([second], person.List("tags"));
        Assert.Equal([kept[^36..]], (await crm.Get($"{survivor}/notes")).Members.Select(member => member["id"]!.GetValue<string>()));
        (await crm.Post($"{merge.Iri}/undo", "")).Is(200);
        Assert.Equal(before, ((await crm.Get(survivor)).Text, (await crm.Get(other)).Text, (await crm.Get(note)).Text));
    }

    [Theory]
    [InlineData("[]", "without")]
    [InlineData("""{"familyName":["A"]}""", "without.familyName")]
    [InlineData("""{"nonsense":["A"]}""", "without.nonsense")]
    [InlineData("""{"tags":"A"}""", "without.tags")]
    [InlineData("""{"tags":[1]}""", "without.tags[0]")]
    [InlineData("""{"tags":["A"]}""", "without.tags[0]")]
    [InlineData("""{"emailAddresses":["nobody@example.com"]}""", "without.emailAddresses[0]")]
    [InlineData("""{"notes":["0198c5a4-7b1e-7c3a-9d52-3f6a1e8b4c70"]}""", "without.notes[0]")]
    [InlineData("""{"notes":["/notes/0198c5a4-7b1e-7c3a-9d52-3f6a1e8b4c70"]}""", "without.notes[0]")]
    public async Task What_cannot_be_left_out_is_refused_by_name(string without, string path)
    {
        var crm = await server.NewTenant();
        var (survivor, other) = (await crm.Person("A"), await crm.Person("B"));

        (await crm.Post($"{survivor}/merge", $$"""{"people":["{{other}}"],"without":{{without}}}""")).Refuses(path);

        (await crm.Get(other)).Is(200);
    }

    [Fact]
    public async Task Notes_that_one_does_not_see_or_that_are_somebody_elses_are_not_left_out()
    {
        var crm = await server.NewTenant();
        var colleague = await crm.Colleague();
        var (survivor, other) = (await crm.Person("A"), await crm.Person("B"));
        var hidden = await colleague.Note(other, "\"isPrivate\":true");
        var foreign = await crm.Note(await crm.Person("C"));

        foreach (var note in (string[])[hidden, foreign])
            (await crm.Post($"{survivor}/merge", $$$"""{"people":["{{{other}}}"],"without":{"notes":["{{{note}}}"]}}""")).Refuses("without.notes[0]");

        (await colleague.Get(hidden)).Is(200);
    }

    [Fact]
    public async Task A_dry_run_answers_who_would_result_and_changes_nothing()
    {
        var crm = await server.NewTenant();
        var survivor = await crm.Person("A");
        var other = await crm.Create("/people", """{"familyName":"B","givenName":"C"}""");
        var before = (await crm.Get(survivor)).Text;

        var result = (await crm.Post($"{survivor}/merge?dryRun=true", $$"""{"people":["{{other}}"]}""")).Is(200);

        Assert.Equal("C", result["givenName"]!.GetValue<string>());
        Assert.Equal(survivor, result.Iri);
        Assert.Null(result.Header("ETag"));
        Assert.Equal(before, (await crm.Get(survivor)).Text);
        (await crm.Get(other)).Is(200);
        Assert.Equal(0, (await crm.Get("/merges")).TotalItems);
    }

    [Fact]
    public async Task Notes_move_those_that_others_keep_to_themselves_too()
    {
        var crm = await server.NewTenant();
        var colleague = await crm.Colleague();
        var (survivor, other) = (await crm.Person("A"), await crm.Person("B"));
        await crm.Note(survivor);
        var moved = await crm.Note(other);
        await colleague.Note(other, "\"isPrivate\":true");

        (await crm.Post($"{survivor}/merge", $$"""{"people":["{{other}}"]}""")).Is(201);

        Assert.Equal(2, (await crm.Get($"{survivor}/notes")).TotalItems);
        Assert.Equal(3, (await colleague.Get($"{survivor}/notes")).TotalItems);
        Assert.Equal(2, (await crm.Get($"{survivor}/notes?person={other}")).TotalItems);
        var redirect = (await crm.Get($"{moved}?x=1")).Is(308);
        (await crm.Get(redirect.Header("Location")!)).Is(200);
    }

    [Fact]
    public async Task Merged_ids_lead_to_the_survivor_however_often()
    {
        var crm = await server.NewTenant();
        var (a, b, c) = (await crm.Person("A"), await crm.Person("B"), await crm.Person("C"));
        var organization = await crm.Organization();
        (await crm.Post($"{b}/merge", $$"""{"people":["{{a}}"]}""")).Is(201);
        (await crm.Post($"{c}/merge", $$"""{"people":["{{b}}"]}""")).Is(201);

        foreach (var old in (string[])[a, b])
        {
            Assert.Equal(c, (await crm.Get(old)).Is(308).Header("Location"));
            Assert.Equal(c, (await crm.Patch(old, """{"jobTitle":"D"}""")).Is(308).Header("Location"));
            (await crm.Delete(old)).Is(409);
            Assert.Equal($"{c}/notes?page=1", (await crm.Get($"{old}/notes?page=1")).Is(308).Header("Location"));
            Assert.Equal($"{c}/history", (await crm.Get($"{old}/history")).Is(308).Header("Location"));
            Assert.Equal($"{c}/merge", (await crm.Post($"{old}/merge", "{}")).Is(308).Header("Location"));
        }
        Assert.Equal([c], (await crm.Patch(organization, $$"""{"people":["{{a}}","{{b}}"]}""")).Is(200).List("people"));
        (await (await server.NewTenant()).Get(a)).Is(404);
    }

    [Fact]
    public async Task A_note_may_name_whoever_became_part_of_the_person_in_its_path()
    {
        var (crm, stranger) = (await server.NewTenant(), await server.NewTenant());
        var (person, old, other) = (await crm.Person("A"), await crm.Person("B"), await crm.Person("C"));
        (await crm.Post($"{person}/merge", $$"""{"people":["{{old}}"]}""")).Is(201);
        var category = await crm.Category();
        string Body(string id) => $$"""{"description":"Called","category":"{{category}}","personId":"{{id}}"}""";

        foreach (var same in (string[])[old, old["/people/".Length..], person])
        {
            var note = (await crm.Post($"{person}/notes", Body(same))).Is(201).Iri;
            (await crm.Put(note, Body(same))).Is(200);
        }
        foreach (var wrong in (string[])[other, await stranger.Person("D"), "x"])
            (await crm.Post($"{person}/notes", Body(wrong))).Refuses("personId");
        Assert.Equal(3, (await crm.Get($"{person}/notes")).TotalItems);
    }

    [Fact]
    public async Task Of_two_merges_in_opposite_directions_at_once_one_is_done_and_undone_once()
    {
        var crm = await server.NewTenant();
        var (one, other) = (await crm.Person("A"), await crm.Person("B"));
        var before = await Task.WhenAll(crm.Get(one), crm.Get(other));

        var merges = await Task.WhenAll(crm.Post($"{one}/merge", $$"""{"people":["{{other}}"]}"""), crm.Post($"{other}/merge", $$"""{"people":["{{one}}"]}"""));
        var merge = Assert.Single(merges, reply => reply.Status == 201).Iri;
        Assert.Single(merges, reply => reply.Status is 308 or 422);
        var undone = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => crm.Post($"{merge}/undo", "")));

        Assert.Equal([200, 409, 409, 409], undone.Select(reply => reply.Status).Order());
        Assert.Equal(before.Select(reply => reply.Text), (await Task.WhenAll(crm.Get(one), crm.Get(other))).Select(reply => reply.Text));
    }

    [Fact]
    public async Task Rows_of_a_batch_follow_merged_ids_but_for_deletions()
    {
        var crm = await server.NewTenant();
        var (survivor, other) = (await crm.Person("A"), await crm.Person("B"));
        (await crm.Post($"{survivor}/merge", $$"""{"people":["{{other}}"]}""")).Is(201);

        var rows = (await crm.Post("/people/batch", $$"""
            {"mode":"bestEffort","operations":[{"method":"update","person":"{{other}}","body":{"jobTitle":"Buyer"} },{"method":"delete","person":"{{other}}"}]}
            """)).Is(200).Members;

        Assert.Equal([200, 409], rows.Select(row => row["status"]!.GetValue<int>()));
        Assert.Equal("Buyer", (await crm.Get(survivor)).Is(200)["jobTitle"]!.GetValue<string>());
    }

    [Fact]
    public async Task Who_was_merged_is_no_duplicate_any_more_until_it_is_undone()
    {
        var crm = await server.NewTenant();
        const string Jan = """{"familyName":"de Vries","givenName":"Jan","emailAddresses":[{"email":"jan@example.com"}],"phoneNumbers":[{"phoneNumber":"0612345678"}]}""";
        var (survivor, other, third) = (await crm.Create("/people", Jan), await crm.Create("/people", Jan), await crm.Create("/people", Jan));
        async Task<IReadOnlyList<string>> Duplicates(string of) => [.. (await crm.Get($"/duplicates?person={of}", ("Prefer", "wait=30"))).Is(200).Members.SelectMany(group => group["people"]!.AsArray()).Select(person => person!.GetValue<string>())];
        Assert.Equal([survivor, other, third], await Duplicates(other));

        var merge = (await crm.Post($"{survivor}/merge", $$"""{"people":["{{other}}"]}""")).Is(201).Iri;
        Assert.Equal([survivor, third], await Duplicates(other));

        (await crm.Post($"{merge}/undo", "")).Is(200);
        Assert.Equal([survivor, other, third], await Duplicates(other));
    }

    [Fact]
    public async Task What_cannot_be_merged_is_refused_by_name_and_changes_nothing()
    {
        var crm = await server.NewTenant();
        var (survivor, other) = (await crm.Person("A"), await crm.Person("B"));
        var strange = await (await server.NewTenant()).Person();

        (await crm.Post($"{survivor}/merge", "{}")).Refuses("people");
        (await crm.Post($"{survivor}/merge", $$"""{"people":["{{survivor}}"]}""")).Refuses("people[0]");
        (await crm.Post($"{survivor}/merge", $$"""{"people":["{{other}}","{{strange}}"]}""")).Refuses("people[1]");
        (await crm.Post($"{survivor}/merge", """{"people":["/tags/019aaaaa-0000-7000-8000-000000000000"]}""")).Refuses("people[0]");
        (await crm.Post($"{survivor}/merge", $$$"""{"people":["{{{other}}}"],"values":{"createdAt":"{{{other}}}","x":"{{{other}}}"}}""")).Refuses("values.createdAt").Refuses("values.x");
        (await crm.Post($"{survivor}/merge", $$$"""{"people":["{{{other}}}"],"values":{"jobTitle":"{{{strange}}}"}}""")).Refuses("values.jobTitle");
        (await crm.Post($"{survivor}/merge", $$"""{"people":["{{other}}"],"values":3}""")).Refuses("values");
        (await crm.Post($"{survivor}/merge?dryRun=x", $$"""{"people":["{{other}}"]}""")).RefusesParameter("dryRun");
        (await crm.Post($"{survivor}/merge", $$"""{"people":["{{other}}"]}""", ("If-Match", "\"0\""))).Is(412);
        (await crm.Post($"{strange}/merge", $$"""{"people":["{{other}}"]}""")).Is(404);
        (await (await crm.WithScope(Scope.Read)).Post($"{survivor}/merge", $$"""{"people":["{{other}}"]}""")).Is(403);

        Assert.Equal(2, (await crm.Get("/people")).TotalItems);
        Assert.Equal(0, (await crm.Get("/merges")).TotalItems);
    }

    [Fact]
    public async Task A_list_that_would_be_too_long_is_refused_until_somebody_chooses()
    {
        var crm = await server.NewTenant();
        static string Emails(string name) => string.Join(',', Enumerable.Range(0, 60).Select(i => $$"""{"email":"{{name}}{{i}}@example.com"}"""));
        var survivor = await crm.Create("/people", $$"""{"familyName":"A","emailAddresses":[{{Emails("a")}}]}""");
        var other = await crm.Create("/people", $$"""{"familyName":"B","emailAddresses":[{{Emails("b")}}]}""");

        (await crm.Post($"{survivor}/merge", $$"""{"people":["{{other}}"]}""")).Refuses("emailAddresses");

        (await crm.Post($"{survivor}/merge", $$$"""{"people":["{{{other}}}"],"values":{"emailAddresses":"{{{survivor}}}"}}""")).Is(201);
    }

    [Fact]
    public async Task Who_was_merged_is_told_as_they_were_but_not_to_strangers_nor_once_they_are_erased()
    {
        var crm = await server.NewTenant();
        var survivor = await crm.Person("Kept");
        var (first, second) = (await crm.Create("/people", """{"familyName":"First","jobTitle":"Buyer"}"""), await crm.Person("Second"));
        var before = (await crm.Get(first)).Json;
        var merge = (await crm.Post($"{survivor}/merge", $$"""{"people":["{{first}}","{{second}}"]}""")).Is(201).Iri;

        var people = (await crm.Get($"{merge}/people")).Is(200);
        Assert.Equal(["First", "Second"], people.Texts("familyName").Order());
        before.Remove("@context");
        Assert.True(JsonNode.DeepEquals(before, people.Members.Single(person => person["@id"]!.GetValue<string>() == first)));
        (await (await server.NewTenant()).Get($"{merge}/people")).Is(404);
        (await crm.Get($"/merges/{Iri.SampleId}/people")).Is(404);

        (await crm.Post($"{merge}/undo", "")).Is(200);
        Assert.Equal(2, (await crm.Get($"{merge}/people")).Is(200).TotalItems);
        (await crm.Post($"{second}/erase", "")).Is(201);
        Assert.Equal([first], (await crm.Get($"{merge}/people")).Is(200).Iris);
    }

    [Fact]
    public async Task The_same_request_again_merges_once()
    {
        var crm = await server.NewTenant();
        var (survivor, other) = (await crm.Person("A"), await crm.Person("B"));

        var first = (await crm.Post($"{survivor}/merge", $$"""{"people":["{{other}}"]}""", ("Idempotency-Key", "k"))).Is(201);
        var again = (await crm.Post($"{survivor}/merge", $$"""{"people":["{{other}}"]}""", ("Idempotency-Key", "k"))).Is(201);

        Assert.Equal(first.Text, again.Text);
        Assert.Equal(1, (await crm.Get("/merges")).TotalItems);
    }

    [Fact]
    public async Task A_merge_is_not_written_by_clients()
    {
        var crm = await server.NewTenant();
        var (survivor, other) = (await crm.Person("A"), await crm.Person("B"));
        var merge = (await crm.Post($"{survivor}/merge", $$"""{"people":["{{other}}"]}""")).Iri;

        (await crm.Post("/merges", "{}")).Is(405);
        (await crm.Delete(merge)).Is(405);
        (await crm.Patch(merge, "{}")).Is(405);
        (await (await server.NewTenant()).Get(merge)).Is(404);
    }

    [Fact]
    public async Task What_another_system_knows_a_merged_person_by_leads_to_the_survivor()
    {
        var crm = await server.NewTenant();
        var survivor = await crm.Create("/people", """{"familyName":"A","customerId":"1","externalSource":"Shop"}""");
        var other = await crm.Create("/people", """{"familyName":"A","customerId":"2","externalSource":"Shop"}""");
        var merge = (await crm.Post($"{survivor}/merge", $$"""{"people":["{{other}}"]}""")).Is(201).Iri;
        const string Sent = """{"familyName":"A","jobTitle":"Buyer","customerId":"2","externalSource":"shop"}""";

        var updated = (await crm.Put("/people?match=customerId", Sent)).Is(200);

        Assert.Equal(survivor, updated["person"]!.GetValue<string>());
        Assert.Equal([survivor], (await crm.Get("/people")).Iris);

        (await crm.Patch(survivor, """{"customerId":"1"}""")).Is(200);
        (await crm.Post($"{merge}/undo", "")).Is(200);
        Assert.Equal(other, (await crm.Put("/people?match=customerId", Sent)).Is(200)["person"]!.GetValue<string>());
    }
}
