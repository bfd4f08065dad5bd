using System.Text.Json.Nodes;
using Kith.Web.Elements;

namespace Kith.Web;

/// <summary>What the things are called that others point at: tags, segments, users, organizations, categories. Remembered until something changes; what could not be read is asked for again.</summary>
/// <param name="api">Where they are asked for.</param>
internal sealed class Titles(Api api)
{
    private readonly Dictionary<string, JsonObject?> _items = [];
    private readonly Dictionary<string, IReadOnlyList<JsonObject>> _collections = [];

    /// <summary>Forgets everything: something has changed.</summary>
    public void Forget()
    {
        _items.Clear();
        _collections.Clear();
    }

    /// <summary>All members of a collection that is never long (tags, segments, users, categories), in the order of their titles.</summary>
    public async Task<IReadOnlyList<JsonObject>> AllAsync(string collection)
    {
        if (_collections.TryGetValue(collection, out var known))
            return known;
        var all = new List<JsonObject>();
        for (var page = 1; ; page++)
        {
            var answer = await api.GetAsync($"{collection}?itemsPerPage={Query.MaximumItemsPerPage}&page={page}");
            if (!answer.Succeeded)
                return [];
            all.AddRange(answer.Members);
            if (answer.Members.Count < Query.MaximumItemsPerPage)
                break;
        }
        foreach (var item in all)
            _items[item.Iri] = item;
        return _collections[collection] = [.. all.OrderBy(Of, StringComparer.CurrentCultureIgnoreCase)];
    }

    /// <summary>What is behind an IRI; null when it is not there.</summary>
    public async Task<JsonObject?> FindAsync(string iri)
    {
        if (_items.TryGetValue(iri, out var item))
            return item;
        var answer = await api.GetAsync(iri);
        if (answer.Succeeded)
            return _items[iri] = answer.Json;
        if (answer.Status == StatusCodes.Status404NotFound)
            _items[iri] = null;
        return null;
    }

    /// <summary>Finds what is behind many IRIs of one collection, which can be asked for by ids, with few requests.</summary>
    public async Task FindManyAsync(string collection, IEnumerable<string> iris)
    {
        foreach (var some in iris.Distinct().Where(iri => !_items.ContainsKey(iri)).ToList().Chunk(Query.MaximumItemsPerPage))
        {
            var ids = string.Join('&', some.Select(iri => $"id[]={iri[(iri.LastIndexOf('/') + 1)..]}"));
            var answer = await api.GetAsync($"{collection}?itemsPerPage={Query.MaximumItemsPerPage}&{ids}");
            if (!answer.Succeeded)
                continue;
            var found = answer.Members.ToDictionary(item => item.Iri);
            foreach (var iri in some)
                _items[iri] = found.GetValueOrDefault(iri);
        }
    }

    /// <summary>What to choose from in a collection that is never long.</summary>
    /// <param name="collection">Its path.</param>
    /// <param name="text">What titles hold; empty for all.</param>
    public async Task<IReadOnlyList<ComboboxOption>> OptionsAsync(string collection, string text) =>
        [.. (await AllAsync(collection)).Where(item => Of(item).Contains(text, StringComparison.CurrentCultureIgnoreCase)).Select(OptionOf)];

    /// <summary>What to choose from in a collection of any length.</summary>
    /// <param name="collection">Its path.</param>
    /// <param name="text">What is looked for.</param>
    public async Task<IReadOnlyList<ComboboxOption>> FindOptionsAsync(string collection, string text)
    {
        const int Most = 12;
        var answer = await api.GetAsync($"{collection}?itemsPerPage={Most}&q={Uri.EscapeDataString(text)}");
        return [.. answer.Members.Select(OptionOf)];
    }

    /// <summary>What something is called.</summary>
    public static string Of(JsonObject? item) => item switch
    {
        null => "",
        _ when item["title"] is { } title => title.GetValue<string>(),
        _ => PersonName.Of(item),
    };

    private static ComboboxOption OptionOf(JsonObject item) => new(item.Iri, Of(item));
}
