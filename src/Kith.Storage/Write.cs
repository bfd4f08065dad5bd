using System.Text.Json.Nodes;
using Kith.Hydra;

namespace Kith.Storage;

/// <summary>
/// One write: everything that is changed through it commits together, each changed document with its indexes and an entry in
/// the journal.
/// </summary>
public sealed partial class Write
{
    private readonly Database _database;
    private readonly Author _author;
    private readonly IndexWriter _indexes;
    private readonly Dictionary<Resource, int> _counts = [];

    /// <summary>Link targets that were found, and not deleted since.</summary>
    private readonly HashSet<(Resource Resource, Guid Id)> _there = [];

    private Position? _before;
    private long _revision;
    private Guid _lastId;

    internal Write(Database database, Session session, Author author)
    {
        _database = database;
        _author = author;
        _indexes = new IndexWriter(database.Engine, session, author.Tenant, author.Country);
        Session = session;
        Now = database.Clock.GetUtcNow();
    }

    /// <summary>The connection inside the transaction, for what a feature keeps beside documents.</summary>
    public Session Session { get; }

    /// <summary>The moment of the write.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>The first revision of what this write adds to the journal, if it adds anything: the batch that its entries are.</summary>
    public async ValueTask<long> BatchAsync() => (await ReadPositionAsync()).Revision + 1;

    /// <summary>The revision of the tenant with what this write has added to the journal so far.</summary>
    public async ValueTask<long> RevisionAsync()
    {
        await ReadPositionAsync();
        return _revision;
    }

    /// <summary>A new id, greater than all that the tenant has: who is created later is listed later, whichever server and clock it was.</summary>
    public async ValueTask<Guid> NextIdAsync()
    {
        await ReadPositionAsync();
        return _lastId = _database.Ids.Next(_lastId);
    }

    /// <summary>Reads a document as it is inside this write.</summary>
    public ValueTask<Stored?> FindAsync(Resource resource, Guid id) => Documents.FindAsync(Session, resource, _author.Tenant, id);

    /// <summary>Adds a document.</summary>
    public async ValueTask<Stored> InsertAsync(Resource resource, Guid id, JsonObject document)
    {
        var bytes = Json.Bytes(document);
        var tables = _database.TablesOf(resource);
        var entry = await _indexes.DeriveAsync(tables, document);
        var revision = await RecordAsync(resource.Type, id, null, bytes);
        // One that comes back has the place that it had.
        var first = id.CompareTo((await ReadPositionAsync()).LastId) <= 0 ? await _indexes.FirstRevisionAsync(tables, id) : revision;
        _lastId = id.CompareTo(_lastId) > 0 ? id : _lastId;
        await _indexes.InsertRowAsync(tables, id, first, revision, new DocumentText(bytes), entry);
        await _indexes.ApplyAsync(tables, id, IndexEntry.None(tables), entry);
        Count(resource, 1);
        _there.Add((resource, id));
        if (first != revision)
            await ForgetAbsenceAsync(resource, id);
        return new Stored(id, revision, bytes);
    }

    /// <summary>
    /// Changes a document. When nothing but the moment of change would differ it is left as it is, and nothing is journaled
    /// (decisions.md "Writing").
    /// </summary>
    /// <param name="resource">The resource.</param>
    /// <param name="current">The document as it is.</param>
    /// <param name="after">The document as it shall be, with the moment of change that it had.</param>
    /// <param name="isTouched">Whether it counts as changed although its own document stays the same.</param>
    public async ValueTask<Stored> UpdateAsync(Resource resource, Stored current, JsonObject after, bool isTouched = false)
    {
        var before = current.Parse();
        if (!isTouched && JsonNode.DeepEquals(before, after))
            return current;

        resource.StampChange(after, Now);
        return await ReplaceAsync(resource, current, before, after);
    }

    /// <summary>Puts a document in the place of another, as it is.</summary>
    private async ValueTask<Stored> ReplaceAsync(Resource resource, Stored current, JsonObject before, JsonObject after)
    {
        var bytes = Json.Bytes(after);
        var tables = _database.TablesOf(resource);
        var (entryBefore, entryAfter) = (await _indexes.DeriveAsync(tables, before), await _indexes.DeriveAsync(tables, after));
        var revision = await RecordAsync(resource.Type, current.Id, current.Document, bytes);
        await _indexes.UpdateRowAsync(tables, current.Id, revision, new DocumentText(bytes), entryBefore, entryAfter);
        _indexes.Forget(current.Id);
        await _indexes.ApplyAsync(tables, current.Id, entryBefore, entryAfter);
        await RefreshSearchersAsync(resource, current.Id, before, after);
        return new Stored(current.Id, revision, bytes);
    }

    /// <summary>
    /// Deletes a document; it disappears from everything that pointed at it, in the same transaction (decisions.md "Writing").
    /// </summary>
    /// <returns>A 409 when something that cannot be without it points at it.</returns>
    public async ValueTask<Problem?> DeleteAsync(Resource resource, Stored current)
    {
        if (await RemoveAsync(resource, current) is { } problem)
            return problem;
        if (resource.IsRestorable)
        {
            await Session.RunLaterAsync($"""
                insert into trash (tenant_id, resource, id, at, revision)
                values ({_author.Tenant}, {resource.Table}, {current.Id}, {Now.ToUnixTimeMilliseconds()}, {_revision})
                """);
        }
        return null;
    }

    private async ValueTask<Problem?> RemoveAsync(Resource resource, Stored current)
    {
        foreach (var pointer in _database.Vocabulary.PointersAt(resource))
        {
            if (await ReleaseAsync(pointer, resource, current.Id) is { } problem)
                return problem;
        }
        _there.Remove((resource, current.Id));
        _indexes.Forget(current.Id);
        var tables = _database.TablesOf(resource);
        var entry = await _indexes.DeriveAsync(tables, current.Parse());
        await RecordAsync(resource.Type, current.Id, current.Document, null);
        await _indexes.ApplyAsync(tables, current.Id, entry, IndexEntry.None(tables));
        await Session.RunLaterAsync($"delete from {tables.Documents} where tenant_id = {_author.Tenant} and id = {current.Id}");
        Count(resource, -1);
        return null;
    }

    /// <summary>Adds to the journal: the one place where the tenant's revision moves, by one for each entry (kept by <see cref="FinishAsync"/>).</summary>
    /// <returns>The revision of the entry.</returns>
    public async ValueTask<long> RecordAsync(string type, Guid id, ReadOnlyMemory<byte>? before, ReadOnlyMemory<byte>? after)
    {
        var position = await ReadPositionAsync();
        var (revision, batch) = (++_revision, position.Revision + 1);
        await Session.RunLaterAsync($"""
            insert into journal (tenant_id, revision, at, actor, api_key, cause, batch, type, id, before, after)
            values ({_author.Tenant}, {revision}, {Now.ToUnixTimeMilliseconds()}, {_author.User}, {_author.ApiKey}, {_author.Cause}, {batch}, {type}, {id},
                {Text(before)}, {Text(after)})
            """);
        return revision;
    }

    private static DocumentText? Text(ReadOnlyMemory<byte>? document) => document is { } bytes ? new DocumentText(bytes) : null;

    /// <summary>Writes what was counted on the way: once for the whole write, whose tenant nobody else writes to meanwhile.</summary>
    internal async ValueTask FinishAsync()
    {
        if (_hasErased)
            await Session.RunLaterAsync($"update revisions set erasures = erasures + 1 where tenant_id = {_author.Tenant}");
        if (_revision > (_before?.Revision ?? 0))
            await Session.RunLaterAsync($"update revisions set revision = {_revision}, last_id = {_lastId} where tenant_id = {_author.Tenant}");
        foreach (var (resource, change) in _counts)
        {
            await Session.RunLaterAsync($"""
                insert into totals (tenant_id, resource, total) values ({_author.Tenant}, {resource.Table}, {change})
                on conflict (tenant_id, resource) do update set total = totals.total + excluded.total
                """);
        }
    }

    /// <summary>Where the tenant stands as the write begins.</summary>
    private async ValueTask<Position> ReadPositionAsync()
    {
        if (_before is null)
        {
            _before = await Session.FirstAsync(
                $"select revision, last_id from revisions where tenant_id = {_author.Tenant}", static row => new Position(row.Long(0), row.IsNull(1) ? default : row.Id(1)))
                ?? throw new InvalidOperationException($"There is no tenant {_author.Tenant}.");
            (_revision, _lastId) = _before;
        }
        return _before;
    }

    private void Count(Resource resource, int change) => _counts[resource] = _counts.GetValueOrDefault(resource) + change;

    /// <summary>Takes a deleted resource out of one kind of document that pointed at it.</summary>
    private async ValueTask<Problem?> ReleaseAsync(Pointer pointer, Resource deleted, Guid id)
    {
        var (source, field) = pointer;
        var pointing = await Documents.PointingAtAsync(Session, _database.TablesOf(source), field, _author.Tenant, id);
        if (pointing.Count > 0 && field is RelationField { WhenTargetDeleted: WhenTargetDeleted.Refuse })
            return new Problem(409, $"This {deleted.Singular} is the {field.Name} of {source.Plural}. Give those another one first.");

        foreach (var document in pointing)
        {
            var isPrivateToDeleted = source.Privacy is { } privacy && privacy.Owner == field && document.Parse()[privacy.Flag.Name]?.GetValue<bool>() == true;
            if (isPrivateToDeleted || field is RelationField { WhenTargetDeleted: WhenTargetDeleted.Delete })
            {
                if (await DeleteAsync(source, document) is { } problem)
                    return problem;
            }
            else
            {
                await UpdateAsync(source, document, Without(document.Parse(), field, id));
            }
        }
        return null;
    }

    private static JsonObject Without(JsonObject document, Field field, Guid id)
    {
        if (field is LinksField)
            document[field.Name]!.AsArray().RemoveAll(link => Iri.IdOf(link!.GetValue<string>()) == id);
        else
            document.Remove(field.Name);
        return document;
    }

    /// <summary>What is searched by a text of this document is indexed again when that text changes.</summary>
    private async ValueTask RefreshSearchersAsync(Resource resource, Guid id, JsonObject before, JsonObject after)
    {
        foreach (var (source, field) in _database.Vocabulary.PointersAt(resource))
        {
            if (field is not LinksField { SearchedBy: { } property } || JsonNode.DeepEquals(before[property], after[property]))
                continue;
            var tables = _database.TablesOf(source);
            foreach (var document in await Documents.PointingAtAsync(Session, tables, field, _author.Tenant, id))
            {
                var live = await Session.FirstAsync($"select search_text from {tables.Documents} where tenant_id = {_author.Tenant} and id = {document.Id}", static row => row.Text(0));
                var entry = await _indexes.DeriveAsync(tables, document.Parse());
                await _indexes.UpdateColumnsAsync(tables, document.Id, entry with { SearchText = live }, entry);
                await _indexes.ApplyAsync(tables, document.Id, entry with { SearchText = live }, entry);
            }
        }
    }

    private sealed record Position(long Revision, Guid LastId);
}
