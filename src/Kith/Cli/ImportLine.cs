using Kith.Import;

namespace Kith.Cli;

/// <summary>Tells how far <c>kith import</c> is, with a bar on a terminal.</summary>
/// <param name="output">Where it is told.</param>
/// <param name="clock">What time it is.</param>
/// <param name="isTerminal">Whether somebody is looking.</param>
internal sealed class ImportLine(TextWriter output, TimeProvider clock, bool isTerminal)
{
    private const int Width = 30;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private long _told;
    private bool _hasLine;

    public void Report(ImportJob job)
    {
        if (!isTerminal || clock.GetElapsedTime(_told) < Interval || job.Total == 0)
            return;
        _told = clock.GetTimestamp();
        var filled = (int)(Width * job.Done / job.Total);
        var seconds = (clock.GetUtcNow() - job.BegunAt).TotalSeconds;
        output.Write($"\r{job.Kind} [{new string('#', filled)}{new string(' ', Width - filled)}] {job.Done:N0} of {job.Total:N0}, {job.Done / Math.Max(seconds, 0.001):N0} a second");
        _hasLine = true;
    }

    public void End()
    {
        if (_hasLine)
            output.WriteLine();
        _hasLine = false;
    }
}
