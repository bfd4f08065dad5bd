using System.CommandLine;
using Kith.Operations;

namespace Kith.Cli;

/// <summary><c>kith doctor</c>: says in plain words what is wrong with an installation, and changes nothing.</summary>
internal static class DoctorCommand
{
    public static Command Create(DatabaseOptions database, Option<string> urls)
    {
        var command = new Command("doctor", "Says what is wrong with this installation; changes nothing. Run it as the user that the server runs as.") { urls };
        command.SetAction(async (arguments, _) =>
        {
            var findings = await Doctor.ExamineAsync(() => database.Of(arguments), arguments.GetRequiredValue(urls), TimeProvider.System);
            foreach (var (subject, verdict, text) in findings)
                await Console.Out.WriteLineAsync($"{NameOf(verdict),-8} {subject}: {text}");
            return findings.Any(finding => finding.Verdict == Verdict.Wrong) ? 1 : 0;
        });
        return command;
    }

    private static string NameOf(Verdict verdict) => verdict switch
    {
        Verdict.Ok => "ok",
        Verdict.Warning => "warning",
        _ => "wrong",
    };
}
