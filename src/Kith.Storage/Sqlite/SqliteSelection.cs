using System.Text;
using Kith.Hydra;

namespace Kith.Storage;

/// <summary>
/// The statements that answer a query, with the way to the members said in them: SQLite knows nothing of how many rows fulfil a
/// condition, and we do, exactly. Either one of the conditions leads to the members, or all documents are walked in order until the
/// page is full.
/// </summary>
internal sealed partial class SqliteSelection : Selection
{
    /// <summary>How much more it costs to look at a document than to step along an index, roughly.</summary>
    private const int DocumentCost = 10;

    /// <summary>The same of a row that is looked up in the index of short columns.</summary>
    private const int NarrowCost = 3;

    /// <summary>What leads to the members: one condition, or several on the same column; none to walk.</summary>
    private IReadOnlyList<Condition> _leading;

    /// <summary>How many documents that leads to; null when it is as many as there are members.</summary>
    private long? _leadsTo;

    public SqliteSelection(Tables tables, Caller caller, Guid? parent, Query query)
        : base(tables, caller, parent, query)
    {
        var possible = PossibleLeads();
        _leading = possible.Find(lead => IsShortCondition(lead[0])) ?? possible.FirstOrDefault() ?? [];
        Choices = possible.Count < 2 || IsShort ? [] : [.. possible.OrderBy(static lead => lead[0] is Bounded or Exists).Select(lead => new SqliteSelection(this, lead))];
    }

    /// <summary>The members that some of the conditions would lead to.</summary>
    private SqliteSelection(SqliteSelection whole, IReadOnlyList<Condition> lead)
        : base(whole, lead) => (_leading, Choices) = (lead, []);

    public override IReadOnlyList<Selection> Choices { get; }

    protected override Name LeastOfFew => new("min(p.id)");

    public override void Choose(Selection choice, long total) => (_leading, _leadsTo) = (choice.Conditions, total);

    public override Sql Count(long ofTable)
    {
        var way = WayOf(_leading, withDocuments: false);
        if (IsNarrow(Conditions) && (_leading.Count == 0 || (_leadsTo is { } leadsTo && ofTable < leadsTo * way.Cost)))
            way = Walk(Tables.Narrow!.Value);
        return Sql.Of($"select count(*), {new Name(way.IsSearch ? "null" : $"min({way.Id.Text})")}").Append(way.From);
    }

    public override Sql Documents(Counted counted, long ofTable)
    {
        var isById = Order.Count == 0;
        var way = WayOf(_leading, withDocuments: true);
        if (isById && way.IsInOrder && (_leading.Count > 0 || Conditions.Count == 0))
            return Page(way.From, WayOf(_leading, withDocuments: false).From, way.Id, new Name(way.IsSearch ? "row_id" : "id"), counted, idsFirst: false);

        // Either all that is led to is looked at and put in order, or documents in order until the page is full.
        var index = isById ? new Name($"{Tables.Documents.Text}_by_id") : Order[0] is ByField { Field: var first } ? Tables.IndexOf(first) : null;
        var toGather = (_leadsTo ?? counted.Total) * (isById ? way.Cost : DocumentCost);
        var before = Math.Min(Query.Offset, Math.Max(0, counted.Total - Query.Offset));
        var step = isById && IsNarrow(Conditions) ? NarrowCost : IsBesideOrder(Conditions) ? 1 : DocumentCost;
        var toWalk = (before + Query.ItemsPerPage) * (1 + (ofTable / Math.Max(1, counted.Total))) * step;
        if (index is null || (_leading.Count > 0 && toGather < toWalk))
            return Page(way.From, null, Id, new Name("id"), counted, idsFirst: index is not null || Order[0] is ByRelevance);
        var walk = Walk(isById && IsNarrow(Conditions) ? Tables.Narrow!.Value : index.Value).From;
        if (isById && counted.First is { } least)
            walk.Append($" and p.id >= {least}");
        return Page(walk, null, Id, new Name("id"), counted, idsFirst: false);
    }

    public override Sql First(int size, bool isNewestFirst)
    {
        var (way, direction) = (WayOf(_leading, withDocuments: true), new Name(isNewestFirst ? " desc" : ""));
        return Sql.Of($"select d.id, d.revision, d.document from (select {way.Id} as id").Append(way.From)
            .Append($" order by {way.Id}{direction} limit {new Constant(size)}) page cross join {Tables.Documents} d")
            .Append($" where d.{new Name(way.IsSearch ? "row_id" : "id")} = page.id and d.tenant_id = {Tenant} order by d.id{direction}");
    }

    protected override Sql LengthOfList(string list) => Sql.Of($"json_array_length(p.document, {$"$.{list}"})");

    /// <summary>Where nothing leads to the members, all are walked over, in their order where an index has it.</summary>
    protected override Sql FromAll()
    {
        var index = Order.Count == 0 ? new Name($"{Tables.Documents.Text}_by_id") : Order[0] is ByField { Field: var first } ? Tables.IndexOf(first) : null;
        return _leading.Count > 0 || index is null ? WayOf(_leading, withDocuments: true).From : Walk(index.Value).From;
    }

    /// <summary>All documents, in the order of an index.</summary>
    private Way Walk(Name index) => new(Sql.Of($" from {Tables.Documents} p indexed by {index} where p.tenant_id = {Tenant}").Append(Where(Conditions)), Id);

    /// <summary>Whether conditions can be told without a look at documents, from the index of short columns.</summary>
    private bool IsNarrow(IReadOnlyList<Condition> conditions) =>
        Tables.Narrow is not null && conditions.Count > 0 && conditions.All(static condition => condition is PointsAt or PointsAtNone or Exists or IsFlagged or Bounded or HasId);

    /// <summary>Whether conditions can be told from the index of the order.</summary>
    private bool IsBesideOrder(IReadOnlyList<Condition> conditions) =>
        Order is [ByField { Field: var first }, ..] && conditions.All(condition => condition is PointsAtNone || (condition is Exists exists && Tables.Beside(first).Contains(exists.Field)));

    private static Name Id => new("p.id");

    /// <summary>A text that is looked at, and not found by the index of texts.</summary>
    protected override Sql Of(Contains contains) => Holds(SpellingsOf(contains));

    private static Sql Holds(IEnumerable<IReadOnlyList<string>> terms)
    {
        var condition = Sql.Of($"true");
        foreach (var spellings in terms)
        {
            // A term that folds to nothing, such as a lone accent, occurs nowhere: dropping it would widen the list.
            condition.Append($" and (false");
            foreach (var spelling in spellings)
                condition.Append($" or instr(p.search_text, {spelling}) > 0");
            condition.Append($")");
        }
        return condition;
    }

    /// <summary>What the index of texts is asked for, an expression of SQL; null when it knows none of the terms.</summary>
    private Sql? MatchOf(Contains contains)
    {
        var known = SpellingsOf(contains).Where(IsIndexed).ToList();
        if (known.Count == 0)
            return null;
        var (sql, text) = (Sql.Of($""), new StringBuilder());
        foreach (var (index, spellings) in known.Index())
        {
            text.Append(index == 0 ? "(" : " AND (");
            foreach (var (place, spelling) in spellings.Index())
            {
                text.Append(place == 0 ? "" : " OR ");
                if (LengthOf(spelling) >= 3)
                {
                    text.Append('"').Append(spelling.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
                    continue;
                }
                sql.Append($"{text.ToString()} || ").Append(BeginningWith(spelling)).Append($" || ");
                text.Clear();
            }
            text.Append(')');
        }
        return sql.Append($"{text.ToString()}");
    }

    /// <summary>
    /// All that the index knows that begins with two characters: wherever these stand, something follows. What it knows is no more than
    /// some dozens; of a single character it would be many hundreds, and the texts are read sooner.
    /// </summary>
    private Sql BeginningWith(string spelling) => Sql.Of($"""
        coalesce((select group_concat('"' || replace(term, '"', '""') || '"', ' OR ') from {Tables.SearchTerms} where term >= {spelling} and term < {$"{spelling}\U0010FFFF"}), '""')
        """);

    /// <summary>It knows pieces of three characters, and what they begin with.</summary>
    private static bool IsIndexed(IReadOnlyList<string> spellings) => spellings.Count > 0 && spellings.All(static spelling => LengthOf(spelling) >= 2);

    private static int LengthOf(string spelling) => spelling.EnumerateRunes().Count();

    private List<IReadOnlyList<Condition>> PossibleLeads()
    {
        var leads = new List<IReadOnlyList<Condition>>();
        foreach (var condition in Conditions)
        {
            if (condition is Bounded { Field: var field } && Tables.IndexOf(field) is not null)
            {
                if (!leads.Exists(lead => lead[0] is Bounded other && other.Field == field))
                    leads.Add([.. Conditions.Where(other => other is Bounded bounded && bounded.Field == field)]);
            }
            else if (condition is HasId or Identified or PointsAt or BeginsWith
                || (condition is Contains contains && MatchOf(contains) is not null)
                // The index of a link holds those who have it.
                || (condition is Exists exists && Tables.IndexOf(exists.Field) is not null && (exists.Expected || exists.Field is not RelationField)))
            {
                leads.Add([condition]);
            }
        }
        return leads;
    }

    /// <summary>The way on which some of the conditions lead to the members.</summary>
    /// <param name="leading">The conditions.</param>
    /// <param name="withDocuments">Whether documents are among the rows even when nothing is asked of them.</param>
    private Way WayOf(IReadOnlyList<Condition> leading, bool withDocuments)
    {
        var others = Conditions.Where(condition => !leading.Contains(condition, ReferenceEqualityComparer.Instance)).ToList();
        withDocuments |= others.Count > 0;
        return leading switch
        {
            [PointsAt { Ids: [var target] } pointsAt] when LinksOf(pointsAt) is { } links => OverLinks(Tables.Links(links), target, others, withDocuments),
            [Contains contains] => OverTexts(contains, others, withDocuments),
            [Exists exists] => Over(exists.Field, isInOrder: !exists.Expected || Tables.IsPresence(exists.Field), leading, others),
            [BeginsWith begins] => Over(begins.Field, isInOrder: false, leading, others),
            [Bounded bounded, ..] => Over(bounded.Field, isInOrder: false, leading, others),
            [PointsAt { Ids: [_] } pointsAt] => Over(FieldOf(pointsAt), isInOrder: true, leading, others),
            _ => new Way(Sql.Of($" from {Tables.Documents} p where p.tenant_id = {Tenant}").Append(Where(Conditions)), Id) { IsInOrder = leading.Count == 0 },
        };
    }

    private Way Over(Field field, bool isInOrder, IReadOnlyList<Condition> leading, List<Condition> others) => Tables.IndexOf(field) is { } led && IsNarrow(others)
        // What one index leads to is looked up in another one, sooner than in documents.
        ? new Way(
            Sql.Of($" from (select p.id from {Tables.Documents} p indexed by {led} where p.tenant_id = {Tenant}").Append(Where(leading))
                .Append($") l cross join {Tables.Documents} p indexed by {Tables.Narrow!.Value} on p.tenant_id = {Tenant} and p.id = l.id where true").Append(Where(others)),
            Id)
        {
            IsInOrder = false,
            Cost = NarrowCost,
        }
        : new Way(
        Sql.Of($" from {Tables.Documents} p")
            .Append(Tables.IndexOf(field) is { } index ? Sql.Of($" indexed by {index}") : Sql.Of($""))
            .Append($" where p.tenant_id = {Tenant}").Append(Where(Conditions)),
        Id)
    {
        IsInOrder = isInOrder,
        Cost = others.Count == 0 ? 1 : DocumentCost,
    };

    private Way OverLinks(Name links, Guid target, List<Condition> others, bool withDocuments) => new(
        Sql.Of($" from {links} l")
            .Append(!withDocuments ? Sql.Of($"")
                : IsNarrow(others) ? Sql.Of($" cross join {Tables.Documents} p indexed by {Tables.Narrow!.Value} on p.tenant_id = l.tenant_id and p.id = l.source_id")
                : Sql.Of($" cross join {Tables.Documents} p on p.tenant_id = l.tenant_id and p.id = l.source_id"))
            .Append($" where l.tenant_id = {Tenant} and l.target_id = {target}").Append(Where(others)),
        new Name("l.source_id"))
    {
        IsInOrder = true,
        Cost = !withDocuments ? 1 : IsNarrow(others) ? NarrowCost : DocumentCost,
    };

    private Way OverTexts(Contains contains, List<Condition> others, bool withDocuments)
    {
        var rest = SpellingsOf(contains).Where(spellings => !IsIndexed(spellings)).ToList();
        var isAlone = !withDocuments && rest.Count == 0;
        var (least, greatest) = (Sqlite.RowNumberOf(Tenant, 0), Sqlite.RowNumberOf(Tenant + 1, 0) - 1);
        var from = Sql.Of($" from {Tables.Search} s")
            .Append(isAlone ? Sql.Of($"") : Sql.Of($" cross join {Tables.Documents} p on p.row_id = s.rowid"))
            .Append($" where s.{Tables.Search} match (").Append(MatchOf(contains)!).Append($") and s.rowid between {least} and {greatest}");
        return new Way(isAlone ? from : from.Append($" and ").Append(Holds(rest)).Append(Where(others)), new Name("s.rowid")) { IsInOrder = true, IsSearch = true };
    }

    /// <summary>A way to the members.</summary>
    /// <param name="From">What follows "select".</param>
    /// <param name="Id">What tells the members apart, and puts them in the order of their ids.</param>
    private sealed record Way(Sql From, Name Id)
    {
        /// <summary>Whether the members come in the order of their ids.</summary>
        public bool IsInOrder { get; init; }

        /// <summary>What each step of it costs, where one along an index costs 1.</summary>
        public int Cost { get; init; } = DocumentCost;

        /// <summary>Whether they are told by the numbers of their rows.</summary>
        public bool IsSearch { get; init; }
    }
}
