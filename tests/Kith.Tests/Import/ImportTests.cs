using Kith.Access;
using Kith.Tests.Support;
using static Kith.Tests.Import.FilesOfPeople;

namespace Kith.Tests.Import;

public sealed class ImportTests(RunningServer server)
{
    private const string Csv = """
        First Name,Last Name,E-mail,Phone,Company,Favourite colour
        Jan,de Vries,jan@example.com,0612345678,Acme,blue
        Anna,Smit,anna@example.com,,Acme,
        Wrong,Address,not an address,,,
        Jan,de Vries,JAN@example.com,020 1234567,,
        """;

    [Fact]
    public async Task A_file_is_looked_at_before_anything_is_written()
    {
        var crm = await server.NewTenant();
        await crm.Create("/people", """{"familyName":"Smit","emailAddresses":[{"email":"anna@example.com"}]}""");

        var import = await crm.SendFile(Csv);

        Assert.Equal(("contacts.csv", "text/csv", ",", 4), (import["title"]!.GetValue<string>(), import["mediaType"]!.GetValue<string>(), import["delimiter"]!.GetValue<string>(), import["rows"]!.GetValue<int>()));
        Assert.Equal("givenName", import["mapping"]!["First Name"]!["target"]!.GetValue<string>());
        Assert.Equal("emailAddresses", import["mapping"]!["E-mail"]!["target"]!.GetValue<string>());
        Assert.Equal("organizations", import["mapping"]!["Company"]!["target"]!.GetValue<string>());
        Assert.Equal("note", import["mapping"]!["Favourite colour"]!["target"]!.GetValue<string>());
        Assert.Equal("jan@example.com", import["columns"]![2]!["samples"]![0]!.GetValue<string>());

        var preview = (await crm.Get($"{import.Iri}/preview", Wait)).Is(200);

        Assert.True(preview["isComplete"]!.GetValue<bool>());
        Assert.Equal("""{"create":1,"update":1,"duplicate":1,"error":1}""", preview["counts"]!.ToJsonString());
        var rows = preview["rows"]!.AsArray();
        Assert.Equal(["create", "update", "error", "duplicate"], rows.Select(row => row!["state"]!.GetValue<string>()));
        Assert.Contains(rows[1]!["changes"]!.AsArray(), change => change!["property"]!.GetValue<string>() == "givenName" && change["new"]!.GetValue<string>() == "Anna");
        Assert.Equal("E-mail", rows[2]!["problems"]![0]!["column"]!.GetValue<string>());
        Assert.Equal(rows[0]!["row"]!.GetValue<int>(), rows[3]!["sameAs"]!.GetValue<int>());
        Assert.Equal(1, (await crm.Get("/people")).TotalItems);
        Assert.Equal(0, (await crm.Get("/organizations")).TotalItems);
        Assert.Single((await crm.Get($"{import.Iri}/preview?state=error")).Is(200)["rows"]!.AsArray());
    }

    [Fact]
    public async Task What_is_run_is_what_was_looked_at_and_is_undone_to_the_byte()
    {
        var crm = await server.NewTenant();
        var anna = await crm.Create("/people", """{"familyName":"Smit","jobTitle":"Buyer","emailAddresses":[{"email":"anna@example.com"}]}""");
        var before = (await crm.Get(anna)).Text;
        var import = await crm.SendFile(Csv);

        (await crm.Post($"{import.Iri}/run", "")).Is(202);
        var done = (await crm.Get(import.Iri, Wait)).Is(200);

        Assert.Equal("done", done["state"]!.GetValue<string>());
        Assert.Equal("""{"error":1,"created":1,"updated":2}""", done["counts"]!.ToJsonString());
        Assert.Equal(2, (await crm.Get("/people")).TotalItems);
        var jan = (await crm.Get("/people?emailAddresses.email=jan@example.com")).Members[0]!;
        Assert.Equal(("Jan", "de Vries", 2), (jan["givenName"]!.GetValue<string>(), jan["familyName"]!.GetValue<string>(), jan["phoneNumbers"]!.AsArray().Count));
        Assert.NotNull(jan["importedAt"]);
        Assert.Equal("Acme", (await crm.Get(jan["organizations"]![0]!.GetValue<string>()))["title"]!.GetValue<string>());
        var note = (await crm.Get($"{jan["@id"]}/notes")).Members[0]!;
        Assert.Equal("contacts.csv", note["title"]!.GetValue<string>());
        Assert.Contains("Favourite colour: blue", note["description"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(("Anna", "Buyer"), ((await crm.Get(anna))["givenName"]!.GetValue<string>(), (await crm.Get(anna))["jobTitle"]!.GetValue<string>()));
        (await crm.Post($"{import.Iri}/run", "")).Is(409);

        (await crm.Post($"{import.Iri}/undo", "")).Is(202);
        var undone = (await crm.Get(import.Iri, Wait)).Is(200);

        Assert.Equal("undone", undone["state"]!.GetValue<string>());
        Assert.Empty(undone["leftAlone"]!.AsArray());
        Assert.Equal([anna], (await crm.Get("/people")).Iris);
        Assert.Equal(before, (await crm.Get(anna)).Text);
        Assert.Equal(0, (await crm.Get("/organizations")).TotalItems);
        (await crm.Post($"{import.Iri}/undo", "")).Is(409);
        Assert.Empty(await server.Database.VerifyAsync());
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing()
    {
        var crm = await server.NewTenant();
        const string Nameless = "Name,Remark\nJan de Vries,one\nAnna Smit,\n";
        foreach (var file in (string[])[Csv, Nameless])
        {
            await crm.RunImport(await crm.SendFile(file));
            var before = (await crm.Get("/people?itemsPerPage=30")).Text;
            var revision = await Revision(crm);

            var again = await crm.RunImport(await crm.SendFile(file));

            Assert.Equal("", string.Concat((await crm.Get($"{again.Iri}/preview?state=updated")).Is(200)["rows"]!.AsArray().Select(row => row!["changes"]!.ToJsonString())));
            Assert.DoesNotContain("created", again["counts"]!.ToJsonString(), StringComparison.Ordinal);
            Assert.DoesNotContain("updated", again["counts"]!.ToJsonString(), StringComparison.Ordinal);
            Assert.Equal(before, (await crm.Get("/people?itemsPerPage=30")).Text);
            Assert.Equal(revision, await Revision(crm));
        }

        Task<long> Revision(Client crm) => server.Database.ReadAsync(session => session.NumberAsync(
            $"select count(*) from journal j join tenants t on t.id = j.tenant_id where t.name = {crm.Tenant} and j.type <> 'Import'"), TestContext.Current.CancellationToken).AsTask();
    }

    [Fact]
    public async Task Undoing_leaves_alone_what_was_edited_since_and_says_so()
    {
        var crm = await server.NewTenant();
        var anna = await crm.Create("/people", """{"familyName":"Smit","emailAddresses":[{"email":"anna@example.com"}]}""");
        var import = await crm.SendFile(Csv);
        await crm.RunImport(import);
        var jan = (await crm.Get("/people?emailAddresses.email=jan@example.com")).Iris[0];
        await crm.Note(jan);
        (await crm.Patch(anna, """{"givenName":"Annie"}""")).Is(200);
        var other = await crm.Create("/people", $$"""{"familyName":"Colleague","organizations":["{{(await crm.Get("/organizations")).Iris[0]}}"]}""");

        (await crm.Post($"{import.Iri}/undo", "")).Is(202);
        var undone = (await crm.Get(import.Iri, Wait)).Is(200);

        var left = undone["leftAlone"]!.AsArray().Select(item => item!.ToJsonString()).ToList();
        Assert.Contains($$"""{"item":"{{anna}}","property":"givenName"}""", left);
        Assert.Contains($$"""{"item":"{{jan}}"}""", left);
        Assert.Equal("Annie", (await crm.Get(anna))["givenName"]!.GetValue<string>());
        (await crm.Get(jan)).Is(200);
        Assert.Single((await crm.Get(other)).List("organizations"));
        Assert.Empty(await server.Database.VerifyAsync());
    }

    [Fact]
    public async Task A_mapping_is_changed_and_remembered_for_the_next_file_with_these_columns()
    {
        var crm = await server.NewTenant();
        var import = await crm.SendFile(Csv);

        var changed = (await crm.Patch(import.Iri, """
            {"mapping":{"Favourite colour":{"target":"tags"},"Company":{"mode":"skip"},"Last Name":{"mode":"overwrite"}},"match":["phone"],"title":"Fair","country":"NL"}
            """)).Is(200);

        Assert.Equal("""{"target":"tags","mode":"append"}""", changed["mapping"]!["Favourite colour"]!.ToJsonString());
        Assert.Equal(("skip", "overwrite"), (changed["mapping"]!["Company"]!["mode"]!.GetValue<string>(), changed["mapping"]!["Last Name"]!["mode"]!.GetValue<string>()));
        await crm.RunImport(import);
        Assert.Equal("blue", (await crm.Get("/tags")).Members[0]!["title"]!.GetValue<string>());
        Assert.Equal(0, (await crm.Get("/organizations")).TotalItems);

        var next = await crm.SendFile(Csv.Replace("blue", "red", StringComparison.Ordinal));
        Assert.Equal(changed["mapping"]!.ToJsonString(), next["mapping"]!.ToJsonString());
        Assert.Equal("""["phone"]""", next["match"]!.ToJsonString());
    }

    [Fact]
    public async Task A_mapping_that_makes_no_sense_is_refused_with_the_column()
    {
        var crm = await server.NewTenant();
        var import = await crm.SendFile(Csv);

        (await crm.Patch(import.Iri, """{"mapping":{"Nowhere":{"target":"tags"}}}""")).Refuses("mapping.Nowhere");
        (await crm.Patch(import.Iri, """{"mapping":{"Company":{"target":"shoeSize"}}}""")).Refuses("mapping.Company");
        (await crm.Patch(import.Iri, """{"mapping":{"Company":{"target":"jobTitle","mode":"append"}}}""")).Refuses("mapping.Company");
        (await crm.Patch(import.Iri, """{"mapping":{"Company":{"mode":"sometimes"}}}""")).Refuses("mapping.Company.mode");
        (await crm.Patch(import.Iri, """{"mapping":{"Company":7}}""")).Refuses("mapping.Company");
        (await crm.Patch(import.Iri, """{"match":["shoes"]}""")).Refuses("match[0]");
        (await crm.Patch(import.Iri, """{"action":"destroy"}""")).Refuses("action");
        (await crm.Patch(import.Iri, """{"owner":"/users/019aaaaa-0000-7000-8000-000000000000"}""")).Refuses("owner");
    }

    [Fact]
    public async Task A_row_is_corrected_dropped_or_answered_for()
    {
        var crm = await server.NewTenant();
        var (one, two) = (await crm.Create("/people", """{"familyName":"Smit","emailAddresses":[{"email":"anna@example.com"}]}"""), await crm.Create("/people", """{"familyName":"Smit","emailAddresses":[{"email":"anna@example.com"}]}"""));
        var import = await crm.SendFile(Csv);
        var rows = (await crm.Get($"{import.Iri}/preview", Wait)).Is(200)["rows"]!.AsArray();
        Assert.Equal("conflict", rows[1]!["state"]!.GetValue<string>());
        Assert.Equal([one, two], rows[1]!["candidates"]!.AsArray().Select(candidate => candidate!.GetValue<string>()));
        string Row(int index) => rows[index]!["@id"]!.GetValue<string>();

        Assert.Equal("update", (await crm.Patch(Row(1), $$"""{"person":"{{two}}"}""")).Is(200)["state"]!.GetValue<string>());
        Assert.Equal("create", (await crm.Patch(Row(2), """{"cells":{"E-mail":"right@example.com"}}""")).Is(200)["state"]!.GetValue<string>());
        Assert.Equal("dropped", (await crm.Patch(Row(0), """{"isDropped":true}""")).Is(200)["state"]!.GetValue<string>());
        (await crm.Patch(Row(0), """{"cells":{"Shoe":"x"}}""")).Refuses("cells.Shoe");
        var done = await crm.RunImport(import);

        Assert.Equal("Anna", (await crm.Get(two))["givenName"]!.GetValue<string>());
        Assert.Null((await crm.Get(one))["givenName"]);
        Assert.Equal(1, (await crm.Get("/people?emailAddresses.email=right@example.com")).TotalItems);
        Assert.Equal("""{"dropped":1,"created":2,"updated":1}""", done["counts"]!.ToJsonString());
    }

    [Fact]
    public async Task Who_has_another_name_is_not_changed_without_asking()
    {
        var crm = await server.NewTenant();
        await crm.Create("/people", """{"familyName":"Bakker","emailAddresses":[{"email":"jan@example.com"}]}""");

        var preview = (await crm.Get($"{(await crm.SendFile(Csv)).Iri}/preview?state=conflict", Wait)).Is(200);

        Assert.Contains("another family name", preview["rows"]![0]!["reasons"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_decides_anew_where_somebody_wrote_since_the_preview()
    {
        var crm = await server.NewTenant();
        var import = await crm.SendFile(Csv);
        Assert.Equal("""{"create":2,"duplicate":1,"error":1}""", (await crm.Get($"{import.Iri}/preview", Wait)).Is(200)["counts"]!.ToJsonString());
        var anna = await crm.Create("/people", """{"familyName":"Smit","jobTitle":"Buyer","emailAddresses":[{"email":"anna@example.com"}]}""");
        await crm.Create("/people", """{"familyName":"Bakker","emailAddresses":[{"email":"jan@example.com"}]}""");

        var done = await crm.RunImport(import);

        Assert.Equal("""{"conflict":2,"error":1,"updated":1}""", done["counts"]!.ToJsonString());
        Assert.Equal(("Anna", "Buyer"), ((await crm.Get(anna))["givenName"]!.GetValue<string>(), (await crm.Get(anna))["jobTitle"]!.GetValue<string>()));
        Assert.Equal(2, (await crm.Get("/people")).TotalItems);
    }

    [Theory]
    [InlineData("", 422)]
    [InlineData("%PDF-1.7 something", 415)]
    [InlineData("<html><body></body></html>", 415)]
    [InlineData("Name,E-mail\n\"Jan,jan@example.com\n", 422)]
    [InlineData("Name,E-mail\n", 422)]
    public async Task What_is_no_file_of_people_is_refused_and_leaves_nothing(string content, int status)
    {
        var crm = await server.NewTenant();

        (await crm.Send(HttpMethod.Post, "/imports", Client.Body(content, "text/csv"))).Is(status);

        Assert.Equal(0, (await crm.Get("/imports")).TotalItems);
        var rows = await server.Database.ReadAsync(session => session.NumberAsync(
            $"select count(*) from import_rows r join tenants t on t.id = r.tenant_id where t.name = {crm.Tenant}"), TestContext.Current.CancellationToken);
        Assert.Equal(0, rows);
    }

    [Fact]
    public async Task Imports_of_others_do_not_exist_and_readers_send_none()
    {
        var crm = await server.NewTenant();
        var import = await crm.SendFile(Csv);
        var stranger = await server.NewTenant();

        foreach (var path in (string[])["", "/preview", "/rows/2"])
            (await stranger.Get($"{import.Iri}{path}")).Is(404);
        (await stranger.Post($"{import.Iri}/run", "")).Is(404);
        (await stranger.Delete(import.Iri)).Is(404);
        var reader = await crm.WithScope(Scope.Read);
        (await reader.Send(HttpMethod.Post, "/imports", Client.Body(Csv, "text/csv"))).Is(403);
        (await reader.Post($"{import.Iri}/run", "")).Is(403);
        (await crm.Get($"{import.Iri}/preview?state=lost")).Is(400);
        (await crm.Delete(import.Iri)).Is(204);
        (await crm.Get(import.Iri)).Is(404);
    }

    [Fact]
    public async Task The_same_request_again_sends_one_file()
    {
        var crm = await server.NewTenant();
        var first = await crm.Send(HttpMethod.Post, "/imports", Client.Body(Csv, "text/csv"), ("Idempotency-Key", "k"));
        var again = await crm.Send(HttpMethod.Post, "/imports", Client.Body(Csv, "text/csv"), ("Idempotency-Key", "k"));

        Assert.Equal(first.Is(201).Text, again.Is(201).Text);
        Assert.Equal(1, (await crm.Get("/imports")).TotalItems);
        (await crm.Send(HttpMethod.Post, "/imports", Client.Body(Csv + "\n", "text/csv"), ("Idempotency-Key", "k"))).Is(422);
    }
}
