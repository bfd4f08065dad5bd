using CsCheck;
using Kith.Tests.Support;

namespace Kith.Tests.Storage;

/// <summary>One write of a random sequence; the numbers say what it is about, whatever there is by then.</summary>
internal sealed record Step(int Kind, int First, int Second)
{
    public const int Kinds = 23;

    public static readonly Gen<Step[]> Sequences =
        Gen.Select(Gen.Int[0, Kinds - 1], Gen.Int[0, 1023], Gen.Int[0, 1023], static (kind, first, second) => new Step(kind, first, second)).Array[20, 60];
}

/// <summary>Does random writes through the API and keeps what it made, so that later writes can be about it.</summary>
internal sealed class RandomWrites(Client crm, Client colleague)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<string>> _made = new()
    {
        ["/people"] = [], ["/organizations"] = [], ["/tags"] = [], ["/segments"] = [], ["/users"] = [], ["/note_categories"] = [], ["notes"] = [],
        ["deleted"] = [], ["/merges"] = [],
    };

    /// <summary>How many writes were taken.</summary>
    public int Taken { get; private set; }

    public static async Task<RandomWrites> StartAsync(RunningServer server)
    {
        var crm = await server.NewTenant();
        return new RandomWrites(crm, await crm.Colleague());
    }

    public async Task RunAsync(IEnumerable<Step> steps)
    {
        foreach (var step in steps)
            await RunAsync(step);
    }

    private Task RunAsync(Step step) => step.Kind switch
    {
        0 or 1 => Create("/people", PersonBody(step)),
        2 => Write("PUT", "/people", step, PersonBody(step)),
        3 => Write("PATCH", "/people", step, Part(PersonBody(step), step)),
        4 => Write("DELETE", "/people", step, null),
        5 => Create("/organizations", OrganizationBody(step)),
        6 => Write("PUT", "/organizations", step, OrganizationBody(step)),
        7 => Write("PATCH", "/organizations", step, Part(OrganizationBody(step), step)),
        8 => Write("DELETE", "/organizations", step, null),
        9 => Create(step.First % 2 == 0 ? "/tags" : "/segments", new JsonObject { ["title"] = $"T{step.Second % 5}" }),
        10 => Write("DELETE", step.First % 2 == 0 ? "/tags" : "/segments", step, null),
        11 => CreateNote(step),
        12 => Write("PUT", "notes", step, NoteBody(step)),
        13 => Write("PATCH", "notes", step, Part(NoteBody(step), step)),
        14 => Write("DELETE", "notes", step, null),
        15 => Create(step.First % 2 == 0 ? "/users" : "/note_categories", step.First % 2 == 0
            ? new JsonObject { ["email"] = $"user{step.Second % 20}@example.com" }
            : new JsonObject { ["title"] = "C" }),
        16 => Write("DELETE", step.First % 2 == 0 ? "/users" : "/note_categories", step, null),
        17 => Merge(step),
        18 => Undo(step),
        19 => Restore(step),
        20 => Revert(step),
        21 => Erase(step),
        _ => Create("/people", new JsonObject { ["familyName"] = "Refused", ["tags"] = new JsonArray("/tags/019aaaaa-0000-7000-8000-000000000000") }),
    };

    private async Task Create(string path, JsonObject body) => Keep(path, await crm.Post(path, body));

    private async Task CreateNote(Step step)
    {
        if (Pick("/people", step.First) is { } person)
            Keep("notes", await Author(step).Post($"{person}/notes", NoteBody(step)));
    }

    private async Task Write(string method, string path, Step step, JsonObject? body)
    {
        if (Pick(path, step.First / 2) is not { } iri)
            return;
        var type = method == "PATCH" ? MediaTypes.MergePatch : MediaTypes.JsonLd;
        var reply = await Author(step).Send(new HttpMethod(method), iri, body is null ? null : Client.Body(body.ToJsonString(), type));
        if (reply.Status is 204 or 404)
            Forget(path, iri);
        if (reply.Status == 204 && path == "/people")
            Keep("deleted", iri);
        Count(reply);
    }

    private async Task Merge(Step step)
    {
        if (Pick("/people", step.First) is not { } survivor || Pick("/people", step.Second) is not { } other)
            return;
        var body = new JsonObject { ["people"] = new JsonArray(other) };
        if (step.Second % 3 == 0)
            body["values"] = new JsonObject { ["familyName"] = other, ["phoneNumbers"] = other };
        var reply = await Author(step).Post($"{survivor}/merge", body);
        Keep("/merges", reply);
        if (reply.Status == 201)
            Forget("/people", other);
    }

    private async Task Undo(Step step)
    {
        if (Pick("/merges", step.First) is not { } merge)
            return;
        var reply = await Author(step).Post($"{merge}/undo", "");
        Count(reply);
        if (reply.Status != 200)
            return;
        foreach (var person in reply.List("merged"))
            Keep("/people", person);
    }

    private async Task Restore(Step step)
    {
        if (Pick("deleted", step.First) is not { } person)
            return;
        var reply = await Author(step).Post($"{person}/restore", "");
        Count(reply);
        if (reply.Status != 200)
            return;
        Forget("deleted", person);
        Keep("/people", person);
    }

    private async Task Erase(Step step)
    {
        var from = step.Second % 2 == 0 ? "/people" : "deleted";
        if (Pick(from, step.First) is not { } person)
            return;
        Forget(from, person);
        Count(await crm.Post($"{person}/erase", ""));
    }

    private async Task Revert(Step step)
    {
        if (Pick("/people", step.First) is not { } person)
            return;
        var history = await crm.Get($"{person}/history");
        if (history.Status == 200 && history.Members.Count > 0)
            Count(await Author(step).Post($"{person}/history/{history.Members[step.Second % history.Members.Count]["id"]}/revert", ""));
    }

    private Client Author(Step step) => step.Second % 3 == 0 ? colleague : crm;

    private JsonObject PersonBody(Step step) => new()
    {
        ["familyName"] = Names[step.First % Names.Length],
        ["givenName"] = step.Second % 2 == 0 ? null : Names[step.Second % Names.Length],
        ["linkedinId"] = step.Second % 3 == 0 ? $"https://linkedin.com/in/p{step.First % 7}" : null,
        ["customerId"] = step.First % 3 == 0 ? $"C {step.Second % 9}" : null,
        ["externalSource"] = step.First % 2 == 0 ? "CRM" : null,
        ["archivedAt"] = step.Second % 5 == 0 ? "2026-01-01" : null,
        ["owner"] = Pick("/users", step.Second),
        ["emailAddresses"] = new JsonArray([.. Some(step.First, 3).Select(i => (JsonNode)new JsonObject { ["email"] = $"E{i}{(step.Second % 4 == 0 ? "+tag" : "")}@example.com" })]),
        ["phoneNumbers"] = new JsonArray([.. Some(step.Second, 3).Select(i => (JsonNode)new JsonObject { ["phoneNumber"] = $"06 1234567{i}" })]),
        ["address"] = step.First % 2 == 0 ? null : new JsonObject { ["city"] = "Utrecht" },
        ["tags"] = Picks("/tags", step.First),
        ["segments"] = Picks("/segments", step.Second),
        ["organizations"] = Picks("/organizations", step.First ^ step.Second),
    };

    private JsonObject OrganizationBody(Step step) => new()
    {
        ["title"] = Names[step.Second % Names.Length],
        ["linkedinId"] = step.First % 2 == 0 ? "company/acme" : null,
        ["owner"] = Pick("/users", step.First),
        ["emailAddresses"] = new JsonArray([.. Some(step.Second, 2).Select(i => (JsonNode)new JsonObject { ["email"] = $"info{i}@example.com" })]),
        ["people"] = Picks("/people", step.First),
        ["tags"] = Picks("/tags", step.Second),
        ["segments"] = Picks("/segments", step.First),
    };

    private JsonObject NoteBody(Step step)
    {
        var body = new JsonObject
        {
            ["description"] = Names[step.First % Names.Length],
            ["title"] = step.Second % 2 == 0 ? null : "Title",
            ["flagged"] = step.First % 2 == 0,
            ["isPrivate"] = step.Second % 4 == 0,
            ["createdAt"] = step.First % 3 == 0 ? "2020-01-01" : null,
            ["category"] = Pick("/note_categories", step.Second),
        };
        if (step.Second % 7 == 0)
            body["author"] = Pick("/users", step.First);
        return body;
    }

    private static JsonObject Part(JsonObject body, Step step) =>
        new(body.Where((_, index) => ((step.First ^ step.Second) >> (index % 10) & 1) == 1).Select(property => KeyValuePair.Create(property.Key, property.Value?.DeepClone())));

    private static IEnumerable<int> Some(int bits, int count) => Enumerable.Range(0, count).Where(i => (bits >> i & 1) == 1);

    private string? Pick(string path, int number)
    {
        lock (_lock)
            return _made[path] is { Count: > 0 } made ? made[number % made.Count] : null;
    }

    private JsonArray Picks(string path, int bits)
    {
        lock (_lock)
            return new JsonArray([.. _made[path].Where((_, index) => (bits >> (index % 10) & 1) == 1).Select(iri => (JsonNode)iri)]);
    }

    private void Keep(string path, Reply reply)
    {
        Count(reply);
        if (reply.Status == 201)
            Keep(path, reply.Iri);
    }

    private void Keep(string path, string iri)
    {
        lock (_lock)
            _made[path].Add(iri);
    }

    private void Count(Reply reply)
    {
        lock (_lock)
            Taken += reply.Status < 300 ? 1 : 0;
    }

    private void Forget(string path, string iri)
    {
        lock (_lock)
            _made[path].Remove(iri);
    }

    private static readonly string[] Names = ["Jansen", "de Vries", "Müller", "Ørsted", "O'Neill", "Nguyễn", "李", "ANNA", "a b c", "%_\"'"];
}
