using System.Text.Json.Nodes;
using Kith.Media;
using Kith.Merging;
using Kith.Notes;
using Kith.Organizations;
using Kith.People;

namespace Kith.Erasing;

/// <summary>Everything that is kept of a person, wherever it is.</summary>
/// <param name="People">The person first, then those who had become part of them.</param>
/// <param name="Versions">All that the journal tells of how they ever were.</param>
/// <param name="Notes">Their notes, private and deleted ones among them.</param>
/// <param name="Pictures">Pictures that they have or had, or that are or were in their notes, and nobody else has.</param>
/// <param name="Changes">How many entries of the journal tell of them and of their notes.</param>
/// <param name="Mixed">For how long others were one with them, until that was undone.</param>
internal sealed record PersonalData(
    IReadOnlyList<Guid> People, IReadOnlyList<JsonObject> Versions, IReadOnlyList<Guid> Notes, IReadOnlyList<Guid> Pictures, long Changes, IReadOnlyList<Mixture> Mixed)
{
    /// <summary>Finds it; null when nobody is known by the id, or nothing any more.</summary>
    /// <param name="session">One state of the database.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="person">The person, who may have been deleted.</param>
    public static async ValueTask<PersonalData?> FindAsync(Session session, long tenant, Guid person)
    {
        var people = new List<Guid> { person };
        for (IReadOnlyList<Guid> targets = people; targets.Count > 0;)
        {
            targets = await session.ListAsync($"select id from moved where tenant_id = {tenant} and resource = {Person.Resource.Table} and target_id in {targets}", static row => row.Id(0));
            people.AddRange(targets);
        }
        var versions = (await session.ListAsync(
            $"select before, after from journal where tenant_id = {tenant} and type = {Person.Resource.Type} and id in {people} order by revision",
            static row => (JsonObject?[])[row.IsNull(0) ? null : Json.ParseStored(row.Bytes(0)), row.IsNull(1) ? null : Json.ParseStored(row.Bytes(1))]))
            .SelectMany(static both => both).OfType<JsonObject>().Where(static version => !Tombstone.Is(version)).ToList();
        if (versions.Count == 0)
            return null;
        var notes = await NotesAsync(session, tenant, people);
        var changes = await session.NumberAsync($"select count(*) from journal where tenant_id = {tenant} and type = {Person.Resource.Type} and id in {people}");
        foreach (var some in notes.Chunk(ListLength))
            changes += await session.NumberAsync($"select count(*) from journal where tenant_id = {tenant} and type = {Note.OfPerson.Type} and id in {some}");
        return new PersonalData(people, versions, notes, await PicturesAsync(session, tenant, people, notes, versions), changes, await Mixture.ListAsync(session, tenant, people));
    }

    private const int ListLength = 256;

    private static async ValueTask<List<Guid>> NotesAsync(Session session, long tenant, IReadOnlyList<Guid> people)
    {
        var (table, parent) = (new Name(Note.OfPerson.Table), Note.OfPerson.Parent!.Name);
        var notes = await session.ListAsync($"select id from {table} where tenant_id = {tenant} and person_id in {people}", static row => row.Id(0));
        var deleted = (await session.ListAsync(
            Sql.Of($"select distinct id from journal where tenant_id = {tenant} and type = {Note.OfPerson.Type} and after is null and before ->> {parent} in (")
                .AppendList(people.Select(person => Sql.Of($"{person.ToString()}"))).Append($")"),
            static row => row.Id(0))).Except(notes).ToList();
        // One that is back, under somebody else, is theirs.
        foreach (IReadOnlyList<Guid> some in deleted.Chunk(ListLength))
            notes.AddRange(some.Except(await session.ListAsync($"select id from {table} where tenant_id = {tenant} and id in {some}", static row => row.Id(0))));
        return notes;
    }

    private static async ValueTask<List<Guid>> PicturesAsync(Session session, long tenant, List<Guid> people, IReadOnlyList<Guid> notes, IEnumerable<JsonObject> versions)
    {
        var avatar = Person.Resource.Links.Single(link => link.Target == MediaObject.Resource);
        var pictures = new List<Guid>();
        foreach (var picture in versions.Select(avatar.TargetOf).OfType<Guid>().Concat(await InNotesAsync(session, tenant, notes)).Distinct())
        {
            var others = await session.ListAsync($"select id from {new Name(Person.Resource.Table)} where tenant_id = {tenant} and avatar = {picture}", static row => row.Id(0));
            var isOfOrganization = await session.NumberAsync($"select count(*) from {new Name(Organization.Resource.Table)} where tenant_id = {tenant} and avatar = {picture}") > 0;
            if (!isOfOrganization && others.TrueForAll(people.Contains) && !await IsInOtherNotesAsync(session, tenant, picture, notes))
                pictures.Add(picture);
        }
        return pictures;
    }

    /// <summary>The pictures that stand in notes, or ever stood there, and are still kept.</summary>
    private static async ValueTask<IEnumerable<Guid>> InNotesAsync(Session session, long tenant, IReadOnlyList<Guid> notes)
    {
        var pictures = new HashSet<Guid>();
        var sign = $"%{NoteLinks.PicturePath}%";
        foreach (var some in notes.Chunk(ListLength))
        {
            var texts = await session.ListAsync(
                $"""
                select before ->> 'description', after ->> 'description' from journal
                where tenant_id = {tenant} and type = {Note.OfPerson.Type} and id in {some} and (before ->> 'description' like {sign} or after ->> 'description' like {sign})
                """,
                static row => $"{(row.IsNull(0) ? "" : row.Text(0))} {(row.IsNull(1) ? "" : row.Text(1))}");
            pictures.UnionWith(texts.SelectMany(NoteLinks.Pictures));
        }
        var kept = new List<Guid>();
        foreach (var some in pictures.Chunk(ListLength))
            kept.AddRange(await session.ListAsync($"select id from {new Name(MediaObject.Resource.Table)} where tenant_id = {tenant} and id in {some}", static row => row.Id(0)));
        return kept;
    }

    /// <summary>Whether a note on somebody else, or on an organization, shows it.</summary>
    private static async ValueTask<bool> IsInOtherNotesAsync(Session session, long tenant, Guid picture, IReadOnlyList<Guid> notes)
    {
        foreach (var kind in NoteHistoryEndpoints.Kinds)
        {
            var table = new Name(kind.Table);
            var found = await session.ListAsync(Sql.Of($"select id from {table} where tenant_id = {tenant} and ").Append(session.Names(table, picture)), static row => row.Id(0));
            if (kind == Note.OfPerson ? found.Except(notes).Any() : found.Count > 0)
                return true;
        }
        return false;
    }
}

/// <summary>Somebody else who was one with a person for a time: what they were then tells of both.</summary>
/// <param name="Survivor">The other one.</param>
/// <param name="From">The revision of the merge.</param>
/// <param name="To">The revision of its undoing.</param>
internal sealed record Mixture(Guid Survivor, long From, long To)
{
    /// <summary>Finds the undone merges of people into others.</summary>
    public static async ValueTask<IReadOnlyList<Mixture>> ListAsync(Session session, long tenant, IReadOnlyList<Guid> people)
    {
        var iris = people.Select(person => Iri.Of(Person.Resource, person)).ToHashSet();
        var undone = (await session.ListAsync(
            $"select id, document from {new Name(Merge.Resource.Table)} where tenant_id = {tenant} and document ->> 'undoneAt' is not null",
            static row => (Id: row.Id(0), Document: Json.ParseStored(row.Bytes(1)))))
            .Where(merge => merge.Document["merged"]!.AsArray().Any(merged => iris.Contains(merged!.GetValue<string>())));
        var mixtures = new List<Mixture>();
        foreach (var (id, document) in undone)
        {
            var survivor = Iri.IdOf(document["survivor"]!.GetValue<string>());
            if (people.Contains(survivor))
                continue;
            // The first entry about a merge is of its own write, the last of its undoing.
            var revisions = await session.ListAsync(
                $"""
                select p.revision from journal m join journal p on p.tenant_id = m.tenant_id and p.batch = m.batch and p.type = {Person.Resource.Type} and p.id = {survivor}
                where m.tenant_id = {tenant} and m.type = {Merge.Resource.Type} and m.id = {id} order by p.revision
                """, static row => row.Long(0));
            if (revisions is [var from, .., var to])
                mixtures.Add(new Mixture(survivor, from, to));
        }
        return mixtures;
    }
}
