using System.Diagnostics.Metrics;

namespace Kith.Storage;

/// <summary>What the storage counts, for whoever listens to the meter <c>Kith.Storage</c>.</summary>
internal static class StorageMetrics
{
    private static readonly Meter Meter = new("Kith.Storage");

    /// <summary>Writes that were kept.</summary>
    public static readonly Counter<long> Writes = Meter.CreateCounter<long>("kith.storage.writes", description: "Writes that were kept.");

    /// <summary>Commits; writes that waited together share one.</summary>
    public static readonly Counter<long> Commits = Meter.CreateCounter<long>("kith.storage.commits", description: "Commits, which writes that waited together share.");

    /// <summary>Writes that wait for their turn.</summary>
    public static readonly UpDownCounter<long> Waiting = Meter.CreateUpDownCounter<long>("kith.storage.waiting_writes", description: "Writes that wait for their turn.");
}
