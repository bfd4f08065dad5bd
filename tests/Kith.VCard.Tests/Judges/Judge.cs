using System.Diagnostics;

namespace Kith.VCards.Tests.Judges;

/// <summary>
/// Other people's readers of vCards: ez-vcard (Java) and vobject (Python), from Debian's packages, which ./test installs
/// (scripts/vcard-judges.sh). They print what they read in the same words, a line a value.
/// </summary>
internal static class Judge
{
    private const string Libraries = "/usr/share/java/ez-vcard.jar:/usr/share/java/vinnie.jar";

    /// <summary>What ez-vcard reads of files, each with its encoding: by name, without folder.</summary>
    public static async Task<Dictionary<string, List<string>>> EzVCardAsync(IEnumerable<(string Encoding, string Path)> files, string folder)
    {
        // Eclipse's compiler comes with 7 MB; the JDK would be 72 more than the JRE that both need.
        await RunAsync("java", ["-cp", "/usr/share/java/eclipse-jdt-core.jar", "org.eclipse.jdt.internal.compiler.batch.Main",
            "-17", "-proc:none", "-nowarn", "-cp", Libraries, "-d", folder, Path.Combine(AppContext.BaseDirectory, "Judges/EzVCardJudge.java")]);
        return ByFile(await RunAsync("java", ["-cp", $"{Libraries}:{folder}", "EzVCardJudge", .. files.SelectMany(file => (string[])[file.Encoding, file.Path])]));
    }

    /// <summary>What vobject reads of files in UTF-8.</summary>
    public static async Task<Dictionary<string, List<string>>> VObjectAsync(IEnumerable<string> files) =>
        ByFile(await RunAsync("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Judges/vobject_judge.py"), .. files]));

    private static async Task<string> RunAsync(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode} (./test installs what it needs): {await errors}");
        return await output;
    }

    private static Dictionary<string, List<string>> ByFile(string output)
    {
        var files = new Dictionary<string, List<string>>();
        var current = new List<string>();
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("file\t", StringComparison.Ordinal))
                files.Add(line[5..], current = []);
            else
                current.Add(line);
        }
        return files;
    }
}
