using Kith.Import.Mapping;

namespace Kith.Import;

/// <summary>Rows of files that were exported here, which say whom they mean.</summary>
internal sealed partial class Planner
{
    /// <summary>
    /// Who has the id of a row, or became part of who had it, is meant: nothing else can be surer. Who is gone may have come back by the
    /// same row of an earlier import.
    /// </summary>
    private async ValueTask MatchByIdAsync(IReadOnlyList<ReadRow> rows, Match[] matches)
    {
        var asked = rows.Index().Where(row => matches[row.Index] == Match.None && !row.Item.Row.IsChosen && row.Item.Reading.Id is not null).ToList();
        if (asked.Count == 0)
            return;
        var people = await FindAsync([.. asked.Select(row => row.Item.Reading.Id!.Value)]);
        foreach (var (index, row) in asked)
        {
            if (people.TryGetValue(row.Reading.Id!.Value, out var person))
                matches[index] = new Match(person.Id, ["same id"], []);
        }
        var open = asked.FindAll(row => matches[row.Index] == Match.None);
        if (open.Count == 0)
            return;
        await MatchByHashAsync(rows, matches);
        var there = await FindAsync([.. open.Select(row => matches[row.Index].Person).OfType<Guid>()]);
        foreach (var (index, _) in open)
        {
            if (matches[index].Person is { } person && !there.ContainsKey(person))
                matches[index] = Match.None;
        }
    }

    /// <summary>
    /// Two rows with an id each are two people, whatever else they have in common, such as an e-mail address: whoever another row of the
    /// file means is not meant again.
    /// </summary>
    private async ValueTask SeparateAsync(IReadOnlyList<ReadRow> rows, Match[] matches)
    {
        var doubtful = rows.Index().Where(row => row.Item.Reading.Id is { } id && !row.Item.Row.IsChosen && PeopleOf(matches[row.Index]).Any(person => person != id)).ToList();
        if (doubtful.Count == 0 || settings.Columns.Index().FirstOrDefault(column => settings.Mapping.GetValueOrDefault(column.Item)?.Target == Target.Id) is not { Item: not null } column)
            return;
        var meant = new List<(Guid Person, Guid Row)>();
        foreach (IReadOnlyList<Guid> some in doubtful.SelectMany(row => PeopleOf(matches[row.Index])).Distinct().Chunk(IdsPerStatement))
        {
            // The import is not asked for: SQLite would look through all of its rows.
            var known = await session.ListAsync(
                $"select import_id, person_id, cells from import_rows where tenant_id = {caller.Tenant} and person_id in {some}",
                static row => (Import: row.Id(0), Person: row.Id(1), Cells: StagedRow.CellsOf(row.Bytes(2))));
            meant.AddRange(known.Where(row => row.Import == settings.Import)
                .Select(row => (row.Person, ExportedId.TryRead(row.Cells[column.Index] ?? "", out var id) ? id : Guid.Empty)));
        }
        meant.AddRange(rows.Index().Where(row => matches[row.Index].Reasons is ["same id"]).Select(row => (matches[row.Index].Person!.Value, row.Item.Reading.Id!.Value)));
        foreach (var (index, row) in doubtful)
        {
            var others = meant.Where(other => other.Row != row.Reading.Id).Select(other => other.Person).ToHashSet();
            if (matches[index].Reasons is not ["same id"] && PeopleOf(matches[index]).All(others.Contains))
                matches[index] = Match.None;
        }
    }

    private static IEnumerable<Guid> PeopleOf(Match match) => match.Person is { } person ? [person] : match.Candidates;
}
