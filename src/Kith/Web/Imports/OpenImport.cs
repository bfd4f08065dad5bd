using System.Text.Json.Nodes;
using Kith.Import;

namespace Kith.Web.Imports;

/// <summary>An import that is on a page: everything that is said of it is kept by the API at once, so that the page can be closed at any step.</summary>
public sealed class OpenImport
{
    private readonly Api _api;

    internal OpenImport(Api api, JsonObject json) => (_api, Json) = (api, json);

    /// <summary>The import as it was last read.</summary>
    public JsonObject Json { get; private set; }

    /// <summary>Its id.</summary>
    public string Id => Json.Text("id")!;

    /// <summary>Where the API has it.</summary>
    public string Address => $"/imports/{Id}";

    /// <summary>How it is called.</summary>
    public string Title => Json.Text("title") ?? "";

    /// <summary>How far it is.</summary>
    public string State => Json.Text("state")!;

    /// <summary>How many rows the file has.</summary>
    public long Rows => Json.Number("rows") ?? 0;

    /// <summary>Its columns, in the order of the file.</summary>
    public IReadOnlyList<JsonObject> Columns => Json.Objects("columns");

    /// <summary>Whether people are being written, or taken back.</summary>
    public bool IsUnderWay => State is FileImport.Running or FileImport.Undoing;

    /// <summary>Whether it has been run to an end, good or bad, and not been taken back.</summary>
    public bool IsRun => State is FileImport.Done or FileImport.Cancelled or FileImport.Failed;

    /// <summary>Whether it can be run.</summary>
    public bool IsRunnable => State is FileImport.Staged or FileImport.Undone or FileImport.Cancelled or FileImport.Failed;

    /// <summary>The work that is under way: a preview, a run, an undoing; null when there is none.</summary>
    public JsonObject? Progress => Json["progress"] as JsonObject;

    /// <summary>How many rows are in one of some states.</summary>
    public long Count(params ReadOnlySpan<string> states)
    {
        var count = 0L;
        foreach (var state in states)
            count += (Json["counts"] as JsonObject)?.Number(state) ?? 0;
        return count;
    }

    /// <summary>What becomes of a column.</summary>
    public JsonObject MappingOf(string column) => Json["mapping"]?[column] as JsonObject ?? [];

    internal static async Task<OpenImport?> FindAsync(Api api, string id) =>
        await api.GetAsync($"/imports/{Uri.EscapeDataString(id)}") is { Succeeded: true, Json: var json } ? new OpenImport(api, json) : null;

    /// <summary>Reads it again: it goes on by itself.</summary>
    /// <returns>Whether it is there.</returns>
    internal async Task<bool> RefreshAsync()
    {
        var answer = await _api.GetAsync(Address);
        if (answer.Succeeded)
            Json = answer.Json;
        return answer.Status != StatusCodes.Status404NotFound;
    }

    /// <summary>Says something of it.</summary>
    internal async Task<ApiAnswer> ChangeAsync(JsonObject body) => await ReadAfterAsync(await _api.PatchAsync(Address, body));

    /// <summary>Asks for something: <c>run</c>, <c>cancel</c>, <c>undo</c>.</summary>
    internal async Task<ApiAnswer> AskAsync(string what) => await ReadAfterAsync(await _api.PostAsync($"{Address}/{what}"));

    /// <summary>What was said of another import, as far as this file has its columns.</summary>
    internal JsonObject SettingsOf(JsonObject other) => SettingsOf(other, other);

    /// <summary>What somebody said of the same file when it was read in another way: what was proposed then may have come of reading it wrongly.</summary>
    internal JsonObject ChoicesOf(JsonObject before)
    {
        var settings = SettingsOf(before["chosen"] as JsonObject ?? [], before);
        foreach (var (property, _) in settings.Where(static setting => setting.Value is JsonArray { Count: 0 } or JsonObject { Count: 0 }).ToList())
            settings.Remove(property);
        return settings;
    }

    /// <param name="chosen">Where that is said for which there are proposals.</param>
    /// <param name="other">Where everything else is.</param>
    private JsonObject SettingsOf(JsonObject chosen, JsonObject other)
    {
        var columns = Columns.Select(column => column.Text("name")!).ToHashSet();
        var mapping = new JsonObject();
        foreach (var (column, said) in chosen["mapping"] as JsonObject ?? [])
        {
            if (columns.Contains(column) && (said!["of"]?.GetValue<string>() is not { } of || columns.Contains(of)))
                mapping[column] = said.DeepClone();
        }
        var settings = new JsonObject { ["mapping"] = mapping };
        foreach (var (property, from) in (IEnumerable<(string, JsonObject)>)[("match", chosen), ("action", chosen), ("country", other), ("externalSource", other), ("owner", other), ("tags", other), ("segments", other), ("noteCategory", other)])
        {
            if (from[property] is { } value)
                settings[property] = value.DeepClone();
        }
        return settings;
    }

    private async Task<ApiAnswer> ReadAfterAsync(ApiAnswer answer)
    {
        if (answer.Succeeded)
            await RefreshAsync();
        return answer;
    }
}
