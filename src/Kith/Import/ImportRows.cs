using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Access;
using Kith.Import.Mapping;
using Kith.People;
using Kith.Resources;

namespace Kith.Import;

/// <summary>What becomes of the rows of an import, row by row; and rows that are corrected, dropped, or answered for.</summary>
internal sealed class ImportRows(Database database, ImportProgress progress)
{
    private const int DefaultLimit = 30;
    private const int MaximumLimit = 100;

    private static readonly string Item = Vocabulary.ItemTemplate(FileImport.Resource);

    public void Map(IEndpointRouteBuilder endpoints, Routes routes)
    {
        routes.Map(endpoints, $"{Item}/preview", new Operation("GET", Scope.Read, PreviewAsync));
        routes.Map(endpoints, $"{Item}/rows/{{number}}", new("GET", Scope.Read, GetAsync), new("PATCH", Scope.Write, ChangeAsync));
    }

    private async ValueTask<Answer> PreviewAsync(HttpContext context, KeyCaller caller)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["id"] as string, out var id))
            return Problem.NotFound().ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem)
            || !QueryString.Parse(context.Request.QueryString.Value).Succeeded(out var parameters, out problem))
        {
            return problem.ToAnswer();
        }
        var state = parameters["state"]?.Scalar;
        if (parameters["state"] is not null && !RowStates.All.Contains(state))
            return Problem.BadParameter("state", $"expected one of {string.Join(", ", RowStates.All)}.").ToAnswer();
        if (!ReadNumber(parameters, "after", 0, long.MaxValue, 0).Succeeded(out var after, out problem) || !ReadNumber(parameters, "limit", 0, MaximumLimit, DefaultLimit).Succeeded(out var limit, out problem))
            return problem.ToAnswer();
        await progress.WaitAsync(context, caller, id);
        var found = await database.SnapshotAsync<(JsonObject Counts, ImportJob? Job, List<StagedRow> Rows, JsonObject Import)?>(async session =>
        {
            if (await Documents.FindAsync(session, FileImport.Resource, caller.Tenant, id) is not { } import)
                return null;
            var select = Sql.Of($"select {new Name(StagedRow.Selected)} from import_rows where tenant_id = {caller.Tenant} and import_id = {id} and row_number > {after}");
            if (state is not null)
                select.Append($" and state = {state}");
            var job = await ImportJob.FindAsync(session, caller.Tenant, id);
            return (await progress.CountAsync(session, caller.Tenant, id, job), job,
                await session.ListAsync(select.Append($" order by row_number limit {limit}"), StagedRow.Read, context.RequestAborted), import.Parse());
        }, context.RequestAborted);
        if (found is not var (counts, job, rows, document))
            return Problem.NotFound().ToAnswer();
        var json = new JsonObject();
        if (format == Format.JsonLd)
        {
            json["@id"] = $"{Iri.Of(FileImport.Resource, id)}/preview";
            json["@type"] = "ImportPreview";
        }
        json["isComplete"] = job is null;
        json["counts"] = counts;
        if (job is not null)
            json["progress"] = progress.ToJson(job);
        var columns = new ImportSettings(document, caller).Columns;
        json["rows"] = new JsonArray([.. rows.Select(row => (JsonNode)ToJson(row, columns, id, format))]);
        return new Answer(200) { MediaType = MediaTypes.Of(format), Body = Json.Bytes(json) };
    }

    private async ValueTask<Answer> GetAsync(HttpContext context, KeyCaller caller)
    {
        if (!TryReadAddress(context, out var id, out var number))
            return Problem.NotFound().ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        var found = await database.SnapshotAsync<(StagedRow? Row, Stored? Import)>(async session =>
            (await FindAsync(session, caller.Tenant, id, number), await Documents.FindAsync(session, FileImport.Resource, caller.Tenant, id)), context.RequestAborted);
        return found is ({ } row, { } import)
            ? new Answer(200) { MediaType = MediaTypes.Of(format), Body = Json.Bytes(ToJson(row, new ImportSettings(import.Parse(), caller).Columns, id, format)) }
            : Problem.NotFound().ToAnswer();
    }

    private async ValueTask<Answer> ChangeAsync(HttpContext context, KeyCaller caller)
    {
        if (!TryReadAddress(context, out var id, out var number))
            return Problem.NotFound().ToAnswer();
        if (Negotiation.CheckContentType(context.Request, MediaTypes.Patches) is { } unsupported)
            return unsupported.ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem)
            || !(await RequestBody.ReadObjectAsync(context, MediaTypes.Patches)).Succeeded(out var body, out problem))
        {
            return problem.ToAnswer();
        }
        var outcome = await database.WriteAsync<JsonObject>(caller.AuthorOf(ResourceEndpoints.CauseOf(context)), async write =>
        {
            if (await write.FindAsync(FileImport.Resource, id) is not { } import || await FindAsync(write.Session, caller.Tenant, id, number) is not { } row)
                return Problem.NotFound();
            var document = import.Parse();
            if (document["state"]!.GetValue<string>() is FileImport.Running or FileImport.Undoing)
                return new Problem(409, "The import is under way. Wait for its end, or cancel it.");
            if (RowStates.Finished.Contains(row.State))
                return new Problem(409, "This row has been imported. Change the person, or undo the import.");
            var settings = new ImportSettings(document, caller);
            var reading = new Reading(caller, WriteMode.Merge, write.Now, context.Request.Host.Value ?? "");
            row = Change(row, body.Object, settings, reading);
            await write.CheckReferencesAsync(reading);
            if (reading.Violations.Count > 0)
                return Problem.Unprocessable(reading.Violations);
            var reader = new RowReader(settings.Columns, settings.Mapping, settings.Defaults);
            var planner = new Planner(write.Session, caller, settings, new Titles(write.Session, caller), write.Now);
            var decision = (await planner.PlanAsync([ReadRow.Of(row, reader, settings)]))[0];
            var detail = decision.DetailText();
            row = row with { State = decision.State, Detail = detail is null ? null : JsonNode.Parse(detail)!.AsObject(), Person = decision.Current?.Id ?? (row.IsChosen ? row.Person : null) };
            await write.Session.ExecuteAsync($"""
                update import_rows set cells = {StagedRow.TextOf(row.Cells)}, hash = {row.Hash}, state = {row.State},
                    detail = {detail}, person_id = {row.Person}, is_chosen = {(row.IsChosen ? 1L : 0L)}
                where tenant_id = {caller.Tenant} and import_id = {id} and row_number = {number}
                """);
            return ToJson(row, settings.Columns, id, format);
        });
        return outcome.Succeeded(out var json, out problem) ? new Answer(200) { MediaType = MediaTypes.Of(format), Body = Json.Bytes(json) } : problem.ToAnswer();
    }

    private static StagedRow Change(StagedRow row, JsonElement body, ImportSettings settings, Reading reading)
    {
        if (body.TryGetProperty("cells", out var cells))
        {
            var after = row.Cells.ToList();
            if (cells.ValueKind != JsonValueKind.Object)
                reading.RefuseType("cells", "object");
            else
                foreach (var cell in cells.EnumerateObject())
                    ReadCell(cell, after, settings, reading);
            row = row with { Cells = after, Hash = StagedRow.HashOf(settings.Columns, after) };
        }
        if (body.TryGetProperty("isDropped", out var dropped))
        {
            if (dropped.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                reading.RefuseType("isDropped", "bool");
            row = row with { State = dropped.ValueKind == JsonValueKind.True ? RowStates.Dropped : RowStates.Staged };
        }
        if (body.TryGetProperty("isNew", out var isNew))
        {
            if (isNew.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                reading.RefuseType("isNew", "bool");
            row = row with { IsChosen = isNew.ValueKind == JsonValueKind.True, Person = null };
        }
        if (body.TryGetProperty("person", out var person))
        {
            if (person.ValueKind == JsonValueKind.Null)
                row = row with { IsChosen = false, Person = null };
            else if (person.ValueKind != JsonValueKind.String || !Iri.TryRead(person.GetString()!, Person.Resource, reading.Authority, out var chosen))
                reading.Refuse("person", $"Invalid IRI: expected /{Person.Resource.Path}/{{id}}.", ViolationCodes.Iri);
            else
            {
                reading.Refer("person", Person.Resource, chosen);
                row = row with { IsChosen = true, Person = chosen };
            }
        }
        return row;
    }

    private static void ReadCell(JsonProperty cell, List<string?> cells, ImportSettings settings, Reading reading)
    {
        var index = settings.Columns.ToList().IndexOf(cell.Name);
        if (index < 0)
            reading.Refuse($"cells.{cell.Name}", "The file has no such column.", ViolationCodes.Choice);
        else if (cell.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
            reading.RefuseType($"cells.{cell.Name}", "string");
        else
            cells[index] = cell.Value.GetString();
    }

    private static JsonObject ToJson(StagedRow row, IReadOnlyList<string> columns, Guid import, Format format)
    {
        var json = new JsonObject();
        if (format == Format.JsonLd)
        {
            json["@id"] = $"{Iri.Of(FileImport.Resource, import)}/rows/{row.Number}";
            json["@type"] = "ImportRow";
        }
        json["row"] = row.Number;
        json["state"] = row.State;
        if (row.Person is { } person)
            json["person"] = Iri.Of(Person.Resource, person);
        foreach (var (name, value) in row.Detail ?? [])
            json[name] = value?.DeepClone();
        json["cells"] = new JsonObject(columns.Select((column, index) => KeyValuePair.Create(column, (JsonNode?)row.Cells[index])).Where(cell => cell.Value is not null));
        return json;
    }

    private static ValueTask<StagedRow?> FindAsync(Session session, long tenant, Guid import, long number) => session.FirstAsync(
        $"select {new Name(StagedRow.Selected)} from import_rows where tenant_id = {tenant} and import_id = {import} and row_number = {number}", StagedRow.Read);

    private static bool TryReadAddress(HttpContext context, out Guid id, out long number)
    {
        number = 0;
        return Iri.TryReadId(context.Request.RouteValues["id"] as string, out id)
            && long.TryParse(context.Request.RouteValues["number"] as string, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static Outcome<long> ReadNumber(QueryString parameters, string name, long least, long most, long absent) => parameters[name] switch
    {
        null => absent,
        { Scalar: { } text } when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most => number,
        _ => Problem.BadParameter(name, $"expected a whole number from {least} to {most}."),
    };
}
