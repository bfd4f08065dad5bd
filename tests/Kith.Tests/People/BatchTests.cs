using CsCheck;
using Kith.Access;
using Kith.Tests.Support;

namespace Kith.Tests.People;

public sealed class BatchTests(RunningServer server)
{
    [Theory]
    [InlineData("atomic")]
    [InlineData("bestEffort")]
    public async Task Each_operation_is_done_in_its_turn(string mode)
    {
        var crm = await server.NewTenant();
        var (jan, gone) = (await crm.Create("/people", """{"familyName":"de Vries","emailAddresses":[{"email":"jan@example.com"}]}"""), await crm.Person("Gone"));

        var reply = (await Send(crm, mode,
            """{"method":"create","body":{"familyName":"New","emailAddresses":[{"email":"JAN@example.com"}]}}""",
            $$"""{"method":"update","person":"{{jan}}","body":{"jobTitle":"Buyer"} }""",
            $$"""{"method":"update","person":"{{jan[^36..]}}","body":{"jobTitle":"Buyer"} }""",
            """{"method":"upsert","match":"customerId","body":{"familyName":"Eva","customerId":"C-1"}}""",
            """{"method":"upsert","match":"customerId","body":{"customerId":"c-1","jobTitle":"Baker"}}""",
            $$"""{"method":"delete","person":"{{gone}}"}""")).Is(200);

        var rows = reply.Members;
        Assert.Equal([0, 1, 2, 3, 4, 5], rows.Select(row => row["row"]!.GetValue<int>()));
        Assert.Equal([201, 200, 200, 201, 200, 204], rows.Select(Status));
        Assert.Equal(["created", "updated", "unchanged", "created", "updated", "deleted"], reply.Texts("outcome"));
        Assert.Equal([jan], rows[0]["possibleDuplicates"]!.AsArray().Select(iri => iri!.GetValue<string>()));
        Assert.Equal(["jobTitle"], rows[1]["changedProperties"]!.AsArray().Select(name => name!.GetValue<string>()));
        Assert.Equal(["same customer id c-1"], rows[4]["matchedOn"]!.AsArray().Select(reason => reason!.GetValue<string>()));
        Assert.Equal(rows[3]["person"]!.GetValue<string>(), rows[4]["person"]!.GetValue<string>());
        var eva = await crm.Get(rows[4]["person"]!.GetValue<string>());
        Assert.Equal(("Baker", eva.ETag), (eva["jobTitle"]!.GetValue<string>(), rows[4]["etag"]!.GetValue<string>()));
        Assert.Equal([jan, rows[0]["person"]!.GetValue<string>(), eva.Iri], (await crm.Get("/people")).Iris);
        (await crm.Get(gone)).Is(404);
    }

    private static string[] OneBadRow(string gone) =>
    [
        """{"method":"create","body":{"familyName":"First","emailAddresses":[{"email":"first@example.com"}]}}""",
        """{"method":"create","body":{"familyName":"Bad","emailAddresses":[{"email":"x@"}],"tags":["/tags/019aaaaa-0000-7000-8000-000000000000"]}}""",
        """{"method":"create","body":{"familyName":"Last"}}""",
        $$"""{"method":"delete","person":"{{gone}}"}""",
    ];

    [Fact]
    public async Task All_or_nothing_names_the_row_that_was_refused_and_writes_nothing()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person("Stays");
        var before = await crm.Get("/people");

        var refused = (await Send(crm, "atomic", OneBadRow(person))).Refuses("operations[1].body.emailAddresses[0].email", ViolationCodes.Email);
        refused.Refuses("operations[1].body.tags[0]", ViolationCodes.Iri);
        var missing = (await Send(crm, "atomic", """{"method":"create","body":{"familyName":"First"}}""", $$"""{"method":"delete","person":"{{Iri.SampleId}}"}""")).Is(404);

        Assert.Equal((1, 1), (refused["row"]!.GetValue<int>(), missing["row"]!.GetValue<int>()));
        Assert.StartsWith("operations[1]: ", missing.Detail, StringComparison.Ordinal);
        Assert.Equal(before.Text, (await crm.Get("/people")).Text);
        Assert.Equal(0, (await crm.Get("/people?identifiers=first@example.com")).TotalItems);
    }

    [Fact]
    public async Task One_refusal_does_not_touch_the_others_where_each_is_by_itself()
    {
        await using var own = await RunningServer.StartAsync(TimeProvider.System);
        var crm = await own.NewTenant();
        var gone = await crm.Person("Gone");

        // The first of the second four is refused when it was written already.
        var rows = (await crm.Post("/people/batch", Body("bestEffort", [.. OneBadRow(gone), .. OneBadRow(gone)]), ("Prefer", "handling=strict"))).Is(200).Members;

        Assert.Equal([201, 422, 201, 204, 409, 422, 201, 404], rows.Select(Status));
        var problem = rows[1]["problem"]!;
        Assert.Equal("ConstraintViolation", problem["@type"]!.GetValue<string>());
        Assert.Equal(["emailAddresses[0].email", "tags[0]"], problem["violations"]!.AsArray().Select(violation => violation!["propertyPath"]!.GetValue<string>()).Order());
        Assert.Null(rows[1]["person"]);
        Assert.Equal("Error", rows[7]["problem"]!["@type"]!.GetValue<string>());
        Assert.Equal(["First", "Last", "Last"], (await crm.Get("/people")).Texts("familyName"));
        Assert.Equal(3, (await crm.Get("/people")).TotalItems);
        Assert.Empty(await own.Database.VerifyAsync());
        var revisions = await own.Database.ReadAsync(session => session.ListAsync($"select revision from journal where type = {"Person"} order by revision", static row => row.Long(0)), TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, revisions.Count).Select(i => revisions[0] + i), revisions);
    }

    [Fact]
    public async Task Rows_are_as_conditional_as_requests()
    {
        var crm = await server.NewTenant();
        var person = (await crm.Post("/people", """{"familyName":"A","linkedinId":"aaa"}""")).Is(201);
        string Update(string etag, string name) => $$"""{"method":"update","person":"{{person.Iri}}","ifMatch":{{JsonValue.Create(etag).ToJsonString()}},"body":{"familyName":"{{name}}"} }""";

        var rows = (await Send(crm, "bestEffort",
            Update("\"0\"", "B"), Update(person.ETag, "C"), Update(person.ETag, "D"),
            """{"method":"upsert","match":"linkedinId","ifMatch":"*","body":{"familyName":"E","linkedinId":"bbb"}}""",
            """{"method":"delete","person":"PERSON","ifMatch":"\"0\""}""".Replace("PERSON", person.Iri, StringComparison.Ordinal))).Is(200).Members;

        Assert.Equal([412, 200, 412, 412, 412], rows.Select(Status));
        Assert.Equal("C", (await crm.Get(person.Iri))["familyName"]!.GetValue<string>());
    }

    [Fact]
    public async Task Who_would_rather_be_refused_is_row_by_row()
    {
        var crm = await server.NewTenant();
        const string row = """{"method":"create","body":{"familyName":"A","linkedinId":"aaa"}}""";

        var reply = (await crm.Post("/people/batch", Body("bestEffort", row, row), ("Prefer", "handling=strict"))).Is(200);
        var atomic = (await crm.Post("/people/batch", Body("atomic", row), ("Prefer", "handling=strict"))).Is(409);

        Assert.Equal("handling=strict", reply.Header("Preference-Applied"));
        Assert.Equal([201, 409], reply.Members.Select(Status));
        var first = reply.Members[0]["person"]!.GetValue<string>();
        Assert.Equal(first, reply.Members[1]["problem"]!["candidates"]![0]!["person"]!.GetValue<string>());
        Assert.Equal((0, first), (atomic["row"]!.GetValue<int>(), atomic["candidates"]![0]!["person"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("atomic")]
    [InlineData("bestEffort")]
    public async Task A_repeated_request_is_answered_again_and_not_done_again(string mode)
    {
        var crm = await server.NewTenant();
        var (body, key) = (Body(mode, OneBadRow(await crm.Person("Gone"))), ("Idempotency-Key", "k"));

        var first = await crm.Post("/people/batch", body, key);
        var again = await crm.Post("/people/batch", body, key);

        Assert.Equal((first.Status, first.Text), (again.Status, again.Text));
        Assert.Equal(mode == "atomic" ? 1 : 2, (await crm.Get("/people")).TotalItems);
    }

    [Fact]
    public async Task A_thousand_are_written_and_one_more_is_refused()
    {
        var crm = await server.NewTenant();
        string[] Rows(int count) => [.. Enumerable.Range(0, count).Select(i => $$"""{"method":"create","body":{"familyName":"P{{i}}","emailAddresses":[{"email":"p{{i}}@example.com"}],"address":{"street":"{{new string('x', 250)}}"},"additionalName":"{{new string('y', 250)}}","jobTitle":"{{new string('z', 250)}}","initials":"{{new string('i', 250)}}","honorificPrefix":"{{new string('h', 200)}}"} }""")];

        var body = Body("atomic", Rows(1000));
        Assert.True(body.Length > 1024 * 1024);
        Assert.Equal(1000, (await crm.Post("/people/batch", body)).Is(200).TotalItems);
        Assert.Equal(1000, (await crm.Get("/people")).TotalItems);
        (await Send(crm, "atomic", Rows(1001))).Refuses("operations", ViolationCodes.TooMany);
        Assert.Contains("8388608", (await crm.Post("/people/batch", $$"""{"mode":"{{new string(' ', 8 * 1024 * 1024)}}"}""")).Is(413).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_request_is_told_of_everything_that_is_wrong()
    {
        var crm = await server.NewTenant();

        var reply = await crm.Post("/people/batch", """
            {"mode":"some","operations":[7,{},{"method":"merge"},{"method":"create"},{"method":"create","body":[]},{"method":"upsert","body":{}},{"method":"upsert","match":"name","body":{}},
             {"method":"update","person":"/tags/0198c5a4-7b1e-7c3a-9d52-3f6a1e8b4c70","body":{}},{"method":"delete"},{"method":"delete","person":7,"ifMatch":7}]}
            """);

        Assert.Equal(
            [
                ("mode", ViolationCodes.Choice), ("operations[0]", ViolationCodes.Type), ("operations[1].method", ViolationCodes.Blank), ("operations[2].method", ViolationCodes.Choice),
                ("operations[3].body", ViolationCodes.Blank), ("operations[4].body", ViolationCodes.Type), ("operations[5].match", ViolationCodes.Blank), ("operations[6].match", ViolationCodes.Choice),
                ("operations[7].person", ViolationCodes.Iri), ("operations[8].person", ViolationCodes.Blank), ("operations[9].ifMatch", ViolationCodes.Type), ("operations[9].person", ViolationCodes.Type),
            ],
            reply.Is(422).Violations);
        (await crm.Post("/people/batch", "{}")).Refuses("operations", ViolationCodes.Blank).Refuses("mode", ViolationCodes.Blank);
        (await Send(crm, "atomic")).Refuses("operations", ViolationCodes.Blank);
        (await crm.Post("/people/batch", """{"mode":"atomic","operations":{}}""")).Refuses("operations", ViolationCodes.Type);
        (await Send(await crm.WithScope(Scope.Read), "atomic", """{"method":"create","body":{"familyName":"A"}}""")).Is(403);
        Assert.Equal(0, (await crm.Get("/people")).TotalItems);
    }

    [Fact]
    public async Task Nobody_else_s_people_are_there()
    {
        var (crm, stranger) = (await server.NewTenant(), await server.NewTenant());
        var person = await crm.Create("/people", """{"familyName":"A","linkedinId":"aaa"}""");

        var rows = (await Send(stranger, "bestEffort",
            $$"""{"method":"update","person":"{{person}}","body":{"familyName":"B"} }""", $$"""{"method":"delete","person":"{{person}}"}""",
            """{"method":"upsert","match":"linkedinId","body":{"familyName":"C","linkedinId":"aaa"}}""")).Is(200).Members;

        Assert.Equal([404, 404, 201], rows.Select(Status));
        Assert.Equal("A", (await crm.Get(person))["familyName"]!.GetValue<string>());
    }

    [Fact]
    public async Task Rows_by_themselves_are_what_requests_would_be()
    {
        var operations = Gen.Select(Gen.Int[0, 4], Gen.Int[0, 6], Gen.Int[0, 3], static (kind, person, value) => (kind, person, value)).Array[1, 25];

        await operations.SampleAsync(async steps =>
        {
            var (batched, single) = (await server.NewTenant(), await server.NewTenant());
            var (left, right) = (await People(batched), await People(single));
            var rows = (await Send(batched, "bestEffort", [.. steps.Select(step => Row(step, left[step.person]))])).Is(200).Members;
            var replies = new List<Reply>();
            foreach (var step in steps)
                replies.Add(await Request(single, step, right[step.person]));

            Assert.Equal(replies.Select(reply => reply.Status), rows.Select(Status));
            Assert.Equal((await Documents(single)).Select(Content), (await Documents(batched)).Select(Content));
        }, iter: 15, threads: 1);
    }

    private static async Task<List<string>> People(Client crm)
    {
        var people = new List<string>();
        for (var i = 0; i < 7; i++)
            people.Add(await crm.Create("/people", $$"""{"familyName":"P{{i}}","linkedinId":"p{{i}}"}"""));
        return people;
    }

    private static string BodyOf((int Kind, int Person, int Value) step) => step.Kind switch
    {
        0 => $$"""{"familyName":"{{(step.Value == 0 ? "" : "New")}}","linkedinId":"p{{step.Person}}"}""",
        1 or 2 => $$"""{"jobTitle":"{{step.Value}}","givenName":{{(step.Value == 0 ? "7" : "null")}}}""",
        _ => $$"""{"familyName":"Up {{step.Value}}","linkedinId":"{{(step.Value == 0 ? "" : $"p{step.Person + step.Value}")}}"}""",
    };

    private static string Row((int Kind, int Person, int Value) step, string person) => step.Kind switch
    {
        0 => $$"""{"method":"create","body":{{BodyOf(step)}} }""",
        1 => $$"""{"method":"delete","person":"{{person}}"}""",
        2 => $$"""{"method":"update","person":"{{person}}","body":{{BodyOf(step)}} }""",
        _ => $$"""{"method":"upsert","match":"linkedinId","body":{{BodyOf(step)}} }""",
    };

    private static Task<Reply> Request(Client crm, (int Kind, int Person, int Value) step, string person) => step.Kind switch
    {
        0 => crm.Post("/people", BodyOf(step)),
        1 => crm.Delete(person),
        2 => crm.Patch(person, BodyOf(step)),
        _ => crm.Put("/people?match=linkedinId", BodyOf(step)),
    };

    private static async Task<IReadOnlyList<JsonObject>> Documents(Client crm) => (await crm.Get("/people?itemsPerPage=30")).Members;

    /// <summary>A person without what differs from one to the next.</summary>
    private static string Content(JsonObject person) =>
        new JsonObject(person.Where(property => property.Key is not ("@id" or "id" or "createdAt" or "updatedAt")).Select(property => KeyValuePair.Create(property.Key, property.Value?.DeepClone()))).ToJsonString();

    private static int Status(JsonObject row) => row["status"]!.GetValue<int>();

    private static string Body(string mode, params string[] operations) => $$"""{"mode":"{{mode}}","operations":[{{string.Join(',', operations)}}]}""";

    private static Task<Reply> Send(Client crm, string mode, params string[] operations) => crm.Post("/people/batch", Body(mode, operations));
}
