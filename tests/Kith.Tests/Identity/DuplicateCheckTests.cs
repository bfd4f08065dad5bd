using Kith.Tests.Support;

namespace Kith.Tests.Identity;

public sealed class DuplicateCheckTests(RunningServer server)
{
    private const string Header = "Kith-Possible-Duplicate";
    private const string Jan = """{"familyName":"de Vries","givenName":"Jan","emailAddresses":[{"email":"jan@example.com"}],"phoneNumbers":[{"phoneNumber":"06 12345678"}]}""";

    private static readonly (string, string) Strict = ("Prefer", "handling=strict");

    [Fact]
    public async Task Who_is_there_already_is_created_and_told_of()
    {
        var crm = await server.NewTenant();
        var first = (await crm.Post("/people", Jan)).Is(201);
        var second = (await crm.Post("/people", """{"familyName":"Vries","emailAddresses":[{"email":"JAN@example.com"}]}""")).Is(201);
        var third = (await crm.Post("/people", Jan)).Is(201);

        Assert.Null(first.Header(Header));
        Assert.Equal(first.Iri, second.Header(Header));
        Assert.Equal($"{first.Iri}, {second.Iri}", third.Header(Header));
        Assert.All([first, second, third], reply => Assert.Null(reply.Header("Preference-Applied")));
        Assert.Equal(3, (await crm.Get("/people")).TotalItems);
    }

    [Fact]
    public async Task Who_would_rather_be_refused_is()
    {
        var crm = await server.NewTenant();
        var first = (await crm.Post("/people", Jan, Strict)).Is(201);
        Assert.Equal("handling=strict", first.Header("Preference-Applied"));

        var refused = (await crm.Post("/people", Jan, ("Prefer", "return=minimal, Handling=\"STRICT\""))).Is(409);

        Assert.Equal("handling=strict", refused.Header("Preference-Applied"));
        var candidate = Assert.Single(refused["candidates"]!.AsArray())!;
        Assert.Equal(first.Iri, candidate["person"]!.GetValue<string>());
        Assert.InRange(candidate["confidence"]!.GetValue<double>(), 0.97, 1);
        Assert.Equal(["same e-mail address jan@example.com", "same phone number +31612345678", "same name"], candidate["reasons"]!.AsArray().Select(reason => reason!.GetValue<string>()));
        Assert.Contains(first.Iri, refused.Detail, StringComparison.Ordinal);
        Assert.Equal(1, (await crm.Get("/people")).TotalItems);
        Assert.Equal(1, (await crm.Get("/people?identifiers=jan@example.com")).TotalItems);
        (await crm.Post("/people", """{"familyName":"Bakker"}""", Strict)).Is(201);
        (await crm.Post("/people", Jan, ("Prefer", "handling=lenient"))).Is(201);
    }

    [Theory]
    [InlineData("""{"familyName":"Bakker","emailAddresses":[{"email":"info@acme.example"}]}""")]
    [InlineData("""{"familyName":"Bakker","givenName":"Eva","phoneNumbers":[{"phoneNumber":"5551234"}]}""")]
    public async Task A_shared_address_or_number_alone_is_no_duplicate(string other)
    {
        var crm = await server.NewTenant();
        for (var i = 0; i < 2; i++)
            await crm.Create("/people", """{"familyName":"Jansen","givenName":"Piet","emailAddresses":[{"email":"info@acme.example"}],"phoneNumbers":[{"phoneNumber":"5551234"}]}""");

        Assert.Null((await crm.Post("/people", other, Strict)).Is(201).Header(Header));
    }

    [Fact]
    public async Task Of_many_who_create_the_same_at_the_same_time_one_does()
    {
        var crm = await server.NewTenant();

        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => crm.Post("/people", Jan, Strict)));

        Assert.Single(replies, reply => reply.Status == 201);
        Assert.Equal(11, replies.Count(reply => reply.Status == 409));
        Assert.Equal(1, (await crm.Get("/people")).TotalItems);
    }

    [Fact]
    public async Task A_repeated_request_is_no_duplicate_of_itself()
    {
        var crm = await server.NewTenant();
        var key = ("Idempotency-Key", "once");

        var first = (await crm.Post("/people", Jan, Strict, key)).Is(201);
        var again = (await crm.Post("/people", Jan, Strict, key)).Is(201);

        Assert.Equal(first.Bytes, again.Bytes);
        Assert.Equal("handling=strict", again.Header("Preference-Applied"));
    }

    [Fact]
    public async Task Another_tenant_has_no_duplicates_here()
    {
        var (crm, stranger) = (await server.NewTenant(), await server.NewTenant());
        await crm.Create("/people", Jan);

        Assert.Null((await stranger.Post("/people", Jan, Strict)).Is(201).Header(Header));
    }

    /// <summary>On a server, statements are counted when they travel, together with others.</summary>
    [Fact]
    [Trait("Engine", "sqlite")]
    public async Task The_check_asks_the_database_twice_at_most()
    {
        var crm = await server.NewTenant();
        await crm.Create("/people", Jan);

        var (plain, first, second) = (await Statements(crm, """{"familyName":"A"}"""), await Statements(crm, """{"familyName":"A","linkedinId":"aaa"}"""), await Statements(crm, """{"familyName":"A","linkedinId":"aaa"}"""));

        // Who has an identifier has it stored with one more statement, and looked up with another; a candidate is read with a third.
        Assert.Equal(2, first - plain);
        Assert.Equal(1, second - first);
    }

    private static async Task<int> Statements(Client crm, string person)
    {
        var timing = (await crm.Post("/people", person, ("Prefer", "server-timing"))).Is(201).Header("Server-Timing")!;
        return int.Parse(timing.Split("desc=\"")[1].Split(' ')[0], null);
    }
}
