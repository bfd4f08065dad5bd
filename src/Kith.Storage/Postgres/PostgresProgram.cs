using System.Diagnostics;
using System.Text.RegularExpressions;
using Npgsql;

namespace Kith.Storage;

/// <summary>A program that PostgreSQL brings: pg_dump, pg_restore.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Version">Its version, such as 15.18.</param>
internal sealed partial record PostgresProgram(string Path, string Version)
{
    /// <summary>Where distributions keep them when they are not on the PATH, in a folder for each version.</summary>
    private static readonly (string Folder, string Pattern)[] Homes = [("/usr/lib/postgresql", "*"), ("/usr", "pgsql-*")];

    private int Major => int.Parse(Version.Split('.')[0], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>
    /// The program of a server's version, or of the nearest later one: an earlier one does not know what the server has, and a later
    /// one writes what the server may not know.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is none; the message says what there is, and how to get one.</exception>
    public static async Task<PostgresProgram> FindAsync(string name, Version server)
    {
        var found = new List<PostgresProgram>();
        foreach (var path in Candidates(name))
        {
            var (status, output, _) = await RunAsync(path, ["--version"], [], CancellationToken.None);
            if (status == 0 && Number().Match(output) is { Success: true } version)
                found.Add(new PostgresProgram(path, version.Value));
        }
        return found.Where(program => program.Major >= server.Major).MinBy(program => program.Major) ?? throw new InvalidOperationException(
            $"{name} of PostgreSQL {server.Major} or later is needed, because the server is {server}; "
            + (found.Count == 0 ? "there is none" : $"there is only {string.Join(", ", found.Select(program => $"{program.Version} ({program.Path})"))}")
            + $" on the PATH or in /usr/lib/postgresql. Debian: apt install postgresql-client-{server.Major}.");
    }

    /// <summary>Runs the program on a database. The password goes by the environment, where other users do not see it.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message is its own.</exception>
    public async Task<string> RunAsync(IReadOnlyList<string> arguments, NpgsqlConnectionStringBuilder settings, CancellationToken cancellation)
    {
        var (status, output, errors) = await RunAsync(Path, arguments, EnvironmentOf(settings), cancellation);
        return status == 0 ? output : throw new InvalidOperationException($"{System.IO.Path.GetFileName(Path)} failed: {errors.Trim()}");
    }

    private static IEnumerable<string> Candidates(string name)
    {
        var homes = Homes.Where(home => Directory.Exists(home.Folder)).SelectMany(home => Directory.EnumerateDirectories(home.Folder, home.Pattern))
            .Select(folder => System.IO.Path.Combine(folder, "bin"));
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return homes.Concat(path).Select(folder => System.IO.Path.Combine(folder, name)).Where(File.Exists);
    }

    /// <summary>The variables of libpq that say the same as a connection string; what it does not say stays as it is.</summary>
    private static Dictionary<string, string?> EnvironmentOf(NpgsqlConnectionStringBuilder settings) => new Dictionary<string, string?>
    {
        ["PGHOST"] = settings.Host,
        ["PGPORT"] = $"{settings.Port}",
        ["PGDATABASE"] = settings.Database,
        ["PGUSER"] = settings.Username,
        ["PGPASSWORD"] = settings.Password,
        ["PGPASSFILE"] = settings.Passfile,
        ["PGSSLMODE"] = settings.SslMode switch
        {
            SslMode.VerifyCA => "verify-ca",
            SslMode.VerifyFull => "verify-full",
            var mode => $"{mode}".ToLowerInvariant(),
        },
        ["PGSSLROOTCERT"] = settings.RootCertificate,
        ["PGSSLCERT"] = settings.SslCertificate,
        ["PGSSLKEY"] = settings.SslKey,
        ["PGAPPNAME"] = "kith backup",
        ["PGCONNECT_TIMEOUT"] = $"{settings.Timeout}",
    }.Where(variable => !string.IsNullOrEmpty(variable.Value)).Append(new("PGSERVICE", null)).ToDictionary();

    private static async Task<(int Status, string Output, string Errors)> RunAsync(
        string path, IReadOnlyList<string> arguments, Dictionary<string, string?> environment, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(path, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{path} cannot be run.");
        // Whatever it would ask for, nobody answers.
        process.StandardInput.Close();
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            var output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, output, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    [GeneratedRegex("[0-9]+(\\.[0-9]+)*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}
