using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Kith.Bench.Imports;

/// <summary><c>bench/run import</c>: a file of people previewed, run and undone by a server that answers others meanwhile.</summary>
internal static class ImportRun
{
    /// <summary>The rows that the bars are for.</summary>
    public const int StandardRows = 100_000;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>What has to hold: the most seconds of each part, MiB and milliseconds.</summary>
    private static readonly IReadOnlyDictionary<string, (double Most, string Unit)> Bars = new Dictionary<string, (double, string)>
    {
        ["preview"] = (15, "s"),
        ["run"] = (30, "s"),
        ["undo"] = (30, "s"),
        ["memory"] = (400, "MiB"),
        ["p99"] = (100, "ms"),
    };

    /// <param name="rows">How many rows the file has; the bars are for <see cref="StandardRows"/>.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<int> RunAsync(int rows, CancellationToken cancellation)
    {
        var work = Directory.CreateTempSubdirectory("kith-bench-import-").FullName;
        try
        {
            var load = Place.LoadAverage();
            var text = new StringBuilder();
            text.AppendLine(CultureInfo.InvariantCulture, $"Command `bench/run import`, commit {await Place.DescribeCommitAsync()}, {Place.Today()}. {await Place.DescribeMachineAsync()}.");
            var commits = await CommitsAsync(work);
            var isMet = await MeasureAsync(rows, work, commits, text, cancellation);
            text.AppendLine();
            text.AppendLine(CultureInfo.InvariantCulture, $"Load average before {load}, after {Place.LoadAverage()}. {commits:N0} single commits a second on the same disk.");
            if (Place.IsBusy(load))
                text.AppendLine("**Others used the machine when it began: times mean nothing here, and ratios little.**");
            await Console.Out.WriteLineAsync(text.ToString());
            if (rows == StandardRows)
                await Report.WriteAsync("bench/run import", text.ToString());
            return isMet ? 0 : 1;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task<double> CommitsAsync(string work)
    {
        await using var connection = await Commits.OpenSqliteAsync(work);
        return await Commits.RunAsync(connection, documentLength: 800, seconds: 2);
    }

    private static async Task<bool> MeasureAsync(int rows, string work, double commits, StringBuilder text, CancellationToken cancellation)
    {
        var file = Encoding.UTF8.GetBytes(FileOf(rows));
        await using var server = await ServerProcess.StartKithAsync("--data", Path.Combine(work, "data"));
        using var http = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(10) };
        http.DefaultRequestHeaders.Add("X-API-KEY", ServerProcess.Key);
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        text.AppendLine(CultureInfo.InvariantCulture, $"{rows:N0} rows of 12 columns ({file.Length / 1024:N0} KiB), matched by e-mail address, into an empty database; beside it one client asks for the list and for a person, in turn.");
        text.AppendLine();
        text.AppendLine("| | measured | bar | rows a second | of single commits | computing | p99 of reads beside it | |");
        text.AppendLine("|---|---|---|---|---|---|---|---|");
        using var body = new ByteArrayContent(file);
        body.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        string? import = null;
        var isMet = true;
        foreach (var (part, ask) in new (string, Func<Task>)[]
        {
            ("preview", async () => import = (await ReadAsync(await http.PostAsync("/imports?fileName=people.csv", body, cancellation)))["id"]!.GetValue<string>()),
            ("run", async () => await ReadAsync(await http.PostAsync($"/imports/{import}/run", null, cancellation))),
            ("undo", async () => await ReadAsync(await http.PostAsync($"/imports/{import}/undo", null, cancellation))),
        })
        {
            await using var others = new Others(http);
            var (before, begun) = (server.ComputedSeconds(), Stopwatch.GetTimestamp());
            await ask();
            while ((await ReadAsync(await http.GetAsync($"/imports/{import}", cancellation)))["progress"] is not null)
                await Task.Delay(Look, cancellation);
            var (seconds, computed, p99) = (Stopwatch.GetElapsedTime(begun).TotalSeconds, server.ComputedSeconds() - before, await others.EndAsync());
            var isPartMet = seconds <= Bars[part].Most && p99 <= Bars["p99"].Most;
            isMet &= isPartMet;
            text.AppendLine(CultureInfo.InvariantCulture, $"| {part} | {seconds:N1} s | ≤ {Bars[part].Most} s | {rows / seconds:N0} | {rows / seconds / commits:0.00} × | {computed:N1} s | {p99:N1} ms (≤ {Bars["p99"].Most} ms) | {(isPartMet ? "met" : "**missed**")} |");
        }
        var memory = server.MostMemory();
        text.AppendLine(CultureInfo.InvariantCulture, $"| memory (VmHWM) | {memory:N0} MiB | ≤ {Bars["memory"].Most} MiB | | | | | {(memory <= Bars["memory"].Most ? "met" : "**missed**")} |");
        return isMet && memory <= Bars["memory"].Most;
    }

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            return response.IsSuccessStatusCode ? JsonNode.Parse(text)!.AsObject() : throw new InvalidOperationException($"{response.RequestMessage!.RequestUri}: {response.StatusCode}: {text}");
        }
    }

    /// <summary>A file as a CRM exports it, always the same: everybody has an address and a number, a quarter something that ends in a note.</summary>
    private static string FileOf(int rows)
    {
        string[] given = ["Jan", "Anna", "Kees", "Lotte", "Zoë", "Daan", "Emma", "Bram"], family = ["Jansen", "Visser", "Smit", "Meijer", "Bos", "Dekker", "Koster"], cities = ["Utrecht", "Amsterdam", "Zwolle"];
        string[] titles = ["Buyer", "Engineer", "Director"], labels = ["fair", "customer", "newsletter", ""];
        var csv = new StringBuilder("First Name,Last Name,E-mail,Phone,Company,Job Title,Street,Postal Code,City,Country,Labels,Remark\n");
        for (var row = 0; row < rows; row++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{given[row % given.Length]},{family[row % family.Length]}{row % 977},person.{row}@example{row % 500}.com,+316{10_000_000 + row},Company {row * 7919L % 2000},")
                .Append(CultureInfo.InvariantCulture, $"{titles[row % titles.Length]},Kerkstraat {row % 200},{1000 + row % 8999} AB,{cities[row % cities.Length]},NL,{labels[row % labels.Length]},{(row % 4 == 0 ? $"remark {row}" : "")}\n");
        }
        return csv.ToString();
    }
}
