using System.Runtime.CompilerServices;
using Kith.Hydra;

namespace Kith.Storage;

/// <summary>
/// A list without pages, in its order: the ids are selected once and kept on disk, 16 bytes each, and documents are read a few hundred
/// at a time in the same state of the database. Memory does not grow with the list.
/// </summary>
public sealed class WholeList : IAsyncDisposable
{
    private const int DocumentsPerStatement = 256;
    private const int IdLength = 16;

    private readonly Session _session;
    private readonly Resource _resource;
    private readonly long _tenant;
    private readonly FileStream _ids;
    private readonly long[] _longest;

    private WholeList(Session session, Selection selection, int lists)
    {
        (_session, _resource, _tenant) = (session, selection.Tables.Resource, selection.Tenant);
        _longest = new long[lists];
        _ids = new FileStream(
            Path.Combine(Path.GetTempPath(), $"kith-list-{Path.GetRandomFileName()}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, DocumentsPerStatement * IdLength, FileOptions.DeleteOnClose);
    }

    /// <summary>How many documents there are.</summary>
    public long Total => _ids.Length / IdLength;

    /// <summary>How many elements the longest of each list that was asked about has.</summary>
    public IReadOnlyList<long> Longest => _longest;

    /// <summary>The documents, a few hundred at a time.</summary>
    public async IAsyncEnumerable<IReadOnlyList<Stored>> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var buffer = new byte[DocumentsPerStatement * IdLength];
        _ids.Position = 0;
        int read;
        while ((read = await _ids.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation)) > 0)
        {
            var ids = new List<Guid>(read / IdLength);
            for (var at = 0; at < read; at += IdLength)
                ids.Add(new Guid(buffer.AsSpan(at, IdLength)));
            var documents = (await _session.ListAsync(
                $"select id, revision, document from {new Name(_resource.Table)} where tenant_id = {_tenant} and id in {ids}", Documents.ReadStored, cancellation)).ToDictionary(stored => stored.Id);
            yield return await Documents.WithInversesAsync(_session, _resource, _tenant, ids.ConvertAll(id => documents[id]), cancellation);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _ids.DisposeAsync();

    internal static async ValueTask<WholeList> FindAsync(Session session, Selection selection, IReadOnlyList<string> lists, CancellationToken cancellation)
    {
        var whole = new WholeList(session, selection, lists.Count);
        var isFound = false;
        try
        {
            await session.EachAsync(selection.All(lists), whole.Add, cancellation);
            isFound = true;
            return whole;
        }
        finally
        {
            if (!isFound)
                await whole.DisposeAsync();
        }
    }

    private ValueTask Add(Row row)
    {
        Span<byte> id = stackalloc byte[IdLength];
        row.Id(0).TryWriteBytes(id);
        _ids.Write(id);
        for (var list = 0; list < _longest.Length; list++)
            _longest[list] = Math.Max(_longest[list], row.Long(list + 1));
        return ValueTask.CompletedTask;
    }
}

public sealed partial class Database
{
    /// <summary>Finds a whole list, for whoever takes everything out.</summary>
    /// <param name="session">What it is read with, begun by <see cref="SnapshotAsync"/>; it must outlive the list.</param>
    /// <param name="resource">What is listed.</param>
    /// <param name="caller">On whose behalf: private documents of others do not exist for them.</param>
    /// <param name="query">The conditions and the order; the page does not count.</param>
    /// <param name="lists">The properties that are lists, of which is asked how long the longest is.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async ValueTask<WholeList> FindWholeAsync(Session session, Resource resource, Caller caller, Query query, IReadOnlyList<string> lists, CancellationToken cancellation)
    {
        await session.ReadThroughAsync();
        var selection = Engine.Select(_tables[resource], caller, null, query);
        // Counting tells which condition leads to the members soonest.
        if (selection.Choices.Count > 0)
            await _counts.CountAsync(session, selection);
        return await WholeList.FindAsync(session, selection, lists, cancellation);
    }
}
