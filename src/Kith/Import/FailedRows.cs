using System.Text.Json.Nodes;
using Kith.Access;
using Kith.Export.Sheets;

namespace Kith.Import;

/// <summary>The rows that were left out, as a file that can be corrected and sent again.</summary>
/// <param name="database">The database.</param>
internal sealed class FailedRows(Database database)
{
    private const int RowsAtOnce = 500;

    /// <summary>The columns behind those of the file: the number that the row had in it, and why it was left out.</summary>
    public static readonly IReadOnlyList<string> Added = ["Row", "Reason"];

    /// <summary>Whether a file with these columns is one of failed rows.</summary>
    public static bool IsFileOf(IReadOnlyList<string> columns) => columns.Count > Added.Count && columns.Skip(columns.Count - Added.Count).SequenceEqual(Added);

    /// <summary>Why a row was left out, in words.</summary>
    public static string ReasonOf(JsonObject? detail)
    {
        var problems = detail?["problems"]?.AsArray().Select(problem => $"{problem!["column"]!.GetValue<string>()}: {problem["message"]!.GetValue<string>()}");
        var reasons = detail?["reasons"]?.AsArray().Select(reason => reason!.GetValue<string>());
        return string.Join("; ", (problems ?? []).Concat(reasons ?? []));
    }

    /// <summary>Answers with the file.</summary>
    public async ValueTask<Answer> AnswerAsync(HttpContext context, KeyCaller caller)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["id"] as string, out var id))
            return Problem.NotFound().ToAnswer();
        if (!QueryString.Parse(context.Request.QueryString.Value).Succeeded(out var parameters, out var problem))
            return problem.ToAnswer();
        IReadOnlyList<string> states = parameters["state"] is { } said ? said.Scalar?.Split(',') ?? [""] : RowStates.Failed;
        if (!states.All(RowStates.All.Contains))
            return Problem.BadParameter("state", $"expected one or more, with commas between them, of {string.Join(", ", RowStates.All)}.").ToAnswer();
        if (await database.ReadAsync(session => Documents.FindAsync(session, FileImport.Resource, caller.Tenant, id), context.RequestAborted) is not { } import)
            return Problem.NotFound().ToAnswer();
        var columns = ImportSettings.NamesOf(import.Parse());
        return new Answer(200)
        {
            MediaType = "text/csv; charset=utf-8; header=present",
            Headers = [new("Content-Disposition", $"attachment; filename=\"failed-{id}.csv\""), new("Cache-Control", "no-store")],
            Streamed = (output, cancellation) => WriteAsync(output, caller.Tenant, id, columns, states, cancellation),
        };
    }

    private async Task WriteAsync(Stream output, long tenant, Guid import, IReadOnlyList<string> columns, IReadOnlyList<string> states, CancellationToken cancellation)
    {
        await using var writer = new CsvWriter(output);
        await writer.WriteHeaderAsync([.. columns, .. Added], cancellation);
        for (long? after = -1; after is { } from;)
        {
            var rows = await database.ReadAsync(session => session.ListAsync(
                Sql.Of($"select {new Name(StagedRow.Selected)} from import_rows where tenant_id = {tenant} and import_id = {import} and row_number > {from} and state in (")
                    .AppendList(RowStates.Listed(states)).Append($") order by row_number limit {new Constant(RowsAtOnce)}"),
                StagedRow.Read, cancellation), cancellation);
            foreach (var row in rows)
                await writer.WriteRowAsync([.. row.Cells, row.Number.ToString(System.Globalization.CultureInfo.InvariantCulture), ReasonOf(row.Detail)], cancellation);
            after = rows.Count == RowsAtOnce ? rows[^1].Number : null;
        }
        await writer.CompleteAsync(cancellation);
    }
}
