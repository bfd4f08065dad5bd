using System.Text.RegularExpressions;

namespace Kith.Tests.Documentation;

/// <summary>A request and its answer as a page of <c>docs/api</c> prints them.</summary>
internal sealed partial record Example(
    string Method, string Path, IReadOnlyList<(string Name, string Value)> Headers, string Body,
    int Status, IReadOnlyList<(string Name, string Value)> AnswerHeaders, string AnswerBody)
{
    public static string Folder { get; } = FindFolder();

    /// <summary>The examples of a page, in their order.</summary>
    public static IReadOnlyList<Example> Of(string page) =>
        [.. Blocks().Matches(File.ReadAllText(System.IO.Path.Combine(Folder, page)).ReplaceLineEndings("\n")).Select(Read)];

    /// <summary>How many requests a page prints, whether or not an answer follows.</summary>
    public static int CountRequests(string page) => Requests().Count(File.ReadAllText(System.IO.Path.Combine(Folder, page)));

    private static Example Read(Match match)
    {
        var (requestLine, headers, body) = Parts(match.Groups["request"].Value);
        var (statusLine, answerHeaders, answerBody) = Parts(match.Groups["answer"].Value);
        var target = requestLine.Split(' ', 2);
        // A placeholder for a number or an object stands without quotes, as the value would.
        return new Example(target[0], target[1], headers, body, int.Parse(statusLine.Split(' ')[1], null), answerHeaders, Bare().Replace(answerBody, "\"$0\""));
    }

    private static (string First, List<(string, string)> Headers, string Body) Parts(string block)
    {
        var halves = block.TrimEnd('\n').Split("\n\n", 2);
        var lines = halves[0].Split('\n');
        return (lines[0], [.. lines.Skip(1).Select(line => line.Split(": ", 2)).Select(pair => (pair[0], pair[1]))], halves.Length > 1 ? halves[1] : "");
    }

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Kith.slnx")))
                return System.IO.Path.Combine(folder.FullName, "docs", "api");
        }
        throw new InvalidOperationException("The tests do not run inside the repository.");
    }

    [GeneratedRegex("```http request\n(?<request>.*?)```\n\n```(json|text) response\n(?<answer>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Blocks();

    [GeneratedRegex("^```http request", RegexOptions.Multiline, 1000)]
    private static partial Regex Requests();

    [GeneratedRegex("""(?<=": )\{\w+\}""", RegexOptions.None, 1000)]
    private static partial Regex Bare();
}
