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

    private static async Task<Reply> SendFile(Client crm, string name, string text)
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "file", name } };
        return (await crm.Send(HttpMethod.Post, "/imports", form)).Is(201);
    }
}
