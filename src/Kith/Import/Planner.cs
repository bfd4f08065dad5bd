using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Erasing;
using Kith.Identity;
using Kith.Import.Mapping;
using Kith.Merging;
using Kith.Notes;
using Kith.People;

namespace Kith.Import;

/// <summary>A row with what it says.</summary>
/// <param name="Row">The row.</param>
/// <param name="Reading">What it says.</param>
/// <param name="Clues">Whom it means by each kind of match, in their order.</param>
internal sealed record ReadRow(StagedRow Row, RowReading Reading, IReadOnlyList<IReadOnlyList<Clue>> Clues)
{
    /// <summary>Reads a row.</summary>
    public static ReadRow Of(StagedRow row, RowReader reader, ImportSettings settings)
    {
        var reading = reader.Read(row.Sheet);
        foreach (var phone in reading.Person["phoneNumbers"]?.AsArray().OfType<JsonObject>() ?? [])
            phone["phoneNumber"] = Phone.Carry(phone["phoneNumber"]!.GetValue<string>(), settings.Country, settings.Home);
        return new ReadRow(row, reading, [.. settings.Match.Select(match => Planner.CluesOf(settings, match, reading.Person))]);
    }
}

/// <summary>Decides what becomes of rows, from what they say and one state of the database: a few hundred at a time, with as many statements as for one.</summary>
/// <param name="session">The state.</param>
/// <param name="caller">On whose behalf.</param>
/// <param name="settings">What was said of the import.</param>
/// <param name="titles">What rows name.</param>
/// <param name="now">The moment.</param>
internal sealed partial class Planner(Session session, Caller caller, ImportSettings settings, Titles titles, DateTimeOffset now)
{
    private const int IdsPerStatement = 256;

    /// <summary>The properties whose changes are told of.</summary>
    private static readonly IReadOnlyList<Field> Told =
        [.. Person.Resource.Fields.Where(property => property.IsStored && property is not InstantField { IsSetAtChange: true } && property.Direction != Direction.ReadOnly)];

    private static readonly Dictionary<string, JsonNode> Nothing = [];

    private readonly Caller _caller = caller with { Country = settings.Country };
    private readonly IReadOnlyDictionary<string, JsonNode> _imported = Titles.ImportedAt(Person.Resource, now);

    /// <summary>Decides for each row.</summary>
    public async ValueTask<IReadOnlyList<Decision>> PlanAsync(IReadOnlyList<ReadRow> rows)
    {
        await titles.LookUpAsync(rows.SelectMany(row => row.Reading.Organizations));
        var matches = await MatchAsync(rows);
        var people = await FindAsync([.. matches.Select(match => match.Person).OfType<Guid>()]);
        var notes = await NotesAsync([.. people.Keys]);
        var decisions = new List<Decision>(rows.Count);
        foreach (var (index, row) in rows.Index())
            decisions.Add(await DecideAsync(row, matches[index], people, notes));
        return decisions;
    }

    private async ValueTask<Decision> DecideAsync(ReadRow row, Match match, Dictionary<Guid, Stored> people, HashSet<(Guid, string)> notes)
    {
        if (row.Row.State == RowStates.Dropped)
            return new Decision(row.Row, RowStates.Dropped);
        if (row.Reading.Problems.Count > 0)
            return Decision.Broken(row.Row, row.Reading.Problems);
        if (match.Candidates.Count > 0)
            return new Decision(row.Row, RowStates.Conflict) { Candidates = match.Candidates, Reasons = match.Reasons };
        var current = match.Person is { } id ? people.GetValueOrDefault(id) : null;
        if (current is null && settings.Action == FileImport.Update)
            return new Decision(row.Row, RowStates.Skipped) { Reasons = ["nobody is there who could be updated"] };
        if (current is not null && settings.Action == FileImport.Create)
            return new Decision(row.Row, RowStates.Skipped) { Reasons = [.. match.Reasons, "the person is there already"], Current = current };
        if (row.Reading.Owner is { } owner && titles.FindUser(owner) is null)
            return Decision.Broken(row.Row, [new CellProblem(ColumnOf(row, "owner"), $"There is no user with the e-mail address {owner}.")]);

        if (titles.Missing(row.Reading) is var (property, iri))
            return Decision.Broken(row.Row, [new CellProblem(ColumnOf(row, property), $"There is no {iri} here.")]);

        var before = current?.Parse();
        var body = BodyOf(row.Reading, before);
        var reading = ReadingOf(current is null, now);
        var after = Person.Resource.Compose(current?.Id ?? Guid.Empty, JsonSerializer.SerializeToElement(body, NodeContext.Default.JsonObject), before, reading);
        if (reading.Violations.Count > 0)
            return Decision.Broken(row.Row, reading.Violations.Select(violation => new CellProblem(ColumnOf(row, violation.PropertyPath), violation.Message)));
        if (current is null && await ErasedIdentifiers.CheckAsync(session, caller, after) is { } erased)
            return new Decision(row.Row, RowStates.Conflict) { Reasons = [erased.Detail] };

        var changes = ChangesOf(before, after, body, row.Reading);
        var note = row.Reading.Note is { } text && (current is null || !notes.Contains((current.Id, text))) ? text : null;
        if (note is not null)
            changes.Add(new Change("note", null, note));
        var photo = before?["avatar"] is null ? row.Reading.Photo : null;
        if (photo is not null)
            changes.Add(new Change("avatar", null, "a picture"));
        var state = current is null ? RowStates.Create : changes.Count > 0 ? RowStates.Update : RowStates.Same;
        return new Decision(row.Row, state) { Current = current, Body = body, Note = note, Photo = photo, Changes = changes, Reasons = match.Reasons };
    }

    /// <summary>The circumstances in which a person is read.</summary>
    public Reading ReadingOf(bool isNew, DateTimeOffset at) => new(_caller, isNew ? WriteMode.Create : WriteMode.Merge, at, "")
    {
        Known = isNew ? _imported : Nothing,
    };

    /// <summary>The body that makes a person what a row says, as far as its columns may.</summary>
    private JsonObject BodyOf(RowReading row, JsonObject? current)
    {
        var body = new JsonObject();
        foreach (var (name, value) in row.Person)
        {
            var met = value is JsonObject address
                ? AddressOf(address, current?[name]?.AsObject(), row)
                : MetValue(name, value!, current?[name], row.Modes.GetValueOrDefault(name, ColumnMode.Fill));
            if (met is not null)
                body[name] = met;
        }
        AddSource(body, current);
        foreach (var named in Named.Of(row))
            AddLinks(body, current, named);
        var owner = row.Owner is { } email ? titles.FindUser(email) : settings.Owner;
        if (owner is not null && (current?["owner"] is null || (row.Owner is not null && row.Modes.GetValueOrDefault("owner") == ColumnMode.Overwrite)))
            body["owner"] = owner;
        return body;
    }

    /// <summary>A customer id says nothing without the system that it is of.</summary>
    private void AddSource(JsonObject body, JsonObject? current)
    {
        if (settings.Source is not null && current?["externalSource"] is null && !body.ContainsKey("externalSource"))
            body["externalSource"] = settings.Source;
    }

    /// <summary>An address is filled as a whole: the street of one and the city of another are no address.</summary>
    private static JsonObject? AddressOf(JsonObject sent, JsonObject? current, RowReading row)
    {
        if (current is null || current.Count == 0)
            return sent.DeepClone().AsObject();
        var parts = sent.Where(part => row.Modes.GetValueOrDefault($"address.{part.Key}", row.Modes.GetValueOrDefault("address", ColumnMode.Fill)) == ColumnMode.Overwrite).ToList();
        return parts.Count == 0 ? null : new JsonObject(parts.Select(part => KeyValuePair.Create(part.Key, part.Value?.DeepClone())));
    }

    /// <summary>What a value of a row makes of the one that is there; null when that stays.</summary>
    private JsonNode? MetValue(string name, JsonNode value, JsonNode? current, ColumnMode mode) => (mode, current) switch
    {
        (ColumnMode.Skip, _) => null,
        (_, null or JsonArray { Count: 0 }) or (ColumnMode.Overwrite, _) => value.DeepClone(),
        (ColumnMode.Append, JsonArray list) when value is JsonArray added && Person.Resource.Fields.OfType<PartsField>().FirstOrDefault(parts => parts.Name == name) is { } parts =>
            Added(list, added, item => Union.KeyOf(parts, item!.AsObject(), settings.Country)),
        _ => null,
    };

    /// <summary>What is there stays as it is, entries that say the same twice included.</summary>
    private static JsonArray Added(JsonArray list, JsonArray added, Func<JsonNode?, string> keyOf) =>
        new([.. list.Concat(added.ExceptBy(list.Select(keyOf), keyOf)).Select(item => item!.DeepClone())]);

    private void AddLinks(JsonObject body, JsonObject? current, Named named)
    {
        var ofAll = named.Property switch { Target.Tags => settings.Tags, Target.Segments => settings.Segments, _ => [] };
        var sent = named.Titles.Select(title => titles.Find(named.Resource, title, current?[named.Property])).OfType<string>().Concat(ofAll).Distinct().ToList();
        if (sent.Count > 0 && named.LinksBefore(body, current) is { } links)
            body[named.Property] = new JsonArray([.. links.Select(static link => link!.GetValue<string>()).Union(sent).Select(static iri => (JsonNode)iri)]);
    }

    private List<Change> ChangesOf(JsonObject? before, JsonObject after, JsonObject body, RowReading row)
    {
        var changes = new List<Change>();
        foreach (var property in Told)
        {
            var (old, @new) = (before?[property.Name], after[property.Name]);
            if (!JsonNode.DeepEquals(old, @new) && (before is not null || @new is not JsonArray { Count: 0 }))
                changes.Add(new Change(property.Name, old, @new));
        }
        foreach (var named in Named.Of(row))
        {
            if (named.LinksBefore(body, before) is not { } links)
                continue;
            // What gives way to what is not there yet is told with the first of it.
            var old = links.Count == 0 && before?[named.Property] is JsonArray { Count: > 0 } there ? there : null;
            foreach (var title in named.Titles.Where(title => titles.Find(named.Resource, title) is null).Distinct())
            {
                changes.Add(new Change(named.Property, old, title));
                old = null;
            }
        }
        return changes;
    }

    private static string ColumnOf(ReadRow row, string path)
    {
        var property = path.Split('.', '[')[0];
        return row.Reading.Columns.GetValueOrDefault(path) ?? row.Reading.Columns.GetValueOrDefault(property) ?? property;
    }

    /// <summary>Whom each row means.</summary>
    private async ValueTask<IReadOnlyList<Match>> MatchAsync(IReadOnlyList<ReadRow> rows)
    {
        var matches = rows.Select(row => row.Row.IsChosen ? new Match(row.Row.Person, ["chosen by hand"], []) : Match.None).ToArray();
        await MatchByIdAsync(rows, matches);
        foreach (var match in Enumerable.Range(0, settings.Match.Count))
        {
            var open = rows.Index().Where(row => matches[row.Index] == Match.None && !row.Item.Row.IsChosen).ToList();
            var sought = open.ConvertAll(row => new Sought(row.Item.Clues[match], row.Item.Reading.Person));
            var found = await Recognition.RecogniseAsync(session, caller.Tenant, sought);
            foreach (var (index, recognised) in found.Index())
                matches[open[index].Index] = Match.Of(recognised);
        }
        await SeparateAsync(rows, matches);
        await MatchByHashAsync(rows, matches);
        return matches;
    }

    /// <summary>What rows that mean the same person have in common.</summary>
    public static List<string> KeysOf(ReadRow row)
    {
        if (row.Reading.Id is { } id)
            return [$"{id}"];
        var keys = row.Clues.SelectMany(static clues => clues).Where(static clue => clue.IsStrong).Select(static clue => $"{clue.Kind}\n{clue.Value}").Distinct().ToList();
        return keys.Count > 0 ? keys : [Convert.ToHexString(row.Row.Hash)];
    }

    /// <summary>The clues of a row that a kind of match looks at.</summary>
    public static IReadOnlyList<Clue> CluesOf(ImportSettings settings, string match, JsonObject person)
    {
        var property = match == FileImport.ExternalId ? "customerId" : Upsert.Properties[match];
        var part = new JsonObject { [property] = person[property]?.DeepClone() };
        if (property == "customerId")
            part["externalSource"] = person["externalSource"]?.DeepClone() ?? settings.Source;
        var clues = Clue.Of(part, settings.Country).Where(clue => clue.IsStrong || (clue.Kind == Email.Kind.Name && Email.IsRole(clue.Value))).ToList();
        return match == FileImport.ExternalId || clues.Exists(clue => clue.Kind == CustomerId.External) ? clues.FindAll(clue => clue.Kind == CustomerId.External) : clues;
    }

    private async ValueTask<Dictionary<Guid, Stored>> FindAsync(IReadOnlyList<Guid> ids)
    {
        var people = new Dictionary<Guid, Stored>();
        foreach (IReadOnlyList<Guid> some in ids.Distinct().Chunk(IdsPerStatement))
        {
            foreach (var stored in await session.ListAsync(
                $"select id, revision, document from {new Name(Person.Resource.Table)} where tenant_id = {caller.Tenant} and id in {some}", static row => new Stored(row.Id(0), row.Long(1), row.Bytes(2))))
            {
                people[stored.Id] = stored;
            }
        }
        // Somebody may have become part of somebody else since.
        foreach (var id in ids.Where(id => !people.ContainsKey(id)).Distinct().ToList())
        {
            if (await Documents.MovedToAsync(session, Person.Resource, caller.Tenant, id) is { } target && await Documents.FindAsync(session, Person.Resource, caller.Tenant, target) is { } stored)
                people[id] = stored;
        }
        return people;
    }

    /// <summary>The notes of people that an import of this name made, or somebody who called them so.</summary>
    private async ValueTask<HashSet<(Guid Person, string Text)>> NotesAsync(IReadOnlyList<Guid> people)
    {
        var notes = new HashSet<(Guid, string)>();
        foreach (IReadOnlyList<Guid> some in people.Chunk(IdsPerStatement))
        {
            notes.UnionWith(await session.ListAsync(
                $"select person_id, document ->> 'description' from {new Name(Note.OfPerson.Table)} where tenant_id = {caller.Tenant} and person_id in {some} and document ->> 'title' = {settings.Title}",
                static row => (row.Id(0), row.Text(1))));
        }
        return notes;
    }

    private sealed record Match(Guid? Person, IReadOnlyList<string> Reasons, IReadOnlyList<Guid> Candidates)
    {
        public static readonly Match None = new(null, [], []);

        public static Match Of(Recognised recognised) => recognised switch
        {
            { Match: { } match } => new Match(match.Person, match.Reasons, []),
            { Candidates: [] } => None,
            // An address of a task is anybody's; with the same name it is theirs.
            { Candidates: [{ HasStrongClue: false, IsContradicted: false } one] } when one.Reasons.Count == 1 => None,
            { Candidates: [{ HasStrongClue: false, IsContradicted: false } one] } => new Match(one.Person, one.Reasons, []),
            { Candidates: var several } => new Match(null, [.. several.SelectMany(candidate => candidate.Reasons).Distinct()], [.. several.Select(candidate => candidate.Person)]),
        };
    }
}
