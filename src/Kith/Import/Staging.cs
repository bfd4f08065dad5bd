using System.Text.Json.Nodes;
using Kith.Access;
using Kith.Import.Mapping;
using Kith.Import.Sheets;
using Kith.Users;

namespace Kith.Import;

/// <summary>Takes a file in: its rows are kept, and what they seem to be is proposed. Nobody is created yet.</summary>
/// <param name="database">The database.</param>
internal sealed class Staging(Database database)
{
    private const int RowsPerWrite = 500;
    private const int RowsPerStatement = 50;
    private const int MaximumSamples = 5;
    private const int LongestSample = 200;

    /// <summary>Keeps the rows of a file; what is wrong with it leaves nothing behind.</summary>
    /// <param name="caller">Whose file it is.</param>
    /// <param name="id">The id that the import will have.</param>
    /// <param name="stream">The file, which can be sought in.</param>
    /// <param name="fileName">What it is called.</param>
    /// <param name="options">What is known of it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The document of the import.</returns>
    public async ValueTask<Outcome<JsonObject>> StageAsync(KeyCaller caller, Guid id, Stream stream, string? fileName, SheetOptions options, CancellationToken cancellation)
    {
        if (!(await Sheet.OpenAsync(stream, fileName, options, cancellation)).Succeeded(out var sheet, out var problem))
            return problem;
        await using (sheet)
        {
            var isKept = false;
            try
            {
                var outcome = await KeepAsync(caller, id, sheet, fileName, cancellation);
                isKept = outcome.Problem is null;
                return outcome;
            }
            finally
            {
                if (!isKept)
                    await ForgetAsync(caller.Tenant, id);
            }
        }
    }

    /// <summary>Takes the rows away.</summary>
    public ValueTask<int> ForgetAsync(long tenant, Guid id) =>
        database.WriteBesideAsync(session => session.ExecuteAsync($"delete from import_rows where tenant_id = {tenant} and import_id = {id}"));

    private async ValueTask<Outcome<JsonObject>> KeepAsync(KeyCaller caller, Guid id, ISheet sheet, string? fileName, CancellationToken cancellation)
    {
        var samples = sheet.Columns.Select(static _ => new List<string>()).ToArray();
        var filled = new long[sheet.Columns.Count];
        var (rows, count) = (new List<SheetRow>(RowsPerWrite), 0L);
        await foreach (var outcome in sheet.ReadAsync(cancellation))
        {
            if (!outcome.Succeeded(out var row, out var problem))
                return problem;
            Sample(row, samples, filled);
            rows.Add(row);
            count++;
            if (rows.Count == RowsPerWrite)
                await WriteAsync(caller.Tenant, id, sheet.Columns, rows);
        }
        await WriteAsync(caller.Tenant, id, sheet.Columns, rows);
        if (count == 0)
            return SheetProblem.Broken("The file has a header and no rows.");
        var columns = sheet.Columns.Select((name, index) => new ColumnSummary(name, samples[index], filled[index])).ToList();
        return Describe(caller, id, sheet.Format, fileName, count, columns, Proposal.For(sheet.Format, columns));
    }

    private static void Sample(SheetRow row, List<string>[] samples, long[] filled)
    {
        for (var index = 0; index < filled.Length; index++)
        {
            if (string.IsNullOrWhiteSpace(row.Cells[index]))
                continue;
            filled[index]++;
            if (samples[index].Count < MaximumSamples && row.Cells[index]![..Math.Min(LongestSample, row.Cells[index]!.Length)] is var sample && !samples[index].Contains(sample))
                samples[index].Add(sample);
        }
    }

    private async ValueTask WriteAsync(long tenant, Guid id, IReadOnlyList<string> columns, List<SheetRow> rows)
    {
        if (rows.Count == 0)
            return;
        await database.WriteBesideAsync(async session =>
        {
            foreach (var some in rows.Chunk(RowsPerStatement))
            {
                var values = some.Select(row => Sql.Of($"({tenant}, {id}, {row.Number}, {StagedRow.TextOf(row.Cells)}, {StagedRow.HashOf(columns, row.Cells)}, {RowStates.Staged})"));
                await session.ExecuteAsync(Sql.Of($"insert into import_rows (tenant_id, import_id, row_number, cells, hash, state) values ").AppendList(values));
            }
            return true;
        });
        rows.Clear();
    }

    private JsonObject Describe(
        KeyCaller caller, Guid id, SheetFormat format, string? fileName, long rows, IReadOnlyList<ColumnSummary> columns, IReadOnlyList<Proposed> proposed)
    {
        var mapping = new JsonObject();
        foreach (var (index, column) in columns.Index())
            mapping[column.Name] = ImportSettings.ToJson(proposed[index].Mapping);
        return new JsonObject
        {
            ["id"] = id.ToString(),
            ["createdAt"] = Instants.Print(database.Clock.GetUtcNow()),
            ["updatedAt"] = Instants.Print(database.Clock.GetUtcNow()),
            ["author"] = Iri.Of(User.Resource, caller.User),
            ["title"] = Path.GetFileName(fileName) is { Length: > 0 } name ? name[..Math.Min(name.Length, 255)] : "import",
            ["state"] = FileImport.Staged,
            ["mediaType"] = format.MediaType,
            ["encoding"] = format.Encoding,
            ["delimiter"] = format.Delimiter,
            ["worksheet"] = format.Sheet,
            ["rows"] = rows,
            ["columns"] = new JsonArray([.. columns.Select((column, index) => (JsonNode)new JsonObject
            {
                ["name"] = column.Name,
                ["filled"] = column.Filled,
                ["samples"] = new JsonArray([.. column.Samples.Select(sample => (JsonNode)sample)]),
                ["confidence"] = Math.Round(proposed[index].Confidence, 2),
            })]),
            ["mapping"] = mapping,
            ["match"] = MatchOf([.. proposed.Select(one => one.Mapping.Target)]),
            ["action"] = FileImport.Both,
            ["tags"] = new JsonArray(),
            ["segments"] = new JsonArray(),
        };
    }

    /// <summary>What people can be matched by, the surest first, where the file has it. A number is often that of several people.</summary>
    public static JsonArray MatchOf(IReadOnlyCollection<string> targets)
    {
        var matches = new JsonArray();
        if (targets.Contains("customerId"))
            matches.Add((JsonNode)"customerId");
        if (targets.Contains("linkedinId"))
            matches.Add((JsonNode)"linkedinId");
        if (targets.Contains("emailAddresses"))
            matches.Add((JsonNode)"email");
        if (matches.Count == 0 && targets.Contains("phoneNumbers"))
            matches.Add((JsonNode)"phone");
        return matches;
    }
}
