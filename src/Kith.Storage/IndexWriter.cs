using System.Text.Json.Nodes;
using Kith.Hydra;

namespace Kith.Storage;

/// <summary>Derives the index entries of one tenant's documents and keeps the tables in line with them.</summary>
internal sealed class IndexWriter(Engine engine, Session session, long tenant, string country)
{
    private const int IdsPerStatement = 500;

    /// <summary>The texts of link targets that were looked up, and not changed since, by id.</summary>
    private readonly Dictionary<Guid, string> _texts = [];

    /// <summary>Derives the entry of a document, looking up the texts of the link targets that are searched.</summary>
    public async ValueTask<IndexEntry> DeriveAsync(Tables tables, JsonObject document)
    {
        foreach (var links in IndexEntry.SearchedLinks(tables.Resource))
            await LookUpAsync(links, links.TargetsOf(document));
        return IndexEntry.Of(tables, document, country, _texts);
    }

    /// <summary>Looks up the texts that those are searched by who have such links to them, as far as they are not known.</summary>
    public async ValueTask LookUpAsync(LinksField links, IEnumerable<Guid> targets)
    {
        foreach (IReadOnlyList<Guid> some in targets.Where(target => !_texts.ContainsKey(target)).Distinct().Chunk(IdsPerStatement))
        {
            foreach (var (id, text) in await session.ListAsync(
                $"select id, document ->> {links.SearchedBy!} from {new Name(links.Target.Table)} where tenant_id = {tenant} and id in {some}",
                static row => (row.Id(0), row.Text(1))))
            {
                _texts[id] = text;
            }
        }
    }

    /// <summary>Forgets what was looked up of a document that is changed or deleted.</summary>
    public void Forget(Guid id) => _texts.Remove(id);

    /// <summary>Forgets all that was looked up.</summary>
    public void ForgetAll() => _texts.Clear();

    /// <summary>Inserts a document's row with its columns.</summary>
    public async ValueTask InsertRowAsync(Tables tables, Guid id, long firstRevision, long revision, DocumentText document, IndexEntry entry)
    {
        var number = engine.RowNumber(tenant, firstRevision);
        var insert = Sql.Of($"insert into {tables.Documents} (tenant_id, id, revision, first_revision, document, search_text");
        foreach (var field in tables.Columns)
            insert.Append($", {Tables.Column(field)}");
        if (number is not null)
            insert.Append($", row_id");
        insert.Append($") values ({tenant}, {id}, {revision}, {firstRevision}, {document}, {entry.SearchText}");
        foreach (var value in entry.Columns)
            insert.Append($", {value}");
        if (number is not null)
            insert.Append($", {number}");
        await session.RunLaterAsync(insert.Append($")"));
    }

    /// <summary>Updates a document's row, naming only the columns that change, so that no other index is touched.</summary>
    public async ValueTask UpdateRowAsync(Tables tables, Guid id, long revision, DocumentText document, IndexEntry before, IndexEntry after)
    {
        var update = Sql.Of($"update {tables.Documents} set revision = {revision}, document = {document}");
        AppendColumns(update, tables, before, after);
        await session.RunLaterAsync(update.Append($" where tenant_id = {tenant} and id = {id}"));
    }

    /// <summary>Brings the columns of a row in line with an entry, leaving its document alone.</summary>
    public async ValueTask UpdateColumnsAsync(Tables tables, Guid id, IndexEntry before, IndexEntry after)
    {
        var update = Sql.Of($"update {tables.Documents} set tenant_id = tenant_id");
        AppendColumns(update, tables, before, after);
        await session.RunLaterAsync(update.Append($" where tenant_id = {tenant} and id = {id}"));
    }

    /// <summary>Makes everything that is derived from a document again, whatever is there.</summary>
    public async ValueTask RenewAsync(Tables tables, Guid id, JsonObject document)
    {
        var entry = await DeriveAsync(tables, document);
        if (tables.Resource.HasSearch && engine.RemoveSearch(tables.Documents, tables.Search, tenant, id) is { } removal)
            await session.RunLaterAsync(removal);
        var links = new List<HashSet<Guid>>();
        foreach (var field in tables.Resource.LinkLists)
            links.Add([.. await session.ListAsync($"select target_id from {tables.Links(field)} where tenant_id = {tenant} and source_id = {id}", static row => row.Id(0))]);
        HashSet<(string, string)> identifiers = !tables.HasIdentifiers
            ? []
            : [.. await session.ListAsync($"select kind, value from {tables.Identifiers} where tenant_id = {tenant} and source_id = {id}", static row => (row.Text(0), row.Text(1)))];
        await UpdateColumnsAsync(tables, id, IndexEntry.None(tables), entry);
        await NumberRowAsync(tables, id);
        await ApplyAsync(tables, id, new IndexEntry([], links, identifiers, null), entry);
    }

    /// <summary>Changes links, identifiers and search from one entry to another; the document's row must be there.</summary>
    public async ValueTask ApplyAsync(Tables tables, Guid id, IndexEntry before, IndexEntry after)
    {
        if (before.SearchText != after.SearchText)
            await ApplySearchAsync(tables, id, before, after);
        foreach (var (index, field) in tables.Resource.LinkLists.Index())
            await ApplyLinksAsync(tables.Links(field), id, before.Links[index], after.Links[index]);
        foreach (var (kind, value) in before.Identifiers.Except(after.Identifiers))
            await session.RunLaterAsync($"delete from {tables.Identifiers} where tenant_id = {tenant} and kind = {kind} and value = {value} and source_id = {id}");
        // A statement for each row: for one that inserts several, SQLite keeps a copy of each page that it changes.
        foreach (var (kind, value) in after.Identifiers.Except(before.Identifiers))
            await session.RunLaterAsync($"insert into {tables.Identifiers} (tenant_id, kind, value, source_id) values ({tenant}, {kind}, {value}, {id}) on conflict do nothing");
    }

    /// <summary>The revision of the journal entry that first created a document.</summary>
    public ValueTask<long> FirstRevisionAsync(Tables tables, Guid id) => session.NumberAsync(
        $"select min(revision) from journal where tenant_id = {tenant} and type = {tables.Resource.Type} and id = {id}");

    /// <summary>Tells from the journal when the document was created, and puts its row in its place.</summary>
    private async ValueTask NumberRowAsync(Tables tables, Guid id)
    {
        var first = await FirstRevisionAsync(tables, id);
        var update = Sql.Of($"update {tables.Documents} set first_revision = {first}");
        if (engine.RowNumber(tenant, first) is { } number)
            update.Append($", row_id = {number}");
        await session.RunLaterAsync(update.Append($" where tenant_id = {tenant} and id = {id}"));
    }

    private static void AppendColumns(Sql update, Tables tables, IndexEntry before, IndexEntry after)
    {
        if (before.SearchText != after.SearchText)
            update.Append($", search_text = {after.SearchText}");
        foreach (var (index, field) in tables.Columns.Index())
        {
            if (before.Columns.Count == 0 || !Equals(before.Columns[index], after.Columns[index]))
                update.Append($", {Tables.Column(field)} = {after.Columns[index]}");
        }
    }

    private async ValueTask ApplySearchAsync(Tables tables, Guid id, IndexEntry before, IndexEntry after)
    {
        if (before.SearchText is not null && engine.RemoveSearch(tables.Documents, tables.Search, tenant, id) is { } removal)
            await session.RunLaterAsync(removal);
        if (after.SearchText is not null && engine.AddSearch(tables.Documents, tables.Search, tenant, id) is { } addition)
            await session.RunLaterAsync(addition);
    }

    private async ValueTask ApplyLinksAsync(Name table, Guid id, HashSet<Guid> before, HashSet<Guid> after)
    {
        if (before.Except(after).ToList() is { Count: > 0 } removed)
            await session.RunLaterAsync($"delete from {table} where tenant_id = {tenant} and target_id in {removed} and source_id = {id}");
        foreach (var target in after.Except(before))
            await session.RunLaterAsync($"insert into {table} (tenant_id, target_id, source_id) values ({tenant}, {target}, {id}) on conflict do nothing");
    }
}
