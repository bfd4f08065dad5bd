using Microsoft.Extensions.Primitives;

namespace Kith.Bench;

/// <summary>
/// The floor that Kith is held against: the same server software without anything on it, which answers with bytes and headers
/// that a running Kith once gave.
/// </summary>
internal static class Replay
{
    /// <summary>Asks a running server for some paths, and answers with what it said until told to stop.</summary>
    /// <param name="server">The server to ask.</param>
    /// <param name="key">The API key to ask with.</param>
    /// <param name="url">Where to listen.</param>
    /// <param name="paths">The paths; a request gets the answer to the path that has as many segments as its own.</param>
    public static async Task RunAsync(Uri server, string key, string url, string[] paths)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        await using var app = builder.Build();

        var recordings = new Dictionary<int, Recording>();
        foreach (var path in paths)
            recordings[SegmentsOf(path)] = await RecordAsync(new Uri(server, path), key);
        app.Run(context => recordings[SegmentsOf(context.Request.Path.Value)].SendAsync(context));
        await app.StartAsync();
        await Console.Out.WriteLineAsync($"Replay serves {string.Join(' ', app.Urls)}");
        await app.WaitForShutdownAsync();
    }

    private static int SegmentsOf(ReadOnlySpan<char> path) => path.Count('/');

    private static async Task<Recording> RecordAsync(Uri address, string key)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("X-API-KEY", key);
        using var response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        // Date is the server software's own; the length is set as every answer of Kith sets it.
        var headers = response.Headers.Concat(response.Content.Headers)
            .Where(header => header.Key is not ("Date" or "Content-Length"))
            .Select(header => KeyValuePair.Create(header.Key, new StringValues([.. header.Value])));
        return new Recording([.. headers], await response.Content.ReadAsByteArrayAsync());
    }

    private sealed record Recording(KeyValuePair<string, StringValues>[] Headers, byte[] Body)
    {
        public Task SendAsync(HttpContext context)
        {
            var response = context.Response;
            foreach (var (name, value) in Headers)
                response.Headers[name] = value;
            response.ContentLength = Body.Length;
            return response.BodyWriter.WriteAsync(Body, context.RequestAborted).AsTask();
        }
    }
}
