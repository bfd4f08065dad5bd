using System.Text.Json.Nodes;

namespace Kith.Web.Items;

/// <summary>
/// A person or an organization whose page is open. Writes go with the entity tag of what the editor saw: what somebody else changed meanwhile is never
/// overwritten unseen, and what they did not touch is written on top of theirs.
/// </summary>
public sealed class OpenItem
{
    private const int MostAttempts = 6;

    private readonly Api _api;
    private string? _etag;

    /// <summary>Opens what is at an address: <c>/people/…</c>, <c>/organizations/…</c>.</summary>
    internal OpenItem(Api api, string iri) => (_api, Iri) = (api, iri);

    /// <summary>It is another one now: read again, or changed here.</summary>
    public event Action? Changed;

    /// <summary>The id.</summary>
    public string Id => Iri[(Iri.LastIndexOf('/') + 1)..];

    /// <summary>The address, in the API and on the pages.</summary>
    public string Iri { get; }

    /// <summary>What it is.</summary>
    internal Resource Resource => Crm.Vocabulary.Resources.First(resource => Iri.StartsWith($"/{resource.Path}/", StringComparison.Ordinal));

    /// <summary>The properties as they were last seen.</summary>
    public JsonObject Json { get; private set; } = [];

    /// <summary>The name as it is said.</summary>
    public string Name => Titles.Of(Json);

    /// <summary>Reads it again.</summary>
    internal async Task<ApiAnswer> ReadAsync()
    {
        var answer = await _api.GetAsync(Iri);
        if (answer.Succeeded)
            Take(answer);
        return answer;
    }

    /// <summary>Gives a property another value, unless somebody else did since it was seen.</summary>
    /// <param name="property">The name of the property.</param>
    /// <param name="seen">What it was when the editor began.</param>
    /// <param name="value">What it shall be; null for nothing.</param>
    internal Task<Saving> SetAsync(string property, JsonNode? seen, JsonNode? value) => WriteAsync(property, now => JsonNode.DeepEquals(now, seen) || JsonNode.DeepEquals(now, value) ? Saving.Of(value) : Saving.Conflict);

    /// <summary>Adds to a list or takes from it, whatever else is in the list by now.</summary>
    /// <param name="property">The name of the property.</param>
    /// <param name="change">Changes the list.</param>
    internal Task<Saving> ChangeAsync(string property, Func<IEnumerable<JsonNode>, IEnumerable<JsonNode>> change) => WriteAsync(property, now =>
        Saving.Of(new JsonArray([.. change((now as JsonArray ?? []).Select(item => item!)).Select(item => item.DeepClone())])));

    private async Task<Saving> WriteAsync(string property, Func<JsonNode?, Saving> decide)
    {
        for (var attempt = 1; ; attempt++)
        {
            var now = Json[property];
            var decided = decide(now);
            if (decided.IsConflict || JsonNode.DeepEquals(now, decided.Value))
                return decided;
            var answer = await _api.PatchAsync(Iri, new JsonObject { [property] = Patch(now, decided.Value) }, _etag);
            if (answer.Succeeded)
                Take(answer);
            if (answer.Status != StatusCodes.Status412PreconditionFailed || attempt == MostAttempts || !(await ReadAsync()).Succeeded)
                return decided with { Answer = answer };
        }
    }

    /// <summary>What turns one value into another by RFC 7396, where an object is merged into.</summary>
    private static JsonNode? Patch(JsonNode? from, JsonNode? to)
    {
        if (from is not JsonObject before || to is not JsonObject after)
            return to?.DeepClone();
        var patch = after.DeepClone().AsObject();
        foreach (var gone in before.Select(part => part.Key).Where(name => !after.ContainsKey(name)))
            patch[gone] = null;
        return patch;
    }

    private void Take(ApiAnswer answer)
    {
        if (answer.ETag is not null && answer.ETag == _etag)
            return;
        (Json, _etag) = (answer.Json, answer.ETag);
        Changed?.Invoke();
    }
}

/// <summary>How saving went.</summary>
/// <param name="Value">What the property is to be.</param>
/// <param name="IsConflict">Whether somebody else changed the same property meanwhile; nothing was written.</param>
/// <param name="Answer">What the API answered; null when nothing was to be done.</param>
internal sealed record Saving(JsonNode? Value, bool IsConflict, ApiAnswer? Answer = null)
{
    public static readonly Saving Conflict = new(null, IsConflict: true);

    /// <summary>Whether the value is there now.</summary>
    public bool Succeeded => !IsConflict && (Answer is null || Answer.Succeeded);

    public static Saving Of(JsonNode? value) => new(value, IsConflict: false);
}
