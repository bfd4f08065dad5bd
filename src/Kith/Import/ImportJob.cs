using Kith.Access;

namespace Kith.Import;

/// <summary>Work on an import that is under way, or waits for it.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Import">The import.</param>
/// <param name="Kind"><see cref="Preview"/>, <see cref="Run"/> or <see cref="Undo"/>.</param>
/// <param name="Position">The last row that is done.</param>
/// <param name="Done">How many rows are done.</param>
/// <param name="Total">Of how many.</param>
/// <param name="BegunAt">When it began.</param>
/// <param name="Caller">On whose behalf.</param>
internal sealed record ImportJob(long Tenant, Guid Import, string Kind, long Position, long Done, long Total, DateTimeOffset BegunAt, KeyCaller Caller)
{
    public const string Preview = "preview", Run = "run", Undo = "undo";

    /// <summary>On whose account what is written goes; the command line has no key.</summary>
    public Author AuthorOf(string work) => new(Tenant, Caller.Country, Caller.User, Caller.ApiKey == default ? null : Caller.ApiKey, $"POST {Iri.Of(FileImport.Resource, Import)}/{work}");

    /// <summary>Asks for work; work of another kind on the same import gives way.</summary>
    public static ValueTask<int> AskAsync(Session session, KeyCaller caller, Guid import, string kind, long total, DateTimeOffset now) => session.ExecuteAsync($"""
        insert into import_jobs (tenant_id, import_id, kind, position, done, total, begun_at, user_id, api_key_id, is_admin)
        values ({caller.Tenant}, {import}, {kind}, -1, 0, {total}, {now.ToUnixTimeMilliseconds()}, {caller.User}, {caller.ApiKey}, {(caller.IsAdmin ? 1L : 0L)})
        on conflict (tenant_id, import_id) do update set kind = excluded.kind, position = -1, done = 0, total = excluded.total, begun_at = excluded.begun_at,
            user_id = excluded.user_id, api_key_id = excluded.api_key_id, is_admin = excluded.is_admin
        """);

    /// <summary>The work on an import; null when there is none.</summary>
    public static ValueTask<ImportJob?> FindAsync(Session session, long tenant, Guid import) =>
        session.FirstAsync(Select().Append($" where j.tenant_id = {tenant} and j.import_id = {import}"), Read);

    /// <summary>All work, what was asked for first comes first.</summary>
    public static ValueTask<List<ImportJob>> ListAsync(Session session) => session.ListAsync(Select().Append($" order by j.begun_at, j.import_id"), Read);

    /// <summary>Notes how far it has come, if nobody has ended it or begun something else.</summary>
    public async ValueTask<bool> TryAdvanceAsync(Session session, long position, long done) => await session.ExecuteAsync($"""
        update import_jobs set position = {position}, done = {done}
        where tenant_id = {Tenant} and import_id = {Import} and kind = {Kind} and position = {Position} and begun_at = {BegunAt.ToUnixTimeMilliseconds()}
        """) > 0;

    /// <summary>Ends it, if nobody has.</summary>
    public async ValueTask<bool> TryEndAsync(Session session) => await session.ExecuteAsync($"""
        delete from import_jobs where tenant_id = {Tenant} and import_id = {Import} and kind = {Kind} and begun_at = {BegunAt.ToUnixTimeMilliseconds()}
        """) > 0;

    private static Sql Select() => Sql.Of($"""
        select j.tenant_id, j.import_id, j.kind, j.position, j.done, j.total, j.begun_at, j.user_id, j.api_key_id, j.is_admin, t.country
        from tenants t join import_jobs j on j.tenant_id = t.id
        """);

    private static ImportJob Read(Row row) => new(
        row.Long(0), row.Id(1), row.Text(2), row.Long(3), row.Long(4), row.Long(5), DateTimeOffset.FromUnixTimeMilliseconds(row.Long(6)),
        new KeyCaller(row.Long(0), row.Id(7), row.Long(9) != 0, row.Text(10), row.Id(8), Scope.Write));
}
