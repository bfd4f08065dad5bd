namespace Kith.Storage;

internal sealed partial class Sqlite
{
    /// <summary>So many pages of a search table are written at once: a few milliseconds.</summary>
    private const int PagesInStep = 250;

    /// <summary>A merge that changed fewer rows than this had nothing to do (https://sqlite.org/fts5.html#the_merge_command).</summary>
    private const int LeastChanges = 2;

    public override async ValueTask OverwriteDeletedAsync(Session session, bool isOn) =>
        await session.RunScriptAsync(isOn ? "pragma secure_delete = on" : "pragma secure_delete = off");

    /// <summary>A search table keeps the terms of what was deleted until the parts that they are in are merged.</summary>
    public override async ValueTask<bool> OverwriteTextsAsync(Name search, bool isBegun) => await WriteBesideAsync(async session =>
    {
        await OverwriteDeletedAsync(session, isOn: true);
        try
        {
            var before = await session.NumberAsync($"select total_changes()");
            // With a number below zero, everything is marked for merging.
            await session.ExecuteAsync($"insert into {search} ({search}, rank) values ('merge', {new Constant(isBegun ? PagesInStep : -PagesInStep)})");
            return await session.NumberAsync($"select total_changes()") - before >= LeastChanges;
        }
        finally
        {
            await OverwriteDeletedAsync(session, isOn: false);
        }
    });

    /// <summary>The log keeps pages as they were, until it begins anew.</summary>
    public override async ValueTask<bool> TryEmptyLogAsync()
    {
        using var session = await ConnectAsync(isReader: false);
        await session.RunScriptAsync("pragma busy_timeout = 0");
        return await session.NumberAsync($"pragma wal_checkpoint(truncate)") == 0;
    }
}
