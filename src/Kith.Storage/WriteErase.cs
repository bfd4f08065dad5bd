using Kith.Hydra;

namespace Kith.Storage;

public sealed partial class Write
{
    private bool _hasErased;

    /// <summary>
    /// Lets what is deleted from now on be overwritten where it stood, instead of when its place is needed; for as long as the
    /// result is not disposed of.
    /// </summary>
    public async ValueTask<IAsyncDisposable> BeginOverwritingAsync()
    {
        await _database.Engine.OverwriteDeletedAsync(Session, isOn: true);
        return new Overwriting(_database.Engine, Session);
    }

    /// <summary>
    /// Deletes a document with everything that the journal kept of it: that it was changed, when and by whom stays; what it was does not.
    /// It cannot come back.
    /// </summary>
    /// <param name="resource">The resource.</param>
    /// <param name="id">The document; it may have been deleted before.</param>
    /// <returns>A 409 when something that cannot be without it points at it.</returns>
    public async ValueTask<Problem?> EraseAsync(Resource resource, Guid id)
    {
        if (await FindAsync(resource, id) is { } current && await RemoveAsync(resource, current) is { } problem)
            return problem;
        await ForgetAbsenceAsync(resource, id);
        await EraseVersionsAsync(resource, id, 0, long.MaxValue);
        return null;
    }

    /// <summary>Erases what a document was for a time; what it was before and after stays.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="id">The document.</param>
    /// <param name="from">The revision that made it so.</param>
    /// <param name="to">The revision that made it something else.</param>
    public async ValueTask EraseVersionsAsync(Resource resource, Guid id, long from, long to)
    {
        var tombstone = Tombstone.Of(id);
        await Session.RunLaterAsync($"""
            update journal set after = {tombstone}
            where tenant_id = {_author.Tenant} and type = {resource.Type} and id = {id} and revision >= {from} and revision < {to} and after is not null
            """);
        await Session.RunLaterAsync($"""
            update journal set before = {tombstone}
            where tenant_id = {_author.Tenant} and type = {resource.Type} and id = {id} and revision > {from} and revision <= {to} and before is not null
            """);
        _hasErased = true;
    }

    private sealed class Overwriting(Engine engine, Session session) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => engine.OverwriteDeletedAsync(session, isOn: false);
    }
}
