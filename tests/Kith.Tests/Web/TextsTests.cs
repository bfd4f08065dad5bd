using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Kith.Tests.Web;

/// <summary>What the pages say is there in every language.</summary>
public sealed partial class TextsTests
{
    private static readonly string Pages = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../src/Kith/Web"));

    [Fact]
    public void Everything_that_is_said_has_a_translation()
    {
        var missing = Said().Except(Translations().Keys).ToList();
        Assert.True(missing.Count == 0, $"nl.json lacks: {string.Join(" | ", missing)}");
    }

    [Fact]
    public void No_translation_is_of_something_that_nobody_says()
    {
        var sources = string.Join('\n', Sources().Select(File.ReadAllText));
        var unused = Translations().Keys.Where(english => !sources.Contains($"\"{Escaped(english)}\"", StringComparison.Ordinal) && !IsProperty(english)).ToList();
        Assert.True(unused.Count == 0, $"nl.json has what is not said: {string.Join(" | ", unused)}");
    }

    [Fact]
    public void Translations_have_the_holes_of_the_text()
    {
        foreach (var (english, dutch) in Translations())
            Assert.True(HolesOf(english).SetEquals(HolesOf(dutch)), $"{english} -> {dutch}");
    }

    [Fact]
    public void The_files_of_a_text_agree()
    {
        var all = Files().SelectMany(Read).GroupBy(text => text.Key).Where(group => group.Select(text => text.Value).Distinct().Count() > 1);
        Assert.Empty(all.Select(group => group.Key));
    }

    private static IEnumerable<string> Said() => Sources().SelectMany(file => Text().Matches(File.ReadAllText(file)))
        .SelectMany(match => match.Groups["text"].Captures).Select(text => Regex.Unescape(text.Value)).Distinct();

    private static Dictionary<string, string> Translations() => Files().SelectMany(Read).DistinctBy(text => text.Key).ToDictionary();

    private static IEnumerable<KeyValuePair<string, string>> Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return [.. document.RootElement.EnumerateObject().Select(text => KeyValuePair.Create(text.Name, text.Value.GetString()!))];
    }

    private static string[] Files() => Directory.GetFiles(Pages, "nl.json", SearchOption.AllDirectories);

    private static IEnumerable<string> Sources() => Directory.GetFiles(Pages, "*.*", SearchOption.AllDirectories).Where(file => file.EndsWith(".razor", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal));

    private static HashSet<string> HolesOf(string text) => [.. Hole().Matches(text).Select(match => match.Value)];

    private static string Escaped(string text) => text.Replace("\"", "\\\"", StringComparison.Ordinal);

    /// <summary>Labels of properties, of their parts and of the words to choose from are made of their names.</summary>
    private static bool IsProperty(string english) => Crm.Vocabulary.Resources.SelectMany(resource => resource.Fields).SelectMany(NamesIn).Any(name => Kith.Web.Texts.Words(name) == english);

    private static IEnumerable<string> NamesIn(Field field) => field switch
    {
        PartField part => part.Parts.SelectMany(NamesIn).Prepend(field.Name),
        PartsField parts => parts.Parts.SelectMany(NamesIn).Prepend(field.Name),
        ChoiceField choice => choice.Schema()["enum"]!.AsArray().Select(word => word!.GetValue<string>()).Prepend(field.Name),
        _ => [field.Name],
    };

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [GeneratedRegex("""\bL(?:\[|\.Count\([^"\n]*)"(?<text>(?:[^"\\]|\\.)*)"(?:, "(?<text>(?:[^"\\]|\\.)*)")?""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Text();

    [GeneratedRegex("""\{\d(:\w+)?\}""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Hole();
}
