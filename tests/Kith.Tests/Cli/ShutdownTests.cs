using System.Net.Sockets;
using System.Text;
using Kith.Tests.Support;

namespace Kith.Tests.Cli;

public sealed class ShutdownTests : IAsyncLifetime
{
    private const string Body = """{"familyName":"Jansen"}""";

    private TestDatabase? _database;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _database!.DisposeAsync();

    [Fact]
    public async Task A_request_under_way_is_answered_before_the_end_and_no_new_one_is_taken()
    {
        await using (var kith = await KithProcess.ServeAsync(_database!))
        {
            using var connection = await BeginAsync(kith);
            await kith.TerminateAsync();
            await WaitUntilNobodyIsLetInAsync(kith);

            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Body[7..]), TestContext.Current.CancellationToken);

            using var reader = new StreamReader(connection.GetStream());
            Assert.Equal("HTTP/1.1 201 Created", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
            Assert.Equal(0, await kith.EndAsync());
        }
        await using var again = await KithProcess.ServeAsync(_database!);
        Assert.Contains("\"totalItems\":1", (await again.ReadAsync("/people", KithProcess.ChosenKey)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_does_not_end_holds_up_the_end_no_longer_than_allowed()
    {
        // Longer than the two seconds that the command line allows commands by itself.
        await using var kith = await KithProcess.ServeAsync(_database!, environment: ("KITH_SHUTDOWN_SECONDS", "3"));
        using var connection = await BeginAsync(kith);

        await kith.TerminateAsync();

        Assert.Equal(0, await kith.EndAsync());
        (await KithProcess.RunAsync(_database!, "verify")).Is(0);
    }

    /// <summary>Sends half of a request, and returns when the server asks for the rest.</summary>
    private static async Task<TcpClient> BeginAsync(KithProcess kith)
    {
        const string goOn = "HTTP/1.1 100 Continue\r\n\r\n";
        var address = new Uri(kith.Address);
        var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        var head = $"POST /people HTTP/1.1\r\nHost: x\r\nX-API-KEY: {KithProcess.ChosenKey}\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\nExpect: 100-continue\r\n\r\n";
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        var answer = new byte[goOn.Length];
        await connection.GetStream().ReadExactlyAsync(answer, TestContext.Current.CancellationToken);
        Assert.Equal(goOn, Encoding.ASCII.GetString(answer));
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Body[..7]), TestContext.Current.CancellationToken);
        return connection;
    }

    private static async Task WaitUntilNobodyIsLetInAsync(KithProcess kith)
    {
        var address = new Uri(kith.Address);
        while (true)
        {
            using var attempt = new TcpClient();
            try
            {
                await attempt.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
            }
            catch (SocketException)
            {
                return;
            }
        }
    }
}
