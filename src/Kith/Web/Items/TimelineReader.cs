using System.Text.Json.Nodes;

namespace Kith.Web.Items;

/// <summary>Something on a timeline.</summary>
/// <param name="Item">The note or the change.</param>
/// <param name="IsNote">Whether it is a note.</param>
public sealed record TimelineEntry(JsonObject Item, bool IsNote)
{
    /// <summary>When it was.</summary>
    internal string At => Item.Text("createdAt")!;
}

/// <summary>The notes and the changes of a person or an organization as one timeline, newest first, flagged notes on top.</summary>
/// <param name="api">Where they are asked for.</param>
/// <param name="item">The IRI of the person or organization.</param>
internal sealed class TimelineReader(Api api, string item)
{
    /// <summary>What can be shown, by the words of the address.</summary>
    public static readonly IReadOnlyList<(string? Show, string Title)> Filters = [(null, "All"), ("notes", "Notes"), ("changes", "Changes"), ("imports", "Imports and merges"), ("api", "API")];

    private const int PageSize = Query.MaximumItemsPerPage;

    // Who looks for a rare kind of change among very many goes on by asking for earlier ones.
    private const int MostPages = 20;

    /// <summary>The newest entries.</summary>
    /// <param name="show">What is shown; null for everything.</param>
    /// <param name="count">How many, flagged notes aside.</param>
    public async Task<(IReadOnlyList<TimelineEntry> Flagged, IReadOnlyList<TimelineEntry> Others, bool HasMore)> ReadAsync(string? show, int count)
    {
        var wantsNotes = show is null or "notes";
        var flagged = wantsNotes ? await TakeAsync("notes?flagged=true&order[createdAt]=desc&", PageSize, null) : default;
        var notes = wantsNotes ? await TakeAsync("notes?flagged=false&order[createdAt]=desc&", count, null) : default;
        var changes = show is "notes" ? default : await TakeAsync("history?", count, Meant(show));
        var all = (notes.Items ?? []).Select(note => new TimelineEntry(note, IsNote: true)).Concat((changes.Items ?? []).Select(change => new TimelineEntry(change, IsNote: false)))
            .OrderByDescending(entry => entry.At, StringComparer.Ordinal).ThenByDescending(entry => entry.Item.Number("revision") ?? long.MaxValue).ToList();
        return ([.. (flagged.Items ?? []).Select(note => new TimelineEntry(note, IsNote: true))], [.. all.Take(count)], notes.HasMore || changes.HasMore || all.Count > count);
    }

    private static Func<JsonObject, bool>? Meant(string? show) => show switch
    {
        "imports" => static change => ChangeCause.Of(change).Kind is CauseKind.Import or CauseKind.Merge,
        "api" => static change => ChangeCause.Of(change).Kind is CauseKind.Key,
        _ => null,
    };

    private async Task<(List<JsonObject>? Items, bool HasMore)> TakeAsync(string list, int count, Func<JsonObject, bool>? isMeant)
    {
        var items = new List<JsonObject>();
        for (var page = 1; page <= MostPages || isMeant is null; page++)
        {
            var answer = await api.GetAsync($"{item}/{list}itemsPerPage={PageSize}&page={page}");
            items.AddRange(isMeant is null ? answer.Members : answer.Members.Where(isMeant));
            if (answer.Members.Count < PageSize)
                return (items, false);
            if (items.Count >= count)
                return (items, true);
        }
        return (items, true);
    }
}
