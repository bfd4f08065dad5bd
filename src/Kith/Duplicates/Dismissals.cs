using Kith.Access;

namespace Kith.Duplicates;

/// <summary>
/// What people said of groups: that they are not the same, or that they are after all. It goes through the journal like every
/// change; whoever follows it groups their pairs anew.
/// </summary>
internal static class Dismissals
{
    /// <summary>Remembers that nobody in a group is another one in it; said twice it changes nothing.</summary>
    public static async ValueTask<Outcome<DuplicateGroup>> DismissAsync(Write write, KeyCaller caller, Guid id)
    {
        var (session, tenant) = (write.Session, caller.Tenant);
        await Progress.InterruptAsync(session, tenant);
        var list = new DuplicateList(session, tenant);
        if (await list.FindCurrentAsync(id) is not { } group)
            return await list.FindDismissedAsync(id) is { } known ? known : Problem.NotFound();
        var dismissed = group with { DismissedAt = write.Now.ToUnixTimeMilliseconds(), DismissedBy = caller.User };
        await session.RunLaterAsync($"""
            insert into duplicate_dismissals (tenant_id, id, score, reasons, found_at, dismissed_at, dismissed_by)
            values ({tenant}, {id}, {group.Score}, {(long)group.Reasons}, {group.FoundAt}, {dismissed.DismissedAt}, {caller.User})
            """);
        foreach (var person in group.People)
            await session.RunLaterAsync($"insert into duplicate_dismissed_people (tenant_id, dismissal_id, person_id) values ({tenant}, {id}, {person})");
        await session.RunLaterAsync($"delete from duplicate_members where tenant_id = {tenant} and group_id = {id}");
        await session.RunLaterAsync($"delete from duplicate_groups where tenant_id = {tenant} and id = {id}");
        await write.RecordAsync(DuplicateGroup.Resource.Type, id, Document(group), Document(dismissed));
        return dismissed;
    }

    /// <summary>Takes a dismissal back. Those who are still alike, and in no other group by now, are the group that they were.</summary>
    public static async ValueTask<Outcome<DuplicateGroup>> RestoreAsync(Write write, KeyCaller caller, Guid id)
    {
        var (session, tenant) = (write.Session, caller.Tenant);
        await Progress.InterruptAsync(session, tenant);
        var list = new DuplicateList(session, tenant);
        if (await list.FindDismissedAsync(id) is not { } dismissed)
            return await list.FindCurrentAsync(id) is { } known ? known : Problem.NotFound();
        var group = dismissed with { DismissedAt = null, DismissedBy = null };
        await session.RunLaterAsync($"delete from duplicate_dismissed_people where tenant_id = {tenant} and dismissal_id = {id}");
        await session.RunLaterAsync($"delete from duplicate_dismissals where tenant_id = {tenant} and id = {id}");
        var alike = await session.ListAsync(
            $"""
            select distinct person_id from duplicate_pairs
            where tenant_id = {tenant} and person_id in {group.People} and other_id in {group.People}
                and person_id not in (select person_id from duplicate_members where tenant_id = {tenant} and person_id in {group.People})
                and other_id not in (select person_id from duplicate_members where tenant_id = {tenant} and person_id in {group.People})
            """,
            static row => row.Id(0));
        if (alike.Count > 1)
        {
            await session.RunLaterAsync($"""
                insert into duplicate_groups (tenant_id, id, score, reasons, found_at) values ({tenant}, {id}, {group.Score}, {(long)group.Reasons}, {group.FoundAt})
                """);
            foreach (var person in alike)
                await session.RunLaterAsync($"insert into duplicate_members (tenant_id, person_id, group_id) values ({tenant}, {person}, {id})");
        }
        await write.RecordAsync(DuplicateGroup.Resource.Type, id, Document(dismissed), Document(group));
        return group;
    }

    private static byte[] Document(DuplicateGroup group) => Json.Bytes(group.ToJson(Format.Json));
}
