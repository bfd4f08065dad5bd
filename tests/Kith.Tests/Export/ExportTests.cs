using System.Text;
using Kith.Access;
using Kith.Tests.Support;

namespace Kith.Tests.Export;

public sealed class ExportTests(RunningServer server)
{
    [Fact]
    public async Task A_sheet_has_a_column_for_each_property_and_each_address_and_number()
    {
        var crm = await server.NewTenant();
        var (tag, list, acme) = (await crm.Tag("Trade fair, 2026"), await crm.Segment("Newsletter"), await crm.Organization("Acme, Inc."));
        var person = await crm.Create("/people", $$"""
            {"familyName":"=1+1","givenName":"Jan \"J\"\nPiet","isTracked":false,"owner":"{{await crm.Me()}}","dealSize":1200,"tags":["{{tag}}","{{await crm.Tag("VIP")}}"],"segments":["{{list}}"],"organizations":["{{acme}}"],
             "emailAddresses":[{"email":"jan@example.com"},{"email":"piet@example.com"}],"phoneNumbers":[{"phoneNumber":"+31 20 123 45 67","phoneType":"work"}],"address":{"street":"Damrak 1","city":"Amsterdam"} }
            """);
        await crm.Person();

        var reply = (await crm.Get("/people/export?format=csv&columns=familyName,givenName,isTracked,owner,emailAddresses,phoneNumbers,address,tags,segments,organizations,dealSize,id")).Is(200);

        Assert.Equal("text/csv; charset=utf-8", reply.ContentType);
        Assert.Matches("^attachment; filename=\"people-[0-9]{4}-[0-9]{2}-[0-9]{2}\\.csv\"$", reply.Header("Content-Disposition"));
        Assert.Equal("2", reply.Header("X-Total-Count"));
        var rows = reply.Text.Split("\r\n");
        Assert.Equal("\uFEFFFamily name,Given name,Is tracked,Owner,Email,Email 2,Phone number,Phone type,Street,Postal code,City,Country,Tags,Segments,Organizations,Deal size,Kith id", rows[0]);
        Assert.Equal($"\"'=1+1\",\"Jan \"\"J\"\"\nPiet\",false,admin@example.com,jan@example.com,piet@example.com,+31 20 123 45 67,work,Damrak 1,,Amsterdam,NL,\"\"\"Trade fair, 2026\"\"; VIP\",Newsletter,\"Acme, Inc.\",1200,{person[8..]}", rows[1]);
        Assert.StartsWith("Jansen,,", rows[2], StringComparison.Ordinal);
        Assert.Equal(("", 4), (rows[3], rows.Length));
    }

    [Theory]
    [InlineData("csv", "text/csv")]
    [InlineData("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    [InlineData("vcf", "text/vcard")]
    [InlineData("jsonl", "application/jsonl")]
    public async Task A_format_is_named_by_the_parameter_or_by_Accept(string format, string mediaType)
    {
        var crm = await server.NewTenant();
        await crm.Person("Größe");

        var named = (await crm.Get($"/people/export?format={format}")).Is(200);
        var accepted = (await crm.Get("/people/export", ("Accept", mediaType))).Is(200);
        var head = (await crm.Send(HttpMethod.Head, $"/people/export?format={format}", null)).Is(200);

        Assert.Equal(mediaType, named.ContentType!.Split(';')[0]);
        Assert.Equal((named.ContentType, named.Header("Content-Disposition")), (accepted.ContentType, accepted.Header("Content-Disposition")));
        Assert.Equal(named.Bytes, accepted.Bytes);
        Assert.Equal((named.ContentType, named.Header("Content-Disposition")), (head.ContentType, head.Header("Content-Disposition")));
        Assert.Empty(head.Bytes);
        (await crm.Get($"/people/export?format={format}", ("Accept", "application/ld+json"))).Is(406);
        if (format != "xlsx")
        {
            var compressed = (await crm.Get($"/people/export?format={format}", ("Accept-Encoding", "br"))).Is(200);
            Assert.Equal(("br", named.Text), (compressed.Header("Content-Encoding"), compressed.Text));
        }
    }

    [Theory]
    [InlineData("", "format")]
    [InlineData("?format=", "format")]
    [InlineData("?format=pdf", "format")]
    [InlineData("?format=csv&columns=", "columns")]
    [InlineData("?format=csv&columns=familyName,shoeSize", "columns")]
    [InlineData("?format=csv&columns=avatar", "columns")]
    [InlineData("?format=jsonl&tags.id=nonsense", "tags.id")]
    [InlineData("?format=vcf&order[familyName]=up", "order[familyName]")]
    [InlineData("?format=xlsx&createdAt[after]=tomorrow", "createdAt[after]")]
    public async Task What_cannot_be_understood_is_refused_by_name(string query, string parameter)
    {
        var crm = await server.NewTenant();
        (await crm.Get($"/people/export{query}")).RefusesParameter(parameter);
        (await crm.Post("/people/export", "{}")).Is(405);
    }

    [Fact]
    public async Task It_has_whom_the_list_has_in_the_order_of_the_list()
    {
        var crm = await server.NewTenant();
        var (tag, segment) = (await crm.Tag(), await crm.Segment());
        foreach (var (index, name) in "Bakker|de Vries|Alders|Zomer|Bakkers|Élise".Split('|').Index())
        {
            await crm.Create("/people", $$"""
                {"familyName":"{{name}}","givenName":"Anna","tags":{{(index % 2 == 0 ? $"[\"{tag}\"]" : "[]")}},"segments":{{(index % 3 == 0 ? $"[\"{segment}\"]" : "[]")}},
                 "emailAddresses":[{"email":"{{index}}@example.com"}],"owner":{{(index == 1 ? $"\"{await crm.Me()}\"" : "null")}}{{(index == 2 ? ",\"archivedAt\":\"2026-01-01\"" : "")}}}
                """);
        }
        foreach (var query in (string[])
        [
            "", "q=bakker", "q=anna", "q=a", "q=anna&order[familyName]=desc", "order[familyName]=asc", "order[familyName]=desc&order[createdAt]=asc", "order[createdAt]=desc", $"tags.id={tag}", $"tags.id={tag}&segments.uuid={segment}",
            $"segments.uuid[]={segment}&order[familyName]=asc", "exists[archivedAt]=false", "exists[archivedAt]=true", "emailAddresses.email=3@example.com", "identifiers=4@example.com", "createdAt[after]=2020-01-01&q=anna", "createdAt[before]=2020-01-01",
            $"owner.id={(await crm.Me())[7..]}", "page=2&itemsPerPage=1",
        ])
        {
            var listed = (await crm.Get($"/people?{(query.StartsWith("page", StringComparison.Ordinal) ? "" : query)}&itemsPerPage=30")).Is(200).Iris;
            var lines = (await crm.Get($"/people/export?format=jsonl&{query}")).Is(200).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

            Assert.True(listed.SequenceEqual(lines.Select(line => JsonNode.Parse(line)!["@id"]!.GetValue<string>())), query);
        }
    }

    [Fact]
    public async Task Lines_are_the_members_of_the_list()
    {
        var crm = await server.NewTenant();
        await crm.Create("/people", $$"""{"familyName":"de Vries 🙂 שלום","tags":["{{await crm.Tag()}}"],"phoneNumbers":[{"phoneNumber":"0612345678"}]}""");

        var text = (await crm.Get("/people/export?format=jsonl")).Is(200).Text;

        Assert.Equal((await crm.Get("/people")).Members[0].ToJsonString() + "\n", JsonNode.Parse(text)!.ToJsonString() + "\n");
        Assert.Contains("שלום", text, StringComparison.Ordinal);
        Assert.Equal(["@type", "familyName"], JsonNode.Parse((await crm.Get("/people/export?format=jsonl&columns=familyName")).Text)!.AsObject().Select(property => property.Key));
    }

    [Fact]
    public async Task It_needs_a_key_that_may_read_and_knows_one_tenant()
    {
        var crm = await server.NewTenant();
        await crm.Person("Mine");
        await (await server.NewTenant()).Person("Theirs");

        (await crm.Anonymous().Get("/people/export?format=csv")).Is(401);
        var text = (await (await crm.WithScope(Scope.Read)).Get("/people/export?format=csv")).Is(200).Text;

        Assert.Contains("Mine", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Theirs", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_waits_for_a_client_that_does_not_read()
    {
        var crm = await server.NewTenant();
        var @long = new string('x', 250);
        for (var round = 0; round < 8; round++)
        {
            var operations = string.Join(',', Enumerable.Range(0, 1_000).Select(number => $$"""{"method":"create","body":{"familyName":"{{round}}-{{number}}","givenName":"{{@long}}","jobTitle":"{{@long}}"} }"""));
            (await crm.Post("/people/batch", $$"""{"mode":"atomic","operations":[{{operations}}]}""")).Is(200);
        }
        using var http = new HttpClient();
        var stalled = new List<HttpResponseMessage>();
        for (var client = 0; client < 12; client++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{server.Address}/people/export?format=csv");
            request.Headers.Add("X-API-KEY", crm.Key);
            stalled.Add(await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken));
        }

        var whole = (await crm.Get("/people/export?format=csv&columns=familyName")).Is(200);
        (await crm.Patch((await crm.Get("/people?itemsPerPage=1")).Iris[0], """{"jobTitle":"written meanwhile"}""")).Is(200);

        Assert.Equal(8_001, whole.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        // What comes late is the state in which it was begun, and whole.
        var text = Encoding.UTF8.GetString(await stalled[0].Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(8_001, text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain("written meanwhile", text, StringComparison.Ordinal);
        stalled.ForEach(response => response.Dispose());
    }
}
