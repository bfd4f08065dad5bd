using Kith.Tests.Support;
using static Kith.Tests.Import.FilesOfPeople;

namespace Kith.Tests.Import;

/// <summary>How far an import is, its failed rows as a file, and mappings that are saved.</summary>
public sealed class FollowingTests(RunningServer server)
{
    private const string Csv = """
        First Name,Last Name,E-mail,Remark
        Jan,de Vries,jan@example.com,=1+1
        Wrong,Address,not an address,"=cmd|' /C calc'!A0"
        Anna,Smit,anna@example.com,
        """;

    [Fact]
    public async Task Events_tell_how_far_it_is_and_end_by_themselves()
    {
        var crm = await server.NewTenant();
        var import = await crm.SendFile(Csv);

        var events = (await crm.Get($"{import.Iri}/events", ("Last-Event-ID", "17"))).Is(200);

        Assert.Equal("text/event-stream", events.ContentType);
        var last = events.Text.TrimEnd().Split("\n\n")[^1].Split('\n');
        Assert.Equal(("event: end", "id: end"), (last[0], last[1]));
        Assert.Equal("""data: {"state":"staged","counts":{"create":2,"error":1}}""", last[2]);
        // Who has seen the end, such as a browser that asks again, is told not to.
        (await crm.Get($"{import.Iri}/events", ("Last-Event-ID", "end"))).Is(204);
        (await crm.Post($"{import.Iri}/run", "")).Is(202);
        var run = (await crm.Get($"{import.Iri}/events", ("Last-Event-ID", "end"))).Text;
        Assert.True(run.Length == 0 || run.Contains("\"state\":\"done\"", StringComparison.Ordinal), run);
        (await (await server.NewTenant()).Get($"{import.Iri}/events")).Is(404);
    }

    [Fact]
    public async Task Failed_rows_are_a_file_that_is_corrected_and_sent_again()
    {
        var crm = await server.NewTenant();
        var import = await crm.SendFile(Csv);
        (await crm.Patch(import.Iri, """{"mapping":{"Remark":{"target":"jobTitle"}},"title":"The fair","externalSource":"fair"}""")).Is(200);
        await crm.RunImport(import);

        var failed = (await crm.Get($"{import.Iri}/failed")).Is(200);

        Assert.StartsWith("text/csv", failed.ContentType, StringComparison.Ordinal);
        Assert.Contains("attachment", failed.Header("Content-Disposition"), StringComparison.Ordinal);
        var lines = failed.Text.TrimStart('\uFEFF').TrimEnd().Split("\r\n");
        Assert.Equal("First Name,Last Name,E-mail,Remark,Row,Reason", lines[0]);
        // What a spreadsheet would compute has an apostrophe before it.
        Assert.Equal("""Wrong,Address,not an address,"'=cmd|' /C calc'!A0",3,E-mail: “not an address” is not a valid e-mail address.""", lines[1]);
        Assert.Equal(2, lines.Length);

        var corrected = await crm.SendFile(failed.Text.Replace("not an address,", "right@example.com,", StringComparison.Ordinal));
        Assert.Equal(("The fair", "fair"), (corrected["title"]!.GetValue<string>(), corrected["externalSource"]!.GetValue<string>()));
        Assert.Equal("skip", corrected["mapping"]!["Reason"]!["mode"]!.GetValue<string>());
        Assert.Equal("""{"created":1}""", (await crm.RunImport(corrected))["counts"]!.ToJsonString());
        var person = (await crm.Get("/people?emailAddresses.email=right@example.com")).Members[0];
        Assert.Equal("=cmd|' /C calc'!A0", person["jobTitle"]!.GetValue<string>());
        Assert.Equal(0, (await crm.Get($"{person["@id"]}/notes")).TotalItems);

        Assert.Equal(3, (await crm.Get($"{import.Iri}/failed?state=created")).Text.TrimEnd().Split("\r\n").Length);
        (await crm.Get($"{import.Iri}/failed?state=created,lost")).Is(400);
        (await (await server.NewTenant()).Get($"{import.Iri}/failed")).Is(404);
    }

    [Fact]
    public async Task A_mapping_is_saved_applied_to_another_file_changed_and_deleted()
    {
        var crm = await server.NewTenant();
        var import = await crm.SendFile(Csv);
        var changed = (await crm.Patch(import.Iri, """{"mapping":{"Remark":{"target":"tags"},"First Name":{"mode":"overwrite"}},"match":["phone"],"action":"create"}""")).Is(200);
        var body = new JsonObject { ["title"] = "Fair", ["mapping"] = changed["mapping"]!.DeepClone(), ["match"] = changed["match"]!.DeepClone(), ["action"] = "create" };

        var saved = (await crm.Post("/import_mappings", body)).Is(201);

        Assert.Equal(changed["mapping"]!.ToJsonString(), saved["mapping"]!.ToJsonString());
        Assert.Equal(await crm.Me(), saved["author"]!.GetValue<string>());
        var other = await crm.SendFile("Last Name,Remark,E-mail,Shoe\nJansen,regular,j@example.com,42\n");
        Assert.Equal("note", other["mapping"]!["Remark"]!["target"]!.GetValue<string>());
        var applied = (await crm.Patch(other.Iri, $$"""{"savedMapping":"{{saved.Iri}}","action":"createAndUpdate"}""")).Is(200);
        Assert.Equal("tags", applied["mapping"]!["Remark"]!["target"]!.GetValue<string>());
        Assert.Equal(["Last Name", "Remark", "E-mail", "Shoe"], applied["mapping"]!.AsObject().Select(column => column.Key));
        Assert.Equal(("""["phone"]""", "createAndUpdate", saved.Iri), (applied["match"]!.ToJsonString(), applied["action"]!.GetValue<string>(), applied["savedMapping"]!.GetValue<string>()));

        var patched = (await crm.Patch(saved.Iri, """{"mapping":{"Remark":null,"Shoe":{"target":"tags"}}}""")).Is(200);
        Assert.Null(patched["mapping"]!["Remark"]);
        Assert.Equal("tags", patched["mapping"]!["Shoe"]!["target"]!.GetValue<string>());
        (await crm.Post("/import_mappings", """{"title":"x","mapping":{"A":{"target":"shoeSize"}},"match":["shoes"]}""")).Refuses("mapping.A").Refuses("match[0]");
        (await crm.Post("/import_mappings", """{"title":"x"}""")).Refuses("mapping");
        (await crm.Patch(other.Iri, """{"savedMapping":"/import_mappings/019aaaaa-0000-7000-8000-000000000000"}""")).Refuses("savedMapping");
        (await (await server.NewTenant()).Get(saved.Iri)).Is(404);
        Assert.Equal([saved.Iri], (await crm.Get("/import_mappings")).Iris);
        (await crm.Delete(saved.Iri)).Is(204);
        Assert.Null((await crm.Get(other.Iri)).Is(200)["savedMapping"]);
        Assert.Empty(await server.Database.VerifyAsync());
    }

    [Fact]
    public async Task An_external_id_is_an_id_and_its_system()
    {
        var crm = await server.NewTenant();
        var known = await crm.Create("/people", """{"familyName":"Vries","customerId":"7","externalSource":"hubspot"}""");
        await crm.Create("/people", """{"familyName":"Other","customerId":"8","externalSource":"pipedrive"}""");
        var import = await crm.SendFile("Last Name,Number\nVries,7\nOther,8\n");

        (await crm.Patch(import.Iri, """{"mapping":{"Number":{"target":"customerId"}},"match":["externalId"],"externalSource":"hubspot"}""")).Is(200);

        var rows = (await crm.Get($"{import.Iri}/preview", Wait)).Is(200)["rows"]!.AsArray();
        Assert.Equal(known, rows[0]!["person"]!.GetValue<string>());
        Assert.Equal(["same", "create"], rows.Select(row => row!["state"]!.GetValue<string>()));
    }
}
