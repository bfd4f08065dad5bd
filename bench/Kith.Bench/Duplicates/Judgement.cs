using Kith.Access;
using Kith.Duplicates;
using Kith.Generate;
using Kith.Storage;

namespace Kith.Bench.Duplicates;

/// <summary>Two people who were taken for one, or one person who was taken for two.</summary>
internal sealed record Mistaken(LabelledPerson One, LabelledPerson Other);

/// <summary>How well people are recognised whose identity is known.</summary>
/// <param name="People">How many there are.</param>
/// <param name="Same">How many pairs of them are the same person.</param>
/// <param name="Found">How many of those are suggested.</param>
/// <param name="Wrong">Pairs that are suggested and are not the same person.</param>
/// <param name="Missed">Pairs that are the same person and not suggested.</param>
internal sealed record Judgement(int People, int Same, int Found, IReadOnlyList<Mistaken> Wrong, IReadOnlyList<Mistaken> Missed)
{
    private const string Tenant = "labelled";

    /// <summary>How many of those who are suggested are the same.</summary>
    public double Precision => Found / (double)Math.Max(1, Found + Wrong.Count);

    /// <summary>How many of those who are the same are suggested.</summary>
    public double Recall => Found / (double)Math.Max(1, Same);

    /// <summary>Writes the people into an empty database, as they would be written by requests, and compares them as a server would.</summary>
    public static async Task<Judgement> OfAsync(LabelledPeople labelled, DatabaseAddress address, CancellationToken cancellation)
    {
        var clock = new StoryClock();
        await using var database = await Crm.OpenDatabaseAsync(address, clock);
        clock.Begin(Generator.Begin);
        var caller = await new Tenants(database, "NL").EnsureTenantAsync(Tenant);
        clock.End();
        var loader = new Loader(database, clock, caller);
        await loader.WriteAsync(labelled.Surroundings.Concat(labelled.People.Select(person => person.Entry)), static _ => { }, cancellation);
        await CompareAsync(database, cancellation);
        var groups = await database.ReadAsync(session => session.ListAsync(
            $"select group_id, person_id from duplicate_members where tenant_id = {caller.Tenant}", static row => (Group: row.Id(0), Person: row.Id(1))), cancellation);
        return Of(labelled, groups.GroupBy(member => member.Group, member => member.Person));
    }

    /// <summary>Compares everybody, without a rest.</summary>
    public static async Task CompareAsync(Database database, CancellationToken cancellation)
    {
        var finder = new DuplicateFinder(database);
        while (await finder.BehindAsync(cancellation) is { Count: > 0 } tenants)
        {
            foreach (var tenant in tenants)
                await finder.StepAsync(tenant, cancellation);
        }
    }

    private static Judgement Of(LabelledPeople labelled, IEnumerable<IEnumerable<Guid>> groups)
    {
        var people = labelled.People.ToDictionary(person => person.Entry.Id);
        var suggested = groups.SelectMany(group => PairsOf([.. group.Select(id => people[id])])).ToList();
        var same = labelled.People.GroupBy(person => person.Identity).SelectMany(records => PairsOf([.. records])).ToList();
        var found = suggested.Where(IsSame).ToHashSet();
        return new Judgement(people.Count, same.Count, found.Count, [.. suggested.Where(pair => !IsSame(pair))], [.. same.Except(found)]);

        static bool IsSame(Mistaken pair) => pair.One.Identity == pair.Other.Identity;
    }

    private static IEnumerable<Mistaken> PairsOf(List<LabelledPerson> people)
    {
        people.Sort((one, other) => one.Entry.Id.CompareTo(other.Entry.Id));
        for (var one = 0; one < people.Count; one++)
        {
            for (var other = one + 1; other < people.Count; other++)
                yield return new Mistaken(people[one], people[other]);
        }
    }
}
