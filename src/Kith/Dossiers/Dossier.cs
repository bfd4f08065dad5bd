using System.IO.Compression;
using System.Text.Json.Nodes;
using Kith.Access;
using Kith.Erasing;
using Kith.Export;
using Kith.History;
using Kith.Media;
using Kith.Notes;
using Kith.People;
using Kith.VCards;

namespace Kith.Dossiers;

/// <summary>Everything that is known of a person, gathered from one state of the database (GDPR, article 15).</summary>
/// <param name="caller">On whose behalf: what others keep to themselves is counted, not shown.</param>
/// <param name="links">Signs links to pictures.</param>
internal sealed class Dossier(KeyCaller caller, SignedLinks links)
{
    private readonly List<(string Name, byte[] Content)> _files = [];

    /// <summary>Gathers it; null when there is nobody.</summary>
    public async ValueTask<byte[]?> GatherAsync(Session session, Guid person, DateTimeOffset now)
    {
        if (await Documents.FindAsync(session, Person.Resource, caller.Tenant, person) is not { } stored
            || await PersonalData.FindAsync(session, caller.Tenant, person) is not { } data)
        {
            return null;
        }
        var document = stored.Parse();
        var (notes, isHidden) = await NotesAsync(session, person);
        Add("person.json", ItemOf(Person.Resource, stored, $"/{Person.Resource.Path}"));
        _files.Add(("person.vcf", (await PersonCard.WriteAsync(session, caller.Tenant, stored, VCardVersion.V40)).ToArray()));
        Add("linked.json", await LinkedAsync(session, document));
        Add("notes.json", new JsonArray([.. notes.Select(note => ItemOf(Note.OfPerson, note, $"{Iri.Of(Person.Resource, person)}/{Note.OfPerson.Path}"))]));
        Add("history.json", await HistoryAsync(session, data));
        // What stands in notes that the caller may not know of is left out with them.
        var avatar = Person.Resource.Links.Single(static link => link.Target == MediaObject.Resource);
        var portraits = data.Versions.Select(avatar.TargetOf).OfType<Guid>().Intersect(data.Pictures).Union(avatar.TargetOf(document) is { } current ? [current] : []);
        foreach (var picture in portraits.Union(notes.SelectMany(static note => NoteLinks.Pictures(note.Parse()["description"]?.GetValue<string>() ?? ""))))
            await AddPictureAsync(session, picture);
        Add("contents.json", new JsonObject
        {
            ["person"] = Iri.Of(Person.Resource, person),
            ["createdAt"] = Instants.Print(now),
            ["merged"] = new JsonArray([.. data.People.Skip(1).Select(merged => (JsonNode)Iri.Of(Person.Resource, merged))]),
            ["notes"] = notes.Count,
            ["privateNotesOfOthers"] = isHidden,
            ["files"] = new JsonArray([.. _files.Select(file => (JsonNode)file.Name)]),
        });
        return Zip(now);
    }

    private void Add(string name, JsonNode content) => _files.Add((name, Json.Bytes(content, isIndented: true)));

    private byte[] Zip(DateTimeOffset now)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in _files)
            {
                var entry = archive.CreateEntry(name);
                entry.LastWriteTime = now;
                using var stream = entry.Open();
                stream.Write(content);
            }
        }
        return bytes.ToArray();
    }

    private JsonObject ItemOf(Resource resource, Stored stored, string collection) =>
        Json.ParseStored(new Representation(resource, links).Item(stored, collection, caller.Tenant, Format.JsonLd).ToArray());

    private async ValueTask<(List<Stored> Notes, int Hidden)> NotesAsync(Session session, Guid person)
    {
        var all = await session.ListAsync(
            $"select id, revision, document from {new Name(Note.OfPerson.Table)} where tenant_id = {caller.Tenant} and person_id = {person} order by id",
            static row => new Stored(row.Id(0), row.Long(1), row.Bytes(2)));
        var visible = all.FindAll(note => Note.OfPerson.IsVisibleTo(caller, note.Parse()));
        return (visible, all.Count - visible.Count);
    }

    /// <summary>What the person points at: a name says more than an id.</summary>
    private async ValueTask<JsonObject> LinkedAsync(Session session, JsonObject person)
    {
        var linked = new JsonObject();
        var targets = Person.Resource.Links.Where(link => link.Target != MediaObject.Resource && link.TargetOf(person) is not null).Select(link => (link.Name, link.Target, Ids: (List<Guid>)[link.TargetOf(person)!.Value]))
            .Concat(Person.Resource.LinkLists.Select(list => (list.Name, list.Target, Ids: list.TargetsOf(person).ToList())));
        foreach (var (name, target, ids) in targets)
        {
            var items = new JsonArray();
            foreach (var id in ids)
            {
                if (await Documents.FindAsync(session, target, caller.Tenant, id) is { } stored)
                    items.Add((JsonNode)ItemOf(target, stored with { Inverses = [.. target.Inverses.Select(_ => new List<Guid>())] }, $"/{target.Path}"));
            }
            linked[name] = items;
        }
        return linked;
    }

    /// <summary>What was changed of the people and of their notes, in its order.</summary>
    private async ValueTask<JsonArray> HistoryAsync(Session session, PersonalData data)
    {
        var entries = new List<(HistoryEntry Entry, string Collection)>();
        foreach (var person in data.People)
        {
            var collection = $"{Iri.Of(Person.Resource, person)}/{HistoryEndpoints.Change.Path}";
            entries.AddRange((await session.ListAsync(HistoryEntry.Select(caller.Tenant, Person.Resource, person), HistoryEntry.Read)).Select(entry => (entry, collection)));
        }
        foreach (var note in data.Notes)
        {
            foreach (var entry in await session.ListAsync(HistoryEntry.Select(caller.Tenant, Note.OfPerson, note), HistoryEntry.Read))
            {
                if (IsVisible(entry.Before) && IsVisible(entry.After))
                    entries.Add((entry, $"{Iri.Of(Person.Resource, data.People[0])}/{Note.OfPerson.Path}/{note}"));
            }
        }
        // How keys begin is nobody's business but the tenant's.
        return [.. entries.OrderBy(entry => entry.Entry.Revision).Select(entry => (entry.Entry with { ApiKey = null, KeyHint = null }).ToJson(entry.Collection, Format.JsonLd, idsOnly: false))];
    }

    private async ValueTask AddPictureAsync(Session session, Guid picture)
    {
        var found = await session.FirstAsync(
            $"select media_type, content from media_contents where tenant_id = {caller.Tenant} and media_object_id = {picture} and variant = 'full'", static row => (Type: row.Text(0), Content: row.Bytes(1)));
        if (found.Content is not null)
            _files.Add(($"pictures/{picture}.{found.Type.Split('/')[^1]}", found.Content));
    }

    private bool IsVisible(JsonObject? note) => note is null || Tombstone.Is(note) || Note.OfPerson.IsVisibleTo(caller, note);
}
