using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Media;
using Kith.NoteCategories;
using Kith.Notes;
using Kith.Organizations;
using Kith.People;

namespace Kith.Import;

/// <summary>Does what was decided of rows, inside a write.</summary>
/// <param name="write">The write.</param>
/// <param name="caller">On whose behalf.</param>
/// <param name="settings">What was said of the import.</param>
/// <param name="pictures">Pictures of rows, decoded before, by their data URIs.</param>
/// <param name="isEachApart">
/// Whether a row that is refused leaves the others as they are. It costs a savepoint for each row, at which the search index writes all that it
/// has: where it is not so, the whole write is refused with the row, to be done again row by row.
/// </param>
internal sealed class Applying(Write write, Caller caller, ImportSettings settings, IReadOnlyDictionary<string, Picture> pictures, bool isEachApart)
{
    private readonly Titles _titles = new(write.Session, caller);
    private string? _category = settings.Category;

    /// <summary>Decides and does; rows that mean the same person come one after the other.</summary>
    /// <param name="planned">The rows.</param>
    /// <param name="isDecided">Whether what was decided of them before holds.</param>
    /// <param name="recordAsync">Is told what became of each row, inside the write.</param>
    /// <returns>What was refused; nothing of it may be kept then.</returns>
    public async ValueTask<Problem?> ApplyAsync(PlannedRows planned, bool isDecided, Func<Decision, ValueTask> recordAsync)
    {
        await _titles.LookUpAsync(planned.Rows.SelectMany(row => row.Reading.Organizations));
        // Each person would be asked for by itself otherwise.
        await write.LookUpAsync(Person.Resource, [.. planned.Rows.SelectMany(row => row.Reading.Organizations).Distinct()
            .Select(title => _titles.Find(Organization.Resource, title)).OfType<string>().Select(iri => (Person.Organizations, Iri.IdOf(iri)))]);
        var planner = new Planner(write.Session, caller, settings, _titles, write.Now);
        var decided = isDecided ? planned.Decisions : null;
        for (var (now, later) = (planned.Now, planned.Later); now.Count > 0; (now, later) = Separate(later))
        {
            foreach (var (index, decision) in (decided ?? await planner.PlanAsync(now)).Index())
            {
                if (!(await CarryOutAsync(planner, now[index].Reading, decision)).Succeeded(out var carried, out var refused))
                    return refused;
                await recordAsync(carried);
            }
            decided = null;
        }
        return null;
    }

    /// <summary>Those whom nobody before them may be: the others are decided when these are there.</summary>
    public static (List<ReadRow> Now, List<ReadRow> Later) Separate(IReadOnlyList<ReadRow> rows)
    {
        var (now, later, seen) = (new List<ReadRow>(), new List<ReadRow>(), new HashSet<string>());
        foreach (var row in rows)
        {
            var keys = Planner.KeysOf(row);
            (keys.TrueForAll(key => !seen.Contains(key)) ? now : later).Add(row);
            seen.UnionWith(keys);
        }
        return (now, later);
    }

    private async ValueTask<Outcome<Decision>> CarryOutAsync(Planner planner, Mapping.RowReading row, Decision decision)
    {
        if (decision.State == RowStates.Same)
            return decision with { State = RowStates.Unchanged };
        if (decision.Body is null)
            return decision;
        // What was decided may be done again when it was refused: links to what this makes are no part of it.
        var (body, made) = (decision.Body.DeepClone().AsObject(), _titles.Made);
        var carried = isEachApart ? await write.TryAsync<Stored>(async () => await WriteAsync(planner, row, decision, body)) : await WriteAsync(planner, row, decision, body);
        if (carried.Succeeded(out var stored, out var problem))
            return Told(decision) with { State = decision.Current is null ? RowStates.Created : RowStates.Updated, Current = stored };
        _titles.TakeBack(made);
        return !isEachApart
            ? problem
            : Decision.Broken(decision.Row, problem.Violations.Count > 0
                ? problem.Violations.Select(violation => new Mapping.CellProblem(row.Columns.GetValueOrDefault(violation.PropertyPath.Split('.', '[')[0], violation.PropertyPath), violation.Message))
                : [new Mapping.CellProblem("", problem.Detail)]);
    }

    /// <summary>Says of a row what did not come of it.</summary>
    private Decision Told(Decision decision) => decision.Photo is null || pictures.ContainsKey(decision.Photo)
        ? decision
        : decision with { Changes = [.. decision.Changes.Where(change => change.Property != "avatar")], Reasons = [.. decision.Reasons, "the picture cannot be read"] };

    private async ValueTask<Outcome<Stored>> WriteAsync(Planner planner, Mapping.RowReading row, Decision decision, JsonObject body)
    {
        var current = decision.Current;
        JsonObject? before = null;
        foreach (var named in Named.Of(row).Where(static named => named.Titles.Count > 0))
        {
            if (named.LinksBefore(body, body.ContainsKey(named.Property) ? null : before ??= current?.Parse()) is not { } links)
                continue;
            foreach (var title in named.Titles)
            {
                // Somebody before may have made what was not there when this was decided.
                if (await _titles.EnsureAsync(write, named.Resource, title) is { } refused)
                    return Of(named.Property, refused);
                var iri = _titles.Find(named.Resource, title, links)!;
                if (!links.Any(link => link!.GetValue<string>() == iri))
                    links.Add((JsonNode)iri);
            }
            body[named.Property] = links;
        }
        if (decision.Photo is { } photo && pictures.TryGetValue(photo, out var picture))
        {
            if (!(await MediaEndpoints.AddAsync(write, caller, picture, [])).Succeeded(out var added, out var refused))
                return refused;
            body["avatar"] = Iri.Of(MediaObject.Resource, added.Id);
        }
        var id = current?.Id ?? await write.NextIdAsync();
        if (!(await write.ApplyAsync(Person.Resource, id, ElementOf(body), current, planner.ReadingOf(current is null, write.Now))).Succeeded(out var stored, out var problem))
            return problem;
        return decision.Note is { } note && await AddNoteAsync(id, note) is { } noted ? noted : stored;
    }

    private async ValueTask<Problem?> AddNoteAsync(Guid person, string text)
    {
        _category ??= await write.Session.FirstAsync(
            $"select id from {new Name(NoteCategory.Resource.Table)} where tenant_id = {caller.Tenant} order by id limit 1", static row => Iri.Of(NoteCategory.Resource, row.Id(0)));
        var body = new JsonObject { ["title"] = settings.Title, ["description"] = text, ["category"] = _category };
        var reading = new Reading(caller, WriteMode.Create, write.Now, "") { Parent = person };
        return (await write.ApplyAsync(Note.OfPerson, await write.NextIdAsync(), ElementOf(body), null, reading)).Problem;
    }

    /// <summary>What is wrong with something that a row makes is wrong with the property that says it.</summary>
    private static Problem Of(string property, Problem problem) =>
        problem.Violations is [var violation, ..] ? Problem.Unprocessable(property, violation.Message, violation.Code) : problem;

    private static JsonElement ElementOf(JsonObject body) => JsonSerializer.SerializeToElement(body, NodeContext.Default.JsonObject);
}
