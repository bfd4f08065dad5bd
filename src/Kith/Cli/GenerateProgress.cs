using Kith.Generate;

namespace Kith.Cli;

/// <summary>Tells how far <c>kith generate</c> is: on a terminal each second in the same line, else with a line now and then.</summary>
/// <param name="people">How many people there will be.</param>
/// <param name="clock">What time it is.</param>
/// <param name="output">Where it is told.</param>
/// <param name="isTerminal">Whether somebody is looking.</param>
internal sealed class GenerateProgress(int people, TimeProvider clock, TextWriter output, bool isTerminal)
{
    private const int PeoplePerLine = 50_000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly long _begin = clock.GetTimestamp();
    private long _prepared = clock.GetTimestamp();
    private long _told;
    private int _lines;
    private bool _hasLine;

    /// <summary>People are what the rate is about, so it begins after what they point at.</summary>
    public void Prepare(Written written) => _prepared = clock.GetTimestamp();

    public void Report(Written written)
    {
        if (isTerminal ? clock.GetElapsedTime(_told) < Interval : written.People / PeoplePerLine == _lines)
            return;
        (_told, _lines) = (clock.GetTimestamp(), written.People / PeoplePerLine);
        var line = $"{written.People:N0} of {people:N0} people, {Rate(written):N0} a second";
        if (!isTerminal)
            output.WriteLine(line);
        else
            output.Write($"\r{line}");
        _hasLine = isTerminal;
    }

    /// <summary>What is said when it ends: nothing when all is written.</summary>
    public string End(Written written, bool isDone)
    {
        var ending = _hasLine ? Environment.NewLine : "";
        return isDone
            ? ending
            : $"{ending}Stopped. {written.People:N0} of {people:N0} people are written, with what belongs to them so far. For all of them, begin with another tenant or database.{Environment.NewLine}";
    }

    public string Summarize(Written written) => $"""
        {written.People:N0} people, {written.Changes:N0} changes, {written.Notes:N0} notes, {written.Organizations:N0} organizations, {Shares.Users} users, {Shares.Tags} tags, {Shares.Segments} segments
        {clock.GetElapsedTime(_begin).TotalSeconds:0.0} s, {Rate(written):N0} people a second
        """;

    private double Rate(Written written) => written.People / Math.Max(clock.GetElapsedTime(_prepared).TotalSeconds, 0.001);
}
