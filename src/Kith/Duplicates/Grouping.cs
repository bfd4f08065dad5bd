using Kith.Identity;

namespace Kith.Duplicates;

/// <summary>Two people who may be the same.</summary>
/// <param name="One">The one with the lesser id.</param>
/// <param name="Other">The other one.</param>
/// <param name="Score">Ten-thousandths.</param>
/// <param name="Reasons">Why.</param>
internal sealed record Pair(Guid One, Guid Other, long Score, LikenessReasons Reasons)
{
    /// <summary>The score of what is certain.</summary>
    public const long Whole = 10_000;
}

/// <summary>People who may all be the same.</summary>
/// <param name="People">Their ids, ascending.</param>
/// <param name="Score">Ten-thousandths: that of the weakest pair that was needed to bring them together.</param>
/// <param name="Reasons">Why.</param>
internal sealed record Grouped(IReadOnlyList<Guid> People, long Score, LikenessReasons Reasons);

/// <summary>Makes groups of pairs, from the surest down, as a minimum spanning tree is made (Kruskal).</summary>
internal static class Grouping
{
    /// <summary>More people than this are never suggested as one: pairs would have brought them together by way of others.</summary>
    public const int Largest = 50;

    /// <param name="pairs">The pairs.</param>
    /// <param name="areNotSame">Whether somebody said of two people that they are not the same: they are never in one group.</param>
    public static IReadOnlyList<Grouped> Of(IEnumerable<Pair> pairs, Func<Guid, Guid, bool> areNotSame)
    {
        var groups = new Dictionary<Guid, Grouped>();
        Grouped GroupOf(Guid person) => groups.GetValueOrDefault(person) ?? new Grouped([person], long.MaxValue, default);
        foreach (var pair in pairs.OrderByDescending(pair => pair.Score).ThenBy(pair => pair.One).ThenBy(pair => pair.Other))
        {
            var (one, other) = (GroupOf(pair.One), GroupOf(pair.Other));
            var isTogether = one.People.Contains(pair.Other);
            if (!isTogether && (one.People.Count + other.People.Count > Largest || one.People.Any(person => other.People.Any(another => areNotSame(person, another)))))
                continue;
            var united = isTogether
                ? one with { Reasons = one.Reasons | pair.Reasons }
                : new Grouped([.. one.People.Concat(other.People).Order()], pair.Score, one.Reasons | other.Reasons | pair.Reasons);
            foreach (var person in united.People)
                groups[person] = united;
        }
        return [.. groups.Values.DistinctBy(group => group.People[0])];
    }
}
