using Kith.Identity;

namespace Kith.Duplicates;

/// <summary>How far the people of a tenant have been compared.</summary>
/// <param name="Step">Counts each change: whoever computed on an earlier one begins anew.</param>
/// <param name="Rules">By which version of the rules.</param>
/// <param name="Revision">What the journal tells up to here is in the groups; 0 until everybody has been compared once.</param>
/// <param name="ScanRevision">While everybody is compared, the revision at which that began; null else.</param>
/// <param name="Scanned">The last person who has been compared; null before the first.</param>
internal sealed record Progress(long Step, long Rules, long Revision, long? ScanRevision, Guid? Scanned)
{
    /// <summary>Grows with each change of the rules, so that of two programs the older one knows that it is.</summary>
    public const long CurrentRules = Likeness.Version + BlockingKeys.Version + Folding.Version;

    public static ValueTask<Progress?> ReadAsync(Session session, long tenant) => session.FirstAsync(
        $"select step, rules, revision, scan_revision, scanned from duplicate_progress where tenant_id = {tenant}",
        static row => new Progress(row.Long(0), row.Long(1), row.Long(2), row.IsNull(3) ? null : row.Long(3), row.IsNull(4) ? null : row.Id(4)));

    /// <summary>Makes this the progress, if it still is what it was computed from; the row stays locked until the write ends.</summary>
    public async ValueTask<bool> TryAdvanceAsync(Session session, long tenant) => await session.ExecuteAsync($"""
        update duplicate_progress set step = {Step + 1}, rules = {Rules}, revision = {Revision}, scan_revision = {ScanRevision}, scanned = {Scanned}
        where tenant_id = {tenant} and step = {Step}
        """) > 0;

    /// <summary>Lets whoever computes now begin anew, because groups are changed by somebody else.</summary>
    public static ValueTask<int> InterruptAsync(Session session, long tenant) =>
        session.ExecuteAsync($"update duplicate_progress set step = step + 1 where tenant_id = {tenant}");

    /// <summary>Lets everybody of a tenant be compared again, because what they are recognised by is read in another way.</summary>
    public static ValueTask<int> BeginAnewAsync(Session session, long tenant) =>
        session.ExecuteAsync($"update duplicate_progress set step = step + 1, rules = 0 where tenant_id = {tenant}");

    /// <summary>The tenants whose people are not compared up to the last revision, or by earlier rules than these.</summary>
    public static ValueTask<List<long>> BehindAsync(Session session) => session.ListAsync(
        $"""
        select r.tenant_id from revisions r left join duplicate_progress p on p.tenant_id = r.tenant_id
        where p.tenant_id is null or p.rules < {CurrentRules} or (p.rules = {CurrentRules} and (p.revision < r.revision or p.scan_revision is not null))
        order by r.tenant_id
        """,
        static row => row.Long(0));
}
