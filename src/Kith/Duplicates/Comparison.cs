using Kith.Identity;
using Kith.People;

namespace Kith.Duplicates;

/// <summary>Somebody whose keys and pairs are to be made anew.</summary>
/// <param name="Id">The person.</param>
/// <param name="Traits">As the person is now; null when there is none any more.</param>
/// <param name="Before">The keys that the person may have had.</param>
internal sealed record Changed(Guid Id, Traits? Traits, IReadOnlySet<long> Before)
{
    public IReadOnlySet<long> Keys { get; } = Traits is null ? new HashSet<long>() : BlockingKeys.Of(Traits);
}

/// <summary>What comparing came to.</summary>
/// <param name="Found">The pairs of those who changed that are new.</param>
/// <param name="Lost">The pairs that they had and have no more.</param>
internal sealed record Compared(IReadOnlyList<Pair> Found, IReadOnlyList<Pair> Lost);

/// <summary>Compares people who changed with those who share a key with them, and with those they were paired with.</summary>
/// <param name="session">One state of the database.</param>
/// <param name="tenant">The tenant.</param>
/// <param name="country">Its country.</param>
internal sealed class Comparison(Session session, long tenant, string country)
{
    /// <summary>How many keys are looked up in one statement.</summary>
    private const int KeysInQuestion = 64;

    /// <summary>How many documents are read in one statement.</summary>
    private const int DocumentsInQuestion = 256;

    public async ValueTask<Compared> RunAsync(IReadOnlyList<Changed> changed, CancellationToken cancellation)
    {
        var people = changed.ToDictionary(person => person.Id);
        var before = await PairsOfAsync(session, tenant, [.. people.Keys]);
        var candidates = before.Select(pair => (pair.One, pair.Other)).ToHashSet();
        foreach (var sharing in await SharingAsync(changed, people, cancellation))
        {
            for (var one = 0; one < sharing.Count; one++)
            {
                for (var other = one + 1; other < sharing.Count; other++)
                {
                    if (people.ContainsKey(sharing[one]) || people.ContainsKey(sharing[other]))
                        candidates.Add(sharing[one].CompareTo(sharing[other]) < 0 ? (sharing[one], sharing[other]) : (sharing[other], sharing[one]));
                }
            }
        }
        var traits = await TraitsOfAsync(candidates.SelectMany(pair => (Guid[])[pair.One, pair.Other]).Where(id => !people.ContainsKey(id)).Distinct(), cancellation);
        foreach (var person in changed.Where(person => person.Traits is not null))
            traits[person.Id] = person.Traits!;
        var after = new HashSet<Pair>();
        foreach (var (one, other) in candidates)
        {
            if (!traits.TryGetValue(one, out var mine) || !traits.TryGetValue(other, out var theirs))
                continue;
            var likeness = Likeness.Of(mine, theirs);
            if (likeness.Score >= Likeness.SuggestsMerge)
                after.Add(new Pair(one, other, (long)Math.Floor(likeness.Score * Pair.Whole), likeness.Reasons));
        }
        return new Compared([.. after.Except(before)], [.. before.Except(after)]);
    }

    /// <summary>The pairs that people are in, each once.</summary>
    public static async ValueTask<IReadOnlyList<Pair>> PairsOfAsync(Session session, long tenant, IReadOnlyCollection<Guid> people)
    {
        var pairs = new HashSet<Pair>();
        foreach (var some in people.Chunk(DocumentsInQuestion))
        {
            foreach (var (person, other, score, reasons) in await session.ListAsync(
                $"select person_id, other_id, score, reasons from duplicate_pairs where tenant_id = {tenant} and person_id in {some}",
                static row => (row.Id(0), row.Id(1), row.Long(2), (LikenessReasons)row.Long(3))))
            {
                pairs.Add(person.CompareTo(other) < 0 ? new Pair(person, other, score, reasons) : new Pair(other, person, score, reasons));
            }
        }
        return [.. pairs];
    }

    /// <summary>Documents of people by their ids, those that are there.</summary>
    public static async ValueTask<Dictionary<Guid, byte[]>> DocumentsOfAsync(Session session, long tenant, IEnumerable<Guid> ids, CancellationToken cancellation)
    {
        var documents = new Dictionary<Guid, byte[]>();
        foreach (var some in ids.Chunk(DocumentsInQuestion))
        {
            foreach (var (id, document) in await session.ListAsync(
                $"select id, document from {new Name(Person.Resource.Table)} where tenant_id = {tenant} and id in {some}", static row => (row.Id(0), row.Bytes(1)), cancellation))
            {
                documents[id] = document;
            }
        }
        return documents;
    }

    private async ValueTask<Dictionary<Guid, Traits>> TraitsOfAsync(IEnumerable<Guid> ids, CancellationToken cancellation) =>
        (await DocumentsOfAsync(session, tenant, ids, cancellation)).ToDictionary(document => document.Key, document => Traits.Of(document.Value, country));

    /// <summary>Those who share a key with somebody who changed, key by key; keys that too many share are left out.</summary>
    private async ValueTask<IReadOnlyList<List<Guid>>> SharingAsync(IReadOnlyList<Changed> changed, Dictionary<Guid, Changed> people, CancellationToken cancellation)
    {
        var sharing = new Dictionary<long, List<Guid>>();
        foreach (var person in changed)
        {
            foreach (var key in person.Keys)
            {
                if (!sharing.TryGetValue(key, out var others))
                    sharing[key] = others = [];
                others.Add(person.Id);
            }
        }
        foreach (var keys in sharing.Keys.ToList().Chunk(KeysInQuestion))
        {
            foreach (var (key, person) in await session.ListAsync(Holders(keys), static row => (row.Long(0), row.Id(1)), cancellation))
            {
                // What is kept of those who changed is what they had before; the last key may be asked for more than once.
                if (!people.ContainsKey(person) && !sharing[key].Contains(person))
                    sharing[key].Add(person);
            }
        }
        return [.. sharing.Values.Where(people => people.Count is > 1 and <= BlockingKeys.MostSharing)];
    }

    /// <summary>Those who have some keys, of each no more than it takes to see that they are too many; lists of any length make one statement to prepare.</summary>
    private Sql Holders(IReadOnlyList<long> keys)
    {
        var most = new Constant(BlockingKeys.MostSharing + 1);
        var sql = Sql.Of($"");
        for (var index = 0; index < KeysInQuestion; index++)
        {
            var part = Sql.Of($"select * from (select key, person_id from duplicate_keys where tenant_id = {tenant} and key = {keys[Math.Min(index, keys.Count - 1)]} limit {most}) of_one");
            sql.Append(index == 0 ? part : Sql.Of($" union all ").Append(part));
        }
        return sql;
    }
}
