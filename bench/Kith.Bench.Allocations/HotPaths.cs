using BenchmarkDotNet.Attributes;

namespace Kith.Bench.Allocations;

/// <summary>
/// Requests over one kept connection to the whole server in this process: Kestrel, the key, the database, the answer. The client
/// is a bare socket that allocates nothing, so that all that is counted is the server's.
/// </summary>
// Public, with a parameterless constructor, because BenchmarkDotNet asks for it.
public class HotPaths : IDisposable
{
    /// <summary>A request that asks the database for nothing.</summary>
    public const string Nothing = "nothing";

    private const int People = 1_000;

    /// <summary>The database and its server; BenchmarkDotNet makes the object itself.</summary>
    private static Prepared? s_prepared;

    private RawClient? _client;

    /// <summary>The kinds of requests, by the names of their files.</summary>
    public static IEnumerable<string> Kinds => [Nothing, "person", "list", "tag", "owner", "archived", "q-1-term", "q-2-terms", "identifier-email", "identifier-phone", "post"];

    /// <summary>What is asked.</summary>
    [ParamsSource(nameof(Kinds))]
    public string Request { get; set; } = "";

    /// <summary>Makes a small database and serves it.</summary>
    public static async Task<IAsyncDisposable> PrepareAsync()
    {
        var work = Path.Combine(Place.Cache, $"allocations-{Environment.ProcessId}");
        Directory.CreateDirectory(work);
        var dataset = await Dataset.GetAsync(People, CancellationToken.None);
        var folder = await dataset.CopyAsync(work);
        var requests = await Requests.WriteAsync(await Values.ReadAsync(folder, CancellationToken.None), Path.Combine(work, "requests"));
        return s_prepared = new Prepared(work, requests, await InProcess.StartAsync(folder));
    }

    /// <summary>Connects.</summary>
    [GlobalSetup]
    public void Connect() => _client = new RawClient(s_prepared!.Server.Address, Request == Nothing ? ["GET /healthz"] : s_prepared.Requests.LinesOf(Request));

    /// <inheritdoc/>
    [GlobalCleanup]
    public void Dispose()
    {
        _client?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Sends a request and reads the answer; the next call sends the next one of the file.</summary>
    [Benchmark]
    public int Ask() => _client!.Ask();

    private sealed record Prepared(string Folder, Requests Requests, InProcess Server) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            Directory.Delete(Folder, recursive: true);
        }
    }
}
