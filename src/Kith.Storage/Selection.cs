using System.Collections.Concurrent;
using Kith.Hydra;

namespace Kith.Storage;

/// <summary>One page of documents and how many there are on all pages.</summary>
/// <param name="Members">The documents of the page.</param>
/// <param name="Total">How many fulfil the conditions.</param>
public sealed record Page(IReadOnlyList<Stored> Members, long Total);

public sealed partial class Database
{
    private const int MaximumCounts = 1_000;
    private const int LongestQuestion = 4_000;

    /// <summary>Counts that were made at a revision of their tenant and of the indexes; of no use at another.</summary>
    private readonly ConcurrentDictionary<(long Tenant, string Question), ((long Revision, long Generation) At, long Count)> _counts = new();

    /// <summary>Lists a page: ids and bytes are selected over the index columns and copied out.</summary>
    /// <param name="resource">What is listed.</param>
    /// <param name="caller">On whose behalf: private documents of others do not exist for them.</param>
    /// <param name="parent">The resource that the list is placed under.</param>
    /// <param name="query">The page, the conditions, the order.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public ValueTask<Page> ListAsync(Resource resource, Caller caller, Guid? parent, Query query, CancellationToken cancellation) =>
        SnapshotAsync(async session =>
        {
            var selection = new Selection(Engine, _tables[resource], caller, parent, query);
            var total = await CountAsync(session, selection, caller.Tenant);
            if (query.ItemsPerPage == 0 || query.Offset >= total)
                return new Page([], total);
            var members = await session.ListAsync(selection.Documents(), Documents.ReadStored, cancellation);
            return new Page(await Documents.WithInversesAsync(session, resource, caller.Tenant, members, cancellation), total);
        }, cancellation);

    private async ValueTask<long> CountAsync(Session session, Selection selection, long tenant)
    {
        if (selection.IsWholeTable)
            return await session.NumberAsync($"select total from totals where tenant_id = {tenant} and resource = {selection.Table}");

        var count = selection.Count();
        var question = $"{count.Text}\n{string.Join('\n', count.Values)}";
        var at = await session.FirstAsync(
            $"select revision, (select max(generation) from generations) from revisions where tenant_id = {tenant}", static row => (row.Long(0), row.Long(1)));
        if (_counts.TryGetValue((tenant, question), out var known) && known.At == at)
            return known.Count;
        var counted = await session.NumberAsync(count);
        // While indexes are made again, answers change and the revision does not.
        if (await session.NumberAsync($"select count(*) from rebuilds") > 0)
            return counted;
        if (_counts.Count >= MaximumCounts)
            _counts.Clear();
        if (question.Length <= LongestQuestion)
            _counts[(tenant, question)] = (at, counted);
        return counted;
    }
}

/// <summary>The statements that answer a query.</summary>
internal sealed class Selection(Engine engine, Tables tables, Caller caller, Guid? parent, Query query)
{
    private readonly Resource _resource = tables.Resource;

    /// <summary>A condition on a single target of a set of links: its link rows lead, in the order of their sources' ids.</summary>
    private readonly PointsAt? _leading = query.Conditions.OfType<PointsAt>()
        .FirstOrDefault(condition => condition.Ids.Count == 1 && LinksOf(tables.Resource, condition) is not null);

    public string Table => tables.Documents.Text;

    /// <summary>Whether the kept total answers the count.</summary>
    public bool IsWholeTable => query.Conditions.Count == 0 && parent is null && _resource.Privacy is null;

    public Sql Count() => Sql.Of($"select count(*)").Append(FromAndWhere());

    public Sql Documents() => Sql.Of($"select p.id, p.revision, p.document")
        .Append(FromAndWhere())
        .Append(OrderBy())
        .Append($" limit {new Constant(query.ItemsPerPage)} offset {query.Offset}");

    private Sql FromAndWhere()
    {
        var sql = _leading is null
            ? Sql.Of($" from {tables.Documents} p where p.tenant_id = {caller.Tenant}")
            : Sql.Of($"""
                 from {tables.Links(LinksOf(_resource, _leading)!)} l join {tables.Documents} p on p.tenant_id = l.tenant_id and p.id = l.source_id
                 where l.tenant_id = {caller.Tenant} and l.target_id = {_leading.Ids[0]}
                """);
        if (_resource.Parent is { } placed)
            sql.Append($" and p.{Tables.Column(placed)} = {parent}");
        if (_resource.Privacy is { } privacy)
            sql.Append($" and (p.{Tables.Column(privacy.Flag)} = 0 or p.{Tables.Column(privacy.Owner)} = {caller.User})");
        foreach (var condition in query.Conditions.Where(condition => !ReferenceEquals(condition, _leading)))
            sql.Append($" and ").Append(Of(condition));
        return sql;
    }

    private Sql OrderBy()
    {
        var sql = Sql.Of($" order by ");
        foreach (var key in query.Order.Count > 0 ? query.Order : _resource.DefaultOrder)
            sql.Append($"p.{Tables.Column(key.Field)}{new Name(engine.Direction(key.IsDescending))}, ");
        return sql.Append(_leading is null ? Sql.Of($"p.id") : Sql.Of($"l.source_id"));
    }

    private Sql Of(Condition condition) => condition switch
    {
        Contains contains => engine.Search(tables.Search, [.. contains.Terms.Select(SpellingsOf)]),
        PointsAt pointsAt when LinksOf(_resource, pointsAt) is { } links =>
            Sql.Of($"p.id in (select source_id from {tables.Links(links)} where tenant_id = {caller.Tenant} and target_id in {pointsAt.Ids})"),
        PointsAt pointsAt => Sql.Of($"p.{ColumnOf(pointsAt.Field)} in {pointsAt.Ids}"),
        HasId hasId => Sql.Of($"p.id in {hasId.Ids}"),
        Identified identified => Of(identified),
        Exists { Expected: true } exists => Sql.Of($"p.{Tables.Column(exists.Field)} is not null"),
        Exists exists => Sql.Of($"p.{Tables.Column(exists.Field)} is null"),
        IsFlagged flagged => Sql.Of($"p.{Tables.Column(flagged.Field)} = {flagged.Expected}"),
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
            .Append($") asked cross join {tables.Identifiers} i where i.tenant_id = {caller.Tenant} and i.kind = asked.column1 and i.value = asked.column2)");
    }

    private List<string> SpellingsOf(string term)
    {
        var others = _resource.Spellings?.Invoke(term, caller.Country) ?? [];
        return [.. others.Prepend(term).Select(Folding.Fold).Where(spelling => spelling.Length > 0).Distinct()];
    }

    private Name ColumnOf(string field) => Tables.Column(tables.Columns.Single(column => column.Name == field));

    private static LinksField? LinksOf(Resource resource, PointsAt condition) =>
        resource.LinkLists.FirstOrDefault(links => links.Name == condition.Field);
}
