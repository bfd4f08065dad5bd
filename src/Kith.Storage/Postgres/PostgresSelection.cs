using Kith.Hydra;

namespace Kith.Storage;

/// <summary>The statements that answer a query, for a planner that knows the tables: it is told what is wanted, not how to find it.</summary>
internal sealed class PostgresSelection(Tables tables, Caller caller, Guid? parent, Query query) : Selection(tables, caller, parent, query)
{
    public override IReadOnlyList<Selection> Choices => [];

    /// <summary>A condition on a single target of a set of links: its link rows lead, in the order of their sources' ids.</summary>
    private PointsAt? Leading => Conditions.OfType<PointsAt>().FirstOrDefault(condition => condition.Ids.Count == 1 && LinksOf(condition) is not null);

    protected override Name LeastOfFew => new("(array_agg(p.id order by p.id))[1]");

    public override void Choose(Selection choice, long total) => throw new NotSupportedException("There is nothing to choose.");

    public override Sql Count(long ofTable) => Sql.Of($"select count(*), null::uuid").Append(From(withDocuments: false));

    public override Sql Documents(Counted counted, long ofTable)
    {
        var (from, fromForIds) = (From(withDocuments: true), From(withDocuments: Order.Count > 0));
        // In the order of ids, those that cannot be members are not walked over.
        if (Leading is null && Order.Count == 0 && counted.First is { } first)
        {
            from.Append($" and p.id >= {first}");
            fromForIds.Append($" and p.id >= {first}");
        }
        return Page(from, fromForIds, new Name(Leading is null ? "p.id" : "l.source_id"), new Name("id"), counted, idsFirst: false);
    }

    public override Sql First(int size, bool isNewestFirst) =>
        Sql.Of($"select p.id, p.revision, p.document from {Tables.Documents} p where p.tenant_id = {Tenant}").Append(Where(Conditions))
            .Append($" order by p.id{new Name(isNewestFirst ? " desc" : "")} limit {new Constant(size)}");

    protected override Sql LengthOfList(string list) => Sql.Of($"json_array_length(p.document -> {list})");

    protected override Sql FromAll() => From(withDocuments: true);

    protected override Sql Of(Contains contains)
    {
        var condition = Sql.Of($"true");
        foreach (var spellings in SpellingsOf(contains))
        {
            // A term that folds to nothing, such as a lone accent, occurs nowhere: dropping it would widen the list.
            condition.Append(Sql.Of($" and (false"));
            foreach (var spelling in spellings)
                condition.Append(Sql.Of($" or p.search_text like {$"%{Escape(spelling)}%"}"));
            condition.Append(Sql.Of($")"));
        }
        return condition;
    }

    /// <summary>Link rows go with their documents: those are left out where nothing is asked of them.</summary>
    private Sql From(bool withDocuments)
    {
        if (Leading is not { } leading)
            return Sql.Of($" from {Tables.Documents} p where p.tenant_id = {Tenant}").Append(Where(Conditions));
        var others = Conditions.Where(condition => !ReferenceEquals(condition, leading)).ToList();
        var links = Tables.Links(LinksOf(leading)!);
        return withDocuments || others.Count > 0
            ? Sql.Of($"""
                 from {links} l join {Tables.Documents} p on p.tenant_id = l.tenant_id and p.id = l.source_id
                 where l.tenant_id = {Tenant} and l.target_id = {leading.Ids[0]}
                """).Append(Where(others))
            : Sql.Of($" from {links} l where l.tenant_id = {Tenant} and l.target_id = {leading.Ids[0]}");
    }

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
