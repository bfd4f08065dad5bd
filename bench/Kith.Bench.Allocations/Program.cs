using System.Globalization;
using BenchmarkDotNet.Running;
using Kith.Bench;
using Kith.Bench.Allocations;

// What bench/run allocations calls: the hot paths through the whole server, within this process. --look is quick and keeps nothing.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var isLook = args is ["--look"];
await using var data = await HotPaths.PrepareAsync();
var summary = BenchmarkRunner.Run<HotPaths>(Settings.Of(isLook));
if (summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success))
    return 1;
var table = await Tables.OfAsync(summary, isLook);
await Console.Out.WriteLineAsync(table);
if (!isLook)
    await Report.WriteAsync(Chapters.Allocations, table);
return 0;
