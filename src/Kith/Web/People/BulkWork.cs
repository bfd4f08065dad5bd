using System.Text.Json.Nodes;

namespace Kith.Web.People;

/// <summary>Does one thing to many people, a part at a time, and can take back exactly what it did.</summary>
/// <param name="api">Where it is done.</param>
/// <param name="progress">Called with how many people are behind, and how many there are.</param>
/// <param name="cancellation">Ends it after the part that is under way.</param>
internal sealed class BulkWork(Api api, Action<long, long> progress, CancellationToken cancellation)
{
    /// <summary>So many people are written at once: few enough for others to write between.</summary>
    private const int PartSize = 250;

    /// <summary>Whom it changed: how to put them back, and the state in which they must still be for that.</summary>
    private readonly List<(string Id, JsonNode? Before, string ETag)> _changed = [];

    private BulkAct? _act;

    /// <summary>How many people were changed.</summary>
    public int Changed => _changed.Count;

    /// <summary>How many already were as they shall be.</summary>
    public int Unchanged { get; private set; }

    /// <summary>How many were refused.</summary>
    public int Refused { get; private set; }

    /// <summary>Why the first of them was, or why nothing was done, in the words of the API.</summary>
    public string? Reason { get; private set; }

    /// <summary>Whom a selection means: read whole before anything is written, because what is written may change who matches.</summary>
    /// <param name="selection">The selection.</param>
    /// <param name="query">What the list is asked for, without an order.</param>
    /// <returns>Nobody where they could not all be read: a part of them is not what was chosen. <see cref="Reason"/> says why then.</returns>
    public async Task<IReadOnlyList<string>> FindAsync(Selection selection, string query)
    {
        if (!selection.IsAll)
            return [.. selection.Ids];
        var ids = new List<string>();
        for (var page = 1; !cancellation.IsCancellationRequested; page++)
        {
            var answer = await api.GetAsync($"/people?{query}&view=idx&order[createdAt]=asc&page={page}&itemsPerPage={Query.MaximumItemsPerPage}", cancellation);
            if (!answer.Succeeded)
            {
                Reason = answer.Detail;
                return [];
            }
            var found = answer.Json["member"]?.AsArray().Select(IdOf).ToList() ?? [];
            ids.AddRange(found.Where(id => !selection.Except.Contains(id)));
            progress(ids.Count, answer.Total);
            if (found.Count < Query.MaximumItemsPerPage)
                break;
        }
        return [.. ids.Distinct()];
    }

    /// <summary>Does it.</summary>
    /// <param name="act">What.</param>
    /// <param name="ids">To whom.</param>
    /// <param name="value">What was chosen for it; null for nothing.</param>
    public async Task RunAsync(BulkAct act, IReadOnlyList<string> ids, string? value)
    {
        _act = act;
        var done = 0;
        foreach (var part in ids.Chunk(PartSize))
        {
            if (cancellation.IsCancellationRequested)
                break;
            if (act.Property is null)
                await WriteAsync([.. part.Select(id => (id, (JsonNode?)null, DeleteOf(id)))]);
            else
                await ChangeAsync(act, part, value);
            progress(done += part.Length, ids.Count);
        }
    }

    /// <summary>Puts back exactly what was changed, but for those whom somebody has changed since.</summary>
    /// <returns>How many are as they were, and how many were left alone.</returns>
    public async Task<(int Back, int Left)> UndoAsync()
    {
        var back = 0;
        foreach (var part in _changed.Chunk(PartSize))
        {
            if (_act!.Property is { } property)
            {
                var rows = await BatchAsync([.. part.Select(person => UpdateOf(person.Id, new JsonObject { [property] = person.Before?.DeepClone() }, person.ETag))]);
                back += rows.Count(row => row.Number("status") < 300);
            }
            else
            {
                foreach (var (id, _, _) in part)
                    back += (await api.PostAsync($"/people/{id}/restore")).Succeeded ? 1 : 0;
            }
        }
        return (back, _changed.Count - back);
    }

    private async Task ChangeAsync(BulkAct act, string[] ids, string? value)
    {
        var writes = new List<(string, JsonNode?, JsonObject)>();
        foreach (var some in ids.Chunk(Query.MaximumItemsPerPage))
        {
            var answer = await api.GetAsync($"/people?itemsPerPage={Query.MaximumItemsPerPage}&{string.Join('&', some.Select(id => $"id[]={id}"))}", cancellation);
            if (!answer.Succeeded)
                Reason ??= answer.Detail;
            // Who was deleted or merged meanwhile is told by nobody: there is nothing to change.
            Refused += some.Length - answer.Members.Count;
            foreach (var person in answer.Members)
            {
                if (act.ChangeOf(person, value) is { } change)
                    writes.Add((person.Text("id")!, person[act.Property!]?.DeepClone(), UpdateOf(person.Text("id")!, change, null)));
                else
                    Unchanged++;
            }
        }
        await WriteAsync(writes);
    }

    private async Task WriteAsync(List<(string Id, JsonNode? Before, JsonObject Operation)> writes)
    {
        if (writes.Count == 0)
            return;
        foreach (var (write, row) in writes.Zip(await BatchAsync([.. writes.Select(write => write.Operation)])))
        {
            if (row.Text("outcome") == "unchanged")
            {
                Unchanged++;
            }
            else if (row.Number("status") < 300)
            {
                _changed.Add((write.Id, write.Before, row.Text("etag") ?? ""));
            }
            else
            {
                Refused++;
                Reason ??= (row["problem"] as JsonObject)?.Text("detail");
            }
        }
    }

    private async Task<IReadOnlyList<JsonObject>> BatchAsync(IReadOnlyList<JsonObject> operations)
    {
        var answer = await api.PostAsync("/people/batch", new JsonObject { ["mode"] = "bestEffort", ["operations"] = new JsonArray([.. operations]) });
        if (answer.Succeeded)
            return answer.Members;
        Reason ??= answer.Detail;
        return [.. operations.Select(_ => new JsonObject { ["status"] = answer.Status })];
    }

    private static JsonObject UpdateOf(string id, JsonObject body, string? etag)
    {
        var operation = new JsonObject { ["method"] = "update", ["person"] = $"/people/{id}", ["body"] = body };
        if (!string.IsNullOrEmpty(etag))
            operation["ifMatch"] = etag;
        return operation;
    }

    private static JsonObject DeleteOf(string id) => new() { ["method"] = "delete", ["person"] = $"/people/{id}" };

    private static string IdOf(JsonNode? member) => (member is JsonObject item ? item.Iri : member!.GetValue<string>()).Split('/')[^1];
}
