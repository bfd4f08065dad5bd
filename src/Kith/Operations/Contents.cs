using Kith.Notes;
using Kith.People;

namespace Kith.Operations;

/// <summary>How much a database holds, so that people see whether a backup is the one they meant.</summary>
internal static class Contents
{
    public static Task<string> DescribeAsync(Database database) => database.SnapshotAsync(async session =>
    {
        var tenants = await session.NumberAsync($"select count(*) from tenants");
        var people = await CountAsync(session, Person.Resource);
        var notes = await CountAsync(session, Note.OfPerson) + await CountAsync(session, Note.OfOrganization);
        var (entries, last) = await session.FirstAsync($"select count(*), coalesce(max(at), 0) from journal", static row => (row.Long(0), row.Long(1)));
        var moment = entries == 0 ? "never" : $"{DateTimeOffset.FromUnixTimeMilliseconds(last):yyyy-MM-dd HH:mm:ss} UTC";
        return $"{tenants} tenants, {people} people, {notes} notes, {entries} journal entries; last changed {moment}.";
    }).AsTask();

    private static ValueTask<long> CountAsync(Session session, Resource resource) => session.NumberAsync($"select count(*) from {new Name(resource.Table)}");
}
