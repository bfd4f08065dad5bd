using System.Globalization;
using System.Text.RegularExpressions;
using Kith.Tests.Support;

namespace Kith.Tests.Operations;

public sealed partial class ServerTimingTests(RunningServer server)
{
    private static readonly (string, string) Asked = ("Prefer", "server-timing");

    [Theory]
    [InlineData("GET", "/people", 200)]
    [InlineData("HEAD", "/people", 200)]
    [InlineData("GET", "/people/x", 404)]
    [InlineData("POST", "/people", 422)]
    public async Task Who_asks_is_told_where_the_time_went(string method, string path, int status)
    {
        await using var own = await RunningServer.StartAsync(new SteppingClock(), rateLimit: 1000);
        var crm = await own.NewTenant();

        var reply = (await crm.Send(new HttpMethod(method), path, method == "POST" ? Client.Body("{}", MediaTypes.Json) : null, Asked)).Is(status);

        var times = Times(reply);
        Assert.Equal(["authentication", "rate-limit", "database", "total"], times.Keys);
        Assert.All(times.Values, time => Assert.True(time > 0));
        Assert.True(times["authentication"] + times["rate-limit"] < times["total"], reply.Header("Server-Timing"));
        Assert.Equal("server-timing", reply.Header("Preference-Applied"));
    }

    [Fact]
    public async Task Writes_read_and_write_more_than_reads()
    {
        var crm = await server.NewTenant();
        var person = await crm.Person();

        var (read, written) = ((await crm.Get(person, Asked)).Is(200), (await crm.Patch(person, """{"familyName":"B"}""", Asked)).Is(200));

        Assert.InRange(Statements(read), 1, 10);
        Assert.True(Statements(written) > Statements(read), $"{Statements(written)}, {Statements(read)}");
    }

    [Theory]
    [InlineData("/people", 401)]
    [InlineData("/nothing", 404)]
    [InlineData("/", 200)]
    [InlineData("/docs", 200)]
    [InlineData("/healthz", 200)]
    public async Task Who_needs_no_database_is_told_so_by_its_absence(string path, int status)
    {
        var anybody = (await server.NewTenant()).Anonymous();

        var times = Times((await anybody.Get(path, ("Prefer", "wait=10, server-timing"))).Is(status));

        Assert.Equal(status == 401 ? ["authentication", "total"] : ["total"], times.Keys);
    }

    [Fact]
    public async Task What_is_not_modified_and_what_is_compressed_tell_it_too()
    {
        var crm = await server.NewTenant();
        var read = await crm.Get("/people", Asked, ("Accept-Encoding", "br"));

        Assert.Contains("total", Times(read));
        Assert.Contains("total", Times((await crm.Get("/people", Asked, ("Accept-Encoding", "br"), ("If-None-Match", read.ETag))).Is(304)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("handling=strict")]
    [InlineData("wait=10; server-timing")]
    public async Task Who_does_not_ask_is_not_told(string? prefer)
    {
        var crm = await server.NewTenant();

        foreach (var reply in (Reply[])[await crm.Get("/people", Headers(prefer)), await crm.Get("/nothing", Headers(prefer)), await crm.Get("/people/x", Headers(prefer))])
        {
            Assert.Null(reply.Header("Server-Timing"));
            Assert.Null(reply.Header("Preference-Applied"));
        }
    }

    private static (string, string)[] Headers(string? prefer) => prefer is null ? [] : [("Prefer", prefer)];

    private static Dictionary<string, double> Times(Reply reply)
    {
        var header = reply.Header("Server-Timing");
        Assert.NotNull(header);
        Assert.Matches("^([a-z-]+;dur=[0-9]+\\.[0-9]{3}(;desc=\"[^\"]+\")?(, |$))+$", header);
        return Metric().Matches(header).ToDictionary(match => match.Groups["name"].Value, match => double.Parse(match.Groups["time"].ValueSpan, CultureInfo.InvariantCulture));
    }

    private static int Statements(Reply reply) =>
        int.Parse(Described().Match(reply.Header("Server-Timing")!).Groups["count"].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("(?<name>[a-z-]+);dur=(?<time>[0-9.]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Metric();

    [GeneratedRegex("database;dur=[0-9.]+;desc=\"(?<count>[0-9]+) statements?\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Described();

    /// <summary>A clock on which every look takes a millisecond.</summary>
    private sealed class SteppingClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Add(ref _now, TimeSpan.TicksPerMillisecond);
    }
}
