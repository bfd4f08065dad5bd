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

    private readonly Dictionary<(Resource Resource, string Title), Guid> _known = [];
    private readonly Dictionary<string, Guid> _users = [];
    private bool _isRead;

    /// <summary>The IRI of what is called so; null when nothing is.</summary>
    public string? Find(Resource resource, string title) => _known.TryGetValue((resource, Folding.SortKey(title)), out var id) ? Iri.Of(resource, id) : null;

    /// <summary>The IRI of the user with an e-mail address; null when there is none.</summary>
    public string? FindUser(string email) => _users.TryGetValue(email.Trim().ToLowerInvariant(), out var id) ? Iri.Of(User.Resource, id) : null;

    /// <summary>Looks up whatever rows name.</summary>
    public async ValueTask LookUpAsync(IEnumerable<string> organizations)
    {
        if (!_isRead)
        {
            // There are few of these.
            foreach (var resource in (Resource[])[Tag.Resource, Segment.Resource])
                await ReadAsync(resource, Sql.Of($"select id, document ->> 'title' from {new Name(resource.Table)} where tenant_id = {caller.Tenant} order by id"));
            foreach (var (id, email) in await session.ListAsync($"select id, document ->> 'email' from {new Name(User.Resource.Table)} where tenant_id = {caller.Tenant}", static row => (row.Id(0), row.Text(1))))
                _users[email.ToLowerInvariant()] = id;
            _isRead = true;
        }
        var keys = organizations.Select(Folding.SortKey).Distinct().Where(key => !_known.ContainsKey((Organization.Resource, key)));
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
        _known[(resource, Folding.SortKey(title))] = id;
        return null;
    }

    /// <summary>What the server knows of something that an import creates.</summary>
    public static IReadOnlyDictionary<string, JsonNode> ImportedAt(Resource resource, DateTimeOffset now) => resource.Fields.Any(property => property.Name == "importedAt")
        ? new Dictionary<string, JsonNode> { ["importedAt"] = Instants.Print(now) }
        : new Dictionary<string, JsonNode>();

    private async ValueTask ReadAsync(Resource resource, Sql sql)
    {
        foreach (var (id, title) in await session.ListAsync(sql, static row => (row.Id(0), row.Text(1))))
            _known.TryAdd((resource, Folding.SortKey(title)), id);
    }
}
