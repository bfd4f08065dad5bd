using System.Text;
using System.Text.RegularExpressions;

namespace Kith.Tests.Documentation;

/// <summary>
/// What the words in braces of a page stand for. The first answer that holds one says what it is; from then on it is that.
/// </summary>
internal sealed partial class Placeholders(Dictionary<string, string> known)
{
    /// <summary>These stand for another value each time.</summary>
    private static readonly Dictionary<string, string> Free = new()
    {
        ["timestamp"] = @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00",
        ["search"] = ".+",
    };

    /// <summary>Puts values in place of the words.</summary>
    public string Fill(string text) => Word().Replace(text, match => known.GetValueOrDefault(match.Groups["name"].Value, match.Value));

    /// <summary>Compares trees: same properties in the same order, same values but for the words.</summary>
    public void Match(JsonNode? expected, JsonNode? actual, string path)
    {
        if (expected is JsonObject expectedObject && actual is JsonObject actualObject)
        {
            Assert.True(
                expectedObject.Select(property => property.Key).SequenceEqual(actualObject.Select(property => property.Key)),
                $"{path}: has {string.Join(", ", actualObject.Select(property => property.Key))}");
            foreach (var (name, value) in expectedObject)
                Match(value, actualObject[name], $"{path}.{name}");
        }
        else if (expected is JsonArray expectedArray && actual is JsonArray actualArray)
        {
            Assert.True(expectedArray.Count == actualArray.Count, $"{path}: has {actualArray.Count} elements");
            foreach (var (index, value) in expectedArray.Index())
                Match(value, actualArray[index], $"{path}[{index}]");
        }
        else if (expected is JsonValue text && text.TryGetValue<string>(out var pattern) && Word().IsMatch(pattern))
        {
            Match(pattern, actual is JsonValue value && value.TryGetValue<string>(out var found) ? found : $"{actual?.ToJsonString()}", path);
        }
        else
        {
            Assert.True(JsonNode.DeepEquals(expected, actual), $"{path}: expected {expected?.ToJsonString()}, got {actual?.ToJsonString()}");
        }
    }

    /// <summary>Compares texts, and learns what the words in them stand for.</summary>
    public void Match(string expected, string? actual, string path)
    {
        var pattern = new StringBuilder("^");
        var end = 0;
        var learned = new HashSet<string>();
        foreach (Match word in Word().Matches(expected))
        {
            var name = word.Groups["name"].Value;
            pattern.Append(Regex.Escape(expected[end..word.Index]));
            if (Free.TryGetValue(name, out var free))
                pattern.Append(free);
            else if (known.TryGetValue(name, out var value))
                pattern.Append(Regex.Escape(value));
            else
                pattern.Append(learned.Add(name) ? $"(?<{name}>.+?)" : $@"\k<{name}>");
            end = word.Index + word.Length;
        }
        pattern.Append(Regex.Escape(expected[end..])).Append(@"\z");
        var match = Regex.Match(actual ?? "", pattern.ToString(), RegexOptions.Singleline, TimeSpan.FromSeconds(1));
        Assert.True(match.Success, $"{path}: expected {expected}, got {actual}");
        foreach (var name in learned)
            known[name] = match.Groups[name].Value;
    }

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();
}
