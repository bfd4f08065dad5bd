using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Kith.Operations;

/// <summary>What we measure beside what the framework does (docs/operating.md "Monitoring").</summary>
internal static class Metrics
{
    /// <summary>The version, with the commit that it was built from where that is known.</summary>
    public static readonly string Version =
        typeof(Metrics).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static readonly Meter Meter = new("Kith", Version);

    public static readonly Counter<long> RateLimited =
        Meter.CreateCounter<long>("kith.requests.rate_limited", "{request}", "Requests refused because their tenant sent too many.");

    public static readonly Counter<long> Replays =
        Meter.CreateCounter<long>("kith.idempotency.replays", "{request}", "Requests with a known Idempotency-Key, given the first answer again.");

    /// <summary>Always 1: its labels say what runs.</summary>
    public static readonly ObservableGauge<int> BuildInfo = Meter.CreateObservableGauge(
        "kith.build.info",
        static () => new Measurement<int>(1, new("version", Version), new("runtime", RuntimeInformation.FrameworkDescription)),
        description: "What runs.");
}
