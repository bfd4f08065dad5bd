using Kith.Identity;

namespace Kith.Duplicates;

/// <summary>A page of groups.</summary>
/// <param name="Revision">The revision up to which the journal has been followed.</param>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="Groups">Those of the page.</param>
internal sealed record DuplicatePage(long Revision, long Total, IReadOnlyList<DuplicateGroup> Groups);

/// <summary>Reads groups and dismissals. Whoever is not there any more is not in them, however far the journal has been followed.</summary>
internal sealed class DuplicateList(Session session, long tenant)
{
    private static readonly Source Current = new(new("duplicate_groups"), new("duplicate_members"), new("group_id"), new("score desc, g.id"), Sql.Of($"null, null"));

    private static readonly Source Dismissed = new(
        new("duplicate_dismissals"), new("duplicate_dismissed_people"), new("dismissal_id"), new("dismissed_at desc, g.id"), Sql.Of($"g.dismissed_at, g.dismissed_by"));

    public async ValueTask<DuplicatePage> PageAsync(Query query)
    {
        var source = query.Conditions.OfType<IsFlagged>().Any(condition => condition.Expected) ? Dismissed : Current;
        var (last, revision, scan) = await session.FirstAsync(
            $"""
            select r.revision, coalesce(p.revision, 0), p.scan_revision from revisions r left join duplicate_progress p on p.tenant_id = r.tenant_id
            where r.tenant_id = {tenant}
            """,
            static row => (row.Long(0), row.Long(1), row.IsNull(2) ? (long?)null : row.Long(2)));
        // Groups that are of this very revision hold nobody who is not there.
        var isExact = source == Current && revision == last && scan is null;
        var where = Where(source, query, isExact);
        var total = await session.NumberAsync(Sql.Of($"select count(*) from {source.Groups} g").Append(where));
        var groups = await session.ListAsync(
            Select(source).Append(where).Append($" order by g.{source.Order} limit {query.ItemsPerPage} offset {query.Offset}"), Read);
        return new DuplicatePage(revision, total, await WithPeopleAsync(source, groups));
    }

    /// <summary>A group, whether it was dismissed or not; null when there is none with at least two people.</summary>
    public async ValueTask<DuplicateGroup?> FindAsync(Guid id) => await FindCurrentAsync(id) ?? await FindDismissedAsync(id);

    public ValueTask<DuplicateGroup?> FindCurrentAsync(Guid id) => FindAsync(Current, id);

    public ValueTask<DuplicateGroup?> FindDismissedAsync(Guid id) => FindAsync(Dismissed, id);

    private async ValueTask<DuplicateGroup?> FindAsync(Source source, Guid id)
    {
        var found = await session.ListAsync(Select(source).Append($" where g.tenant_id = {tenant} and g.id = {id}"), Read);
        return (await WithPeopleAsync(source, found)) is [{ People.Count: > 1 } group] ? group : null;
    }

    private static Sql Select(Source source) =>
        Sql.Of($"select g.id, g.score, g.reasons, g.found_at, ").Append(source.Dismissal).Append($" from {source.Groups} g");

    private Sql Where(Source source, Query query, bool isExact)
    {
        var where = Sql.Of($" where g.tenant_id = {tenant}");
        foreach (var condition in query.Conditions)
            where.Append(Where(source, condition));
        return isExact ? where : where.Append($"""
             and (select count(*) from {source.People} m join people p on p.tenant_id = m.tenant_id and p.id = m.person_id
                where m.tenant_id = {tenant} and m.{source.Group} = g.id) > 1
            """);
    }

    private Sql Where(Source source, Condition condition) => condition switch
    {
        PointsAt { Field: DuplicateGroup.Owner } owner => Sql.Of($"""
             and exists (select 1 from {source.People} m join people p on p.tenant_id = m.tenant_id and p.id = m.person_id
                where m.tenant_id = {tenant} and m.{source.Group} = g.id and p.owner in {owner.Ids})
            """),
        PointsAt { Field: DuplicateGroup.Segment } segment => Sql.Of($"""
             and exists (select 1 from {source.People} m join people_segments s on s.tenant_id = m.tenant_id and s.source_id = m.person_id
                where m.tenant_id = {tenant} and m.{source.Group} = g.id and s.target_id in {segment.Ids})
            """),
        PointsAt people => Sql.Of($" and g.id in (select {source.Group} from {source.People} where tenant_id = {tenant} and person_id in {people.Ids})"),
        HasOneOf reasons => Sql.Of($" and (g.reasons & {(long)Likeness.OfWords(reasons.Values)}) <> 0"),
        _ => Sql.Of($""),
    };

    private async ValueTask<IReadOnlyList<DuplicateGroup>> WithPeopleAsync(Source source, IReadOnlyList<DuplicateGroup> groups)
    {
        if (groups.Count == 0)
            return groups;
        IReadOnlyList<Guid> ids = [.. groups.Select(group => group.Id)];
        var people = (await session.ListAsync(
            $"""
            select m.{source.Group}, m.person_id from {source.People} m join people p on p.tenant_id = m.tenant_id and p.id = m.person_id
            where m.tenant_id = {tenant} and m.{source.Group} in {ids} order by m.person_id
            """,
            static row => (Group: row.Id(0), Person: row.Id(1)))).ToLookup(member => member.Group, member => member.Person);
        return [.. groups.Select(group => group with { People = [.. people[group.Id]] })];
    }

    private static DuplicateGroup Read(Row row) => new(row.Id(0), row.Long(1), (LikenessReasons)row.Long(2), row.Long(3), [])
    {
        DismissedAt = row.IsNull(4) ? null : row.Long(4),
        DismissedBy = row.IsNull(5) ? null : row.Id(5),
    };

    /// <summary>The tables of groups, or of dismissals, which are alike.</summary>
    private sealed record Source(Name Groups, Name People, Name Group, Name Order, Sql Dismissal);
}
