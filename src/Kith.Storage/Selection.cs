using Kith.Hydra;

namespace Kith.Storage;

/// <summary>A private document is seen by its owner alone.</summary>
/// <param name="Flag">Whether it is private.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="User">Who asks.</param>
internal sealed record VisibleTo(BooleanField Flag, RelationField Owner, Guid User) : Condition;

/// <summary>How many documents fulfil the conditions of a list.</summary>
/// <param name="Total">The count, exact.</param>
/// <param name="First">An id that none of them is less than; null when none is known.</param>
internal sealed record Counted(long Total, Guid? First);

/// <summary>The statements that answer a query. How an engine goes about it is its own affair.</summary>
internal abstract partial class Selection
{
    protected Selection(Tables tables, Caller caller, Guid? parent, Query query)
    {
        (Tables, Caller, Query) = (tables, caller, query);
        var conditions = query.Conditions.ToList();
        if (tables.Resource.Parent is { } placed && parent is { } id)
            conditions.Insert(0, new PointsAt(placed.Name, [id]));
        if (tables.Resource.Privacy is { } privacy)
            conditions.Add(new VisibleTo(privacy.Flag, privacy.Owner, caller.User));
        Conditions = conditions;
    }

    /// <summary>The same, for some of its conditions.</summary>
    protected Selection(Selection whole, IReadOnlyList<Condition> conditions) =>
        (Tables, Caller, Query, Conditions) = (whole.Tables, whole.Caller, whole.Query, conditions);

    /// <summary>What the members fulfil: what was asked for, where the list is placed, and what the caller may see.</summary>
    public IReadOnlyList<Condition> Conditions { get; }

    public Tables Tables { get; }

    public long Tenant => Caller.Tenant;

    /// <summary>The same text for the same conditions in the same tenant, and only for those.</summary>
    public string Question
    {
        get
        {
            var where = Where(Conditions);
            return $"{Tables.Documents.Text} {where.Text}\n{string.Join('\n', where.Values)}";
        }
    }

    /// <summary>Whether one of the conditions leads to few documents, whatever it asks for.</summary>
    public bool IsShort => Conditions.Any(IsShortCondition);

    /// <summary>
    /// Whether the first page is read before the members are counted: it may tell how many there are, and takes no longer for not
    /// knowing. What a search finds comes in order, and is found only by reading through it.
    /// </summary>
    public bool IsReadFirst => IsShort || (Order is [] or [ByRelevance] && (Conditions is [Contains] || (Query.IsPartial && IsSearchOfMost)));

    /// <summary>Whether a text is looked for among those that lack something, such as a moment at which they were archived: most do, so that reading through what is found soon fills a page.</summary>
    private bool IsSearchOfMost => Conditions.Count(static condition => condition is Contains) == 1 && Conditions.All(static condition => condition is Contains or Exists { Expected: false, Field: InstantField });

    /// <summary>
    /// The list in pieces that follow one another, each of which is found in its order: for lists of which no single index has the
    /// order, and too many members to put all of them in order for a page. Empty where one statement does.
    /// </summary>
    public virtual IReadOnlyList<Tier> Tiers => [];

    /// <summary>Whether a list in pieces is better read by <see cref="Documents"/>, which looks at all members.</summary>
    public virtual bool IsGathered(Counted counted, long ofTable) => true;

    /// <summary>The rows of all members where those are soon told, up to one more than <see cref="Few"/>; null where they are not.</summary>
    public virtual Sql? Rows => null;

    /// <summary>So many rows are put in order sooner than a list is read in pieces.</summary>
    public virtual int Few => 0;

    /// <summary>The documents of the page, of all <see cref="Rows"/>.</summary>
    public virtual Sql DocumentsOf(IReadOnlyList<long> rows) => throw new NotSupportedException("Rows have no numbers.");

    /// <summary>The documents in some rows, in the order of these.</summary>
    public virtual Sql DocumentsAt(IReadOnlyList<long> rows) => throw new NotSupportedException("Rows have no numbers.");

    protected bool IsShortCondition(Condition condition) => condition is HasId or Identified || (condition is PointsAt pointsAt && pointsAt.Field == Tables.Resource.Parent?.Name);

    /// <summary>
    /// The conditions that an engine would like to choose between, because each of them could lead to the members: it is told
    /// by how many documents each is fulfilled, those first that are counted soonest. Empty when there is no choice, or when the
    /// engine chooses by itself.
    /// </summary>
    public abstract IReadOnlyList<Selection> Choices { get; }

    /// <summary>Takes a choice, until another one has fewer documents.</summary>
    public abstract void Choose(Selection choice, long total);

    /// <summary>Counts the members, and tells the least of their ids or null.</summary>
    /// <param name="ofTable">How many documents there are without conditions.</param>
    public abstract Sql Count(long ofTable);

    /// <summary>How many documents of the tenant have the moment of a property from one second to another, both included, and the least of their ids; null of none.</summary>
    public Sql CountBetween(InstantField field, long from, long to) => Sql.Of(
        $"select count(*), {LeastOfFew} from {Tables.Documents} p where p.tenant_id = {Tenant} and p.{Tables.Column(field)} between {from} and {to}");

    /// <summary>The first moment of a property from a second on; null when there is none.</summary>
    public Sql NextMoment(InstantField field, long from) => Sql.Of(
        $"select min(p.{Tables.Column(field)}) from {Tables.Documents} p where p.tenant_id = {Tenant} and p.{Tables.Column(field)} >= {from}");

    /// <summary>The least id of rows named p, of which there are few.</summary>
    protected abstract Name LeastOfFew { get; }

    /// <summary>The documents of the page.</summary>
    /// <param name="counted">What <see cref="Count"/> said.</param>
    /// <param name="ofTable">How many documents there are without conditions.</param>
    public abstract Sql Documents(Counted counted, long ofTable);

    /// <summary>The documents that come first by age, which nobody counts.</summary>
    /// <param name="size">How many at most.</param>
    /// <param name="isNewestFirst">Whether the newest come first.</param>
    public abstract Sql First(int size, bool isNewestFirst);

    /// <summary>The ids of all members in their order, and behind each how long some lists in its document are.</summary>
    /// <param name="lists">The names of the lists.</param>
    public Sql All(IReadOnlyList<string> lists)
    {
        var sql = Sql.Of($"select p.id");
        foreach (var list in lists)
            sql.Append($", coalesce(").Append(LengthOfList(list)).Append($", 0)");
        return sql.Append(FromAll()).Append(OrderBy(new Name("p.id"), isFromEnd: false));
    }

    /// <summary>How long a list in the document of rows named p is.</summary>
    protected abstract Sql LengthOfList(string list);

    /// <summary>All members as rows of documents named p: what follows "select".</summary>
    protected abstract Sql FromAll();

    /// <summary>Whether <see cref="Documents"/> gives the page from its end: the way there is shorter.</summary>
    public bool IsFromEnd(Counted counted) => Query.Offset > counted.Total / 2;

    protected Caller Caller { get; }

    protected Query Query { get; }

    protected IReadOnlyList<Ordering> Order => Query.Order.Count > 0 ? Query.Order : Tables.Resource.DefaultOrder;

    /// <summary>Where the rows that are wanted begin and how many they are, counted from the end that is nearer.</summary>
    protected Sql LimitAndOffset(Counted counted)
    {
        var size = (int)Math.Min(Query.ItemsPerPage, counted.Total - Query.Offset);
        return Sql.Of($" limit {new Constant(size)} offset {(IsFromEnd(counted) ? counted.Total - Query.Offset - size : Query.Offset)}");
    }

    /// <summary>The order of the page, or the other way round when it is taken from the end.</summary>
    /// <param name="id">The id of rows named p, which comes last.</param>
    /// <param name="isFromEnd">Whether it is turned round.</param>
    protected Sql OrderBy(Name id, bool isFromEnd)
    {
        var sql = Sql.Of($" order by ");
        foreach (var key in Order)
        {
            if (key is ByField { Field: var column })
                sql.Append($"p.{Tables.Column(column)}{Tables.Direction(key.IsDescending != isFromEnd)}, ");
            else if (key is ByRelevance relevance)
                sql.Append(RankAndName(relevance, Tables.Direction(key.IsDescending == isFromEnd)));
        }
        return sql.Append($"{id}{new Name(isFromEnd ? " desc" : "")}");
    }

    /// <summary>
    /// The documents of a page. One that is not the first selects ids, over nothing but an index where that is enough, before it
    /// looks at a document: what comes before the page is stepped over.
    /// </summary>
    /// <param name="from">Where the members are found, rows of documents named p among it.</param>
    /// <param name="fromForIds">The same, where rows of documents are left out when nothing is asked of them; null where they never are.</param>
    /// <param name="id">What tells the members apart in it.</param>
    /// <param name="column">The column of documents that this is the value of.</param>
    /// <param name="counted">How many there are.</param>
    /// <param name="idsFirst">Whether ids are selected first, on the first page too.</param>
    protected Sql Page(Sql from, Sql? fromForIds, Name id, Name column, Counted counted, bool idsFirst)
    {
        var isFromEnd = IsFromEnd(counted);
        if (!idsFirst && Query.Offset == 0 && !isFromEnd)
            return Sql.Of($"select p.id, p.revision, p.document").Append(from).Append(OrderBy(id, isFromEnd)).Append(LimitAndOffset(counted));
        return Sql.Of($"select p.id, p.revision, p.document from (select {id} as id")
            .Append(fromForIds ?? from).Append(OrderBy(id, isFromEnd)).Append(LimitAndOffset(counted))
            .Append($") page cross join {Tables.Documents} p where p.{column} = page.id and p.tenant_id = {Tenant}")
            .Append(OrderBy(new Name("p.id"), isFromEnd));
    }

    /// <summary>The conditions on rows named p, each with an "and" before it.</summary>
    protected Sql Where(IEnumerable<Condition> conditions)
    {
        var sql = Sql.Of($"");
        foreach (var condition in conditions)
            sql.Append($" and ").Append(Of(condition));
        return sql;
    }

    /// <summary>The condition that a document's text holds one spelling of each term.</summary>
    protected abstract Sql Of(Contains contains);

    /// <summary>Each term in the spellings that it is looked for in; none of one that folds to nothing.</summary>
    protected IReadOnlyList<IReadOnlyList<string>> SpellingsOf(Contains contains) => [.. contains.Terms.Select(term =>
    {
        var folded = (Tables.Resource.Spellings?.Invoke(term, Caller.Country) ?? []).Prepend(term).Select(Folding.Fold).Where(static spelling => spelling.Length > 0).Distinct();
        return (IReadOnlyList<string>)[.. contains.BeginsShort ? folded.SelectMany(AtBeginningIfShort) : folded];
    })];

    /// <summary>What stands before words.</summary>
    private static readonly string[] BeforeWords = ["\n", " ", "-", "'"];

    private static IEnumerable<string> AtBeginningIfShort(string spelling) =>
        spelling.EnumerateRunes().Count() > 2 ? [spelling] : BeforeWords.Select(before => before + spelling);

    protected LinksField? LinksOf(PointsAt condition) => LinksOf(condition.Field);

    private LinksField? LinksOf(string field) => Tables.Resource.LinkLists.FirstOrDefault(links => links.Name == field);

    protected Field FieldOf(PointsAt condition) => Tables.Columns.Single(column => column.Name == condition.Field);

    protected Sql Of(Condition condition) => condition switch
    {
        Contains contains => Of(contains),
        BeginsWith begins => Begins(begins.Field, Folding.SortKey(begins.Text)),
        PointsAt pointsAt when LinksOf(pointsAt) is { } links =>
            Sql.Of($"p.id in (select source_id from {Tables.Links(links)} where tenant_id = {Tenant} and target_id in {pointsAt.Ids})"),
        PointsAt { Ids: [var id] } pointsAt => Sql.Of($"p.{Tables.Column(FieldOf(pointsAt))} = {id}"),
        PointsAt pointsAt => Sql.Of($"p.{Tables.Column(FieldOf(pointsAt))} in {pointsAt.Ids}"),
        // Looked up for each document by itself: those who have one may be nearly all.
        PointsAtNone none => Sql.Of($"not exists (select 1 from {Tables.Links(LinksOf(none.Field)!)} l where l.tenant_id = {Tenant} and l.target_id in {none.Ids} and l.source_id = p.id)"),
        HasId hasId => Sql.Of($"p.id in {hasId.Ids}"),
        Identified identified => Of(identified),
        // Said in the statement, for a planner that knows how many of either there are.
        Exists exists when Tables.IsPresence(exists.Field) => Sql.Of($"p.{Tables.Column(exists.Field)} = {new Constant(exists.Expected ? 1 : 0)}"),
        Exists { Expected: true } exists => Sql.Of($"p.{Tables.Column(exists.Field)} is not null"),
        Exists exists => Sql.Of($"p.{Tables.Column(exists.Field)} is null"),
        IsFlagged flagged => Sql.Of($"p.{Tables.Column(flagged.Field)} = {flagged.Expected}"),
        VisibleTo visible => Sql.Of($"(p.{Tables.Column(visible.Flag)} = {false} or p.{Tables.Column(visible.Owner)} = {visible.User})"),
        Bounded { IsAfter: true, IsStrict: true } bounded => Sql.Of($"p.{Tables.Column(bounded.Field)} > {bounded.UnixSeconds}"),
        Bounded { IsAfter: true } bounded => Sql.Of($"p.{Tables.Column(bounded.Field)} >= {bounded.UnixSeconds}"),
        Bounded { IsStrict: true } bounded => Sql.Of($"p.{Tables.Column(bounded.Field)} < {bounded.UnixSeconds}"),
        Bounded bounded => Sql.Of($"p.{Tables.Column(bounded.Field)} <= {bounded.UnixSeconds}"),
        _ => throw new NotSupportedException(condition.GetType().Name),
    };

    /// <summary>Looked up one by one, so that each is a step down the key and not a walk over all of the tenant's.</summary>
    private Sql Of(Identified identified)
    {
        if (identified.Identifiers.Count == 0)
            return Sql.Of($"false");
        return Sql.Of($"p.id in (select i.source_id from (values ")
            .AppendList(identified.Identifiers.Select(static identifier => Sql.Of($"({identifier.Kind}, {identifier.Value})")))
            .Append($") asked cross join {Tables.Identifiers} i where i.tenant_id = {Tenant} and i.kind = asked.column1 and i.value = asked.column2)");
    }
}
