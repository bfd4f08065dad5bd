using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Kith.Tests.Web;

/// <summary>What pages call in the browser is there, once: of two functions of one name, a browser silently takes the last.</summary>
public sealed partial class ScriptTests
{
    private static readonly string Source = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../src/Kith"));

    private static readonly string Scripts = Path.Combine(Source, "wwwroot/scripts");

    private static readonly IReadOnlyList<string> Functions = [.. Function().Matches(Block()).Select(match => match.Value)];

    [Fact]
    public void No_function_is_defined_twice()
    {
        Assert.NotEmpty(Functions);
        Assert.Empty(Functions.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Fact]
    public void What_pages_call_is_there()
    {
        var called = Directory.GetFiles(Path.Combine(Source, "Web"), "*.*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".razor", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal))
            .SelectMany(file => Call().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value)).Distinct().ToList();
        Assert.NotEmpty(called);
        Assert.Empty(called.Except(Functions));
    }

    [Fact]
    public void Every_script_is_reached_and_found_by_its_name()
    {
        var scripts = Directory.GetFiles(Scripts, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(Scripts, file).Replace('\\', '/'), File.ReadAllText);
        var imported = scripts.Values.SelectMany(script => Import().Matches(script).Select(match => match.Groups["name"].Value)).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(imported.Append("main.js").Order(StringComparer.Ordinal), scripts.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>The functions that pages call stand in one object.</summary>
    private static string Block()
    {
        var script = File.ReadAllText(Path.Combine(Scripts, "main.js"));
        var begin = script.IndexOf("window.kith = {", StringComparison.Ordinal) + "window.kith = ".Length;
        return script[begin..script.IndexOf("\n};", begin, StringComparison.Ordinal)];
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"(?<=^ {4}(\w+, )*)\w+(?=,)|(?<=^ {4}async )\w+(?=\()", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Function();

    [GeneratedRegex(@"(^import (\{[^}]*\} from )?|import\()'(\.\./|\./)(?<name>[^']+)'", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Import();

    [GeneratedRegex("""Browser\.(CallAsync|AskAsync<[^(]*>)\("(?<name>\w+)[",]""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Call();
}
