using Kith.Tests.Support;
using static Kith.Tests.Import.FilesOfPeople;

namespace Kith.Tests.Import;

/// <summary>What is said of a file and its columns, and what comes of it.</summary>
public sealed class SettingsTests(RunningServer server)
{
    [Fact]
    public async Task Everybody_in_a_file_gets_an_owner_tags_segments_and_numbers_of_a_country()
    {
        var crm = await server.NewTenant();
        var colleague = await crm.Create("/users", """{"email":"colleague@example.com","name":"Colleague"}""");
        var fair = await crm.Create("/tags", """{"title":"fair"}""");
        var buyers = await crm.Create("/segments", """{"title":"Buyers"}""");
        var import = await crm.SendFile("Last Name,E-mail,Phone,Labels\nVogel,vogel@example.com,030 901820,press\n");

        (await crm.Patch(import.Iri, $$"""{"owner":"{{colleague}}","tags":["{{fair}}"],"segments":["{{buyers}}"],"country":"DE"}""")).Is(200);
        await crm.RunImport(import);

        var vogel = (await crm.Get("/people")).Members[0]!;
        Assert.Equal(colleague, vogel["owner"]!.GetValue<string>());
        Assert.Equal(["fair", "press"], (await Task.WhenAll(vogel["tags"]!.AsArray().Select(async tag => (await crm.Get(tag!.GetValue<string>()))["title"]!.GetValue<string>()))).Order());
        Assert.Equal(buyers, vogel["segments"]![0]!.GetValue<string>());
        Assert.Equal("+49 30 901820", vogel["phoneNumbers"]![0]!["phoneNumber"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"owner":"/users/01990000-0000-7000-8000-000000000000"}""", "owner")]
    [InlineData("""{"tags":["/tags/01990000-0000-7000-8000-000000000000"]}""", "tags[0]")]
    [InlineData("""{"segments":["/people/01990000-0000-7000-8000-000000000000"]}""", "segments[0]")]
    [InlineData("""{"country":"Narnia"}""", "country")]
    [InlineData("""{"action":"destroy"}""", "action")]
    [InlineData("""{"match":["shoe size"]}""", "match[0]")]
    public async Task What_makes_no_sense_is_refused_by_its_name(string body, string property)
    {
        var crm = await server.NewTenant();
        var import = await crm.SendFile("Last Name\nVogel\n");
        var before = (await crm.Get(import.Iri, Wait)).Text;

        var refused = (await crm.Patch(import.Iri, body)).Is(422);

        Assert.Contains(refused["violations"]!.AsArray(), violation => violation!["propertyPath"]!.GetValue<string>() == property);
        Assert.Equal(before, (await crm.Get(import.Iri, Wait)).Text);
    }

    [Theory]
    [InlineData("skip", "Buyer", "one@example.com", 0)]
    [InlineData("fill", "Buyer", "one@example.com", 0)]
    [InlineData("overwrite", "Director", "two@example.com", 1)]
    [InlineData("append", "Buyer", "one@example.com two@example.com", 1)]
    public async Task A_column_takes_what_its_mode_says(string mode, string jobTitle, string addresses, int updated)
    {
        var crm = await server.NewTenant();
        var known = await crm.Create("/people", """{"familyName":"Smit","customerId":"7","jobTitle":"Buyer","emailAddresses":[{"email":"one@example.com"}]}""");
        var import = await crm.SendFile("Last Name,Number,Job Title,E-mail\nSmit,7,Director,two@example.com\n");
        // A single value has nothing to append to: it is filled.
        var single = mode == "append" ? "fill" : mode;
        (await crm.Patch(import.Iri, $$$"""{"mapping":{"Number":{"target":"customerId"},"Job Title":{"target":"jobTitle","mode":"{{{single}}}"},"E-mail":{"target":"emailAddresses","mode":"{{{mode}}}"}},"match":["customerId"]}""")).Is(200);

        var counts = (await crm.RunImport(import))["counts"]!;

        Assert.Equal(updated, counts["updated"]?.GetValue<int>() ?? 0);
        var smit = (await crm.Get(known)).Is(200);
        Assert.Equal(jobTitle, smit["jobTitle"]!.GetValue<string>());
        Assert.Equal(addresses, string.Join(' ', smit["emailAddresses"]!.AsArray().Select(address => address!["email"]!.GetValue<string>())));
    }

    [Theory]
    [InlineData("fill", "Acme", "same", "")]
    [InlineData("append", "Acme Beta", "update", "Beta")]
    [InlineData("overwrite", "Beta", "update", "Beta instead of 1")]
    public async Task A_column_of_titles_takes_what_its_mode_says_of_what_is_not_there_yet(string mode, string titles, string state, string told)
    {
        var crm = await server.NewTenant();
        var acme = await crm.Organization("Acme");
        var known = await crm.Create("/people", $$"""{"familyName":"Smit","emailAddresses":[{"email":"smit@example.com"}],"organizations":["{{acme}}"]}""");
        var import = await crm.SendFile("Last Name,E-mail,Company\nSmit,smit@example.com,Beta\n");
        (await crm.Patch(import.Iri, $$$"""{"mapping":{"Company":{"mode":"{{{mode}}}"} } }""")).Is(200);

        var row = (await crm.Get($"{import.Iri}/preview", Wait)).Is(200)["rows"]![0]!;
        Assert.Equal(state, row["state"]!.GetValue<string>());
        Assert.Equal(told, string.Join(", ", row["changes"]?.AsArray().Select(change => $"{change!["new"]}{(change["old"] is JsonArray old ? $" instead of {old.Count}" : "")}") ?? []));
        var counts = (await crm.RunImport(import))["counts"]!.ToJsonString();

        Assert.Equal(state == "same" ? """{"unchanged":1}""" : """{"updated":1}""", counts);
        var organizations = await Task.WhenAll((await crm.Get(known)).List("organizations").Select(async iri => (await crm.Get(iri!))["title"]!.GetValue<string>()));
        Assert.Equal(titles, string.Join(' ', organizations));
    }

    [Fact]
    public async Task A_run_that_is_cancelled_ends_where_it_is_and_can_be_undone_or_run_again()
    {
        var crm = await server.NewTenant();
        const int Rows = 6_000;
        var import = await crm.CancelledImport(Rows);

        var cancelled = (await crm.Get(import.Iri)).Is(200);
        var created = (await crm.Get("/people")).TotalItems;
        Assert.Equal("cancelled", cancelled["state"]!.GetValue<string>());
        Assert.Null(cancelled["progress"]);
        Assert.InRange(created, 0, Rows - 1);
        await crm.RunImport(import);
        Assert.Equal(Rows, (await crm.Get("/people")).TotalItems);
        (await crm.Post($"{import.Iri}/undo", "")).Is(202);
        Assert.Equal("undone", (await crm.Get(import.Iri, Wait))["state"]!.GetValue<string>());
        Assert.Equal(0, (await crm.Get("/people")).TotalItems);
    }
}
