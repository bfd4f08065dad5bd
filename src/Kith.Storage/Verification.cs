using Kith.Hydra;

namespace Kith.Storage;

public sealed partial class Database
{
    /// <summary>
    /// Asks the engine whether its files are sound, derives every index again beside the live one and compares, replays the journal
    /// and compares it with the documents, and asks what features promise. Reads one state of the database; nothing waits for it.
    /// </summary>
    /// <returns>What does not agree, in words; empty when all is well.</returns>
    public async ValueTask<IReadOnlyList<string>> VerifyAsync()
    {
        // A connection of its own: a reader of the pool may not even make the temporary tables that indexes are compared in.
        var session = await Engine.OpenAsync();
        try
        {
            await session.BeginSnapshotAsync();
            // Of damaged files nothing else can be said for certain.
            if (await Engine.CheckIntegrityAsync(session) is { Count: > 0 } damages)
                return damages;
            var verification = new Verification(Engine, session, [.. _tables.Values]);
            await verification.RunAsync(_invariants);
            await session.RollbackAsync();
            return verification.Discrepancies;
        }
        finally
        {
            await Engine.CloseAsync(session);
        }
    }
}

/// <summary>One comparison of everything that is derived with what it is derived from.</summary>
internal sealed class Verification(Engine engine, Session session, IReadOnlyList<Tables> all)
{
    private const int MaximumDiscrepancies = 100;

    public List<string> Discrepancies { get; } = [];

    public async ValueTask RunAsync(IReadOnlyList<Invariant> invariants)
    {
        foreach (var tables in all)
        {
            await VerifyIndexesAsync(tables);
            await VerifyTotalsAsync(tables);
            await VerifyTargetsAsync(tables);
        }
        await VerifyRevisionsAsync();
        await new JournalReplay(session, all, Report).RunAsync();
        foreach (var invariant in invariants)
            await CompareAsync(invariant.Broken, invariant.Violations());
    }

    private void Report(string discrepancy)
    {
        if (Discrepancies.Count < MaximumDiscrepancies)
            Discrepancies.Add(discrepancy);
    }

    private async ValueTask VerifyIndexesAsync(Tables tables)
    {
        var shadows = tables.KeyedTables().ToDictionary(table => table, table => new Name($"shadow_{table.Text}"));
        foreach (var (table, shadow) in shadows)
            await session.ExecuteAsync($"create temp table {shadow} as select * from {table} where false");

        foreach (var (tenant, country) in await session.ListAsync($"select id, country from tenants order by id", static row => (row.Long(0), row.Text(1))))
        {
            var writer = new IndexWriter(engine, session, tenant, country);
            var after = Guid.Empty;
            while (await Database.NextDocumentsAsync(session, tables, tenant, after) is { Count: > 0 } batch)
            {
                foreach (var (id, document) in batch)
                {
                    var entry = await writer.DeriveAsync(tables, document);
                    await VerifyColumnsAsync(tables, tenant, id, entry);
                    await FillShadowsAsync(tables, shadows, tenant, id, entry);
                }
                after = batch[^1].Id;
            }
        }

        foreach (var (table, shadow) in shadows)
        {
            await CompareAsync($"{table.Text} lacks", Sql.Of($"select * from {shadow} except select * from {table}"));
            await CompareAsync($"{table.Text} has too much:", Sql.Of($"select * from {table} except select * from {shadow}"));
            await session.ExecuteAsync($"drop table {shadow}");
        }
        if (engine.Misnumbered(tables.Documents) is { } misnumbered)
            await CompareAsync($"{tables.Documents.Text} has a row out of its place:", misnumbered);
        if (tables.Resource.HasSearch)
            await VerifySearchAsync(tables);
    }

    private async ValueTask VerifyColumnsAsync(Tables tables, long tenant, Guid id, IndexEntry entry)
    {
        var select = Sql.Of($"select search_text");
        foreach (var field in tables.Columns)
            select.Append($", {Tables.Column(field)}");
        var live = await session.FirstAsync(select.Append($" from {tables.Documents} where tenant_id = {tenant} and id = {id}"),
            row => Enumerable.Range(0, tables.Columns.Count + 1).Select(column => Comparable(row.Value(column))).ToList());
        var derived = entry.Columns.Prepend(entry.SearchText).Select(Comparable);
        if (!derived.SequenceEqual(live!))
            Report($"{tables.Documents.Text} {id}: the columns are not those of the document");
    }

    private async ValueTask FillShadowsAsync(Tables tables, Dictionary<Name, Name> shadows, long tenant, Guid id, IndexEntry entry)
    {
        foreach (var (index, field) in tables.Resource.LinkLists.Index())
            await InsertAsync(shadows[tables.Links(field)], entry.Links[index].Select(target => Sql.Of($"({tenant}, {target}, {id})")));
        if (tables.HasIdentifiers)
            await InsertAsync(shadows[tables.Identifiers], entry.Identifiers.Select(identifier => Sql.Of($"({tenant}, {identifier.Kind}, {identifier.Value}, {id})")));
    }

    private async ValueTask InsertAsync(Name table, IEnumerable<Sql> rows)
    {
        if (rows.ToList() is { Count: > 0 } some)
            await session.ExecuteAsync(Sql.Of($"insert into {table} values ").AppendList(some));
    }

    private async ValueTask VerifySearchAsync(Tables tables)
    {
        var statements = engine.ShadowSearch(tables.Documents, tables.Search);
        if (statements.Count == 0)
            return;
        foreach (var statement in statements)
            await session.RunScriptAsync(statement);
        await CompareAsync($"{tables.Search.Text} lacks", Sql.Of($"select * from shadow_terms except select * from live_terms"));
        await CompareAsync($"{tables.Search.Text} has too much:", Sql.Of($"select * from live_terms except select * from shadow_terms"));
        await session.RunScriptAsync("drop table shadow_terms; drop table live_terms; drop table shadow_search;");
    }

    /// <summary>Whatever points somewhere points at something that is there.</summary>
    private async ValueTask VerifyTargetsAsync(Tables tables)
    {
        foreach (var relation in tables.Columns.OfType<RelationField>())
        {
            var column = Tables.Column(relation);
            await CompareAsync($"{tables.Documents.Text} points with {relation.Name} at what is not there:", Sql.Of($"""
                select p.tenant_id, p.id, p.{column} from {tables.Documents} p
                where p.{column} is not null and not exists (select 1 from {new Name(relation.Target.Table)} t where t.tenant_id = p.tenant_id and t.id = p.{column})
                """));
        }
        foreach (var links in tables.Resource.LinkLists)
        {
            await CompareAsync($"{tables.Documents.Text} points with {links.Name} at what is not there:", Sql.Of($"""
                select l.tenant_id, l.source_id, l.target_id from {tables.Links(links)} l
                where not exists (select 1 from {new Name(links.Target.Table)} t where t.tenant_id = l.tenant_id and t.id = l.target_id)
                """));
        }
    }

    private async ValueTask VerifyTotalsAsync(Tables tables)
    {
        var resource = tables.Documents.Text;
        foreach (var (tenant, kept, counted) in await session.ListAsync(
            $"""
            select t.id, coalesce((select total from totals where tenant_id = t.id and resource = {resource}), 0),
                (select count(*) from {tables.Documents} where tenant_id = t.id)
            from tenants t
            """,
            static row => (row.Long(0), row.Long(1), row.Long(2))))
        {
            if (kept != counted)
                Report($"tenant {tenant}: the kept total of {resource} is {kept}, there are {counted}");
        }
    }

    private async ValueTask VerifyRevisionsAsync()
    {
        foreach (var (tenant, revision, count, last) in await session.ListAsync(
            $"""
            select r.tenant_id, r.revision, count(j.revision), coalesce(max(j.revision), 0)
            from revisions r left join journal j on j.tenant_id = r.tenant_id group by r.tenant_id, r.revision
            """,
            static row => (row.Long(0), row.Long(1), row.Long(2), row.Long(3))))
        {
            if (revision != last || revision != count)
                Report($"tenant {tenant}: at revision {revision}, the journal has {count} entries up to {last}");
        }
    }

    private async ValueTask CompareAsync(string what, Sql difference)
    {
        foreach (var row in await session.ListAsync(difference.Append($" limit 10"), static row => $"{row.Value(0)} {Comparable(row.Value(1))} {Comparable(row.Value(2))}"))
            Report($"{what} {row}");
    }

    /// <summary>Ids come back as bytes, which compare by reference.</summary>
    private static object? Comparable(object? value) => value switch
    {
        byte[] bytes => Convert.ToHexStringLower(bytes),
        Guid id => Convert.ToHexStringLower(id.ToByteArray(bigEndian: true)),
        Null => null,
        _ => value,
    };
}

/// <summary>Replays the journal, resource by resource: each entry follows on the one before it, and the last is the document.</summary>
internal sealed class JournalReplay(Session session, IReadOnlyList<Tables> all, Action<string> report)
{
    private const int BatchSize = 500;

    public async ValueTask RunAsync()
    {
        foreach (var tenant in await session.ListAsync($"select id from tenants", static row => row.Long(0)))
        {
            foreach (var tables in all)
                await ReplayAsync(tenant, tables);
        }
    }

    private async ValueTask ReplayAsync(long tenant, Tables tables)
    {
        Entry? first = null, previous = null;
        var alive = 0L;
        while (await NextAsync(tenant, tables.Resource.Type, previous) is { Count: > 0 } batch)
        {
            foreach (var entry in batch)
            {
                if (previous is not null && previous.Id != entry.Id)
                    alive += await FinishAsync(tenant, tables, first!, previous);
                var expected = previous?.Id == entry.Id ? previous.After : null;
                if (previous?.Id != entry.Id)
                    first = entry;
                if (entry.Before != expected)
                    report($"tenant {tenant}, journal {entry.Revision}: does not follow on the entry before it");
                previous = entry;
            }
        }
        if (previous is not null)
            alive += await FinishAsync(tenant, tables, first!, previous);
        var documents = await session.NumberAsync($"select count(*) from {tables.Documents} where tenant_id = {tenant}");
        if (documents != alive)
            report($"tenant {tenant}: the journal leaves {alive} {tables.Documents.Text}, there are {documents}");
    }

    private async ValueTask<int> FinishAsync(long tenant, Tables tables, Entry first, Entry last)
    {
        var document = await session.FirstAsync(
            $"select first_revision, revision, document from {tables.Documents} where tenant_id = {tenant} and id = {last.Id}",
            static row => new Live(row.IsNull(0) ? 0 : row.Long(0), row.Long(1), row.Text(2)));
        if (last.After != document?.Document || (document is not null && document.Revision != last.Revision))
            report($"{tables.Documents.Text} {last.Id}: is not what the journal left at {last.Revision}");
        if (document is not null && document.FirstRevision != first.Revision)
            report($"{tables.Documents.Text} {last.Id}: was created at {first.Revision}, not at {document.FirstRevision}");
        return last.After is null ? 0 : 1;
    }

    private ValueTask<List<Entry>> NextAsync(long tenant, string type, Entry? after) => session.ListAsync(
        $"""
        select revision, id, before, after from journal
        where tenant_id = {tenant} and type = {type} and (id, revision) > ({after?.Id ?? default}, {after?.Revision ?? 0})
        order by id, revision limit {BatchSize}
        """,
        static row => new Entry(row.Long(0), row.Id(1), row.IsNull(2) ? null : row.Text(2), row.IsNull(3) ? null : row.Text(3)));

    private sealed record Entry(long Revision, Guid Id, string? Before, string? After);

    private sealed record Live(long FirstRevision, long Revision, string Document);
}
