using System.Collections.Concurrent;

namespace Kith.Generate;

/// <summary>
/// The time of a story while one is written, else the time that it is. Writes of a tenant are carried out one after another in the
/// order in which they were begun: the first moment in the queue is that of the write that is under way.
/// </summary>
internal sealed class StoryClock : TimeProvider
{
    private readonly ConcurrentQueue<DateTimeOffset> _moments = new();

    public override DateTimeOffset GetUtcNow() => _moments.TryPeek(out var moment) ? moment : System.GetUtcNow();

    public void Begin(DateTimeOffset moment) => _moments.Enqueue(moment);

    public void End() => _moments.TryDequeue(out _);
}
