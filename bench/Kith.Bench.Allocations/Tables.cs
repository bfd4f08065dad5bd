using System.Globalization;
using System.Text;
using BenchmarkDotNet.Reports;

namespace Kith.Bench.Allocations;

/// <summary>What was measured, as Markdown.</summary>
internal static class Tables
{
    public static async Task<string> OfAsync(Summary summary, bool isLook)
    {
        var text = new StringBuilder();
        text.AppendLine($"Command `bench/run allocations{(isLook ? " --look" : "")}`, commit {await Place.DescribeCommitAsync()}, {Place.Today()}. {await Place.DescribeMachineAsync()}. BenchmarkDotNet {typeof(Summary).Assembly.GetName().Version?.ToString(3)}.");
        text.AppendLine();
        text.AppendLine("One request after the other over one connection to the whole server in the same process: Kestrel, key, database, answer. The client is a bare");
        text.AppendLine("socket and allocates nothing. *nothing* is `GET /healthz`: Kestrel, routing and headers alone.");
        text.AppendLine();
        text.AppendLine("| requests | allocated, bytes | of that above nothing | µs, mean | ± µs |");
        text.AppendLine("|---|---|---|---|---|");
        var reports = summary.Reports.ToDictionary(report => (string)report.BenchmarkCase.Parameters["Request"]);
        var floor = AllocatedBy(reports[HotPaths.Nothing]);
        foreach (var (kind, report) in HotPaths.Kinds.Select(kind => (kind, reports[kind])))
        {
            var allocated = AllocatedBy(report);
            var statistics = report.ResultStatistics!;
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {kind} | {allocated:N0} | {allocated - floor:N0} | {statistics.Mean / 1e3:N0} | {statistics.StandardDeviation / 1e3:N0} |");
        }
        return text.ToString();
    }

    private static long AllocatedBy(BenchmarkReport report) => report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0;
}
