using Kith.Tests.Support;
using static Kith.Tests.Import.FilesOfPeople;

namespace Kith.Tests.Import;

/// <summary>Rows that a run left out, and what can be said of them and of the import afterwards.</summary>
public sealed class CorrectedRowsTests(RunningServer server)
{
    private const string Csv = """
        Last Name,E-mail
        Vries,aa@example.com
        Smit,nowhere
        Visser,neither
        Bakker,dd@example.com
        """;

    [Fact]
    public async Task Rows_that_are_corrected_after_a_run_are_taken_by_another_and_undone_with_the_first()
    {
        var crm = await server.NewTenant();
        var import = await crm.SendFile(Csv);
        Assert.Equal("""{"error":2,"created":2}""", (await crm.RunImport(import))["counts"]!.ToJsonString());
        Assert.Contains("no row was corrected", (await crm.Post($"{import.Iri}/run", "")).Is(409).Detail, StringComparison.Ordinal);
        // What was imported is not written again, whatever became of it since.
        var vries = (await crm.Get("/people?emailAddresses.email=aa@example.com")).Iris[0];
        (await crm.Patch(vries, """{"emailAddresses":[]}""")).Is(200);

        Assert.Equal("create", (await crm.Patch($"{import.Iri}/rows/3", """{"cells":{"E-mail":"bb@example.com"}}""")).Is(200)["state"]!.GetValue<string>());
        (await crm.Patch($"{import.Iri}/rows/4", """{"isDropped":true}""")).Is(200);
        (await crm.Patch($"{import.Iri}/rows/2", """{"isDropped":true}""")).Is(409);
        var again = await crm.RunImport(import);

        Assert.Equal("""{"dropped":1,"created":3}""", again["counts"]!.ToJsonString());
        Assert.Equal(3, (await crm.Get("/people")).TotalItems);
        Assert.Empty((await crm.Get(vries))["emailAddresses"]!.AsArray());
        Assert.Equal("Smit", (await crm.Get("/people?emailAddresses.email=bb@example.com")).Members[0]!["familyName"]!.GetValue<string>());
        (await crm.Post($"{import.Iri}/run", "")).Is(409);

        (await crm.Patch($"{import.Iri}/rows/4", """{"isDropped":false,"cells":{"E-mail":"cc@example.com"}}""")).Is(200);
        Assert.Equal("""{"created":4}""", (await crm.RunImport(import))["counts"]!.ToJsonString());

        (await crm.Post($"{import.Iri}/undo", "")).Is(202);
        Assert.Equal("undone", (await crm.Get(import.Iri, Wait)).Is(200)["state"]!.GetValue<string>());
        Assert.Equal([vries], (await crm.Get("/people")).Iris);
        Assert.Empty(await server.Database.VerifyAsync());
    }

    [Fact]
    public async Task What_was_said_of_an_import_that_has_been_run_is_not_changed_but_its_title()
    {
        var crm = await server.NewTenant();
        var import = await crm.SendFile(Csv);
        await crm.RunImport(import);
        var mapping = await crm.Create("/import_mappings", """{"title":"Fairs","mapping":{"E-mail":{"target":"note"}}}""");
        var before = (await crm.Get(import.Iri)).Text;

        foreach (var body in (string[])["""{"action":"update"}""", """{"mapping":{"E-mail":{"mode":"skip"}}}""", """{"match":["phone"]}""", """{"country":"BE","title":"Other"}""", $$"""{"savedMapping":"{{mapping}}"}"""])
            Assert.Contains("only its title", (await crm.Patch(import.Iri, body)).Is(409).Detail, StringComparison.Ordinal);

        Assert.Equal(before, (await crm.Get(import.Iri)).Text);
        Assert.Equal("Fair", (await crm.Patch(import.Iri, """{"title":"Fair"}""")).Is(200)["title"]!.GetValue<string>());
        (await crm.Post($"{import.Iri}/undo", "")).Is(202);
        await crm.Get(import.Iri, Wait);
        (await crm.Patch(import.Iri, """{"action":"update"}""")).Is(200);
    }

    [Fact]
    public async Task What_is_over_is_not_cancelled_and_has_a_title()
    {
        var crm = await server.NewTenant();
        var import = await crm.SendFile(Csv);
        await crm.RunImport(import);
        Assert.Contains("has been run", (await crm.Post($"{import.Iri}/cancel", "")).Is(409).Detail, StringComparison.Ordinal);
        (await crm.Patch(import.Iri, """{"title":""}""")).Refuses("title");
        (await crm.Patch(import.Iri, """{"title":" "}""")).Refuses("title");
        (await crm.Post($"{import.Iri}/undo", "")).Is(202);
        await crm.Get(import.Iri, Wait);
        Assert.Contains("has been undone", (await crm.Post($"{import.Iri}/cancel", "")).Is(409).Detail, StringComparison.Ordinal);
        Assert.Equal("contacts.csv", (await crm.Get(import.Iri))["title"]!.GetValue<string>());
    }

    [Fact]
    public async Task Work_is_told_of_in_the_rows_that_it_is_about()
    {
        var crm = await server.NewTenant();
        var import = await crm.SendFile(Csv);
        await crm.RunImport(import);
        var tenant = await TenantAsync(crm);
        (await crm.Patch($"{import.Iri}/rows/3", """{"cells":{"E-mail":"bb@example.com"}}""")).Is(200);

        // Nobody else does it meanwhile.
        await using (await HoldAsync(tenant))
        {
            (await crm.Post($"{import.Iri}/run", "")).Is(202);
            Assert.Equal(("run", 2), await Told());
        }
        await crm.Get(import.Iri, Wait);
        await using (await HoldAsync(tenant))
        {
            (await crm.Post($"{import.Iri}/undo", "")).Is(202);
            Assert.Equal(("undo", 3), await Told());
            (await crm.Post($"{import.Iri}/cancel", "")).Is(409);
        }
        Assert.Equal("undone", (await crm.Get(import.Iri, Wait))["state"]!.GetValue<string>());

        async Task<(string, int)> Told()
        {
            var progress = (await crm.Get(import.Iri)).Is(200)["progress"]!;
            return (progress["kind"]!.GetValue<string>(), progress["total"]!.GetValue<int>());
        }
    }

    /// <summary>The rows of the next step are read while those of this one are decided.</summary>
    [Fact]
    public async Task What_is_said_of_rows_while_a_preview_is_made_stays()
    {
        var crm = await server.NewTenant();
        var known = await crm.Person("Known");
        const int Rows = 5_000, Every = 100;
        var import = await crm.SendFile("Last Name,E-mail\n" + string.Concat(Enumerable.Range(2, Rows).Select(row => $"Visser,visser.{row}@example.com\n")));
        // The preview that sending began is as good as the one that this begins.
        (await crm.Patch(import.Iri, """{"action":"create"}""")).Is(200);
        (await crm.Patch(import.Iri, """{"action":"createAndUpdate"}""")).Is(200);

        var said = Enumerable.Range(1, Rows / Every).Select(number => number * Every).ToList();
        foreach (var row in said)
            (await crm.Patch($"{import.Iri}/rows/{row}", row % (2 * Every) == 0 ? """{"isDropped":true}""" : $$"""{"person":"{{known}}"}""")).Is(200);
        await crm.Get($"{import.Iri}/preview", Wait);

        foreach (var number in said)
        {
            var row = (await crm.Get($"{import.Iri}/rows/{number}")).Is(200);
            var isDropped = number % (2 * Every) == 0;
            Assert.Equal((number, isDropped ? "dropped" : "update", isDropped ? null : known), (number, row["state"]!.GetValue<string>(), row["person"]?.GetValue<string>()));
        }
    }

    [Fact]
    public async Task What_is_said_of_an_import_that_was_cancelled_has_a_preview_of_its_own()
    {
        var crm = await server.NewTenant();
        const int Rows = 6_000;
        var import = await crm.CancelledImport(Rows);

        (await crm.Patch(import.Iri, """{"action":"update"}""")).Is(200);

        var counts = (await crm.Get($"{import.Iri}/preview", Wait)).Is(200)["counts"]!.AsObject();
        var created = (await crm.Get("/people")).TotalItems;
        Assert.InRange(created, 0, Rows - 1);
        Assert.Equal(Rows - created, counts["skipped"]?.GetValue<long>());
        Assert.Equal(created, counts["created"]?.GetValue<long>() ?? 0);
        Assert.Equal("cancelled", (await crm.Get(import.Iri)).Is(200)["state"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jan\r\n", 1)]
    [InlineData("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jan\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna\r\n", 2)]
    [InlineData("Name,E-mail\nJan,jan@example.com\nAnna,\"anna@example.com\n", 3)]
    public async Task A_file_that_cannot_be_read_names_the_row(string file, int row)
    {
        var crm = await server.NewTenant();

        var refused = await crm.Send(HttpMethod.Post, "/imports", Client.Body(file, "application/octet-stream"));

        refused.Refuses("file");
        Assert.Equal(row, refused["row"]!.GetValue<int>());
    }

    private Task<long> TenantAsync(Client crm) =>
        server.Database.ReadAsync(session => session.NumberAsync($"select id from tenants where name = {crm.Tenant}"), TestContext.Current.CancellationToken).AsTask();

    /// <summary>Nobody works on the imports of a tenant until it is disposed of.</summary>
    private async Task<IAsyncDisposable> HoldAsync(long tenant)
    {
        while (true)
        {
            if (await server.Database.TryHoldAsync("imports", tenant) is { } hold)
                return hold;
            await Task.Yield();
        }
    }
}
