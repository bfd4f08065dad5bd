using Kith.Hydra;

namespace Kith.Storage;

/// <summary>
/// A search in the order of relevance, in pieces: those with exactly this identifier, those whose first name begins with one of the
/// terms, which the index of that name has in its order, and so on; at last the others, in the order of the index of texts.
/// </summary>
internal sealed partial class SqliteSelection
{
    /// <summary>So many of a single term are put in order sooner than the pieces of their list are found.</summary>
    private const int FewOfOneTerm = 100;

    /// <summary>What holds several terms is rarely found along the names that begin with one of them: more are put in order.</summary>
    private const int FewOfManyTerms = 20_000;

    private ByRelevance? Relevance => Order is [ByRelevance relevance] && Conditions.Any(static condition => condition is Contains) ? relevance : null;

    /// <summary>Whether whoever has a name with a term at its beginning is a member: nothing else is asked, and the term is not cut off in sort keys.</summary>
    private bool IsToldByBeginning => Conditions is [Contains { Terms: [var term] }] && Folding.Fold(term) is { Length: > 0 } folded && folded == Folding.SortKey(term);

    public override int Few => Conditions is [Contains { Terms: [_] }] ? FewOfOneTerm : FewOfManyTerms;

    public override Sql? Rows => Relevance is not null && Conditions is [Contains contains] && SpellingsOf(contains).All(IsIndexed)
        ? Sql.Of($"select s.rowid").Append(OverTexts(contains, [], withDocuments: false).From).Append($" limit {new Constant(Few + 1)}")
        : null;

    public override Sql DocumentsOf(IReadOnlyList<long> rows) => Page(
        Sql.Of($" from json_each({$"[{string.Join(',', rows)}]"}) s cross join {Tables.Documents} p on p.row_id = s.value where p.tenant_id = {Tenant}"),
        null, Id, new Name("id"), new Counted(rows.Count, null), idsFirst: true);

    public override Sql DocumentsAt(IReadOnlyList<long> rows) => Sql.Of(
        $"""
        select p.id, p.revision, p.document from json_each({$"[{string.Join(',', rows)}]"}) s cross join {Tables.Documents} p on p.row_id = s.value
        where p.tenant_id = {Tenant} order by s.key
        """);

    public override bool IsGathered(Counted counted, long ofTable)
    {
        var (leadsTo, behind) = (_leadsTo ?? counted.Total, Math.Min(Query.Offset, Math.Max(0, counted.Total - Query.Offset)) + Query.ItemsPerPage);
        if (_leading.Count == 0)
            return false;
        return Conditions is [Contains] || Conditions.OfType<Contains>().Any(static contains => contains.Terms.Count > 1)
            ? leadsTo <= Few
            // As many of those whose names begin so are members as of all.
            : leadsTo <= behind * (1 + (ofTable / Math.Max(1, counted.Total)));
    }

    public override IReadOnlyList<Tier> Tiers
    {
        get
        {
            if (Relevance is not { } relevance)
                return [];
            var tiers = new List<Tier>();
            if (relevance.Exact.Identifiers.Count > 0)
            {
                tiers.Add(new(
                    Sql.Of($" from {Tables.Documents} p where p.tenant_id = {Tenant}").Append(Where(Conditions)).Append($" and ").Append(Of(relevance.Exact)),
                    RowOfDocument, [(Id, false)]));
            }
            foreach (var (index, name) in relevance.Names.Index())
            {
                tiers.AddRange(BeginningsOf(relevance).Select(beginning => new Tier(
                    NamedBy(name, beginning).Append(Where(IsToldByBeginning ? [] : Conditions)).Append(NotBefore(relevance, index, RowOfDocument)),
                    RowOfDocument, [(new Name($"p.{Tables.Column(name).Text}"), !relevance.IsDescending), (Id, false)])));
            }
            tiers.Add(Others(relevance));
            if (!relevance.IsDescending)
                tiers.Reverse();
            return tiers;
        }
    }

    private static Name RowOfDocument => new("p.row_id");

    private Sql NamedBy(TextField name, string beginning) =>
        Sql.Of($" from {Tables.Documents} p indexed by {Tables.IndexOf(name)!.Value} where p.tenant_id = {Tenant} and ").Append(Begins(name, beginning));

    private Tier Others(ByRelevance relevance)
    {
        if (Conditions.OfType<Contains>().First() is var contains && MatchOf(contains) is null)
        {
            return new(
                Sql.Of($" from {Tables.Documents} p indexed by {new Name($"{Tables.Documents.Text}_by_id")} where p.tenant_id = {Tenant}")
                    .Append(Where(Conditions)).Append(NotBefore(relevance, relevance.Names.Count, RowOfDocument)),
                RowOfDocument, [(Id, false)]);
        }
        var others = Conditions.Where(condition => !ReferenceEquals(condition, contains)).ToList();
        var way = OverTexts(contains, others, withDocuments: !IsToldByBeginning);
        return new(way.From.Append(NotBefore(relevance, relevance.Names.Count, way.Id)), way.Id, [(way.Id, false)]);
    }

    /// <summary>
    /// What no member of an earlier tier fulfils. Where the index of a name alone tells who they are, their rows are left out,
    /// without a look at any document: a page that is far behind them would look at each.
    /// </summary>
    private Sql NotBefore(ByRelevance relevance, int names, Name row)
    {
        var sql = Sql.Of($"");
        var earlier = relevance.Names.Take(names);
        if (!IsToldByBeginning)
        {
            sql.Append($" and not ").Append(Of(relevance.Exact));
            foreach (var name in earlier)
                sql.Append($" and ").Append(BeginsWithAny(name, BeginningsOf(relevance))).Append($" is not true");
            return sql;
        }
        if (relevance.Exact.Identifiers.Count > 0)
            sql.Append($" and {row} not in (select p.row_id from {Tables.Documents} p where p.tenant_id = {Tenant} and ").Append(Of(relevance.Exact)).Append($")");
        foreach (var name in earlier)
        {
            foreach (var beginning in BeginningsOf(relevance))
                sql.Append($" and {row} not in (select p.row_id").Append(NamedBy(name, beginning)).Append($")");
        }
        return sql;
    }
}
