using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kith.Bench;

/// <summary>
/// The ratios of the last accepted run, bench/accepted.json: a run is compared with them, row by row. Times are not, because
/// they are the machine's.
/// </summary>
internal static class Accepted
{
    /// <summary>How much of an accepted ratio may be lost: less is chance, on a machine with others.</summary>
    private const double Least = 0.75;

    private static string File => Path.Combine(Place.Bench, "accepted.json");

    /// <summary>What is worse than it was, or no longer measured; a line for each.</summary>
    /// <param name="plan">The run; what it left out is not missed.</param>
    /// <param name="results">What it measured.</param>
    public static async Task<IReadOnlyList<string>> CompareAsync(Plan plan, IReadOnlyList<Result> results)
    {
        if ((await ReadAsync())[plan.Name]?["ratios"] is not JsonObject accepted)
        {
            await Console.Error.WriteLineAsync($"No accepted figures of bench/run {plan.Name} to compare with; --record keeps these.");
            return [];
        }
        var measured = results.Where(result => result.Ratio is not null).ToDictionary(result => result.Key, result => result.Ratio!.Value);
        var worse = new List<string>();
        foreach (var (key, node) in accepted)
        {
            var before = node!.GetValue<double>();
            if (measured.TryGetValue(key, out var now))
            {
                if (now < before * Least)
                    worse.Add(string.Create(CultureInfo.InvariantCulture, $"{key}: {now:G3} where {before:G3} was accepted, {1 - now / before:P0} less"));
            }
            else if (plan.IsStandard)
            {
                worse.Add($"{key}: accepted with {before:G3} and not measured any more");
            }
        }
        return worse;
    }

    /// <summary>Accepts the ratios of a run.</summary>
    public static async Task RecordAsync(Plan plan, IReadOnlyList<Result> results)
    {
        var all = await ReadAsync();
        all[plan.Name] = new JsonObject
        {
            ["commit"] = await Place.DescribeCommitAsync(),
            ["date"] = Place.Today(),
            ["ratios"] = new JsonObject(results.Where(result => result.Ratio is not null)
                .Select(result => KeyValuePair.Create(result.Key, (JsonNode?)Shortened(result.Ratio!.Value)))),
        };
        using var buffer = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            all.WriteTo(writer);
        await System.IO.File.WriteAllTextAsync(File, Encoding.UTF8.GetString(buffer.ToArray()) + "\n");
        await Console.Error.WriteLineAsync($"The ratios are kept in {File}.");
    }

    /// <summary>More digits would be chance.</summary>
    private static double Shortened(double ratio) => double.Parse(ratio.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static async Task<JsonObject> ReadAsync() =>
        System.IO.File.Exists(File) ? JsonNode.Parse(await System.IO.File.ReadAllTextAsync(File))!.AsObject() : [];
}
