using System.Text.Json;
using Kith.People;

namespace Kith.Export;

/// <summary>What people point at: a file says a name where the API has an IRI.</summary>
/// <param name="session">Where it is read.</param>
/// <param name="tenant">The tenant.</param>
/// <param name="columns">The properties that are asked for.</param>
internal sealed class Linked(Session session, long tenant, IReadOnlyList<string> columns)
{
    /// <summary>The most names that are remembered.</summary>
    private const int MostRemembered = 10_000;

    private const int IdsPerStatement = 256;

    /// <summary>Readers of cards take properties of 8 MiB, in which a picture is a third longer; of larger ones there is the thumbnail.</summary>
    private const int LargestPicture = 4 * 1024 * 1024;

    private readonly Dictionary<Guid, string> _names = [];

    private readonly IReadOnlyList<(string Property, Resource Target)> _links =
    [
        .. Person.Resource.LinkLists.Select(links => (links.Name, links.Target)).Concat(Person.Resource.Links.Select(link => (link.Name, link.Target)))
            .Where(link => columns.Contains(link.Name) && NameOf(link.Target) is not null),
    ];

    /// <summary>Looks up what some people point at.</summary>
    public async ValueTask LookUpAsync(IReadOnlyList<JsonElement> people, CancellationToken cancellation)
    {
        if (_names.Count > MostRemembered)
            _names.Clear();
        foreach (var (target, links) in _links.GroupBy(link => link.Target).Select(group => (group.Key, group.Select(link => link.Property).ToList())))
        {
            var unknown = new HashSet<Guid>();
            foreach (var person in people)
                unknown.UnionWith(links.SelectMany(link => TargetsOf(person, link)).Where(id => !_names.ContainsKey(id)));
            foreach (IReadOnlyList<Guid> some in unknown.Chunk(IdsPerStatement))
            {
                foreach (var (id, name) in await session.ListAsync(
                    $"select id, document ->> {NameOf(target)!} from {new Name(target.Table)} where tenant_id = {tenant} and id in {some}", static row => (row.Id(0), row.Text(1)), cancellation))
                {
                    _names[id] = name;
                }
            }
        }
    }

    /// <summary>The names of what a person points at by a property.</summary>
    public IEnumerable<string> NamesOf(JsonElement person, string property) => person.TryGetProperty(property, out var links) ? NamesOf(links) : [];

    /// <summary>The names of what a link, or some, points at.</summary>
    public IEnumerable<string> NamesOf(JsonElement links) => TargetsOf(links).Select(id => _names.GetValueOrDefault(id)).OfType<string>();

    /// <summary>The picture of a person; null where there is none.</summary>
    public async ValueTask<(string MediaType, byte[] Content)?> PictureAsync(JsonElement person)
    {
        if (TargetsOf(person, PersonCard.Picture).ToList() is not [var picture])
            return null;
        var found = await session.FirstAsync(
            $"""
            select media_type, content from media_contents
            where tenant_id = {tenant} and media_object_id = {picture} and (variant = 'thumbnail' or length(content) <= {LargestPicture}) order by variant limit 1
            """,
            static row => (MediaType: row.Text(0), Content: row.Bytes(1)));
        return found.Content is null ? null : found;
    }

    private static IEnumerable<Guid> TargetsOf(JsonElement person, string property) => person.TryGetProperty(property, out var links) ? TargetsOf(links) : [];

    private static IEnumerable<Guid> TargetsOf(JsonElement links) =>
        links.ValueKind == JsonValueKind.Array ? links.EnumerateArray().Select(link => Iri.IdOf(link.GetString()!)) : [Iri.IdOf(links.GetString()!)];

    /// <summary>The property that a resource is called by: the first text that it cannot be without, a title or the e-mail address of a user.</summary>
    private static string? NameOf(Resource target) => target.Fields.OfType<TextField>().FirstOrDefault(text => text.IsRequired)?.Name;
}
