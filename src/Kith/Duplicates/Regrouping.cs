using Kith.Identity;

namespace Kith.Duplicates;

/// <summary>A group as it is kept.</summary>
internal sealed record KeptGroup(Guid Id, long Score, LikenessReasons Reasons, long FoundAt, IReadOnlyList<Guid> People);

/// <summary>What becomes of groups.</summary>
/// <param name="Ended">Groups that are no more.</param>
/// <param name="Changed">Groups that are new, or not what they were.</param>
internal sealed record Regrouped(IReadOnlyList<KeptGroup> Ended, IReadOnlyList<KeptGroup> Changed)
{
    public static readonly Regrouped Nothing = new([], []);

    public async ValueTask WriteAsync(Session session, long tenant)
    {
        foreach (var group in Ended)
            await session.RunLaterAsync($"delete from duplicate_groups where tenant_id = {tenant} and id = {group.Id}");
        // Everybody leaves before anybody joins: a person is in one group at most.
        foreach (var group in Ended.Concat(Changed))
            await session.RunLaterAsync($"delete from duplicate_members where tenant_id = {tenant} and group_id = {group.Id}");
        foreach (var group in Changed)
        {
            await session.RunLaterAsync($"""
                insert into duplicate_groups (tenant_id, id, score, reasons, found_at) values ({tenant}, {group.Id}, {group.Score}, {(long)group.Reasons}, {group.FoundAt})
                on conflict (tenant_id, id) do update set score = excluded.score, reasons = excluded.reasons
                """);
            foreach (var person in group.People)
                await session.RunLaterAsync($"insert into duplicate_members (tenant_id, person_id, group_id) values ({tenant}, {person}, {group.Id})");
        }
    }
}

/// <summary>Makes the groups anew that some people are in, or will be.</summary>
/// <param name="session">One state of the database.</param>
/// <param name="tenant">The tenant.</param>
/// <param name="compared">What is not written yet.</param>
internal sealed class Regrouping(Session session, long tenant, Compared compared)
{
    private const int PeopleInQuestion = 256;

    /// <param name="affected">Whose pairs are not what they were, or who may be grouped in another way.</param>
    /// <param name="nextId">A new id.</param>
    /// <param name="now">Unix milliseconds.</param>
    public async ValueTask<Regrouped> RunAsync(IReadOnlySet<Guid> affected, Func<Guid> nextId, long now)
    {
        var (people, pairs) = await ReachAsync(affected);
        var kept = await GroupsOfAsync([.. people]);
        var dismissals = await DismissalsOfAsync([.. people]);
        var grouped = Grouping.Of(pairs, (one, other) => dismissals.TryGetValue(one, out var mine) && dismissals.TryGetValue(other, out var theirs) && mine.Overlaps(theirs));
        return Match(kept, grouped, nextId, now);
    }

    /// <summary>A group goes on as the one that it has most people of.</summary>
    private static Regrouped Match(IReadOnlyList<KeptGroup> kept, IReadOnlyList<Grouped> grouped, Func<Guid> nextId, long now)
    {
        var left = kept.ToDictionary(group => group.Id);
        var homes = kept.SelectMany(group => group.People.Select(person => (person, group.Id))).ToDictionary(home => home.person, home => home.Id);
        var changed = new List<KeptGroup>();
        foreach (var group in grouped.OrderByDescending(group => group.People.Count).ThenBy(group => group.People[0]))
        {
            var former = group.People.Where(homes.ContainsKey).GroupBy(person => homes[person])
                .Where(home => left.ContainsKey(home.Key)).OrderByDescending(home => home.Count()).ThenBy(home => home.Key).FirstOrDefault();
            if (former is null)
            {
                changed.Add(new KeptGroup(nextId(), group.Score, group.Reasons, now, group.People));
            }
            else
            {
                left.Remove(former.Key, out var known);
                if (known!.Score != group.Score || known.Reasons != group.Reasons || !known.People.SequenceEqual(group.People))
                    changed.Add(new KeptGroup(known.Id, group.Score, group.Reasons, known.FoundAt, group.People));
            }
        }
        return new Regrouped([.. left.Values], changed);
    }

    /// <summary>Everybody who can be reached from some people by way of pairs, and those pairs.</summary>
    private async ValueTask<(HashSet<Guid> People, HashSet<Pair> Pairs)> ReachAsync(IReadOnlySet<Guid> from)
    {
        var lost = compared.Lost.ToHashSet();
        var found = compared.Found.SelectMany(pair => new[] { (Person: pair.One, Pair: pair), (Person: pair.Other, Pair: pair) }).ToLookup(end => end.Person, end => end.Pair);
        var (people, pairs) = (new HashSet<Guid>(from), new HashSet<Pair>());
        IReadOnlyList<Guid> frontier = [.. from];
        while (frontier.Count > 0)
        {
            var next = new List<Guid>();
            foreach (var pair in (await Comparison.PairsOfAsync(session, tenant, frontier)).Where(pair => !lost.Contains(pair)).Concat(frontier.SelectMany(person => found[person])))
            {
                if (!pairs.Add(pair))
                    continue;
                foreach (var end in (Guid[])[pair.One, pair.Other])
                {
                    if (people.Add(end))
                        next.Add(end);
                }
            }
            frontier = next;
        }
        return (people, pairs);
    }

    private async ValueTask<IReadOnlyList<KeptGroup>> GroupsOfAsync(IReadOnlyList<Guid> people)
    {
        var groups = new Dictionary<Guid, KeptGroup>();
        foreach (var some in people.Chunk(PeopleInQuestion))
        {
            var members = await session.ListAsync(
                $"""
                select g.id, g.score, g.reasons, g.found_at, m.person_id from duplicate_groups g
                join duplicate_members m on m.tenant_id = g.tenant_id and m.group_id = g.id
                where g.tenant_id = {tenant} and g.id in (select group_id from duplicate_members where tenant_id = {tenant} and person_id in {some})
                order by g.id, m.person_id
                """,
                static row => (new KeptGroup(row.Id(0), row.Long(1), (LikenessReasons)row.Long(2), row.Long(3), []), Person: row.Id(4)));
            foreach (var group in members.GroupBy(member => member.Item1.Id))
                groups[group.Key] = group.First().Item1 with { People = [.. group.Select(member => member.Person)] };
        }
        return [.. groups.Values];
    }

    private async ValueTask<Dictionary<Guid, HashSet<Guid>>> DismissalsOfAsync(IReadOnlyList<Guid> people)
    {
        var dismissals = new Dictionary<Guid, HashSet<Guid>>();
        foreach (var some in people.Chunk(PeopleInQuestion))
        {
            foreach (var (person, dismissal) in await session.ListAsync(
                $"select person_id, dismissal_id from duplicate_dismissed_people where tenant_id = {tenant} and person_id in {some}", static row => (row.Id(0), row.Id(1))))
            {
                if (!dismissals.TryGetValue(person, out var own))
                    dismissals[person] = own = [];
                own.Add(dismissal);
            }
        }
        return dismissals;
    }
}
