using CsCheck;
using Kith.Access;
using Kith.Tests.Support;

namespace Kith.Tests.Identity;

public sealed class ResolveTests(RunningServer server)
{
    private const string Jan = """
        {"familyName":"de Vries","givenName":"Jan","emailAddresses":[{"email":"Jan.deVries@gmail.com"},{"email":"jan@work.example"}],
         "phoneNumbers":[{"phoneNumber":"06 12345678"},{"phoneNumber":"+44 20 7946 0958 ext. 12"}],"linkedinId":"https://www.linkedin.com/in/JanDeVries/",
         "customerId":"C-1042","externalSource":"HubSpot"}
        """;

    [Theory]
    [InlineData("jan@work.example")]
    [InlineData(" mailto:JAN@Work.Example ")]
    [InlineData("0031 6 1234 5678")]
    [InlineData("tel:+31-6-12345678")]
    [InlineData("+442079460958 x12")]
    [InlineData("jandevries")]
    [InlineData("http://nl.linkedin.com/in/jandevries?trk=x")]
    [InlineData(" c-1042")]
    public async Task One_who_has_an_identifier_in_any_spelling_is_meant(string spelling)
    {
        var crm = await server.NewTenant();
        var person = await crm.Create("/people", Jan);
        await crm.Person("Somebody else");

        var item = await ResolveOne(crm, spelling);

        Assert.Equal("match", item["status"]!.GetValue<string>());
        Assert.Equal(person, item["person"]!.GetValue<string>());
        Assert.InRange(item["confidence"]!.GetValue<double>(), 0.8, 1);
        Assert.NotEmpty(item["reasons"]!.AsArray());
        Assert.Empty(item["candidates"]!.AsArray());
    }

    [Theory]
    [InlineData("jandevries@googlemail.com")]
    [InlineData("jan.devries+news@gmail.com")]
    [InlineData("jan+x@work.example")]
    public async Task A_mailbox_makes_a_candidate_only(string address)
    {
        var crm = await server.NewTenant();
        var person = await crm.Create("/people", Jan);

        var item = await ResolveOne(crm, address);

        var candidate = Single(item, "candidates");
        Assert.Equal(person, candidate["person"]!.GetValue<string>());
        Assert.Equal(0.6, candidate["confidence"]!.GetValue<double>());
        Assert.Contains("same mailbox", candidate["reasons"]![0]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mailbox_that_was_stored_with_a_tag_is_found_without()
    {
        var crm = await server.NewTenant();
        var person = await crm.Create("/people", """{"familyName":"A","emailAddresses":[{"email":"a.b+crm@gmail.com"}]}""");

        Assert.Equal(person, Single(await ResolveOne(crm, "ab@gmail.com"), "candidates")["person"]!.GetValue<string>());
        Assert.Equal(0, (await crm.Get("/people?identifiers=ab@gmail.com")).TotalItems);
        Assert.Equal(0, (await crm.Get("/people?emailAddresses.email=ab@gmail.com")).TotalItems);
    }

    [Theory]
    [InlineData("5551234")]
    [InlineData("info@acme.example")]
    public async Task What_several_share_means_nobody(string shared)
    {
        var crm = await server.NewTenant();
        foreach (var name in (string[])["A", "B", "C"])
            await crm.Create("/people", $$"""{"familyName":"{{name}}","emailAddresses":[{"email":"info@acme.example"}],"phoneNumbers":[{"phoneNumber":"5551234"}]}""");

        var item = await ResolveOne(crm, shared);

        Assert.Equal("candidates", item["status"]!.GetValue<string>());
        Assert.Null(item["person"]);
        Assert.Equal(3, item["candidates"]!.AsArray().Count);
        Assert.Contains("shared by 3 people", item["candidates"]![0]!["reasons"]![0]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_of_a_task_means_nobody_although_one_alone_has_it()
    {
        var crm = await server.NewTenant();
        await crm.Create("/people", """{"familyName":"A","emailAddresses":[{"email":"info@acme.example"}]}""");

        Assert.Equal("candidates", (await ResolveOne(crm, "Info@acme.example"))["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task More_than_ten_are_told_of_as_ten()
    {
        var crm = await server.NewTenant();
        for (var i = 0; i < 13; i++)
            await crm.Create("/people", """{"familyName":"A","phoneNumbers":[{"phoneNumber":"5551234"}]}""");

        var item = await ResolveOne(crm, "555 1234");

        Assert.Equal(10, item["candidates"]!.AsArray().Count);
        Assert.Contains("shared by more than 10 people", item["candidates"]![0]!["reasons"]![0]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_confirm_and_contradict()
    {
        var crm = await server.NewTenant();
        var person = await crm.Create("/people", Jan);

        var same = await ResolveOne(crm, Describe("phone", "06-12345678", "JAN", "De  Vries"));
        var initial = await ResolveOne(crm, Describe("phone", "06-12345678", "J.", "Vries-Bakker"));
        var other = await ResolveOne(crm, Describe("phone", "06-12345678", "Marie", "de Vries"));
        var nobody = await ResolveOne(crm, new JsonObject { ["givenName"] = "Jan", ["familyName"] = "de Vries" });

        Assert.Equal(("match", "match", "candidates", "none"), (Status(same), Status(initial), Status(other), Status(nobody)));
        Assert.Equal(person, same["person"]!.GetValue<string>());
        Assert.Contains("same name", same["reasons"]!.AsArray().Select(reason => reason!.GetValue<string>()));
        Assert.True(same["confidence"]!.GetValue<double>() > initial["confidence"]!.GetValue<double>());
        Assert.Contains("another given name, Jan", Single(other, "candidates")["reasons"]!.AsArray().Select(reason => reason!.GetValue<string>()));
        Assert.True(Single(other, "candidates")["confidence"]!.GetValue<double>() < initial["confidence"]!.GetValue<double>());
    }

    [Theory]
    [InlineData("Johannes", "match")]
    [InlineData("Hans", "candidates")]
    public async Task A_nickname_confirms_the_name_that_it_comes_from_and_no_other_nickname(string given, string status)
    {
        var crm = await server.NewTenant();
        await crm.Create("/people", Jan);

        var item = await ResolveOne(crm, Describe("phone", "06-12345678", given, "de Vries"));

        Assert.Equal(status, Status(item));
        Assert.Equal(status == "match", item["reasons"]?.AsArray().Any(reason => reason!.GetValue<string>() == "one given name is a form of the other") == true);
    }

    [Fact]
    public async Task A_customer_id_of_another_system_means_somebody_else()
    {
        var crm = await server.NewTenant();
        var person = await crm.Create("/people", Jan);

        var same = await ResolveOne(crm, new JsonObject { ["customerId"] = "c-1042", ["externalSource"] = "hubspot" });
        var other = await ResolveOne(crm, new JsonObject { ["customerId"] = "c-1042", ["externalSource"] = "salesforce" });

        Assert.Equal(("match", person), (Status(same), same["person"]!.GetValue<string>()));
        Assert.Equal("candidates", Status(other));
    }

    [Fact]
    public async Task Two_who_are_each_meant_are_candidates_and_a_shared_number_does_not_spoil_a_match()
    {
        var crm = await server.NewTenant();
        var first = await crm.Create("/people", """{"familyName":"A","emailAddresses":[{"email":"a@x.example"}],"phoneNumbers":[{"phoneNumber":"5551234"}]}""");
        var second = await crm.Create("/people", """{"familyName":"B","emailAddresses":[{"email":"b@x.example"}],"phoneNumbers":[{"phoneNumber":"5551234"}],"linkedinId":"bb"}""");

        var both = await ResolveOne(crm, new JsonObject { ["email"] = "a@x.example", ["linkedinId"] = "bb" });
        var one = await ResolveOne(crm, new JsonObject { ["email"] = "a@x.example", ["phone"] = "5551234" });

        Assert.Equal("candidates", Status(both));
        Assert.Equal([second, first], both["candidates"]!.AsArray().Select(candidate => candidate!["person"]!.GetValue<string>()));
        Assert.Equal(("match", first), (Status(one), one["person"]!.GetValue<string>()));
        Assert.Equal(second, one["candidates"]![0]!["person"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_thousand_items_are_answered_in_their_order_and_other_tenants_do_not_exist()
    {
        var (crm, stranger) = (await server.NewTenant(), await server.NewTenant());
        var people = new List<string>();
        for (var i = 0; i < 5; i++)
            people.Add(await crm.Create("/people", $$"""{"familyName":"P{{i}}","emailAddresses":[{"email":"p{{i}}@x.example"}]}"""));
        var items = new JsonObject { ["items"] = new JsonArray([.. Enumerable.Range(0, 1000).Select(i => (JsonNode)$"P{i % 7}@x.example")]) };

        var answer = (await (await crm.WithScope(Scope.Read)).Post("/people/resolve", items)).Is(200);
        var elsewhere = (await stranger.Post("/people/resolve", items)).Is(200);

        Assert.Equal(1000, answer.TotalItems);
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal(i, answer.Members[i]["item"]!.GetValue<int>());
            Assert.Equal(i % 7 < 5 ? people[i % 7] : null, answer.Members[i]["person"]?.GetValue<string>());
        }
        Assert.All(elsewhere.Members, member => Assert.Equal("none", Status(member)));
    }

    [Fact]
    public async Task A_bad_request_is_told_of_everything_that_is_wrong()
    {
        var crm = await server.NewTenant();
        async Task<Reply> Resolve(string items) => await crm.Post("/people/resolve", $$"""{"items":{{items}}}""");

        var reply = await Resolve($$"""["", {"email":"jan@"}, 7, {"phone":1,"linkedinId":"{{new string('x', 256)}}"}, {}, {"name":"x"}, "jan@example.com", "{{new string('x', 256)}}", "a\u0000b"]""");

        Assert.Equal(
            [
                ("items[0]", ViolationCodes.Blank), ("items[1].email", ViolationCodes.Email), ("items[2]", ViolationCodes.Type), ("items[3].phone", ViolationCodes.Type),
                ("items[3].linkedinId", ViolationCodes.TooLong), ("items[4]", ViolationCodes.Blank), ("items[5]", ViolationCodes.Blank), ("items[7]", ViolationCodes.TooLong), ("items[8]", ViolationCodes.Form),
            ],
            reply.Is(422).Violations);
        (await Resolve("[]")).Refuses("items", ViolationCodes.Blank);
        (await Resolve("null")).Refuses("items", ViolationCodes.Blank);
        (await Resolve("\"jan@example.com\"")).Refuses("items", ViolationCodes.Type);
        (await Resolve($"[{string.Join(',', Enumerable.Repeat("\"a\"", 1001))}]")).Refuses("items", ViolationCodes.TooMany);
        (await crm.Post("/people/resolve", "{}")).Refuses("items", ViolationCodes.Blank);
        (await crm.Get("/people/resolve")).Is(405);
    }

    [Fact]
    public async Task The_index_follows_every_change()
    {
        var crm = await server.NewTenant();
        var person = await crm.Create("/people", Jan);

        (await crm.Patch(person, """{"customerId":"D-1","emailAddresses":[{"email":"j+a@x.example"}]}""")).Is(200);

        Assert.Equal("none", Status(await ResolveOne(crm, "C-1042")));
        Assert.Equal("match", Status(await ResolveOne(crm, "D-1")));
        Assert.Equal("candidates", Status(await ResolveOne(crm, "j@x.example")));
        Assert.Equal("none", Status(await ResolveOne(crm, "jandevries@gmail.com")));
        (await crm.Delete(person)).Is(204);
        Assert.Equal("none", Status(await ResolveOne(crm, "D-1")));
    }

    [Fact]
    public async Task What_cannot_be_an_identifier_finds_nobody_and_breaks_nothing()
    {
        var crm = await server.NewTenant();
        await crm.Create("/people", Jan);

        await Gen.String[1, 60].Array[1, 20].SampleAsync(async texts =>
        {
            var items = new JsonArray([.. texts.Where(text => !text.Any(char.IsSurrogate)).Append("x").Select(text => (JsonNode)text)]);
            var reply = await crm.Post("/people/resolve", new JsonObject { ["items"] = items });
            Assert.True(reply.Status is 200 or 422, reply.Text);
        }, iter: 50, threads: 1);
    }

    private static async Task<JsonObject> ResolveOne(Client crm, JsonNode item) =>
        (await crm.Post("/people/resolve", new JsonObject { ["items"] = new JsonArray(item) })).Is(200).Members.Single();

    private static JsonObject Describe(string kind, string text, string givenName, string familyName) =>
        new() { [kind] = text, ["givenName"] = givenName, ["familyName"] = familyName };

    private static string Status(JsonObject item) => item["status"]!.GetValue<string>();

    private static JsonObject Single(JsonObject item, string status)
    {
        Assert.Equal(status, Status(item));
        return Assert.Single(item["candidates"]!.AsArray())!.AsObject();
    }
}
