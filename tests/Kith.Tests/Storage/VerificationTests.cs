using Kith.Tests.Support;

namespace Kith.Tests.Storage;

/// <summary>The verification that other tests rely on is itself tried on defects that were planted.</summary>
public sealed class VerificationTests
{
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
    [InlineData("insert into people_search (people_search) values ('delete-all')")]
    [InlineData("update totals set total = total + 1 where resource = 'people'")]
    [InlineData("delete from totals where resource = 'tags'")]
    [InlineData("update tenants set revision = revision + 1")]
    [InlineData("delete from journal where revision = (select max(revision) from journal)")]
    [InlineData("delete from journal where revision = 7")]
    [InlineData("update journal set after = json_set(after, '$.familyName', 'x') where type = 'Person'")]
    [InlineData("update people set document = json_set(document, '$.jobTitle', 'x')")]
    [InlineData("update people set revision = revision - 1")]
    [InlineData("delete from tags where row_id = (select max(row_id) from tags)")]
    public async Task A_planted_defect_is_found(string defect)
    {
        await using var server = await RunningServer.StartAsync(TimeProvider.System);
        var crm = await server.NewTenant();
        var person = await crm.Create("/people", $$"""
            {"familyName":"A","owner":"{{await crm.Me()}}","tags":["{{await crm.Tag()}}"],"segments":["{{await crm.Segment()}}"],
             "organizations":["{{await crm.Organization()}}"],"emailAddresses":[{"email":"a@example.com"}],"phoneNumbers":[{"phoneNumber":"0612345678"}]}
            """);
        await crm.Note(person);
        (await crm.Patch(person, """{"givenName":"B"}""")).Is(200);
        await crm.Tag("Unused");
        Assert.Empty(await server.Database.VerifyAsync());

        await server.Database.WriteGlobalAsync(async session =>
        {
            await session.RunScriptAsync(defect);
            return true;
        });

        Assert.NotEmpty(await server.Database.VerifyAsync());
    }
}
