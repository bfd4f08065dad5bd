using System.Text.Json.Nodes;
using Kith.Merging;
using Kith.People;

namespace Kith.Import;

/// <summary>Takes back what an import did, a write at a time, the last one first.</summary>
/// <param name="database">The database.</param>
internal sealed class Undoing(Database database)
{
    private const int RowsInReset = 5_000;
    private const int MostLeftAlone = 1_000;

    /// <summary>Undoes the last write that is left.</summary>
    /// <returns>Whether there was one; the rows are as they were staged otherwise.</returns>
    public async Task<bool> StepAsync(ImportJob job, CancellationToken cancellation)
    {
        var batch = await database.ReadAsync(session => session.FirstAsync(
            $"select max(batch) from import_writes where tenant_id = {job.Tenant} and import_id = {job.Import}", static row => row.IsNull(0) ? (long?)null : row.Long(0)), cancellation);
        if (batch is not { } last)
        {
            await ResetRowsAsync(job, cancellation);
            return false;
        }
        var outcome = await database.WriteAsync<bool>(job.AuthorOf("undo"), async write =>
        {
            var entries = await JournalEntry.ListAsync(write.Session, job.Tenant, last);
            // A row writes its person once.
            var rows = entries.Count(static entry => entry.Type == Person.Resource.Type);
            if (!await job.TryAdvanceAsync(write.Session, last, Math.Min(job.Total, job.Done + rows)))
                return true;
            foreach (var left in await write.ReverseAsync([.. entries.Where(entry => entry.Type != FileImport.Resource.Type)]))
            {
                var item = Reversal.ToJson([left])[0]!;
                await write.Session.RunLaterAsync($"""
                    insert into import_left_alone (tenant_id, import_id, item, property) values ({job.Tenant}, {job.Import}, {item["item"]!.GetValue<string>()}, {item["property"]?.GetValue<string>() ?? ""})
                    on conflict do nothing
                    """);
            }
            await write.Session.ExecuteAsync($"delete from import_writes where tenant_id = {job.Tenant} and import_id = {job.Import} and batch = {last}");
            return true;
        });
        return outcome.Succeeded(out _, out var problem) ? true : throw new InvalidOperationException(problem.Detail);
    }

    /// <summary>The rows are as if nobody had run them.</summary>
    private async Task ResetRowsAsync(ImportJob job, CancellationToken cancellation)
    {
        for (long? from = -1; from is { } after;)
        {
            from = await database.ReadAsync(session => session.FirstAsync(
                $"select max(row_number) from (select row_number from import_rows where tenant_id = {job.Tenant} and import_id = {job.Import} and row_number > {after} order by row_number limit {new Constant(RowsInReset)}) first_rows",
                static row => row.IsNull(0) ? (long?)null : row.Long(0)), cancellation);
            if (from is { } to)
            {
                await database.WriteBesideAsync(session => session.ExecuteAsync($"""
                    update import_rows set state = {RowStates.Staged}, detail = null, person_id = case when is_chosen = 1 then person_id end
                    where tenant_id = {job.Tenant} and import_id = {job.Import} and row_number > {after} and row_number <= {to} and state <> {RowStates.Dropped}
                    """));
            }
        }
    }

    /// <summary>What undoing left as it is.</summary>
    public async Task<JsonArray> LeftAloneAsync(ImportJob job, CancellationToken cancellation)
    {
        var left = await database.ReadAsync(session => session.ListAsync(
            $"select item, property from import_left_alone where tenant_id = {job.Tenant} and import_id = {job.Import} order by item limit {new Constant(MostLeftAlone)}", static row => (Item: row.Text(0), Property: row.Text(1))), cancellation);
        return new JsonArray([.. left.Select(one =>
        {
            var json = new JsonObject { ["item"] = one.Item };
            if (one.Property.Length > 0)
                json["property"] = one.Property;
            return (JsonNode)json;
        })]);
    }
}
