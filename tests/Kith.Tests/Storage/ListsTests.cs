using System.Text.Json;
using Kith.People;
using Kith.Tests.Support;

namespace Kith.Tests.Storage;

/// <summary>
/// Lists of more people than are counted anew after each write: whatever is asked, page and total are those that a plain look at
/// all people gives, however an engine goes about it, and while people change.
/// </summary>
public sealed class ListsTests
{
    private const int People = 1_600;
    private const int PerWrite = 100;
    private const int PerPage = 7;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Pages_and_totals_are_those_of_a_plain_look_at_everybody(int seed)
    {
        var clock = new ManualClock();
        await using var server = await RunningServer.StartAsync(clock);
        var crm = await Tenant.CreateAsync(server, clock, new Random(seed));
        var stranger = await Tenant.CreateAsync(server, clock, new Random(seed + 1), people: 150);
        foreach (var question in crm.Questions())
            await crm.CheckAsync(question);
        for (var i = 0; i < 40; i++)
        {
            await crm.ChangeAsync();
            await stranger.ChangeAsync();
            foreach (var question in crm.Questions().Take(4))
                await crm.CheckAsync(question);
        }
        foreach (var question in crm.Questions().Concat(crm.Questions()))
            await crm.CheckAsync(question);
        Assert.Empty(await server.Database.VerifyAsync());
    }

    [Fact]
    public async Task A_reader_of_an_earlier_state_gets_its_total_and_leaves_later_ones_alone()
    {
        var clock = new ManualClock();
        await using var server = await RunningServer.StartAsync(clock);
        var crm = await Tenant.CreateAsync(server, clock, new Random(4));
        var asked = new Question("exists[archivedAt]=false", static one => !one.IsArchived, static people => people.OrderBy(one => one.Id, StringComparer.Ordinal));
        var before = crm.Count(asked);

        var page = await server.Database.SnapshotAsync(async session =>
        {
            // The state is that of the first look at it.
            await session.NumberAsync($"select count(*) from revisions");
            await crm.ArchiveOneAsync();
            await crm.CheckAsync(asked);
            return await server.Database.ListAsync(session, Person.Resource, await crm.CallerAsync(), null, Tenant.QueryOf(asked), TestContext.Current.CancellationToken);
        }, TestContext.Current.CancellationToken);

        Assert.Equal(before, page.Total);
        page.Dispose();
        await crm.ArchiveOneAsync();
        await crm.CheckAsync(asked);
        Assert.Equal(before - 2, crm.Count(asked));
    }

    [Fact]
    public async Task Totals_are_right_after_readers_and_writers_were_at_it_together()
    {
        var clock = new ManualClock();
        await using var server = await RunningServer.StartAsync(clock);
        var crm = await Tenant.CreateAsync(server, clock, new Random(3));
        var asked = crm.Questions().ToList();
        foreach (var question in asked)
            await crm.CheckAsync(question);
        using var written = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 6).Select(number => Task.Run(async () =>
        {
            for (var i = number; !written.IsCancellationRequested; i++)
                await crm.AskAsync(asked[i % asked.Count]);
        })).ToList();
        for (var i = 0; i < 150; i++)
            await crm.ChangeAsync();
        await written.CancelAsync();
        await Task.WhenAll(readers);

        foreach (var question in asked)
            await crm.CheckAsync(question);
    }

    [Fact]
    public async Task Who_is_created_later_is_listed_later_although_the_clock_was_set_back()
    {
        await using var place = await TestDatabase.CreateAsync();
        var clock = new ManualClock();
        var iris = new List<string>();
        string tenant, email, key;
        await using (var before = await RunningServer.OverAsync(place, clock))
        {
            var crm = await before.NewTenant();
            (tenant, email, key) = (crm.Tenant, "admin@example.com", crm.Key!);
            iris.Add(await crm.Person("A"));
        }
        clock.Advance(TimeSpan.FromDays(-400));
        await using var server = await RunningServer.OverAsync(place, clock);
        var later = new Client(server, tenant, email, key);
        iris.Add(await later.Person("B"));
        iris.Add(await later.Person("C"));

        Assert.Equal(iris, (await later.Get("/people")).Iris);
        Assert.Empty(await server.Database.VerifyAsync());
    }

    private sealed record Somebody(string Id, string Name, string? Tag, string? Owner, bool IsArchived, DateTimeOffset CreatedAt)
    {
        public string Folded => Name.ToLowerInvariant();
    }

    private sealed record Question(string Query, Func<Somebody, bool> Has, Func<IEnumerable<Somebody>, IEnumerable<Somebody>> Order);

    /// <summary>A tenant, and what we know of its people without asking.</summary>
    private sealed class Tenant(Client client, ManualClock clock, Random random)
    {
        private readonly Client _client = client;
        private static readonly string[] Names = ["Jansen", "de Jong", "Bakker", "Janssens", "Visser", "van den Berg", "Smit"];
        private readonly SortedDictionary<string, Somebody> _people = new(StringComparer.Ordinal);
        private readonly List<string> _tags = [];
        private readonly List<string> _owners = [];

        public static async Task<Tenant> CreateAsync(RunningServer server, ManualClock clock, Random random, int people = People)
        {
            var crm = new Tenant(await server.NewTenant(), clock, random);
            for (var i = 0; i < 3; i++)
                crm._tags.Add(await crm._client.Tag($"Tag {i}"));
            crm._owners.AddRange([await crm._client.Me(), await crm._client.User("owner@example.com")]);
            await crm.CreatePeopleAsync(server, people);
            return crm;
        }

        /// <summary>Through the write path of every request, many at a time.</summary>
        private async Task CreatePeopleAsync(RunningServer server, int count)
        {
            var caller = await new Kith.Access.Tenants(server.Database).EnsureTenantAsync(_client.Tenant);
            for (var begin = 0; begin < count; begin += PerWrite)
            {
                clock.Advance(TimeSpan.FromDays(1));
                var outcome = await server.Database.WriteAsync<bool>(new Author(caller.Tenant, caller.Country, null, null, "test"), async write =>
                {
                    for (var i = begin; i < Math.Min(count, begin + PerWrite); i++)
                    {
                        var somebody = Make(i);
                        var body = JsonDocument.Parse(BodyOf(somebody).ToJsonString()).RootElement;
                        var id = await write.NextIdAsync();
                        var applied = await write.ApplyAsync(Person.Resource, id, body, null, new Reading(caller, WriteMode.Create, write.Now, ""));
                        if (!applied.Succeeded(out _, out var problem))
                            return problem;
                        _people[id.ToString()] = somebody with { Id = id.ToString() };
                    }
                    return true;
                });
                Assert.Null(outcome.Problem);
            }
        }

        public async Task ChangeAsync()
        {
            var one = _people.Values.ElementAt(random.Next(_people.Count));
            clock.Advance(TimeSpan.FromHours(1));
            switch (random.Next(5))
            {
                case 0:
                    await _client.Delete($"/people/{one.Id}");
                    _people.Remove(one.Id);
                    break;
                case 1:
                    var made = Make(random.Next(10_000));
                    var created = (await _client.Post("/people", BodyOf(made))).Is(201);
                    _people[created.Id] = made with { Id = created.Id };
                    break;
                default:
                    var changed = Make(random.Next(10_000)) with { Id = one.Id, CreatedAt = one.CreatedAt };
                    (await _client.Put($"/people/{one.Id}", BodyOf(changed))).Is(200);
                    _people[one.Id] = changed;
                    break;
            }
        }

        /// <summary>What lists are asked for, in an order of chance.</summary>
        public IEnumerable<Question> Questions()
        {
            var moment = clock.GetUtcNow() - TimeSpan.FromDays(random.Next(18));
            var conditions = new List<(string Query, Func<Somebody, bool> Has)>
            {
                ("exists[archivedAt]=true", static one => one.IsArchived),
                ("exists[archivedAt]=false", static one => !one.IsArchived),
                ($"createdAt[after]={moment:yyyy-MM-ddTHH:mm:ssZ}", one => one.CreatedAt >= moment),
                ($"createdAt[strictly_before]={moment:yyyy-MM-ddTHH:mm:ssZ}", one => one.CreatedAt < moment),
                ("q=jan", static one => one.Folded.Contains("jan", StringComparison.Ordinal)),
                ("q=jansen%20de", static one => one.Folded.Contains("jansen", StringComparison.Ordinal) && one.Folded.Contains("de", StringComparison.Ordinal)),
                ("q=er", static one => one.Folded.Contains("er", StringComparison.Ordinal)),
                ("q=nobody", static one => false),
                ($"owner.id={_owners[1]}", one => one.Owner == _owners[1]),
            };
            conditions.AddRange(_tags.Select<string, (string, Func<Somebody, bool>)>(tag => ($"tags.id={tag}", one => one.Tag == tag)));
            conditions.Add(($"tags.id[]={_tags[0]}&tags.id[]={_tags[1]}", one => one.Tag == _tags[0] || one.Tag == _tags[1]));
            conditions.Add(("exists[tags]=true", static one => one.Tag is not null));
            conditions.Add(("exists[tags]=false", static one => one.Tag is null));
            conditions.Add(("exists[owner]=false", static one => one.Owner is null));
            conditions.Add(($"tags.none[]={_tags[0]}", one => one.Tag != _tags[0]));
            conditions.Add(($"tags.none[]={_tags[2]}&exists[tags]=true", one => one.Tag is not null && one.Tag != _tags[2]));
            conditions.Add(($"tags.none[]={_tags[0]}&tags.none[]={_tags[1]}", one => one.Tag is null || one.Tag == _tags[2]));
            conditions.Add(($"tags.all[]={_tags[0]}", one => one.Tag == _tags[0]));
            conditions.Add(($"tags.all[]={_tags[0]}&tags.all[]={_tags[1]}", static one => false));
            var orders = new List<(string Query, Func<IEnumerable<Somebody>, IEnumerable<Somebody>> Order)>
            {
                ("", static people => people.OrderBy(one => one.Id, StringComparer.Ordinal)),
                ("", static people => people.OrderBy(one => one.Id, StringComparer.Ordinal)),
                ("order[familyName]=asc", static people => people.OrderBy(one => one.Folded, StringComparer.Ordinal).ThenBy(one => one.Id, StringComparer.Ordinal)),
                ("order[familyName]=desc", static people => people.OrderByDescending(one => one.Folded, StringComparer.Ordinal).ThenBy(one => one.Id, StringComparer.Ordinal)),
                ("order[createdAt]=desc", static people => people.OrderByDescending(one => one.CreatedAt).ThenBy(one => one.Id, StringComparer.Ordinal)),
            };
            var pairs = conditions.SelectMany((first, index) => conditions.Skip(index + 1).Where(second => !Parameters(second.Query).Intersect(Parameters(first.Query)).Any())
                .Select(second => (Query: $"{first.Query}&{second.Query}", Has: (Func<Somebody, bool>)(one => first.Has(one) && second.Has(one))))).ToArray();
            random.Shuffle(pairs);
            return conditions.Append(("", static one => true)).Concat(pairs.Take(20))
                .Select(condition => (condition, order: orders[random.Next(orders.Count)]))
                .Select(asked => new Question(
                    $"{asked.condition.Item1}&{asked.order.Query}", asked.condition.Item2, asked.order.Query.Length == 0 && TermsOf(asked.condition.Item1) is { } terms ? ByRelevance(terms) : asked.order.Order))
                .OrderBy(_ => random.Next())
                .ToList();
        }

        private static string[]? TermsOf(string query) =>
            query.Split('&').FirstOrDefault(static parameter => parameter.StartsWith("q=", StringComparison.Ordinal)) is { } search ? Uri.UnescapeDataString(search[2..]).Split(' ') : null;

        /// <summary>Whose name begins with a term comes first, by that name.</summary>
        private static Func<IEnumerable<Somebody>, IEnumerable<Somebody>> ByRelevance(string[] terms)
        {
            bool Begins(Somebody one) => terms.Any(term => one.Folded.StartsWith(term, StringComparison.Ordinal));
            return people => people.OrderBy(one => !Begins(one)).ThenBy(one => Begins(one) ? one.Folded : "", StringComparer.Ordinal).ThenBy(one => one.Id, StringComparer.Ordinal);
        }

        public int Count(Question question) => _people.Values.Count(question.Has);

        public async Task<Caller> CallerAsync() => await new Kith.Access.Tenants(_client.Server.Database).EnsureTenantAsync(_client.Tenant);

        public static Query QueryOf(Question question)
        {
            Assert.True(QueryString.Parse(question.Query).Succeeded(out var parameters, out _));
            Assert.True(Query.Read(Person.Resource, parameters, new Caller(0, default, IsAdmin: true, "NL"), "").Succeeded(out var query, out _));
            return query;
        }

        public async Task ArchiveOneAsync()
        {
            var one = _people.Values.First(one => !one.IsArchived);
            (await _client.Patch($"/people/{one.Id}", """{"archivedAt":"2026-01-01T00:00:00+00:00"}""")).Is(200);
            _people[one.Id] = one with { IsArchived = true };
        }

        public async Task AskAsync(Question question) => (await _client.Get($"/people?{question.Query}")).Is(200);

        /// <summary>The first page, the last, one between, and one behind.</summary>
        public async Task CheckAsync(Question question)
        {
            var expected = question.Order(_people.Values.Where(question.Has)).Select(one => one.Id).ToList();
            var last = Math.Max(1, (expected.Count + PerPage - 1) / PerPage);
            foreach (var page in new[] { 1, last, random.Next(1, last + 1), last + 1 }.Distinct())
            {
                var reply = (await _client.Get($"/people?{question.Query}&itemsPerPage={PerPage}&page={page}")).Is(200);
                Assert.True(expected.Count == reply.TotalItems, $"{reply.Request}: {reply.TotalItems} of {expected.Count}");
                Assert.Equal(expected.Skip((page - 1) * PerPage).Take(PerPage), reply.Members.Select(member => member["id"]!.GetValue<string>()));
            }
        }

        /// <summary>A parameter that is given twice is not two conditions.</summary>
        private static IEnumerable<string> Parameters(string query) =>
            query.Split('&').Select(static parameter => parameter[..parameter.IndexOf('=', StringComparison.Ordinal)].Replace("[]", "", StringComparison.Ordinal));

        /// <summary>Some values are those of nearly everybody, others of few.</summary>
        private Somebody Make(int number) => new(
            "",
            $"{Names[random.Next(Names.Length)]} {number}",
            random.Next(100) switch { < 70 => _tags[0], < 78 => _tags[1], < 79 => _tags[2], _ => null },
            random.Next(10) < 9 ? _owners[random.Next(10) == 0 ? 1 : 0] : null,
            random.Next(100) < 12,
            DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds()));

        private static JsonObject BodyOf(Somebody somebody)
        {
            var body = new JsonObject { ["familyName"] = somebody.Name };
            if (somebody.Tag is not null)
                body["tags"] = new JsonArray(somebody.Tag);
            if (somebody.Owner is not null)
                body["owner"] = somebody.Owner;
            if (somebody.IsArchived)
                body["archivedAt"] = "2026-01-01T00:00:00+00:00";
            return body;
        }
    }
}
