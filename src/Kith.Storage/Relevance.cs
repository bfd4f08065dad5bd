using System.Text;
using Kith.Hydra;

namespace Kith.Storage;

/// <summary>A piece of a list: members that follow one another in its order, and are found in it.</summary>
/// <param name="From">Where they are found, what follows "select".</param>
/// <param name="Row">What tells their rows.</param>
/// <param name="Keys">What they are ordered by; the last one, the id or what has its order, tells them apart.</param>
internal sealed record Tier(Sql From, Name Row, IReadOnlyList<(Name Column, bool IsDescending)> Keys)
{
    /// <summary>How many members it has.</summary>
    public Sql Count() => Sql.Of($"select count(*)").Append(From);

    /// <summary>Some of its members' rows, or of those from its end.</summary>
    /// <param name="size">How many at most.</param>
    /// <param name="offset">How many are left out before them.</param>
    /// <param name="isFromEnd">Whether it is read from its end.</param>
    public Sql Rows(int size, long offset, bool isFromEnd)
    {
        var sql = Sql.Of($"select {Row}").Append(From).Append($" order by ");
        return sql.AppendList(Keys.Select(key => Sql.Of($"{key.Column}{new Name(key.IsDescending != isFromEnd ? " desc" : "")}")))
            .Append($" limit {new Constant(size)} offset {offset}");
    }
}

/// <summary>What an order by relevance is made of: in the statements of both engines it is the same.</summary>
internal abstract partial class Selection
{
    /// <summary>The rank of rows named p, and within a rank the name that made it, each with a comma behind it.</summary>
    private Sql RankAndName(ByRelevance order, Name direction)
    {
        var (rank, name) = (Sql.Of($"case when ").Append(Of(order.Exact)).Append($" then 0"), Sql.Of($"case when ").Append(Of(order.Exact)).Append($" then null"));
        foreach (var (index, property) in order.Names.Index())
        {
            var begins = BeginsWithAny(property, BeginningsOf(order));
            rank.Append($" when ").Append(begins).Append($" then {new Constant(index + 1)}");
            name.Append($" when ").Append(begins).Append($" then p.{Tables.Column(property)}");
        }
        return rank.Append($" else {new Constant(order.Names.Count + 1)} end{direction}, ").Append(name).Append($" end{direction}, ");
    }

    /// <summary>How names begin that have a rank, in the order of names: none of these begins with another one.</summary>
    protected static IReadOnlyList<string> BeginningsOf(ByRelevance order)
    {
        var all = order.Terms.Select(Folding.SortKey).Where(static beginning => beginning.Length > 0).ToHashSet();
        return
        [
            .. all.Where(beginning => !all.Any(other => other.Length < beginning.Length && beginning.StartsWith(other, StringComparison.Ordinal)))
                .OrderBy(Encoding.UTF8.GetBytes, Comparer<byte[]>.Create(static (one, other) => one.AsSpan().SequenceCompareTo(other))),
        ];
    }

    /// <summary>The condition that a name of rows named p begins with one of these; null where there is no name.</summary>
    protected static Sql BeginsWithAny(TextField name, IReadOnlyList<string> beginnings)
    {
        var sql = Sql.Of($"(false");
        foreach (var beginning in beginnings)
            sql.Append($" or ").Append(Begins(name, beginning));
        return sql.Append($")");
    }

    /// <summary>The condition that a name of rows named p has a sort key that begins so.</summary>
    protected static Sql Begins(TextField name, string beginning) =>
        // In the order of bytes, no character comes after this one.
        Sql.Of($"(p.{Tables.Column(name)} >= {beginning} and p.{Tables.Column(name)} < {$"{beginning}\U0010FFFF"})");
}
