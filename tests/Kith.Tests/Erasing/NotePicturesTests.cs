using System.IO.Compression;
using Kith.Tests.Media;
using Kith.Tests.Support;
using SkiaSharp;

namespace Kith.Tests.Erasing;

/// <summary>Pictures in notes belong to whom the notes are about.</summary>
public sealed class NotePicturesTests(RunningServer server)
{
    [Fact]
    public async Task Pictures_in_notes_of_an_erased_person_go_unless_others_have_them()
    {
        var crm = await server.NewTenant();
        var author = await crm.Colleague();
        var (person, other) = (await crm.Person("Gone"), await crm.Person("Stays"));
        var organization = await crm.Organization();
        var category = await crm.Category();
        var pictures = new List<string>();
        for (var made = 0; made < 7; made++)
            pictures.Add((await MediaTests.Upload(crm, Pictures.Of(SKEncodedImageFormat.Png))).Is(201).Iri);
        var (now, once, deleted, hidden, shared) = (pictures[0], pictures[1], pictures[2], pictures[3], pictures[4]);

        var note = await Write(crm, person, $"![]({once})");
        (await crm.Patch(note, $$"""{"description":"Look: ![A cat]({{now}}) and ![shared]({{shared}}) and ![portrait]({{pictures[5]}}) and ![private elsewhere]({{pictures[6]}})"}""")).Is(200);
        (await crm.Delete(await Write(crm, person, $"![]({deleted})"))).Is(204);
        await Write(author, person, $"![]({hidden})", isPrivate: true);
        await Write(crm, organization, $"The same: ![]({shared})");
        (await crm.Patch(other, $$"""{"avatar":"{{pictures[5]}}"}""")).Is(200);
        await Write(author, other, $"![]({pictures[6]})", isPrivate: true);

        // Of notes that the caller may not know of, the dossier has nothing.
        using (var archive = new ZipArchive(new MemoryStream((await crm.Get($"{person}/dossier")).Is(200).Bytes), ZipArchiveMode.Read))
        {
            var files = archive.Entries.Select(entry => entry.FullName).Where(name => name.StartsWith("pictures/", StringComparison.Ordinal)).ToList();
            Assert.Equivalent(((string[])[now, shared, pictures[5], pictures[6]]).Select(picture => $"pictures/{picture[^36..]}.png"), files, strict: true);
        }
        Assert.Equal(4, (await crm.Post($"{person}/erase?dryRun=true", "{}")).Is(200)["pictures"]!.GetValue<int>());
        Assert.Equal(4, (await crm.Post($"{person}/erase", "{}")).Is(201)["pictures"]!.GetValue<int>());

        foreach (var gone in (string[])[now, once, deleted, hidden])
            (await crm.Get(gone)).Is(404);
        foreach (var kept in (string[])[shared, pictures[5], pictures[6]])
            (await crm.Get(kept)).Is(200);
    }

    private static async Task<string> Write(Client crm, string about, string text, bool isPrivate = false) =>
        (await crm.Post($"{about}/notes", $$"""{"description":"{{text}}","category":"{{await crm.Category()}}","isPrivate":{{(isPrivate ? "true" : "false")}}}""")).Is(201).Iri;
}
