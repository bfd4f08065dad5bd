using CsCheck;
using Kith.Tests.Support;

namespace Kith.Tests.Merging;

public sealed class UndoTests(RunningServer server)
{
    [Fact]
    public async Task After_a_merge_and_its_undoing_every_byte_is_as_it_was()
    {
        var clock = new ManualClock();
        await using var own = await RunningServer.StartAsync(clock);
        await Gen.Select(Gen.Int[0, 1023].Array[2, 5], Gen.Int[0, 1023], Gen.Bool).SampleAsync(async (shapes, chosen, isRepeated) =>
        {
            var crm = await own.NewTenant();
            var people = await Families.CreateAsync(crm, shapes);
            var before = await Families.TextAsync(crm, people);
            var body = new JsonObject
            {
                ["people"] = new JsonArray([.. people.Skip(1).Select(person => (JsonNode)person)]),
                ["values"] = new JsonObject(Families.Properties.Where((_, index) => (chosen >> index & 1) == 1).Select(name => KeyValuePair.Create(name, (JsonNode?)people[chosen % people.Count]))),
            };
            for (var i = 0; i < (isRepeated ? 2 : 1); i++)
            {
                clock.Advance(TimeSpan.FromHours(1));
                var merge = (await crm.Post($"{people[0]}/merge", body)).Is(201).Iri;
                Assert.NotEqual(before, await Families.TextAsync(crm, people));
                clock.Advance(TimeSpan.FromHours(1));

                Assert.Empty((await crm.Post($"{merge}/undo", "")).Is(200)["leftAlone"]!.AsArray());

                Assert.Equal(before, await Families.TextAsync(crm, people));
            }
        }, iter: 40, threads: 1);
    }

    [Fact]
    public async Task What_was_added_since_stays_and_what_was_edited_since_is_left_alone_and_listed()
    {
        var crm = await server.NewTenant();
        var tag = await crm.Tag();
        var survivor = await crm.Create("/people", """{"familyName":"A","emailAddresses":[{"email":"a@example.com"}]}""");
        var other = await crm.Create("/people", """{"familyName":"B","jobTitle":"Buyer","givenName":"C","emailAddresses":[{"email":"b@example.com"}]}""");
        var moved = await crm.Note(other, "\"title\":\"Old\"");
        var merge = (await crm.Post($"{survivor}/merge", $$"""{"people":["{{other}}"]}""")).Iri;
        (await crm.Patch(survivor, $$"""{"jobTitle":"Director","tags":["{{tag}}"],"emailAddresses":[{"email":"a@example.com"},{"email":"b@example.com"},{"email":"new@example.com"}]}""")).Is(200);
        await crm.Note(survivor, "\"title\":\"New\"");
        (await crm.Patch($"{survivor}/notes/{moved[^36..]}", """{"description":"Edited"}""")).Is(200);

        var undone = (await crm.Post($"{merge}/undo", "")).Is(200);

        Assert.Equal($$"""[{"item":"{{survivor}}","property":"jobTitle"}]""", undone["leftAlone"]!.ToJsonString());
        Assert.NotNull(undone["undoneAt"]);
        var person = await crm.Get(survivor);
        Assert.Equal("Director", person["jobTitle"]!.GetValue<string>());
        Assert.Null(person["givenName"]);
        Assert.Equal([tag], person.List("tags"));
        Assert.Equal("""[{"email":"a@example.com"},{"email":"new@example.com"}]""", person["emailAddresses"]!.ToJsonString());
        Assert.Equal(["New"], (await crm.Get($"{survivor}/notes")).Texts("title"));
        Assert.Equal(["Edited"], (await crm.Get($"{other}/notes")).Texts("description"));
        Assert.Equal("Buyer", (await crm.Get(other))["jobTitle"]!.GetValue<string>());
    }

    [Fact]
    public async Task Links_to_what_was_deleted_since_are_left_out_and_listed()
    {
        var crm = await server.NewTenant();
        var tag = await crm.Tag();
        var survivor = await crm.Person("A");
        var other = await crm.Create("/people", $$"""{"familyName":"B","tags":["{{tag}}"]}""");
        var merge = (await crm.Post($"{survivor}/merge", $$"""{"people":["{{other}}"]}""")).Iri;
        (await crm.Delete(tag)).Is(204);

        var undone = (await crm.Post($"{merge}/undo", "")).Is(200);

        Assert.Contains($$"""{"item":"{{other}}","property":"tags"}""", undone["leftAlone"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty((await crm.Get(other)).Is(200).List("tags"));
        Assert.Empty((await crm.Get(survivor)).List("tags"));
    }

    [Fact]
    public async Task Merges_are_undone_once_and_the_later_one_first()
    {
        var crm = await server.NewTenant();
        var (a, b, c) = (await crm.Person("A"), await crm.Person("B"), await crm.Person("C"));
        var first = (await crm.Post($"{b}/merge", $$"""{"people":["{{a}}"]}""")).Iri;
        var second = (await crm.Post($"{c}/merge", $$"""{"people":["{{b}}"]}""")).Iri;

        Assert.Contains(c, (await crm.Post($"{first}/undo", "")).Is(409).Detail, StringComparison.Ordinal);
        (await crm.Post($"{second}/undo", "")).Is(200);
        Assert.Equal(b, (await crm.Get(a)).Is(308).Header("Location"));
        (await crm.Post($"{first}/undo", "")).Is(200);
        (await crm.Post($"{first}/undo", "")).Is(409);

        foreach (var person in (string[])[a, b, c])
            (await crm.Get(person)).Is(200);
        (await (await server.NewTenant()).Post($"{first}/undo", "")).Is(404);
    }

    [Fact]
    public async Task What_others_brought_later_is_undone_first()
    {
        var crm = await server.NewTenant();
        const string Shared = """{"familyName":"B","emailAddresses":[{"email":"shared@example.com"}]}""";
        var (survivor, b, c) = (await crm.Person("A"), await crm.Create("/people", Shared), await crm.Create("/people", Shared));
        var first = (await crm.Post($"{survivor}/merge", $$"""{"people":["{{b}}"]}""")).Iri;
        var second = (await crm.Post($"{survivor}/merge", $$"""{"people":["{{c}}"]}""")).Iri;

        Assert.Contains(second, (await crm.Post($"{first}/undo", "")).Is(409).Detail, StringComparison.Ordinal);
        (await crm.Post($"{second}/undo", "")).Is(200);
        (await crm.Post($"{first}/undo", "")).Is(200);

        Assert.Empty((await crm.Get(survivor))["emailAddresses"]!.AsArray());
    }

    [Fact]
    public async Task Nobody_learns_of_a_private_note_from_what_was_left_alone()
    {
        var crm = await server.NewTenant();
        var colleague = await crm.Colleague();
        var (survivor, other) = (await crm.Person("A"), await crm.Person("B"));
        var note = await colleague.Note(other, "\"isPrivate\":true");
        var merge = (await crm.Post($"{survivor}/merge", $$"""{"people":["{{other}}"]}""")).Iri;
        (await colleague.Delete($"{survivor}/notes/{note[^36..]}")).Is(204);

        Assert.Empty((await crm.Post($"{merge}/undo", "")).Is(200)["leftAlone"]!.AsArray());
    }

    [Fact]
    public async Task No_note_is_lost_that_is_written_while_its_person_is_merged()
    {
        for (var i = 0; i < 8; i++)
        {
            var crm = await server.NewTenant();
            var (survivor, other) = (await crm.Person("A"), await crm.Person("B"));
            var body = $$"""{"description":"Called","category":"{{await crm.Category()}}"}""";

            var merging = crm.Post($"{survivor}/merge", $$"""{"people":["{{other}}"]}""");
            var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => crm.Post($"{other}/notes", body)));
            (await merging).Is(201);

            Assert.Equal(replies.Count(reply => reply.Status == 201), (await crm.Get($"{survivor}/notes")).TotalItems);
            Assert.All(replies, reply => Assert.True(reply.Status is 201 or 308, reply.Text));
        }
    }

    [Fact]
    public async Task A_survivor_that_was_deleted_is_restored_first()
    {
        var crm = await server.NewTenant();
        var (survivor, other) = (await crm.Person("A"), await crm.Person("B"));
        var merge = (await crm.Post($"{survivor}/merge", $$"""{"people":["{{other}}"]}""")).Iri;
        (await crm.Delete(survivor)).Is(204);

        (await crm.Post($"{merge}/undo", "")).Is(409);
        (await crm.Post($"{survivor}/restore", "")).Is(200);
        (await crm.Post($"{merge}/undo", "")).Is(200);

        (await crm.Get(other)).Is(200);
    }

    /// <summary>People who share some of what they have, with notes.</summary>
    private static class Families
    {
        public static readonly string[] Properties = ["familyName", "givenName", "jobTitle", "emailAddresses", "phoneNumbers", "tags", "address", "owner", "dealSize", "isTracked"];

        public static async Task<List<string>> CreateAsync(Client crm, int[] shapes)
        {
            var (tag, organization, owner) = (await crm.Tag(), await crm.Organization(), await crm.User("owner@example.com"));
            var people = new List<string>();
            foreach (var shape in shapes)
            {
                bool Has(int bit) => (shape >> bit & 1) == 1;
                var body = new JsonObject
                {
                    ["familyName"] = $"F{shape % 3}",
                    ["givenName"] = Has(0) ? "G" : null,
                    ["jobTitle"] = Has(1) ? $"J{shape % 5}" : null,
                    ["emailAddresses"] = new JsonArray([.. Enumerable.Range(0, shape % 4).Select(i => (JsonNode)new JsonObject { ["email"] = $"e{(shape + i) % 5}@example.com" })]),
                    ["phoneNumbers"] = Has(2) ? new JsonArray(new JsonObject { ["phoneNumber"] = Has(3) ? "06 12345678" : "+31612345678" }) : null,
                    ["tags"] = Has(4) ? new JsonArray(tag) : null,
                    ["organizations"] = Has(5) ? new JsonArray(organization) : null,
                    ["owner"] = Has(6) ? owner : null,
                    ["address"] = Has(7) ? new JsonObject { ["city"] = "Utrecht" } : null,
                    ["dealSize"] = Has(8) ? shape : null,
                    ["isTracked"] = Has(9),
                };
                var person = (await crm.Post("/people", body)).Is(201).Iri;
                if (Has(1))
                    await crm.Note(person);
                people.Add(person);
            }
            return people;
        }

        /// <summary>All that can be read about them, but for what changes with every write.</summary>
        public static async Task<string> TextAsync(Client crm, List<string> people)
        {
            var texts = new List<string>();
            foreach (var person in people)
            {
                var (item, notes) = (await crm.Get(person), await crm.Get($"{person}/notes"));
                texts.Add($"{item.Status} {item.Text}\n{notes.Status} {notes.Text}");
            }
            texts.Add((await crm.Get("/people?itemsPerPage=30")).Text);
            texts.Add((await crm.Get("/organizations")).Text);
            return string.Join('\n', texts);
        }
    }
}
