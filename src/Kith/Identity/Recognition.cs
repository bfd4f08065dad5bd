using System.Text.Json.Nodes;
using Kith.Merging;
using Kith.People;

namespace Kith.Identity;

/// <summary>Who is looked for.</summary>
/// <param name="Clues">What they may be recognised by.</param>
/// <param name="Known">What else is known of them, under the names of a person's properties: it confirms or contradicts.</param>
/// <param name="Self">The person that is looked at from; never a candidate.</param>
internal sealed record Sought(IReadOnlyList<Clue> Clues, JsonObject Known, Guid? Self = null);

/// <summary>Somebody who may be meant.</summary>
/// <param name="Person">The id.</param>
/// <param name="Confidence">How sure it is, from 0 to 1.</param>
/// <param name="Reasons">Why, and why not, in words.</param>
/// <param name="HasStrongClue">Whether one of the clues is enough by itself.</param>
/// <param name="IsContradicted">Whether something speaks against it.</param>
internal sealed record Candidate(Guid Person, double Confidence, IReadOnlyList<string> Reasons, bool HasStrongClue, bool IsContradicted);

/// <summary>What came of looking for somebody.</summary>
/// <param name="Match">The one who is meant; null when that cannot be told.</param>
/// <param name="Candidates">Who else may be meant, the likeliest first.</param>
internal sealed record Recognised(Candidate? Match, IReadOnlyList<Candidate> Candidates)
{
    /// <summary>From here on, a new person is probably somebody who is there already.</summary>
    public const double Probable = 0.55;

    /// <summary>Those who are probably the same.</summary>
    public IReadOnlyList<Candidate> Duplicates => [.. (Match is null ? Candidates : Candidates.Prepend(Match)).Where(candidate => candidate.Confidence >= Probable)];
}

/// <summary>
/// Recognises people by what is known of them. One whom a strong clue points at, alone and uncontradicted, is meant; a clue that
/// points at several people makes candidates of them and no more.
/// </summary>
internal static class Recognition
{
    /// <summary>
    /// The most candidates that a clue gives: more people than this share a switchboard, not an identity. One more is asked for to
    /// tell so, and one who may be the one that is looked from.
    /// </summary>
    public const int MaximumCandidates = 10;

    /// <summary>How many identifiers a statement asks for; a person has 404 clues at most.</summary>
    private const int IdentifiersPerStatement = 512;

    private const int DocumentsPerStatement = 512;

    private const double Shared = 0.6;
    private const double Contradicted = 0.6;
    private const double SameName = 0.5;
    private const double NicknameOfSame = 0.6;

    /// <summary>Recognises each of those who are looked for, in a number of statements that grows by one for hundreds of them.</summary>
    public static async ValueTask<IReadOnlyList<Recognised>> RecogniseAsync(Session session, long tenant, IReadOnlyList<Sought> sought)
    {
        var asked = sought.SelectMany(item => item.Clues).Select(clue => (clue.Kind, clue.Value)).Distinct();
        var found = new Dictionary<(string Kind, string Value), List<Guid>>();
        foreach (var some in asked.Chunk(IdentifiersPerStatement))
        {
            foreach (var (identifier, person) in await Documents.FindIdentifiedAsync(session, Person.Resource, tenant, some, MaximumCandidates + 2))
            {
                if (!found.TryGetValue(identifier, out var people))
                    found[identifier] = people = [];
                people.Add(person);
            }
        }
        // What another system knows somebody by leads on when that somebody became part of somebody else.
        foreach (var clue in sought.SelectMany(item => item.Clues).Where(clue => clue.Kind == CustomerId.External && !found.ContainsKey((clue.Kind, clue.Value))).DistinctBy(clue => clue.Value))
            found[(clue.Kind, clue.Value)] = [.. await MergedIdentifiers.FindAsync(session, tenant, clue.Kind, clue.Value)];
        var documents = new Dictionary<Guid, JsonObject>();
        foreach (var some in sought.Where(item => item.Known.Count > 0).SelectMany(item => item.Clues.SelectMany(clue => PeopleWith(clue, item, found))).Distinct().Chunk(DocumentsPerStatement))
        {
            IReadOnlyList<Guid> ids = some;
            foreach (var (id, document) in await session.ListAsync(
                $"select id, document from {new Name(Person.Resource.Table)} where tenant_id = {tenant} and id in {ids}",
                static row => (row.Id(0), Json.ParseStored(row.Bytes(1)))))
            {
                documents[id] = document;
            }
        }
        return [.. sought.Select(item => Decide(item, found, documents))];
    }

    /// <summary>Recognises one.</summary>
    public static async ValueTask<Recognised> RecogniseAsync(Session session, long tenant, Sought sought) => (await RecogniseAsync(session, tenant, [sought]))[0];

    private static IEnumerable<Guid> PeopleWith(Clue clue, Sought sought, Dictionary<(string Kind, string Value), List<Guid>> found) =>
        found.GetValueOrDefault((clue.Kind, clue.Value), []).Where(person => person != sought.Self).Order();

    private static Recognised Decide(Sought sought, Dictionary<(string Kind, string Value), List<Guid>> found, Dictionary<Guid, JsonObject> documents)
    {
        var evidence =
            from clue in sought.Clues
            let people = PeopleWith(clue, sought, found).ToList()
            from person in people.Take(MaximumCandidates)
            group people.Count == 1 ? clue : SharedBy(clue, people.Count) by person;
        var candidates = evidence
            .Select(clues => Weigh(clues.Key, clues, sought.Known, documents.GetValueOrDefault(clues.Key)))
            .OrderByDescending(candidate => candidate.Confidence).ThenBy(candidate => candidate.Person)
            .ToList();
        var strong = candidates.Where(candidate => candidate is { HasStrongClue: true, IsContradicted: false }).ToList();
        return strong is [var match]
            ? new Recognised(match, [.. candidates.Where(candidate => candidate != match).Take(MaximumCandidates)])
            : new Recognised(null, [.. candidates.Take(MaximumCandidates)]);
    }

    private static Clue SharedBy(Clue clue, int count) => clue with
    {
        Confidence = clue.Confidence * Shared,
        IsStrong = false,
        Words = $"{clue.Words}, shared by {(count > MaximumCandidates ? $"more than {MaximumCandidates}" : count)} people",
    };

    private static Candidate Weigh(Guid person, IEnumerable<Clue> clues, JsonObject known, JsonObject? document)
    {
        var best = clues.GroupBy(clue => clue.Origin).Select(origin => origin.MaxBy(clue => clue.Confidence)!).OrderByDescending(clue => clue.Confidence).ToList();
        var reasons = best.Select(clue => clue.Words).Distinct().ToList();
        var doubt = best.Aggregate(1.0, static (doubt, clue) => doubt * (1 - clue.Confidence));
        var contradictions = document is null ? [] : Names.ContradictionsOf(known, document).ToList();
        if (document is not null && contradictions.Count == 0 && Names.AreSame(known, document))
        {
            doubt *= SameName;
            reasons.Add("same name");
        }
        else if (document is not null && contradictions.Count == 0 && Names.AreSameByNickname(known, document))
        {
            doubt *= NicknameOfSame;
            reasons.Add("one given name is a form of the other");
        }
        var confidence = contradictions.Count > 0 ? (1 - doubt) * Contradicted : 1 - doubt;
        return new Candidate(
            person, Math.Min(Math.Round(confidence, 2), 0.99), [.. reasons, .. contradictions], best.Exists(clue => clue.IsStrong), contradictions.Count > 0);
    }
}
