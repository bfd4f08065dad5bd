using System.Globalization;
using System.Text.Json.Nodes;
using Kith.Access;
using Kith.Backups;
using Kith.Resources;
using Kith.Users;
using static Kith.Hydra.Declare;

namespace Kith.History;

/// <summary>
/// The journal of the tenant, for its admins: who did what, through which key or session. A request looks at a stretch of the journal and
/// no further, whatever it filters by, and says where to go on.
/// </summary>
internal sealed class AuditEndpoint(Database database)
{
    public const string Path = "/audit";

    /// <summary>How many entries a request looks at.</summary>
    private const int Stretch = 10_000;

    private const string Author = "author";
    private const string Type = "type";
    private const string Before = "before";
    private const string CreatedBefore = "createdAt[before]";
    private const string CreatedAfter = "createdAt[after]";

    /// <summary>One entry.</summary>
    public static readonly Resource Entry = new Resource("audit", "AuditEntry",
    [
        Integer("revision").ReadOnly().Describe("The position in the tenant's journal.", 42),
        Instant("createdAt").ReadOnly().Describe("When it was made."),
        Choice("action", "create", "update", "delete").ReadOnly().Describe("What was done.", "update"),
        Text(Type).ReadOnly().Describe("The type of what changed; beside resources also ApiKey, Session, Password, OneTimeLink, Tenant and Backup.", "Person"),
        Text("item").ReadOnly().Describe("What changed, where it has an address.", $"/people/{Iri.SampleId}"),
        Link(Author, to: () => User.Resource).ReadOnly().Describe("The user who made it; absent for the program itself."),
        Choice("through", HistoryEndpoints.Key, HistoryEndpoints.Session).ReadOnly().Describe("What the user acted through: a key, or a session in the pages; absent for the program itself.", HistoryEndpoints.Session),
        Text("apiKey").ReadOnly().Describe("The key.", $"/api_keys/{Iri.SampleId}"),
        Text("cause").ReadOnly().Describe("The request or command that led to it.", $"PATCH /people/{Iri.SampleId}"),
        Parts("changes",
            Text("property").Required().Describe("The property that changed.", "jobTitle"),
            Anything("old").Describe("What it was; absent when there was nothing.", "Buyer"),
            Anything("new").Describe("What it became; absent when it was removed.", "Head of Purchasing"))
            .ReadOnly().Describe("Each property that changed, with its old and new value."),
    ])
        .Named("audit entry", "audit")
        .Answered()
        .Describe("One change of anything in the tenant: who made it, when, and through what.");

    /// <summary>What may be asked for as a type.</summary>
    private static readonly IReadOnlyList<string> Types =
        [.. Crm.Vocabulary.Resources.Select(resource => resource.Type), ApiKeyEndpoints.Resource.Type, Sessions.Type, Accounts.PasswordType, OneTimeLinks.Type, TenantEndpoint.Resource.Type, Backup.Resource.Type];

    /// <summary>Types of which some exist only for one user.</summary>
    private static readonly IReadOnlyList<Resource> Private = [.. Crm.Vocabulary.Resources.Where(resource => resource.Privacy is not null)];

    public void Map(IEndpointRouteBuilder endpoints, Routes routes) => routes.Map(endpoints, Path, new Operation("GET", Scope.Admin, ListAsync));

    /// <summary>Describes it.</summary>
    public static void Document(OpenApiDocument document)
    {
        document.AddTag(OpenApiDocument.TagOf(Entry), Entry.Description);
        document.AddOperation(Path, "GET", "getAudit", OpenApiDocument.TagOf(Entry), "Read the journal",
            $"What was changed in the tenant, sign-ins and keys included, the newest first; private notes of others are not in it. A request looks at {Stretch} entries: "
            + "a page may hold fewer than were asked for, or none, and lead on nevertheless. Follow next (in the view, or in Link) until there is none.", "admin",
            [
                new("itemsPerPage", "itemsPerPage", "The number of entries per page; more than the maximum is served as the maximum.",
                    new() { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = Query.MaximumItemsPerPage, ["default"] = Query.DefaultItemsPerPage }),
                Optional(Before, "Only entries before this revision; how next goes on.", new() { ["type"] = "integer", ["format"] = "int64", ["minimum"] = 1 }),
                Optional(Author, "Only what this user did.", new() { ["type"] = "string" }),
                Optional(Type, "Only changes of this type.", new() { ["type"] = "string", ["enum"] = new JsonArray([.. Types.Select(type => (JsonNode)type)]) }),
                Optional(CreatedAfter, "Only what was done at this moment or later.", new() { ["type"] = "string" }),
                Optional(CreatedBefore, "Only what was done at this moment or earlier.", new() { ["type"] = "string" }),
            ],
            null, [new(200, "AuditEntry collection", ListSchemaOf)], [400, 403, 406]);
    }

    private async ValueTask<Answer> ListAsync(HttpContext context, KeyCaller caller)
    {
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem)
            || !QueryString.Parse(context.Request.QueryString.Value).Succeeded(out var parameters, out problem)
            || !Question.Read(parameters, context.Request.Host.Value ?? "").Succeeded(out var question, out problem))
        {
            return problem.ToAnswer();
        }
        var (entries, next) = await database.SnapshotAsync(session => FindAsync(session, caller, question, format), context.RequestAborted);
        var self = $"{Path}?{parameters.ToPages(question.ItemsPerPage)}".TrimEnd('&', '?');
        var onwards = next is null ? null : $"{Path}?{question.ToQuery()}{Before}={next}";
        if (format == Format.Json)
        {
            return new Answer(200)
            {
                MediaType = MediaTypes.Json,
                Body = Json.Bytes(new JsonArray([.. entries])),
                Headers = onwards is null ? [] : [new("Link", $"<{onwards}>; rel=\"next\"")],
            };
        }
        var view = new JsonObject { ["@id"] = self, ["@type"] = "PartialCollectionView" };
        if (onwards is not null)
            view["next"] = onwards;
        return new Answer(200)
        {
            MediaType = MediaTypes.JsonLd,
            Body = Json.Bytes(new JsonObject
            {
                ["@context"] = $"/contexts/{Entry.Type}",
                ["@id"] = Path,
                ["@type"] = "Collection",
                ["member"] = new JsonArray([.. entries]),
                ["view"] = view,
            }),
        };
    }

    /// <returns>The entries of the page, and before which revision the next one begins; null at the end.</returns>
    private static async ValueTask<(List<JsonObject> Entries, long? Next)> FindAsync(Session session, KeyCaller caller, Question question, Format format)
    {
        var end = await session.NumberAsync($"select revision from revisions where tenant_id = {caller.Tenant}") + 1;
        if (question.NotAfter is { } latest)
            end = await FirstAfterAsync(session, caller.Tenant, latest, end);
        if (question.Before < end)
            end = question.Before.Value;
        var begin = question.NotBefore is { } earliest ? await FirstAfterAsync(session, caller.Tenant, earliest - 1, end) : 1;
        var from = Math.Max(begin, end - Stretch);

        var sql = Sql.Of($"""
            select j.revision, j.at, j.actor, j.api_key, j.cause, j.type, j.id, j.before, j.after,
                (select count(*) from api_keys k where k.tenant_id = j.tenant_id and k.id = j.api_key)
            from journal j where j.tenant_id = {caller.Tenant} and j.revision < {end} and j.revision >= {from}
            """);
        if (question.Author is { } author)
            sql.Append($" and j.actor = {author}");
        if (question.Type is { } type)
            sql.Append($" and j.type = {type}");
        foreach (var resource in Private)
        {
            // The text of a document holds this where the property is, and nowhere else: quotes inside texts are escaped.
            var (flag, owner) = ($"%\"{resource.Privacy!.Value.Flag.Name}\":true%", $"%\"{resource.Privacy.Value.Owner.Name}\":\"{Iri.Of(User.Resource, caller.User)}\"%");
            foreach (var document in (Name[])[new("before"), new("after")])
                sql.Append($" and (j.type <> {resource.Type} or j.{document} is null or cast(j.{document} as text) not like {flag} or cast(j.{document} as text) like {owner})");
        }
        var entries = await session.ListAsync(
            sql.Append($" order by j.revision desc limit {question.ItemsPerPage}"), row => (Revision: row.Long(0), Json: ToJson(row, format)));
        var isFull = entries.Count == question.ItemsPerPage;
        long? next = isFull && entries[^1].Revision > begin ? entries[^1].Revision : !isFull && from > begin ? from : null;
        return ([.. entries.Select(entry => entry.Json)], next);
    }

    /// <summary>The first revision that was written after a moment: moments ascend with revisions, so that few have to be looked at.</summary>
    private static async ValueTask<long> FirstAfterAsync(Session session, long tenant, long moment, long end)
    {
        var begin = 1L;
        while (begin < end)
        {
            var middle = begin + ((end - begin) / 2);
            if (await session.NumberAsync($"select at from journal where tenant_id = {tenant} and revision = {middle}") > moment)
                end = middle;
            else
                begin = middle + 1;
        }
        return end;
    }

    private static JsonObject ToJson(Row row, Format format)
    {
        var json = new JsonObject();
        if (format == Format.JsonLd)
            json["@type"] = Entry.Type;
        var (before, after) = (row.IsNull(7) ? null : Json.ParseStored(row.Bytes(7)), row.IsNull(8) ? null : Json.ParseStored(row.Bytes(8)));
        json["revision"] = row.Long(0);
        json["createdAt"] = Instants.Print(DateTimeOffset.FromUnixTimeMilliseconds(row.Long(1)));
        json["action"] = before is null ? "create" : after is null ? "delete" : "update";
        json[Type] = row.Text(5);
        if (ItemOf(row.Text(5), row.Id(6), after ?? before) is { } item)
            json["item"] = item;
        if (!row.IsNull(2))
            json[Author] = Iri.Of(User.Resource, row.Id(2));
        if (!row.IsNull(3))
            json["through"] = row.Long(9) > 0 ? HistoryEndpoints.Key : HistoryEndpoints.Session;
        if (row.Long(9) > 0)
            json["apiKey"] = Iri.Of(ApiKeyEndpoints.Resource, row.Id(3));
        json["cause"] = row.Text(4);
        json["changes"] = HistoryEntry.Differences(before, after);
        return json;
    }

    /// <summary>The address of what changed; of what is erased, not everything is known that an address is made of.</summary>
    private static string? ItemOf(string type, Guid id, JsonObject? document)
    {
        if (type == TenantEndpoint.Resource.Type)
            return TenantEndpoint.Path;
        if ((type == ApiKeyEndpoints.Resource.Type ? ApiKeyEndpoints.Resource : type == Backup.Resource.Type ? Backup.Resource : null) is { } kept)
            return Iri.Of(kept, id);
        if (type == Accounts.PasswordType)
            return Iri.Of(User.Resource, id);
        if (document?["user"] is { } user && (type == Sessions.Type || type == OneTimeLinks.Type))
            return type == Sessions.Type ? $"{user}/{UserAccountEndpoints.Session.Path}/{id}" : $"{user}";
        if (Crm.Vocabulary.Resources.FirstOrDefault(resource => resource.Type == type) is not { } resource)
            return null;
        return resource.Parent is not { } parent ? Iri.Of(resource, id)
            : document is not null && !Tombstone.Is(document) && parent.TargetOf(document) is { } target ? $"{Iri.Of(parent.Target, target)}/{resource.Path}/{id}"
            : null;
    }

    private static ParameterDescription Optional(string name, string description, JsonObject schema) => new(name, name, description, schema) { IsOptional = true };

    private static JsonObject ListSchemaOf(Format format)
    {
        var members = new JsonObject { ["type"] = "array", ["items"] = OpenApiDocument.SchemaOf(Entry, format) };
        if (format == Format.Json)
            return members;
        var schema = OpenApiDocument.CollectionOf(members);
        schema["properties"]!.AsObject().Remove("totalItems");
        schema["properties"]!["view"] = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(((string[])["@id", "@type", "next"]).Select(name => KeyValuePair.Create(name, (JsonNode?)new JsonObject { ["type"] = "string" }))),
            ["required"] = new JsonArray("@id", "@type"),
        };
        schema["required"] = new JsonArray("@context", "@id", "@type", "member", "view");
        return schema;
    }

    /// <summary>What is asked for.</summary>
    private sealed record Question(int ItemsPerPage, long? Before, Guid? Author, string? Type, long? NotBefore, long? NotAfter)
    {
        public static Outcome<Question> Read(QueryString parameters, string authority)
        {
            var itemsPerPage = (long)Query.DefaultItemsPerPage;
            long? before = null;
            Guid? author = null;
            if (parameters["itemsPerPage"] is { } size && (!long.TryParse(size.Scalar, NumberStyles.None, CultureInfo.InvariantCulture, out itemsPerPage) || itemsPerPage < 1))
                return Problem.BadParameter("itemsPerPage", "expected a whole number, 1 or more.");
            if (parameters[AuditEndpoint.Before] is { } bound)
            {
                if (!long.TryParse(bound.Scalar, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) || revision < 1)
                    return Problem.BadParameter(AuditEndpoint.Before, "expected a revision, 1 or more.");
                before = revision;
            }
            if (parameters[AuditEndpoint.Author] is { } user)
            {
                if (user.Scalar is null || !(Iri.TryReadId(user.Scalar, out var id) || Iri.TryRead(user.Scalar, User.Resource, authority, out id)))
                    return Problem.BadParameter(AuditEndpoint.Author, $"expected /{User.Resource.Path}/{{id}}, or the id.");
                author = id;
            }
            if (parameters[AuditEndpoint.Type] is { } type && !Types.Contains(type.Scalar ?? ""))
                return Problem.BadParameter(AuditEndpoint.Type, $"expected one of {string.Join(", ", Types)}.");
            if (!ReadMoment(parameters, CreatedAfter).Succeeded(out var notBefore, out var problem) || !ReadMoment(parameters, CreatedBefore).Succeeded(out var notAfter, out problem))
                return problem;
            // Moments are asked for to the second, and kept to the millisecond.
            return new Question((int)Math.Min(itemsPerPage, Query.MaximumItemsPerPage), before, author, parameters[AuditEndpoint.Type]?.Scalar, notBefore, notAfter + 999);
        }

        /// <summary>The filters, as the query of a link, an ampersand behind each.</summary>
        public string ToQuery()
        {
            var query = $"itemsPerPage={ItemsPerPage}&";
            if (Author is { } author)
                query += $"{AuditEndpoint.Author}={author}&";
            if (Type is not null)
                query += $"{AuditEndpoint.Type}={Type}&";
            if (NotBefore is { } notBefore)
                query += $"{Uri.EscapeDataString(CreatedAfter)}={Print(notBefore)}&";
            return NotAfter is { } notAfter ? $"{query}{Uri.EscapeDataString(CreatedBefore)}={Print(notAfter)}&" : query;
        }

        private static string Print(long milliseconds) => Uri.EscapeDataString(Instants.Print(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)));

        private static Outcome<long?> ReadMoment(QueryString parameters, string name)
        {
            var (outer, key) = (name[..name.IndexOf('[', StringComparison.Ordinal)], name[(name.IndexOf('[', StringComparison.Ordinal) + 1)..^1]);
            var given = parameters[outer]?.Map.FirstOrDefault(entry => entry.Key == key) ?? default;
            if (given.Key is null)
                return (long?)null;
            return given.Value is not null && Instants.TryRead(given.Value, out var moment)
                ? moment.ToUnixTimeMilliseconds()
                : Problem.BadParameter(name, $"expected a moment of RFC 3339, such as {Instants.Example}, or a date.");
        }
    }
}
