using System.Net.Sockets;
using System.Text;
using Kith.Tests.Cli;
using Kith.Tests.Support;

namespace Kith.Tests.Operations;

/// <summary>What a real server writes while people's data passes through it.</summary>
public sealed class LogTests
{
    /// <summary>Is in everything that is personal here, and nowhere else.</summary>
    private const string Mark = "zq7geheim";

    private const string Phone = "612345678";

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task Nothing_that_clients_send_is_in_the_log(string format)
    {
        var lines = await LogOfPersonalDataAsync(format, ("KITH_LOG_LEVEL", "trace"), ("KITH_LOG_REQUESTS", "true"), ("Logging__LogLevel__Microsoft.AspNetCore", "Trace"));

        Assert.All(lines, line =>
        {
            Assert.DoesNotContain(Mark, line, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Phone, line, StringComparison.Ordinal);
            Assert.DoesNotContain(KithProcess.ChosenKey, line, StringComparison.Ordinal);
        });
        // The failure that quotes a name has been logged, with its kind and its place.
        Assert.Single(lines, line => line.Contains("Failed to answer POST /people: 500", StringComparison.Ordinal)
            && line.Contains(TestDatabase.IsPostgres ? "PostgresException (" : "SqliteException (", StringComparison.Ordinal) && line.Contains("   at Kith.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_is_one_line_of_text()
    {
        var lines = await LogOfPersonalDataAsync("text", ("KITH_LOG_REQUESTS", "true"), ("KITH_LOG_LEVEL", "error"));

        const string time = @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info: Kith\.Operations\.RequestLog\[1\] ";
        Assert.Contains(lines, line => Matches(line, time + @"GET /people 200 [\d.]+ ms, tenant 1, trace [0-9a-f]{32}$"));
        Assert.Contains(lines, line => Matches(line, time + @"GET /people/\{id\} 404 [\d.]+ ms, tenant 1, trace [0-9a-f]{32}$"));
        Assert.Contains(lines, line => Matches(line, time + @"POST /people 500 [\d.]+ ms, tenant 1, trace [0-9a-f]{32}$"));
        Assert.Contains(lines, line => Matches(line, time + @"GET /people 401 [\d.]+ ms, tenant \(null\), trace [0-9a-f]{32}$"));
        Assert.Contains(lines, line => Matches(line, time + @"_OTHER /people 405 [\d.]+ ms, tenant \(null\), trace [0-9a-f]{32}$"));
    }

    [Fact]
    public async Task A_request_is_one_document_of_JSON()
    {
        var lines = (await LogOfPersonalDataAsync("json", ("KITH_LOG_REQUESTS", "true"))).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();

        Assert.All(lines, line => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", line["Timestamp"]!.GetValue<string>()));
        var states = lines.Where(line => line["Category"]!.GetValue<string>() == "Kith.Operations.RequestLog").Select(line => line["State"]!.AsObject()).ToList();
        Assert.Contains(states, state => state["Method"]!.GetValue<string>() == "GET" && state["Route"]!.GetValue<string>() == "/people"
            && state["Status"]!.GetValue<int>() == 200 && state["Tenant"]!.GetValue<long>() == 1 && state["Milliseconds"]!.GetValue<double>() > 0
            && state["TraceId"]!.GetValue<string>().Length == 32);
    }

    [Fact]
    public async Task Requests_are_logged_only_when_asked_for_and_failures_unless_told_not_to()
    {
        Assert.Contains("Failed to answer", Assert.Single(await LogOfPersonalDataAsync("text")), StringComparison.Ordinal);
        Assert.Empty(await LogOfPersonalDataAsync("text", ("KITH_LOG_LEVEL", "critical")));
    }

    /// <summary>Sends what is personal in every place that a request has, well formed and not, and gives what the server wrote.</summary>
    private static async Task<IReadOnlyList<string>> LogOfPersonalDataAsync(string format, params (string Name, string Value)[] settings)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var server = await KithProcess.ServeAsync(database, environment: [("KITH_LOG_FORMAT", format), .. settings]);

        Assert.Equal(201, await SendAsync(server, "POST", "/people", $$"""{"familyName":"{{Mark}}","emailAddresses":[{"email":"{{Mark}}@example.com"}],"phoneNumbers":[{"phoneNumber":"+31{{Phone}}"}]}"""));
        Assert.Equal(422, await SendAsync(server, "POST", "/people", $$"""{"familyName":"{{Mark}}","emailAddresses":[{"email":"{{Mark}}@"}]}"""));
        Assert.Equal(400, await SendAsync(server, "POST", "/people", $$"""{"familyName":"{{Mark}}","""));
        Assert.Equal(400, await SendAsync(server, "POST", "/people", $$"""{"{{Mark}}":1,"{{Mark}}":2}"""));
        Assert.Equal(415, await SendAsync(server, "POST", "/people", "{}", ("Content-Type", $"text/{Mark}")));
        Assert.Equal(200, await SendAsync(server, "GET", $"/people?q={Mark}&identifiers={Mark}%40example.com&identifiers=%2B31{Phone}"));
        Assert.Equal(400, await SendAsync(server, "GET", $"/people?page={Mark}"));
        Assert.Equal(404, await SendAsync(server, "GET", $"/people/{Mark}@example.com"));
        Assert.Equal(404, await SendAsync(server, "GET", $"/{Mark}"));
        Assert.Equal(406, await SendAsync(server, "GET", "/people", null, ("Accept", $"text/{Mark}"), ("User-Agent", Mark), ("Cookie", Mark), ("traceparent", Mark)));
        Assert.Equal(401, (await server.ReadAsync("/people", $"{Mark}-{Mark}-{Mark}-{Mark}-{Mark}")).Status);
        Assert.Equal(405, await SendAsync(server, Mark.ToUpperInvariant(), "/people"));
        Assert.Equal("HTTP/1.1 400 Bad Request", await SendRawAsync(server, $"{Mark}\r\n\r\n"));
        Assert.Equal("HTTP/1.1 400 Bad Request", await SendRawAsync(server, $"GET / HTTP/1.1\r\nHost: {Mark} {Mark}\r\n\r\n"));

        await FailWithQuoteAsync(database);
        Assert.Equal(500, await SendAsync(server, "POST", "/people", $$"""{"familyName":"{{Mark}}"}""", ("Idempotency-Key", Mark)));
        // Besides the log, and before anything was sent, the first admin is told how to sign in.
        return [.. (await server.StopAndReadAsync()).Where(line => !line.Contains("chooses a password here", StringComparison.Ordinal))];
    }

    /// <summary>Makes the database refuse a new person with their data in the message.</summary>
    private static async Task FailWithQuoteAsync(TestDatabase database)
    {
        await using var opened = await Crm.OpenDatabaseAsync(database.Address, TimeProvider.System);
        await opened.WriteGlobalAsync(async session =>
        {
            await session.RunScriptAsync(TestDatabase.IsPostgres
                ? $"""
                    create function quote() returns trigger language plpgsql as 'begin raise exception ''% {Mark}'', new.search_text; end';
                    create trigger quote before insert on people for each row execute function quote();
                    """
                : $"create trigger quote before insert on people begin select raise(abort, new.search_text || ' {Mark}'); end");
            return true;
        });
    }

    private static async Task<int> SendAsync(KithProcess server, string method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var client = new HttpClient { BaseAddress = new Uri(server.Address) };
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Headers = { { "X-API-KEY", KithProcess.ChosenKey } } };
        if (body is not null)
        {
            var mediaType = headers.Where(header => header.Name == "Content-Type").Select(header => header.Value).FirstOrDefault(MediaTypes.Json);
            request.Content = Support.Client.Body(body, mediaType);
        }
        foreach (var (name, value) in headers.Where(header => header.Name != "Content-Type"))
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    private static async Task<string?> SendRawAsync(KithProcess server, string request)
    {
        var address = new Uri(server.Address);
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadLineAsync(TestContext.Current.CancellationToken);
    }

    private static bool Matches(string line, string pattern) => System.Text.RegularExpressions.Regex.IsMatch(line, pattern, System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
}
