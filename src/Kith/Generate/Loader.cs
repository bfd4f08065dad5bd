using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Notes;
using Kith.Organizations;
using Kith.People;

namespace Kith.Generate;

/// <summary>How much is written.</summary>
internal sealed record Written(int People, int Changes, int Notes, int Organizations);

/// <summary>
/// Writes entries the way requests are written, each batch whole or not at all. Several batches are on their way at a time, so that
/// they share commits and the next ones are made up meanwhile.
/// </summary>
/// <param name="database">The database, with the story's clock.</param>
/// <param name="clock">The story's clock.</param>
/// <param name="caller">The tenant.</param>
internal sealed class Loader(Database database, StoryClock clock, Caller caller)
{
    private const string Cause = "kith generate";
    private const int EntriesPerWrite = 250;
    private const int EntriesOnTheirWay = 4_000;
    private const int WritesOnTheirWay = 256;

    /// <summary>One write has one moment in the journal, which should not be far from those of its documents.</summary>
    private static readonly TimeSpan TimePerWrite = TimeSpan.FromDays(1);

    private readonly Queue<(Task<Outcome<bool>> Write, List<Entry> Entries)> _onTheirWay = new();
    private int _waiting;
    private volatile bool _hasFailed;

    public Written Written { get; private set; } = new(0, 0, 0, 0);

    /// <summary>Writes everything, or as much as was begun when it is cancelled; what was begun is written whole.</summary>
    /// <param name="entries">What is written, in the order of time.</param>
    /// <param name="report">Is told when more is written.</param>
    /// <param name="cancellation">Ends it after the writes that were begun.</param>
    public async Task WriteAsync(IEnumerable<Entry> entries, Action<Written> report, CancellationToken cancellation)
    {
        var batch = new List<Entry>();
        foreach (var entry in entries)
        {
            if (batch.Count == EntriesPerWrite || (batch.Count > 0 && entry.Moment - batch[0].Moment > TimePerWrite))
            {
                if (cancellation.IsCancellationRequested)
                    break;
                await BeginAsync(batch, report);
                batch = [];
            }
            batch.Add(entry);
        }
        if (batch.Count > 0 && !cancellation.IsCancellationRequested)
            await BeginAsync(batch, report);
        while (_onTheirWay.Count > 0)
            await EndAsync(report);
    }

    private async ValueTask BeginAsync(List<Entry> batch, Action<Written> report)
    {
        while (_onTheirWay.Count > 0 && (_onTheirWay.Count == WritesOnTheirWay || _waiting + batch.Count > EntriesOnTheirWay))
            await EndAsync(report);
        var elements = batch.ConvertAll(entry => JsonSerializer.SerializeToElement(entry.Body, NodeContext.Default.JsonObject));
        _waiting += batch.Count;
        clock.Begin(batch[^1].Moment);
        _onTheirWay.Enqueue((WriteAsync(batch, elements), batch));
    }

    private async Task<Outcome<bool>> WriteAsync(List<Entry> batch, List<JsonElement> elements)
    {
        var isKept = false;
        try
        {
            var outcome = await database.WriteAsync<bool>(new Author(caller.Tenant, caller.Country, null, null, Cause), write => ApplyAsync(write, batch, elements));
            isKept = outcome.Problem is null;
            return outcome;
        }
        finally
        {
            // What was written well is lost nevertheless when its commit fails.
            _hasFailed |= !isKept;
        }
    }

    private async ValueTask EndAsync(Action<Written> report)
    {
        var (write, entries) = _onTheirWay.Dequeue();
        if (!(await write).Succeeded(out _, out var problem))
            throw new InvalidOperationException($"The people could not be written: {problem.Detail}");
        _waiting -= entries.Count;
        Written = new Written(
            Written.People + entries.Count(entry => entry.Resource == Person.Resource && !entry.IsChange),
            Written.Changes + entries.Count(entry => entry.IsChange),
            Written.Notes + entries.Count(entry => entry.Resource == Note.OfPerson),
            Written.Organizations + entries.Count(entry => entry.Resource == Organization.Resource));
        report(Written);
    }

    private async ValueTask<Outcome<bool>> ApplyAsync(Write write, List<Entry> entries, List<JsonElement> elements)
    {
        try
        {
            // Nothing is written on top of what is missing.
            if (_hasFailed)
                return new Problem(409, "an earlier write failed.");
            _hasFailed = true;
            for (var index = 0; index < entries.Count; index++)
            {
                if (!(await ApplyAsync(write, entries[index], elements[index])).Succeeded(out _, out var problem))
                    return problem;
            }
            _hasFailed = false;
            return true;
        }
        finally
        {
            clock.End();
        }
    }

    private async ValueTask<Outcome<Stored>> ApplyAsync(Write write, Entry entry, JsonElement body)
    {
        var current = entry.IsChange ? await write.FindAsync(entry.Resource, entry.Id) : null;
        return await write.ApplyAsync(entry.Resource, entry.Id, body, current,
            new Reading(caller with { User = entry.User }, entry.IsChange ? WriteMode.Merge : WriteMode.Create, entry.Moment, "")
            {
                Parent = entry.Parent,
                Known = entry.IsImported ? new Dictionary<string, JsonNode> { ["importedAt"] = Instants.Print(entry.Moment) } : [],
            });
    }
}
