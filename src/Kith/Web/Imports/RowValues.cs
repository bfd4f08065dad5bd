using System.Globalization;
using System.Text.Json.Nodes;

namespace Kith.Web.Imports;

/// <summary>What a row changes, in words.</summary>
/// <param name="titles">What links lead to.</param>
/// <param name="texts">The language.</param>
internal sealed class RowValues(Titles titles, Texts texts)
{
    /// <summary>A value of a property as text; empty for nothing.</summary>
    public async Task<string> OfAsync(JsonNode? value) => value switch
    {
        null => "",
        JsonArray list => string.Join(", ", await AllOfAsync(list)),
        JsonObject parts => string.Join(", ", await AllOfAsync(parts.Select(static part => part.Value))),
        _ => await OfOneAsync(value.AsValue()),
    };

    private async Task<string> OfOneAsync(JsonValue value)
    {
        if (value.TryGetValue(out bool isTrue))
            return texts[isTrue ? "Yes" : "No"];
        if (value.TryGetValue(out long number))
            return number.ToString("N0", CultureInfo.CurrentCulture);
        var text = value.ToString();
        if (!text.StartsWith('/'))
            return text;
        return Titles.Of(await titles.FindAsync(text)) is { Length: > 0 } title ? title : text;
    }

    private async Task<List<string>> AllOfAsync(IEnumerable<JsonNode?> values)
    {
        var all = new List<string>();
        foreach (var value in values)
        {
            if (await OfAsync(value) is { Length: > 0 } text)
                all.Add(text);
        }
        return all;
    }
}
