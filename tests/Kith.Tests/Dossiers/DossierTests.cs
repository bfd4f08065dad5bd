using System.IO.Compression;
using Kith.Tests.Documentation;
using Kith.Tests.Media;
using Kith.Tests.Support;
using SkiaSharp;

namespace Kith.Tests.Dossiers;

public sealed class DossierTests(RunningServer server)
{
    [Fact]
    public async Task A_dossier_tells_everything_that_the_caller_may_know()
    {
        var crm = await server.NewTenant();
        var colleague = await crm.Colleague();
        var organization = await crm.Organization("Acme");
        await crm.Create("/people", $$"""{"familyName":"Somebody else","organizations":["{{organization}}"]}""");
        var picture = (await crm.Send(HttpMethod.Post, "/media_objects", Client.Body(DocumentedServer.Form(Pictures.Of(SKEncodedImageFormat.Png)), DocumentedServer.Sent(MediaTypes.Form)))).Is(201).Iri;
        var person = await crm.Create("/people", $$"""{"familyName":"de Vries","organizations":["{{organization}}"],"avatar":"{{picture}}"}""");
        var other = await crm.Create("/people", """{"familyName":"Vries","jobTitle":"Once a buyer"}""");
        var note = await crm.Note(person);
        (await colleague.Post($"{person}/notes", $$"""{"description":"Secret","category":"{{await crm.Category()}}","isPrivate":true}""")).Is(201);
        (await crm.Delete(await crm.Note(person, "\"title\":\"Deleted\""))).Is(204);
        (await crm.Post($"{person}/merge", $$$"""{"people":["{{{other}}}"],"values":{"jobTitle":"{{{person}}}"}}""")).Is(201);

        var reply = (await crm.Get($"{person}/dossier")).Is(200);

        Assert.Equal("application/zip", reply.ContentType);
        using var archive = new ZipArchive(new MemoryStream(reply.Bytes), ZipArchiveMode.Read);
        JsonNode Read(string name)
        {
            using var stream = archive.GetEntry(name)!.Open();
            return JsonNode.Parse(stream)!;
        }
        Assert.Equal("de Vries", Read("person.json")["familyName"]!.GetValue<string>());
        using (var card = new StreamReader(archive.GetEntry("person.vcf")!.Open()))
            Assert.Equal((await crm.Get(person, ("Accept", "text/vcard"))).Is(200).Text, await card.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal("Acme", Read("linked.json")["organizations"]![0]!["title"]!.GetValue<string>());
        Assert.Equal([note], Read("notes.json").AsArray().Select(item => item!["@id"]!.GetValue<string>()));
        var history = Read("history.json").ToJsonString();
        Assert.Contains("Once a buyer", history, StringComparison.Ordinal);
        Assert.Contains("Deleted", history, StringComparison.Ordinal);
        var contents = Read("contents.json");
        Assert.Equal([other], contents["merged"]!.AsArray().Select(merged => merged!.GetValue<string>()));
        Assert.Equal((1, 1), (contents["notes"]!.GetValue<int>(), contents["privateNotesOfOthers"]!.GetValue<int>()));
        Assert.Contains(archive.Entries, entry => entry.FullName == $"pictures/{Iri.IdOf(picture)}.png");
        foreach (var entry in archive.Entries)
        {
            using var text = new StreamReader(entry.Open());
            var content = await text.ReadToEndAsync(TestContext.Current.CancellationToken);
            Assert.DoesNotContain("Secret", content, StringComparison.Ordinal);
            Assert.DoesNotContain("Somebody else", content, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_dossier_is_of_somebody_who_is_there()
    {
        var crm = await server.NewTenant();
        var (person, merged) = (await crm.Person(), await crm.Person("B"));
        (await crm.Post($"{person}/merge", $$"""{"people":["{{merged}}"]}""")).Is(201);

        Assert.Equal($"{person}/dossier", (await crm.Get($"{merged}/dossier")).Is(308).Header("Location"));
        (await (await server.NewTenant()).Get($"{person}/dossier")).Is(404);
        (await crm.Get($"{person}/dossier", ("Accept", "text/html"))).Is(406);
    }
}
