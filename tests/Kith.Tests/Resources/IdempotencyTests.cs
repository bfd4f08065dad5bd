using Kith.Tests.Support;

namespace Kith.Tests.Resources;

public sealed class IdempotencyTests(RunningServer server)
{
    private const string Header = "Idempotency-Key";

    [Fact]
    public async Task The_first_answer_is_given_again_byte_for_byte()
    {
        var crm = await server.NewTenant();
        const string body = """{"familyName":"A"}""";

        var first = (await crm.Post("/people", body, (Header, "key-1"))).Is(201);
        (await crm.Patch(first.Iri, """{"familyName":"B"}""")).Is(200);
        var again = (await crm.Post("/people", body, (Header, "key-1"))).Is(201);
        var quoted = (await crm.Post("/people", body, (Header, "\"key-1\""))).Is(201);

        foreach (var reply in (Reply[])[again, quoted])
        {
            Assert.Equal(first.Bytes, reply.Bytes);
            foreach (var name in (string[])["Content-Type", "ETag", "Location", "Content-Location"])
                Assert.Equal(first.Header(name), reply.Header(name));
        }
        Assert.Equal(1, (await crm.Get("/people")).TotalItems);
    }

    [Fact]
    public async Task A_refusal_is_also_an_answer()
    {
        var crm = await server.NewTenant();

        var first = (await crm.Post("/people", """{"familyName":""}""", (Header, "k"))).Is(422);
        var again = (await crm.Post("/people", """{"familyName":""}""", (Header, "k"))).Is(422);

        Assert.Equal(first.Bytes, again.Bytes);
    }

    [Fact]
    public async Task The_same_key_with_another_request_is_refused()
    {
        var crm = await server.NewTenant();
        (await crm.Post("/people", """{"familyName":"A"}""", (Header, "k"))).Is(201);

        (await crm.Post("/people", """{"familyName":"B"}""", (Header, "k"))).Refuses(Header, ViolationCodes.Mismatch);
        (await crm.Post("/tags", """{"familyName":"A"}""", (Header, "k"))).Refuses(Header, ViolationCodes.Mismatch);

        Assert.Equal(1, (await crm.Get("/people")).TotalItems);
    }

    [Fact]
    public async Task A_key_has_one_to_255_characters()
    {
        var crm = await server.NewTenant();
        const string body = """{"familyName":"A"}""";

        (await crm.Post("/people", body, (Header, new string('k', 256)))).Is(400);
        (await crm.Post("/people", body, (Header, "\"\""))).Is(400);
        (await crm.Post("/people", body, (Header, new string('k', 255)))).Is(201);

        Assert.Equal(1, (await crm.Get("/people")).TotalItems);
    }

    [Fact]
    public async Task A_key_belongs_to_whoever_used_it()
    {
        var crm = await server.NewTenant();
        var (colleague, stranger) = (await crm.Colleague(), await server.NewTenant());
        const string body = """{"familyName":"A"}""";

        var iris = new[]
        {
            (await crm.Post("/people", body, (Header, "k"))).Is(201).Iri,
            (await colleague.Post("/people", body, (Header, "k"))).Is(201).Iri,
            (await stranger.Post("/people", body, (Header, "k"))).Is(201).Iri,
        };

        Assert.Equal(3, iris.Distinct().Count());
    }

    [Fact]
    public async Task Requests_at_the_same_time_with_the_same_key_create_one()
    {
        var crm = await server.NewTenant();

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => crm.Post("/people", """{"familyName":"A"}""", (Header, "k"))));

        var created = replies.Where(reply => reply.Status == 201).ToList();
        Assert.NotEmpty(created);
        Assert.Single(created.Select(reply => reply.Text).Distinct());
        Assert.All(replies, reply => Assert.True(reply.Status is 201 or 409, $"{reply.Status}"));
        Assert.Equal(1, (await crm.Get("/people")).TotalItems);
    }

    [Fact]
    public async Task A_key_is_forgotten_after_a_day()
    {
        var clock = new ManualClock();
        await using var own = await RunningServer.StartAsync(clock);
        var crm = await own.NewTenant();
        Task<Reply> Post(string name) => crm.Post("/people", $$"""{"familyName":"{{name}}"}""", (Header, "k"));

        var first = (await Post("A")).Is(201);
        clock.Advance(TimeSpan.FromHours(23.9));
        Assert.Equal(first.Text, (await Post("A")).Is(201).Text);
        (await Post("B")).Is(422);
        clock.Advance(TimeSpan.FromHours(0.2));
        Assert.NotEqual(first.Text, (await Post("A")).Is(201).Text);
        (await Post("B")).Is(422);
    }
}
