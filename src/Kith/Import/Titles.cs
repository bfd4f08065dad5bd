using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Organizations;
using Kith.Segments;
using Kith.Tags;
using Kith.Users;

namespace Kith.Import;

/// <summary>Finds what rows name instead of pointing at it: organizations, tags, segments by their titles, users by their e-mail addresses.</summary>
/// <param name="session">Where to look.</param>
/// <param name="caller">On whose behalf.</param>
internal sealed class Titles(Session session, Caller caller)
{
    private const int TitlesPerStatement = 128;

    private readonly Dictionary<(Resource Resource, string Title), List<(string Title, Guid Id)>> _known = [];
    private readonly HashSet<string> _iris = [];
    private readonly Dictionary<string, Guid> _users = [];
    private readonly List<(Resource Resource, string Title, Guid Id)> _made = [];
    private bool _isRead;

    /// <summary>The IRI of what is called so; null when nothing is. A file may also say IRIs.</summary>
    /// <param name="resource">What it is.</param>
    /// <param name="title">The title, in any case, or an IRI.</param>
    /// <param name="there">Those that are linked already: of several with one title, these are meant.</param>
    public string? Find(Resource resource, string title, JsonNode? there = null)
    {
        if (Iri.TryRead(title, resource, "", out var named))
            return _iris.Contains(Iri.Of(resource, named)) ? Iri.Of(resource, named) : null;
        if (!_known.TryGetValue((resource, Folding.SortKey(title)), out var called))
            return null;
        var linked = there?.AsArray().Select(link => link!.GetValue<string>()).ToList() ?? [];
        return Iri.Of(resource, called.OrderByDescending(one => one.Title == title).ThenByDescending(one => linked.Contains(Iri.Of(resource, one.Id))).First().Id);
    }

    /// <summary>The IRI of the user with an e-mail address; null when there is none.</summary>
    public string? FindUser(string email) =>
        _iris.Contains(email) ? email : _users.TryGetValue(email.Trim().ToLowerInvariant(), out var id) ? Iri.Of(User.Resource, id) : null;

    /// <summary>The first IRI in a row that leads to nothing, and its property; null when there is none.</summary>
    public (string Property, string Iri)? Missing(Mapping.RowReading row)
    {
        foreach (var named in Named.Of(row))
        {
            if (named.Titles.FirstOrDefault(title => Iri.TryRead(title, named.Resource, "", out _) && Find(named.Resource, title) is null) is { } missing)
                return (named.Property, missing);
        }
        return null;
    }

    /// <summary>Looks up whatever rows name.</summary>
    public async ValueTask LookUpAsync(IEnumerable<string> organizations)
    {
        if (!_isRead)
        {
            // There are few of these.
            foreach (var resource in (Resource[])[Tag.Resource, Segment.Resource])
                await ReadAsync(resource, Sql.Of($"select id, document ->> 'title' from {new Name(resource.Table)} where tenant_id = {caller.Tenant} order by id"));
            foreach (var (id, email) in await session.ListAsync($"select id, document ->> 'email' from {new Name(User.Resource.Table)} where tenant_id = {caller.Tenant}", static row => (row.Id(0), row.Text(1))))
            {
                _users[email.ToLowerInvariant()] = id;
                _iris.Add(Iri.Of(User.Resource, id));
            }
            _isRead = true;
        }
        var named = organizations.ToList();
        IEnumerable<Guid> ids = named.Select(title => Iri.TryRead(title, Organization.Resource, "", out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty && !_iris.Contains(Iri.Of(Organization.Resource, id))).Distinct();
        foreach (IReadOnlyList<Guid> some in ids.Chunk(TitlesPerStatement))
            await ReadAsync(Organization.Resource, Sql.Of($"select id, document ->> 'title' from {new Name(Organization.Resource.Table)} where tenant_id = {caller.Tenant} and id in {some} order by id"));
        var keys = named.Select(Folding.SortKey).Distinct().Where(key => !_known.ContainsKey((Organization.Resource, key)));
        foreach (var some in keys.Chunk(TitlesPerStatement))
        {
            await ReadAsync(Organization.Resource, Sql.Of($"select id, document ->> 'title' from {new Name(Organization.Resource.Table)} where tenant_id = {caller.Tenant} and title in (")
                .AppendList(some.Select(key => Sql.Of($"{key}"))).Append($") order by id"));
        }
    }

    /// <summary>Creates what is called so and is not there yet.</summary>
    public async ValueTask<Problem?> EnsureAsync(Write write, Resource resource, string title)
    {
        if (Find(resource, title) is not null)
            return null;
        var id = await write.NextIdAsync();
        var body = JsonSerializer.SerializeToElement(new JsonObject { ["title"] = title }, NodeContext.Default.JsonObject);
        var reading = new Reading(caller, WriteMode.Create, write.Now, "") { Known = ImportedAt(resource, write.Now) };
        if (!(await write.ApplyAsync(resource, id, body, null, reading)).Succeeded(out _, out var problem))
            return problem;
        Add(resource, title, id);
        _made.Add((resource, title, id));
        return null;
    }

    /// <summary>How much has been created.</summary>
    public int Made => _made.Count;

    /// <summary>Forgets what was created later: it was taken back.</summary>
    /// <param name="made">How much had been created before (<see cref="Made"/>).</param>
    public void TakeBack(int made)
    {
        foreach (var (resource, title, id) in _made[made..])
        {
            _iris.Remove(Iri.Of(resource, id));
            var key = (resource, Folding.SortKey(title));
            if (_known[key].RemoveAll(one => one.Id == id) > 0 && _known[key].Count == 0)
                _known.Remove(key);
        }
        _made.RemoveRange(made, _made.Count - made);
    }

    /// <summary>What the server knows of something that an import creates.</summary>
    public static IReadOnlyDictionary<string, JsonNode> ImportedAt(Resource resource, DateTimeOffset now) => resource.Fields.Any(property => property.Name == "importedAt")
        ? new Dictionary<string, JsonNode> { ["importedAt"] = Instants.Print(now) }
        : new Dictionary<string, JsonNode>();

    private async ValueTask ReadAsync(Resource resource, Sql sql)
    {
        foreach (var (id, title) in await session.ListAsync(sql, static row => (row.Id(0), row.Text(1))))
            Add(resource, title, id);
    }

    private void Add(Resource resource, string title, Guid id)
    {
        var key = (resource, Folding.SortKey(title));
        if (!_known.TryGetValue(key, out var called))
            _known[key] = called = [];
        if (_iris.Add(Iri.Of(resource, id)))
            called.Add((title, id));
    }
}
