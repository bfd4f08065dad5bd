using System.Text.Json.Nodes;
using Kith.Identity;

namespace Kith.Import;

/// <summary>What is kept of files that people came in, and names somebody who is erased.</summary>
/// <param name="Rows">Rows that became nobody: refused, not run yet, the same person once more.</param>
/// <param name="Imports">Imports, deleted ones among them, whose samples the journal keeps.</param>
/// <param name="Names">What names them: addresses and numbers, in lower case.</param>
internal sealed record ImportTraces(IReadOnlyList<ImportTraces.RowOfFile> Rows, IReadOnlyCollection<Guid> Imports, IReadOnlySet<string> Names)
{
    /// <summary>Statements may not have as many parameters as somebody may have had addresses.</summary>
    private const int NamesPerStatement = 16, RowsPerStatement = 256;

    private static readonly char[] BetweenNumbers = [',', ';', '|', '\n', '\r', '\t'];
    private static readonly char[] BetweenAddresses = [.. BetweenNumbers, ' ', '<', '>', '(', ')', '"', '\''];

    /// <summary>Nothing but the rows that became them.</summary>
    public static readonly ImportTraces None = new([], [], new HashSet<string>());

    /// <summary>Finds what names somebody. It reads every row that is kept: nobody who writes should wait for it.</summary>
    /// <param name="session">One state of the database.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="country">Its country.</param>
    /// <param name="versions">How they ever were.</param>
    public static async ValueTask<ImportTraces> FindAsync(Session session, long tenant, string country, IEnumerable<JsonObject> versions)
    {
        var names = versions.SelectMany(version => NamesOf(version, country)).ToHashSet();
        var (rows, imports) = (new Dictionary<(Guid, long), RowOfFile>(), new HashSet<Guid>());
        foreach (var some in names.Chunk(NamesPerStatement))
        {
            foreach (var row in await session.ListAsync(
                Sql.Of($"select import_id, row_number, cells from import_rows where tenant_id = {tenant} and person_id is null and ").Append(Holds(Sql.Of($"cells"), some)), RowOfFile.Read))
            {
                if (row.Cells.Any(cell => cell is not null && IsIn(names, cell)))
                    rows[(row.Import, row.Number)] = row;
            }
            foreach (var (import, before, after) in await session.ListAsync(
                Sql.Of($"select id, before ->> 'columns', after ->> 'columns' from journal where tenant_id = {tenant} and type = {FileImport.Resource.Type} and (")
                    .Append(Holds(Sql.Of($"before ->> 'columns'"), some)).Append($" or ").Append(Holds(Sql.Of($"after ->> 'columns'"), some)).Append($")"),
                static row => (row.Id(0), row.IsNull(1) ? "[]" : row.Text(1), row.IsNull(2) ? "[]" : row.Text(2))))
            {
                if (SamplesIn(before).Concat(SamplesIn(after)).Any(sample => IsIn(names, sample)))
                    imports.Add(import);
            }
        }
        return new ImportTraces([.. rows.Values], imports, names);
    }

    /// <summary>Takes it away, and with it what became them, and what is shown of both beside the columns.</summary>
    /// <param name="write">The write.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="people">Who is erased.</param>
    public async ValueTask ForgetAsync(Write write, long tenant, IReadOnlyList<Guid> people)
    {
        var rows = (await write.Session.ListAsync($"select import_id, row_number, cells from import_rows where tenant_id = {tenant} and person_id in {people}", RowOfFile.Read))
            .Concat(Rows).ToLookup(static row => row.Import);
        foreach (var import in rows.Select(static rows => rows.Key).Union(Imports))
        {
            foreach (var some in rows[import].Chunk(RowsPerStatement))
            {
                await write.Session.RunLaterAsync(Sql.Of($"delete from import_rows where tenant_id = {tenant} and import_id = {import} and row_number in (")
                    .AppendList(some.Select(static row => Sql.Of($"{row.Number}"))).Append($")"));
            }
            await ForgetSamplesAsync(write, import, [.. rows[import].SelectMany(static row => row.Cells).OfType<string>()]);
        }
    }

    private async ValueTask ForgetSamplesAsync(Write write, Guid import, IReadOnlyList<string> cells)
    {
        var (last, isOfThem) = (long.MaxValue, Imports.Contains(import));
        if (await write.FindAsync(FileImport.Resource, import) is { } stored)
        {
            var document = stored.Parse();
            foreach (var column in document["columns"]!.AsArray())
            {
                var samples = column!["samples"]!.AsArray();
                // A sample may be the beginning of a cell.
                isOfThem |= samples.RemoveAll(sample => sample!.GetValue<string>() is var text && (IsIn(Names, text) || cells.Any(cell => cell.StartsWith(text, StringComparison.Ordinal)))) > 0;
            }
            last = (await write.UpdateAsync(FileImport.Resource, stored, document)).Revision;
        }
        if (isOfThem)
            await write.EraseVersionsAsync(FileImport.Resource, import, 0, last);
    }

    /// <summary>What is nobody else's. A customer id may be a number that says something else in another file.</summary>
    private static IEnumerable<string> NamesOf(JsonObject person, string country)
    {
        var said = Clue.Of(person, country).Where(static clue => clue.IsStrong && clue.Kind != CustomerId.Kind.Name && clue.Kind != CustomerId.External).Select(static clue => clue.Value);
        var written = (person["phoneNumbers"]?.AsArray() ?? []).Select(static phone => phone!["phoneNumber"]!.GetValue<string>());
        return said.Concat(written).Append(person["linkedinId"]?.GetValue<string>() ?? "").Select(static text => text.Trim().ToLowerInvariant()).Where(static text => text.Length > 0);
    }

    private static bool IsIn(IReadOnlySet<string> names, string text)
    {
        var lower = text.ToLowerInvariant();
        return lower.Split(BetweenNumbers, StringSplitOptions.TrimEntries).Any(names.Contains) || lower.Split(BetweenAddresses).Any(names.Contains);
    }

    /// <summary>May find too much, never too little: the escape is a letter that no JSON has, so that one of PostgreSQL's own does not eat those of JSON.</summary>
    private static Sql Holds(Sql text, IEnumerable<string> names)
    {
        var any = Sql.Of($"(1 = 0");
        foreach (var name in names)
            any.Append($" or lower(").Append(text).Append($") like {$"%{Escaped(name)}%"} escape {"\u0001"}");
        return any.Append($")");
    }

    /// <summary>As it stands in JSON.</summary>
    private static string Escaped(string name) => System.Text.Encoding.UTF8.GetString(Json.Bytes(JsonValue.Create(name)))[1..^1];

    private static IEnumerable<string> SamplesIn(string columns) =>
        JsonNode.Parse(columns)!.AsArray().SelectMany(static column => column!["samples"]?.AsArray() ?? []).Select(static sample => sample!.GetValue<string>());

    /// <summary>A row of a file.</summary>
    /// <param name="Import">The import.</param>
    /// <param name="Number">Its number in the file.</param>
    /// <param name="Cells">Its cells.</param>
    internal sealed record RowOfFile(Guid Import, long Number, IReadOnlyList<string?> Cells)
    {
        public static RowOfFile Read(Row row) => new(row.Id(0), row.Long(1), StagedRow.CellsOf(row.Bytes(2)));
    }
}
