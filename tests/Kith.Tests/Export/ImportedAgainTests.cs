using System.Text;
using Kith.Tests.Documentation;
using Kith.Tests.Media;
using Kith.Tests.Support;
using SkiaSharp;

namespace Kith.Tests.Export;

/// <summary>What was exported is imported again: into where it came from, which changes nothing, and into where it was deleted, which makes the same.</summary>
public sealed class ImportedAgainTests(RunningServer server)
{
    private static readonly (string Name, string Value) Wait = ("Prefer", "wait=60");

    public static TheoryData<string> Formats => ["csv", "xlsx", "vcf", "jsonl", "vcf;version=3.0"];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task An_export_changes_nothing_when_it_is_imported(string format)
    {
        var crm = await server.NewTenant();
        await Fill(crm);
        var before = (await crm.Get("/people?itemsPerPage=30")).Text;
        var file = await Take(crm, format);

        var import = await Send(crm, file, format);
        var preview = (await crm.Get($"{import.Iri}/preview?limit=100", Wait)).Is(200);
        Assert.True(preview["counts"]!.ToJsonString() == $$"""{"same":{{Everybody}}}""", preview["counts"] + string.Join('\n', preview["rows"]!.AsArray().Where(row => row!["state"]!.ToString() != "same").Select(row => row!.ToJsonString())));
        var done = await Run(crm, import);

        Assert.Equal($$"""{"unchanged":{{Everybody}}}""", done["counts"]!.ToJsonString());
        Assert.Equal(before, (await crm.Get("/people?itemsPerPage=30")).Text);
        Assert.Equal(file, await Take(crm, format));
        foreach (var (kind, count) in new[] { ("tags", 5), ("segments", 2), ("organizations", 4), ("users", 2) })
            Assert.Equal((kind, count), (kind, (int)(await crm.Get($"/{kind}")).TotalItems));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Everybody_who_was_deleted_comes_back_as_they_were(string format)
    {
        var crm = await server.NewTenant();
        await Fill(crm);
        var file = await Take(crm, format);
        var comparable = Comparable(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(await Take(crm, "jsonl"))), format);
        foreach (var person in (await crm.Get("/people?itemsPerPage=30")).Iris)
            (await crm.Delete(person)).Is(204);

        var done = await Run(crm, await Send(crm, file, format));

        Assert.Equal($$"""{"created":{{Everybody}}}""", done["counts"]!.ToJsonString());
        Assert.Equal(comparable, Comparable(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(await Take(crm, "jsonl"))), format));
        foreach (var (kind, count) in new[] { ("tags", 5), ("segments", 2), ("organizations", 4), ("users", 2) })
            Assert.Equal((kind, count), (kind, (int)(await crm.Get($"/{kind}")).TotalItems));
        var again = await Run(crm, await Send(crm, file, format));
        Assert.Equal($$"""{"unchanged":{{Everybody}}}""", again["counts"]!.ToJsonString());
        foreach (var person in (await crm.Get("/people?itemsPerPage=30")).Iris)
            Assert.Equal(0, (await crm.Get($"{person}/notes")).TotalItems);
    }

    /// <summary>How many people <see cref="Fill"/> makes.</summary>
    private const int Everybody = 11;

    private static async Task Fill(Client crm)
    {
        var colleague = await crm.User("o'brien+crm@example.com");
        var tags = new[] { await crm.Tag("VIP"), await crm.Tag("vip"), await crm.Tag("Trade fair, Utrecht; 2026"), await crm.Tag("* starred"), await crm.Tag("=cmd|' /C calc'!A0") };
        var segments = new[] { await crm.Segment("Newsletter"), await crm.Segment("""\"Quoted\" people""") };
        var organizations = new[] { await crm.Organization("Acme, Inc."), await crm.Organization("Semi; Colon ::: & Co"), await crm.Organization("-"), await crm.Organization("""שלום בע\"מ""") };
        var picture = (await crm.Send(HttpMethod.Post, "/media_objects", Client.Body(DocumentedServer.Form(Pictures.Of(SKEncodedImageFormat.Png)), DocumentedServer.Sent(MediaTypes.Form)))).Is(201).Iri;
        string[] people =
        [
            $$"""
            {"familyName":"de Vries, van","givenName":"Jan \"Johnny\"","additionalName":"Piet; Klaas","initials":"J.P.","customerId":"0042","honorificPrefix":"Dr.","isTracked":true,"linkedinId":"https://www.linkedin.com/in/jandevries",
             "externalSource":"hubspot","archivedAt":"2026-01-02T03:04:05+00:00","owner":"{{colleague}}","jobTitle":"Head of\nPurchasing","dealSize":120000,"totalDeals":12,"totalLostDeals":0,"totalWonDeals":9007199254740991,"avatar":"{{picture}}",
             "emailAddresses":[{"email":"jan@example.com"},{"email":"J.de.Vries@Example.org"},{"email":"o'neil+x@example.com"}],
             "phoneNumbers":[{"phoneNumber":"+31 20 123 45 67 ext. 12","phoneType":"work"},{"phoneNumber":"0612345678","phoneType":"other"},{"phoneNumber":"020-1234567, 089","phoneType":"fax"},{"phoneNumber":"ask Mary","phoneType":"home"}],
             "address":{"street":"Damrak 1\nfloor 2","postalCode":"01012","city":"Amsterdam","country":"BE"},
             "tags":["{{tags[1]}}","{{tags[2]}}","{{tags[3]}}","{{tags[4]}}"],"segments":["{{segments[1]}}","{{segments[0]}}"],"organizations":["{{organizations[1]}}","{{organizations[0]}}"]}
            """,
            $$"""{"familyName":"=1+1","givenName":"+CMD","jobTitle":"@SUM(A1)","isTracked":false,"tags":["{{tags[0]}}"],"organizations":["{{organizations[2]}}"],"emailAddresses":[{"email":"shared@example.com"}]}""",
            $$"""{"familyName":"'=1","givenName":"-","initials":"_","externalSource":"'t Hart","emailAddresses":[{"email":"shared@example.com"}],"organizations":["{{organizations[3]}}"]}""",
            """{"familyName":"Smit","givenName":"Anna"}""",
            """{"familyName":"Smit","givenName":"Anna"}""",
            """{"familyName":"🙂🏳️‍🌈","givenName":"שלום עולם","additionalName":"مرحبا","jobTitle":"日本語 ﷺ","customerId":"x;y,z"}""",
            """{"familyName":"12345678","givenName":"https://example.com","additionalName":"2026-05-01","jobTitle":"jan@example.com","linkedinId":"??"}""",
            """{"familyName":"Dr. John Smith Jr. (Acme)","givenName":"Mr.","initials":"yes","customerId":"00123","externalSource":"SAP"}""",
            """{"familyName":"Pipe|Tab","givenName":"a|b;c","address":{"country":"US"},"phoneNumbers":[{"phoneNumber":"+1 (415) 555-2671","phoneType":"mobile"}]}""",
            """{"familyName":"::: * myContacts","jobTitle":"one\n\ntwo","phoneNumbers":[{"phoneNumber":"0201234567"},{"phoneNumber":"0201234567","phoneType":"fax"}]}""",
            """{"familyName":"_x0041_","givenName":"\u0001?","jobTitle":"\\n not a break\\"}""",
        ];
        Assert.Equal(Everybody, people.Length);
        foreach (var person in people)
            await crm.Create("/people", person);
    }

    /// <summary>What is the same of people who come back: not their ids, nor when; of a sheet and of lines no picture, of cards no control characters.</summary>
    private static string Comparable(string lines, string format)
    {
        var people = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        foreach (var person in people)
        {
            foreach (var property in (string[])["@id", "id", "createdAt", "updatedAt", "importedAt"])
                person.Remove(property);
            if (format.StartsWith("vcf", StringComparison.Ordinal) && person["givenName"]?.ToString() == "\u0001?")
                person["givenName"] = "?";
        }
        return string.Join('\n', people.Select(person => person.ToJsonString()));
    }

    private static async Task<string> Take(Client crm, string format)
    {
        var parts = format.Split(';');
        var reply = (await crm.Get($"/people/export?format={parts[0]}", parts.Length > 1 ? [("Accept", $"text/vcard;{parts[1]}")] : [])).Is(200);
        return Encoding.Latin1.GetString(reply.Bytes);
    }

    private static async Task<Reply> Send(Client crm, string file, string format) => (await crm.Send(
        HttpMethod.Post, $"/imports?fileName=people.{format.Split(';')[0]}", Client.Body(Encoding.Latin1.GetBytes(file), "application/octet-stream"))).Is(201);

    private static async Task<Reply> Run(Client crm, Reply import)
    {
        (await crm.Post($"{import.Iri}/run", "")).Is(202);
        return (await crm.Get(import.Iri, Wait)).Is(200);
    }
}
