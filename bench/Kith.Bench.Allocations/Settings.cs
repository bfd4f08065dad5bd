using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Kith.Bench.Allocations;

/// <summary>How BenchmarkDotNet measures: within this process, where the server is.</summary>
internal static class Settings
{
    public static IConfig Of(bool isLook)
    {
        var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(isLook ? 1 : 5).WithIterationCount(isLook ? 3 : 10);
        return ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Default)
            .WithArtifactsPath(Path.Combine(Place.Repository, "artifacts", "bench", "benchmarkdotnet"));
    }
}
