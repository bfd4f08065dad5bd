using System.Text;
using Kith.Tests.Support;
using static Kith.Tests.Import.FilesOfPeople;

namespace Kith.Tests.Import;

/// <summary>What becomes of columns of which nobody said anything.</summary>
public sealed class ColumnTests(RunningServer server)
{
    [Theory]
    [InlineData("contacts.csv", "Last name,E-mail,Created at,Remark\nCr,cr@x.example,2019-05-01,hello\n", "Created at: 2019-05-01\nRemark: hello")]
    [InlineData("hubspot.csv", "Last Name,Email,Create Date\nCr,cr@x.example,2019-05-01 10:22\n", "Create Date: 2019-05-01 10:22")]
    [InlineData("card.vcf", "BEGIN:VCARD\nVERSION:4.0\nFN:Cr\nN:Cr;;;;\nCREATED:20190501T102200Z\nREV:20200102T030405Z\nEND:VCARD\n", "CREATED: 20190501T102200Z\nREV: 20200102T030405Z")]
    public async Task When_somebody_was_created_elsewhere_is_in_the_note_because_the_server_says_when_it_was_here(string name, string text, string note)
    {
        var crm = await server.NewTenant();

        await crm.RunImport(await SendFile(crm, name, text));

        var person = (await crm.Get("/people")).Members[0]!;
        Assert.Equal(note, (await crm.Get($"{person["@id"]}/notes")).Members[0]!["description"]!.GetValue<string>());
        Assert.DoesNotContain("2019", person["createdAt"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("""{"same":1}""", (await crm.Get($"{(await SendFile(crm, name, text)).Iri}/preview?limit=0", Wait)).Is(200)["counts"]!.ToJsonString());
    }

    [Fact]
    public async Task The_extension_of_a_number_on_a_card_is_no_number_of_its_own()
    {
        var crm = await server.NewTenant();

        foreach (var name in (string[])["Perreault", "Other"])
            await crm.RunImport(await SendFile(crm, "card.vcf", $"BEGIN:VCARD\nVERSION:4.0\nFN:{name}\nTEL;VALUE=uri:tel:{(name == "Other" ? "+1-418-262-6501" : "+1-418-656-9254")};ext=102\nEND:VCARD\n"));

        var people = (await crm.Get("/people")).Members;
        Assert.Equal(["+1-418-262-6501;ext=102", "+1-418-656-9254;ext=102"], people.Select(person => Assert.Single(person!["phoneNumbers"]!.AsArray())!["phoneNumber"]!.GetValue<string>()).Order());
    }

    [Fact]
    public async Task A_proposal_that_nobody_chose_is_not_remembered()
    {
        var crm = await server.NewTenant();
        await crm.RunImport(await crm.SendFile("Surname,Number of theirs\nZed,hello\n"));

        var next = await crm.SendFile("Surname,Number of theirs\nQuu,quu@w.example\n");

        Assert.Equal("emailAddresses", next["mapping"]!["Number of theirs"]!["target"]!.GetValue<string>());
        Assert.Equal("""["email"]""", next["match"]!.ToJsonString());
        Assert.Null(next["chosen"]);
        Assert.NotEqual(1, next["columns"]![1]!["confidence"]!.GetValue<double>());
    }

    [Fact]
    public async Task What_somebody_chose_is_remembered_even_where_it_was_proposed_and_what_is_proposed_gives_way()
    {
        var crm = await server.NewTenant();
        const string Header = "Surname,Work,Found,Code\n";
        var saved = (await crm.Post("/import_mappings", """{"title":"Fair","mapping":{"Code":{"target":"customerId"}}}""")).Is(201);
        var first = await crm.SendFile($"{Header}Zed,hello,,a\n");
        (await crm.Patch(first.Iri, $$"""{"savedMapping":"{{saved.Iri}}"}""")).Is(200);
        (await crm.Patch(first.Iri, """{"mapping":{"Work":{"target":"note"},"Found":{"target":"linkedinId"}}}""")).Is(200);
        await crm.RunImport(first);
        // Nothing is said of the second: the third has it from the first all the same.
        await crm.RunImport(await crm.SendFile($"{Header}Yot,hi,https://www.linkedin.com/in/yot,b\n"));

        var third = await crm.SendFile($"{Header}Quu,quu@w.example,,https://www.linkedin.com/in/quu\n");

        Assert.Equal(["familyName", "note", "linkedinId", "customerId"], third["mapping"]!.AsObject().Select(column => column.Value!["target"]!.GetValue<string>()));
        Assert.Equal("""["customerId","linkedinId"]""", third["match"]!.ToJsonString());
        Assert.Equal(["Code", "Found", "Work"], third["chosen"]!["mapping"]!.AsObject().Select(column => column.Key).Order());
        var other = await crm.SendFile("Surname,Work\nQuu,quu@w.example\n");
        Assert.Equal("emailAddresses", other["mapping"]!["Work"]!["target"]!.GetValue<string>());
    }

    [Fact]
    public async Task Of_two_columns_for_one_property_the_one_that_was_chosen_has_it()
    {
        var crm = await server.NewTenant();
        var first = await crm.SendFile("Surname,Found,Seen\nZed,https://www.linkedin.com/in/zed,x\n");
        (await crm.Patch(first.Iri, """{"mapping":{"Found":{"mode":"skip"},"Seen":{"target":"linkedinId"}},"match":["linkedinId"],"action":"create"}""")).Is(200);
        (await crm.Patch(first.Iri, """{"mapping":{"Surname":{"target":"givenName"}}}""")).Is(200);
        await crm.RunImport(first);

        var next = await crm.SendFile("Surname,Found,Seen\nAnna Smit,x,https://www.linkedin.com/in/anna\n");

        Assert.Equal(("givenName", "skip", "linkedinId"), (next["mapping"]!["Surname"]!["target"]!.GetValue<string>(), next["mapping"]!["Found"]!["mode"]!.GetValue<string>(), next["mapping"]!["Seen"]!["target"]!.GetValue<string>()));
        Assert.Equal(("""["linkedinId"]""", "create"), (next["match"]!.ToJsonString(), next["action"]!.GetValue<string>()));

        var single = await crm.SendFile("Surname,Found,Other\nZed,,hello\n");
        (await crm.Patch(single.Iri, """{"mapping":{"Other":{"target":"linkedinId"}}}""")).Is(200);
        await crm.RunImport(single);
        var rival = await crm.SendFile("Surname,Found,Other\nZed,https://www.linkedin.com/in/zed,zed-two\n");
        Assert.Equal(("note", "linkedinId"), (rival["mapping"]!["Found"]!["target"]!.GetValue<string>(), rival["mapping"]!["Other"]!["target"]!.GetValue<string>()));
    }

    private static async Task<Reply> SendFile(Client crm, string name, string text)
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "file", name } };
        return (await crm.Send(HttpMethod.Post, "/imports", form)).Is(201);
    }
}
