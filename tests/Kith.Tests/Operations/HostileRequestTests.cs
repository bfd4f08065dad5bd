using System.Net.Sockets;
using System.Text;
using CsCheck;
using Kith.Tests.Support;

namespace Kith.Tests.Operations;

public sealed class HostileRequestTests(RunningServer server)
{
    private static readonly Gen<JsonNode?> Values = Gen.Recursive<JsonNode?>((depth, inner) => depth >= 4 ? Scalars : Gen.OneOf(
        Scalars,
        inner.Array[0, 4].Select(static items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())])),
        Gen.Select(Names, inner).Array[0, 4].Select(static pairs => (JsonNode?)new JsonObject(
            pairs.DistinctBy(pair => pair.Item1).Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2?.DeepClone()))))));

    private static Gen<JsonNode?> Scalars => Gen.OneOf(
        Gen.Const((JsonNode?)null),
        Gen.Bool.Select(static value => (JsonNode?)value),
        Gen.Long.Select(static value => (JsonNode?)value),
        Gen.Double.Where(double.IsFinite).Select(static value => (JsonNode?)value),
        Texts.Select(static value => (JsonNode?)value));

    private static Gen<string> Texts => Gen.OneOf(
        Gen.String[Gen.Char.AlphaNumeric, 0, 12],
        Gen.String[Gen.Char.Where(static letter => !char.IsSurrogate(letter)), 0, 12],
        Gen.OneOf<string>("a@example.com", "+31612345678", "2026-05-01", "/tags/1", "/users/019aaaaa-0000-7000-8000-000000000000", "true", "\0", "'", "%00", "../", "🌱"));

    private static Gen<string> Names => Gen.OneOf(
        Gen.OneOf<string>([.. Crm.Vocabulary.Resources.SelectMany(resource => resource.Fields, static (_, property) => property.Name)]),
        Gen.OneOf<string>("@id", "@type", "@context", "id", "email", "phoneNumber", "phoneType", "street", "city", "country", ""),
        Texts);

    [Fact]
    public async Task Whatever_a_body_holds_the_answer_is_no_5xx()
    {
        var crm = await server.NewTenant();
        var (person, organization) = (await crm.Person(), await crm.Organization());
        string[] collections = ["/people", $"{person}/notes", "/organizations", "/tags", "/users", "/segments", "/note_categories"];

        await Gen.Select(Gen.Select(Names, Values).Array[0, 6], Gen.Int[0, collections.Length + 1]).SampleAsync(async (pairs, choice) =>
        {
            var body = new JsonObject(pairs.DistinctBy(pair => pair.Item1).Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2?.DeepClone())));
            // The client judges every answer.
            _ = choice < collections.Length ? await crm.Post(collections[choice], body) : await crm.Patch(choice == collections.Length ? person : organization, body);
        }, iter: 400, threads: 2);

        Assert.Empty(await server.Database.VerifyAsync());
    }

    [Fact]
    public async Task Whatever_a_query_holds_the_answer_is_no_5xx()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person();
        await crm.Note(person);
        var parameters = Gen.OneOf<string>([.. Crm.Vocabulary.Resources.SelectMany(resource => SearchTemplate.Parameters(resource)).Select(parameter => parameter.Name).Distinct()]);
        string[] lists = ["/people", $"{person}/notes", "/organizations", "/tags", $"{person}/history", "/users"];
        var raw = Gen.String[Gen.Char[' ', '~'].Where(static letter => letter is not ('#' or '\\' or '^' or '`' or '{' or '|' or '}' or '"' or '<' or '>' or ' ')), 0, 20];
        var pair = Gen.Select(Gen.OneOf(parameters, Texts), Texts, static (name, value) => $"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}");

        await Gen.Select(Gen.OneOf(pair, raw).Array[1, 4], Gen.Int[0, lists.Length - 1]).SampleAsync(async (pairs, choice) =>
            _ = await crm.Get($"{lists[choice]}?{string.Join('&', pairs)}"), iter: 600, threads: 2);
    }

    [Theory]
    [InlineData("POST /people HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-API-KEY: {key}\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFF\r\n")]
    [InlineData("POST /people HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-API-KEY: {key}\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n")]
    [InlineData("POST /people HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-API-KEY: {key}\r\nContent-Length: 99999999999\r\n\r\n{}")]
    [InlineData("POST /people HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("GET /people HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n")]
    [InlineData("GET /people HTTP/1.1\r\n\r\n")]
    [InlineData("GET /people%00 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("NONSENSE\r\n\r\n")]
    public async Task A_request_that_is_not_HTTP_is_refused_as_such(string request)
    {
        var crm = await server.NewTenant();

        var answer = await SendRaw(request.Replace("{key}", crm.Key, StringComparison.Ordinal));

        Assert.Matches("^HTTP/1.1 (400|413) ", answer);
        (await crm.Get("/people")).Is(200);
    }

    [Fact]
    public async Task A_key_that_is_not_UTF8_is_a_wrong_key()
    {
        var answer = await SendRaw("GET /people HTTP/1.1\r\nHost: x\r\nX-API-KEY: \u00e9\r\n\r\n");

        Assert.Matches("^HTTP/1.1 401 ", answer);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_lengths_at_once_are_refused_in_the_one_shape()
    {
        var crm = await server.NewTenant();

        var answer = await SendRaw($"POST /people HTTP/1.1\r\nHost: x\r\nX-API-KEY: {crm.Key}\r\nContent-Type: application/json\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n12\r\n{{\"familyName\":\"x\"}}\r\n0\r\n\r\n");

        Assert.Matches("^HTTP/1.1 400 ", answer);
        Assert.Contains("both Content-Length and Transfer-Encoding", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_of_any_text_is_no_5xx()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person();

        foreach (var name in (string[])["Accept", "If-Match", "If-None-Match", "Authorization", "X-API-KEY", "Idempotency-Key", "Accept-Encoding", "Range", "Prefer"])
        {
            foreach (var value in (string[])["", ",", "\"", "*/*;q=x", "W/", "\"a", new string('x', 4000), "bytes=0-1,5-", "Bearer", "Bearer  ", "example.com:99999"])
            {
                await crm.Get(person, (name, value));
                await crm.Patch(person, "{}", (name, value));
            }
        }
    }

    /// <summary>Sends bytes as they are and gives the answer, without waiting for the connection to close.</summary>
    private async Task<string> SendRaw(string request)
    {
        const string lengthHeader = "Content-Length: ";
        var address = new Uri(server.Address);
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        var answer = new StringBuilder();
        var length = 0;
        using var reader = new StreamReader(stream, Encoding.Latin1);
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 } line)
        {
            answer.AppendLine(line);
            if (line.StartsWith(lengthHeader, StringComparison.Ordinal))
                length = int.Parse(line[lengthHeader.Length..], System.Globalization.CultureInfo.InvariantCulture);
        }
        var body = new char[length];
        await reader.ReadBlockAsync(body, TestContext.Current.CancellationToken);
        return answer.Append(body).ToString();
    }
}
