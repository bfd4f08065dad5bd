using Kith.Tests.Support;

namespace Kith.Tests.Merging;

public sealed class LabelMergeTests(RunningServer server)
{
    [Theory]
    [InlineData("tags", "tag")]
    [InlineData("segments", "segment")]
    public async Task Everything_that_had_the_other_has_the_one_that_stays_until_the_merge_is_taken_back(string path, string name)
    {
        var crm = await server.NewTenant();
        var (kept, other) = (await crm.Create($"/{path}", """{"title":"Kept"}"""), await crm.Create($"/{path}", """{"title":"Other"}"""));
        var onlyOther = await crm.Create("/people", $$"""{"familyName":"A","{{path}}":["{{other}}"]}""");
        var both = await crm.Create("/people", $$"""{"familyName":"B","{{path}}":["{{kept}}","{{other}}"]}""");
        var organization = await crm.Create("/organizations", $$"""{"title":"Acme","{{path}}":["{{other}}"]}""");
        string[] everything = [kept, other, onlyOther, both, organization];
        var before = await Texts(crm, everything);

        var merged = (await crm.Post($"{kept}/merge", $$"""{"{{name}}":"{{other}}"}""")).Is(200);

        Assert.Equal(kept, merged.Iri);
        foreach (var item in new[] { onlyOther, both, organization })
            Assert.Equal([kept], (await crm.Get(item)).List(path));
        Assert.Equal(kept, (await crm.Get(other)).Is(308).Header("Location"));
        var filter = path == "tags" ? "tags.id" : "segments.uuid";
        Assert.Equal(2, (await crm.Get($"/people?{filter}={other}")).TotalItems);
        Assert.Equal([kept], (await crm.Get(await crm.Create("/people", $$"""{"familyName":"C","{{path}}":["{{other}}"]}"""))).List(path));
        (await crm.Delete(other)).Is(409);

        Assert.Empty((await crm.Post($"{other}/restore", "")).Is(200)["leftAlone"]!.AsArray());

        Assert.Equal(before, await Texts(crm, everything));
    }

    [Fact]
    public async Task What_cannot_be_merged_is_refused_by_name_and_changes_nothing()
    {
        var (crm, others) = (await server.NewTenant(), await server.NewTenant());
        var (tag, foreign, segment) = (await crm.Tag(), await others.Tag(), await crm.Segment());

        (await crm.Post($"{tag}/merge", $$"""{"tag":"{{tag}}"}""")).Refuses("tag", ViolationCodes.Mismatch);
        (await crm.Post($"{tag}/merge", $$"""{"tag":"{{foreign}}"}""")).Refuses("tag", ViolationCodes.Iri);
        (await crm.Post($"{tag}/merge", $$"""{"tag":"{{segment}}"}""")).Refuses("tag", ViolationCodes.Iri);
        (await crm.Post($"{tag}/merge", "{}")).Refuses("tag", ViolationCodes.Blank);
        (await crm.Post($"{foreign}/merge", $$"""{"tag":"{{tag}}"}""")).Is(404);

        Assert.Equal([tag], (await crm.Get("/tags")).Iris);
        (await others.Get(foreign)).Is(200);
    }

    private static async Task<List<string>> Texts(Client crm, IEnumerable<string> iris)
    {
        var texts = new List<string>();
        foreach (var iri in iris)
            texts.Add((await crm.Get(iri)).Is(200).Text);
        return texts;
    }
}
