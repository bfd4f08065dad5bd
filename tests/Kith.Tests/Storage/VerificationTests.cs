using Kith.Tests.Support;

namespace Kith.Tests.Storage;

/// <summary>The verification that other tests rely on is itself tried on defects that were planted.</summary>
public sealed class VerificationTests
{
    /// <param name="defect">A statement for both engines, but for <c>{json}</c>: the type that documents have.</param>
    [Theory]
    [InlineData("delete from people_tags")]
    [InlineData("delete from people_organizations")]
    [InlineData("insert into people_segments select tenant_id, id, id from people limit 1")]
    [InlineData("delete from people_identifiers where kind = 'phone'")]
    [InlineData("update people_identifiers set value = 'somebody@example.com' where kind = 'email'")]
    [InlineData("update people set family_name = 'x'")]
    [InlineData("update people set archived_at = 1")]
    [InlineData("update people set owner = null")]
    [InlineData("update people set search_text = search_text || 'x'")]
    [InlineData("update person_notes set is_private = 1 - is_private")]
    [InlineData("update totals set total = total + 1 where resource = 'people'")]
    [InlineData("delete from totals where resource = 'tags'")]
    [InlineData("update revisions set revision = revision + 1")]
    [InlineData("delete from journal where revision = (select max(revision) from journal)")]
    [InlineData("delete from journal where revision = 7")]
    [InlineData("update journal set after = cast(replace(cast(after as text), 'hubspot', 'x') as {json}) where type = 'Person'")]
    [InlineData("update people set document = cast(replace(cast(document as text), 'hubspot', 'x') as {json})")]
    [InlineData("update people set revision = revision - 1")]
    [InlineData("update people set first_revision = first_revision + 1")]
    [InlineData("delete from tags where id = (select id from tags order by id desc limit 1)")]
    [InlineData("delete from media_contents where variant = 'thumbnail'")]
    [InlineData("delete from media_contents")]
    [InlineData("update media_contents set content = substr(content, 2) where variant = 'full'")]
    [InlineData("update media_contents set media_object_id = (select id from people limit 1) where variant = 'full'")]
    [InlineData("insert into media_contents select tenant_id, (select id from people limit 1), variant, media_type, content from media_contents")]
    [InlineData("delete from duplicate_groups")]
    [InlineData("delete from duplicate_members")]
    [InlineData("delete from duplicate_pairs")]
    [InlineData("update duplicate_pairs set score = score + 1 where person_id < other_id")]
    [InlineData("delete from duplicate_pairs where person_id < other_id")]
    [InlineData("delete from duplicate_dismissed_people")]
    [InlineData("insert into duplicate_dismissed_people select tenant_id, group_id, person_id from duplicate_members")]
    public Task A_planted_defect_is_found(string defect) =>
        CheckAsync(defect.Replace("{json}", TestDatabase.IsPostgres ? "json" : "text", StringComparison.Ordinal));

    [Fact]
    [Trait("Engine", "sqlite")]
    public Task A_row_out_of_its_place_is_found() => CheckAsync("update tags set row_id = row_id + 1000");

    [Fact]
    [Trait("Engine", "sqlite")]
    public Task A_search_table_that_lost_its_rows_is_found() => CheckAsync("insert into people_search (people_search) values ('delete-all')");

    [Fact]
    public Task A_link_to_nothing_is_told_of() => CheckAsync("delete from tags", "people points with tags at what is not there");

    private static async Task CheckAsync(string defect, string words = "")
    {
        await using var server = await RunningServer.StartAsync(TimeProvider.System);
        var crm = await server.NewTenant();
        var person = await crm.Create("/people", $$"""
            {"familyName":"A","externalSource":"hubspot","owner":"{{await crm.Me()}}","tags":["{{await crm.Tag()}}"],"segments":["{{await crm.Segment()}}"],
             "organizations":["{{await crm.Organization()}}"],"emailAddresses":[{"email":"a@example.com"}],"phoneNumbers":[{"phoneNumber":"0612345678"}]}
            """);
        await crm.Note(person);
        (await Media.MediaTests.Upload(crm, Media.Pictures.Of(SkiaSharp.SKEncodedImageFormat.Png))).Is(201);
        (await crm.Patch(person, """{"givenName":"B"}""")).Is(200);
        await crm.Tag("Unused");
        for (var twin = 0; twin < 4; twin++)
            await crm.Create("/people", $$"""{"familyName":"Twin","givenName":"Jan","emailAddresses":[{"email":"twin{{twin / 2}}@example.com"}]}""");
        var groups = (await crm.Get("/duplicates", ("Prefer", "wait=60"))).Iris;
        (await crm.Post($"{groups[0]}/dismiss", "")).Is(200);
        Assert.Equal([groups[1]], (await crm.Get("/duplicates", ("Prefer", "wait=60"))).Iris);
        Assert.Empty(await server.Database.VerifyAsync());

        await server.Database.WriteGlobalAsync(async session =>
        {
            await session.RunScriptAsync(defect);
            return true;
        });

        Assert.Contains(await server.Database.VerifyAsync(), discrepancy => discrepancy.Contains(words, StringComparison.Ordinal));
    }
}
