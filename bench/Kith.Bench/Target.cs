using System.Text.Json.Nodes;

namespace Kith.Bench;

/// <summary>A running Kith, and what it is asked.</summary>
/// <param name="Engine">SQLite or PostgreSQL.</param>
/// <param name="People">How many people its database has.</param>
/// <param name="Size">Which of the sizes that is.</param>
/// <param name="Server">The process.</param>
/// <param name="Requests">What it is asked.</param>
internal sealed record Target(string Engine, int People, Size Size, ServerProcess Server, Requests Requests)
{
    public const string Sqlite = "SQLite";
    public const string Postgres = "PostgreSQL";

    /// <summary>How many requests of a file are looked at before it counts.</summary>
    private const int Checked = 20;

    private readonly HashSet<string> _checked = [];

    public bool IsEmbedded => Engine == Sqlite;

    /// <summary>As rows are told apart.</summary>
    public string Name => $"{People:N0} people, {Engine}";

    /// <summary>Asks for some of the requests by hand: a fast answer that finds nobody would be worth nothing.</summary>
    public async Task CheckAsync(string requests)
    {
        if (!_checked.Add(requests))
            return;
        using var client = NewClient();
        foreach (var line in Requests.LinesOf(requests).Take(Checked).Where(line => line.StartsWith("GET ", StringComparison.Ordinal)))
        {
            using var response = await client.GetAsync(new Uri(line[4..], UriKind.Relative));
            var text = await response.Content.ReadAsStringAsync();
            if ((int)response.StatusCode != 200)
                throw new InvalidOperationException($"{line} was answered with {(int)response.StatusCode}: {text}");
            if (JsonNode.Parse(text)!["totalItems"]?.GetValue<long>() is { } total && !IsPlausible(requests, total, text))
                throw new InvalidOperationException($"{line} found {total} people, which the data does not make plausible: {text[..Math.Min(500, text.Length)]}");
        }
    }

    /// <summary>A client with a key that follows nothing.</summary>
    public HttpClient NewClient()
    {
#pragma warning disable CA2000 // The client disposes of it.
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Server.Address };
#pragma warning restore CA2000
        client.DefaultRequestHeaders.Add("X-API-KEY", ServerProcess.Key);
        return client;
    }

    /// <summary>Nobody is found where nobody is meant to be; in the archive there may be nobody.</summary>
    private static bool IsPlausible(string requests, long total, string text)
    {
        if (requests.Contains("miss", StringComparison.Ordinal))
            return total == 0;
        return requests.Contains("archived", StringComparison.Ordinal) || (total > 0 && JsonNode.Parse(text)!["member"]!.AsArray().Count > 0);
    }
}
