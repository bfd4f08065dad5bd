using System.Text.Json.Nodes;
using Kith.Access;
using Kith.Notes;
using Kith.Organizations;
using Kith.People;
using Kith.Resources;

namespace Kith.Search;

/// <summary><c>GET /search</c>: people, organizations and notes for a search box, a few of each, the best first, from one state of the database.</summary>
internal sealed class SearchEndpoint(Database database)
{
    public const string Path = "/search";

    /// <summary>How many of each kind are answered unless asked otherwise.</summary>
    public const int DefaultLimit = 8;

    /// <summary>The most of each kind.</summary>
    public const int MaximumLimit = 30;

    /// <summary>So many of those who hold all terms are put in order by what their names begin with.</summary>
    private const int Ranked = 100;

    /// <summary>How many of each kind.</summary>
    public static ParameterDescription Limit => new("limit", "limit", "How many of each kind at most.",
        new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = MaximumLimit, ["default"] = DefaultLimit });

    public void Map(IEndpointRouteBuilder endpoints, Routes routes) => routes.Map(endpoints, Path, new Operation("GET", Scope.Read, FindAsync));

    /// <summary>Describes it.</summary>
    public static void Document(OpenApiDocument document)
    {
        const string Tag = "Search";
        document.AddTag(Tag, "Everything at once, for a search box.");
        document.AddOperation(Path, "GET", "search", Tag, "Search everything",
            "Finds people, organizations and notes, a few of each kind, with where the terms stand. Every term must occur, ignoring case and accents; terms of one or two letters are looked for where words begin.",
            "read",
            [
                new("q", "q", "What to look for: names, or an e-mail address, phone number or LinkedIn id in any spelling.", new JsonObject { ["type"] = "string", ["maxLength"] = 200, ["default"] = "" }),
                Limit,
            ],
            null, [new(200, "What was found", format => OpenApiDocument.SchemaOf(SearchAnswer.Resource, format))], [400, 406]);
    }

    private async ValueTask<Answer> FindAsync(HttpContext context, KeyCaller caller)
    {
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem)
            || !QueryString.Parse(context.Request.QueryString.Value).Succeeded(out var parameters, out problem)
            || !ReadLimit(parameters).Succeeded(out var limit, out problem))
        {
            return problem.ToAnswer();
        }
        var understood = new Understood(caller, context.Request.Host.Value ?? "");
        if (new SearchFilter().Read(parameters, understood) is { } refused)
            return refused.ToAnswer();
        // A search box begins empty.
        var asked = understood.Conditions is [Contains contains] ? contains with { BeginsShort = true } : new Contains([]);
        var question = new Question(parameters["q"]?.Scalar?.Trim() ?? "", asked, caller, limit);
        var json = await database.SnapshotAsync(session => AnswerAsync(session, question, context.RequestAborted), context.RequestAborted);
        if (format == Format.JsonLd)
        {
            json.Insert(0, "@context", $"/contexts/{SearchAnswer.Resource.Type}");
            json.Insert(1, "@type", SearchAnswer.Resource.Type);
        }
        return new Answer(200) { MediaType = MediaTypes.Of(format), Body = Json.Bytes(json) };
    }

    private async ValueTask<JsonObject> AnswerAsync(Session session, Question question, CancellationToken cancellation)
    {
        var people = await NamedAsync(session, Person.Resource, question, cancellation);
        var organizations = await NamedAsync(session, Organization.Resource, question, cancellation);
        var notes = new List<(Resource Resource, Stored Stored)>();
        if (question.Folded.Count > 0)
        {
            foreach (var resource in (Resource[])[Note.OfPerson, Note.OfOrganization])
                notes.AddRange((await database.FirstAsync(session, resource, question.Caller, [question.Terms], question.Limit, isNewestFirst: true, cancellation)).Select(stored => (resource, stored)));
        }
        var titles = await TitlesAsync(session, question.Caller, people, notes);
        return new JsonObject
        {
            ["q"] = question.Text,
            ["people"] = new JsonArray([.. people.Select(person => Found.Of(Person.Resource, person, question.Folded, question.Caller.Country, titles))]),
            ["organizations"] = new JsonArray([.. organizations.Select(organization => Found.Of(Organization.Resource, organization, question.Folded, question.Caller.Country, titles))]),
            ["notes"] = new JsonArray([.. notes.OrderByDescending(note => note.Stored.Id).Take(question.Limit).Select(note => Found.Of(note.Resource, note.Stored, question.Folded, question.Caller.Country, titles))]),
        };
    }

    /// <summary>What has exactly this identifier, then what is called so, then what holds the terms anywhere.</summary>
    private async ValueTask<List<Stored>> NamedAsync(Session session, Resource resource, Question question, CancellationToken cancellation)
    {
        var found = new Dictionary<Guid, Stored>();
        if (question.Folded.Count == 0)
            return [];
        var ranking = resource.Filters.OfType<RelevanceFilter>().Single();
        var (names, exact) = (ranking.Names, ranking.Exact(question.Terms.Terms.Prepend(question.Text), question.Caller.Country));
        async ValueTask Add(int size, params IReadOnlyList<Condition> conditions)
        {
            var some = await database.FirstAsync(session, resource, question.Caller, conditions, size, isNewestFirst: false, cancellation);
            var ordered = conditions[0] is Contains ? some.OrderByDescending(stored => CountBeginnings(stored, names, question.Folded)) : some.AsEnumerable();
            foreach (var stored in ordered)
                found.TryAdd(stored.Id, stored);
        }
        if (exact.Identifiers.Count > 0)
            await Add(question.Limit, exact);
        foreach (var name in names)
        {
            if (found.Count < question.Limit)
                await Add(question.Limit, new BeginsWith(name, question.Text));
        }
        if (found.Count < question.Limit)
            await Add(Math.Max(question.Limit, Ranked), question.Terms);
        return [.. found.Values.Take(question.Limit)];
    }

    private static int CountBeginnings(Stored stored, IReadOnlyList<TextField> names, IReadOnlyList<string> terms)
    {
        var document = stored.Parse();
        var words = names.SelectMany(name => Folding.Fold(document[name.Name]?.GetValue<string>() ?? "").Split(' ', '-')).ToList();
        return terms.Count(term => words.Any(word => word.StartsWith(term, StringComparison.Ordinal)));
    }

    /// <summary>What the organizations of people are called, whose names are searched with the people's, and those whom notes are about.</summary>
    private static async ValueTask<Dictionary<Guid, string>> TitlesAsync(
        Session session, KeyCaller caller, IEnumerable<Stored> people, IEnumerable<(Resource Resource, Stored Stored)> notes)
    {
        var titles = new Dictionary<Guid, string>();
        var named = people.SelectMany(person => Person.Organizations.TargetsOf(person.Parse())).Select(id => (Resource: Organization.Resource, Id: id))
            .Concat(notes.Select(note => (Resource: note.Resource.Parent!.Target, Id: note.Resource.Parent.TargetOf(note.Stored.Parse())!.Value)));
        foreach (var some in named.Distinct().GroupBy(one => one.Resource, one => one.Id))
        {
            foreach (var (id, document) in await session.ListAsync(
                $"select id, document from {new Name(some.Key.Table)} where tenant_id = {caller.Tenant} and id in {some.ToList()}", static row => (row.Id(0), Json.ParseStored(row.Bytes(1)))))
            {
                titles[id] = Found.TitleOf(some.Key, document);
            }
        }
        return titles;
    }

    private static Outcome<int> ReadLimit(QueryString parameters) => parameters[Limit.Name] switch
    {
        null => DefaultLimit,
        { Scalar: { } text } when int.TryParse(text, System.Globalization.NumberStyles.None, null, out var limit) && limit is >= 1 and <= MaximumLimit => limit,
        _ => Problem.BadParameter(Limit.Name, $"expected a whole number from 1 to {MaximumLimit}."),
    };

    /// <summary>What is looked for.</summary>
    private sealed record Question(string Text, Contains Terms, KeyCaller Caller, int Limit)
    {
        public IReadOnlyList<string> Folded { get; } = [.. Terms.Terms.Select(Folding.Fold).Where(term => term.Length > 0)];
    }
}
