namespace Kith.Storage;

internal sealed partial class Postgres
{
    private static readonly TimeSpan LongestDifference = TimeSpan.FromSeconds(1);

    public override IReadOnlyList<(string Subject, Func<ValueTask<(Verdict Verdict, string Text)>> Check)> ChecksOutside => [];

    public override IReadOnlyList<(string Subject, Func<Session, ValueTask<(Verdict Verdict, string Text)>> Check)> ChecksInside =>
    [
        ("PostgreSQL", ExamineVersion), ("pg_dump", ExamineProgramAsync), ("database clock", ExamineClockAsync), ("recovery", ExamineRecoveryAsync),
        ("durability", ExamineDurabilityAsync), ("encoding", ExamineEncodingAsync), ("extensions", ExamineExtensionsAsync), ("connections", ExamineConnectionsAsync),
    ];

    private static Version VersionOf(Session session) => ((PostgresSession)session).Connection.PostgreSqlVersion;

    private static ValueTask<(Verdict Verdict, string Text)> ExamineVersion(Session session) => new(VersionOf(session).Major < OldestVersion
        ? (Verdict.Wrong, $"The server is {VersionOf(session)}; Kith needs {OldestVersion} or later.")
        : (Verdict.Ok, $"{VersionOf(session)}"));

    private static async ValueTask<(Verdict Verdict, string Text)> ExamineProgramAsync(Session session)
    {
        try
        {
            var program = await PostgresProgram.FindAsync("pg_dump", VersionOf(session));
            return (Verdict.Ok, $"{program.Version} ({program.Path})");
        }
        catch (InvalidOperationException exception)
        {
            return (Verdict.Warning, $"kith backup will not work here: {exception.Message}");
        }
    }

    /// <summary>What lies between asking and being told may be the network; the difference is what is left.</summary>
    private static async ValueTask<(Verdict Verdict, string Text)> ExamineClockAsync(Session session)
    {
        var clock = TimeProvider.System;
        var before = clock.GetUtcNow();
        var theirs = DateTimeOffset.FromUnixTimeMilliseconds(await session.NumberAsync($"select (extract(epoch from clock_timestamp()) * 1000)::bigint"));
        var after = clock.GetUtcNow();
        var difference = theirs < before ? before - theirs : theirs > after ? theirs - after : TimeSpan.Zero;
        return difference > LongestDifference
            ? (Verdict.Warning, $"The clocks of this machine and of the database are {difference.TotalSeconds:0.0} s apart: set both by NTP.")
            : (Verdict.Ok, "Less than a second apart from this machine's.");
    }

    private static async ValueTask<(Verdict Verdict, string Text)> ExamineRecoveryAsync(Session session) =>
        await session.NumberAsync($"select pg_is_in_recovery()::int") > 0
            ? (Verdict.Wrong, "The server is a standby, which takes no writes. Name the primary.")
            : (Verdict.Ok, "The server takes writes.");

    private static async ValueTask<(Verdict Verdict, string Text)> ExamineDurabilityAsync(Session session)
    {
        var settings = await session.ListAsync(
            $"select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit') order by name", static row => (Name: row.Text(0), Value: row.Text(1)));
        var text = string.Join(", ", settings.Select(setting => $"{setting.Name} = {setting.Value}"));
        return settings.TrueForAll(setting => setting.Value is "on")
            ? (Verdict.Ok, $"{text}.")
            : (Verdict.Wrong, $"A power cut may lose or damage data: {text}. All must be on.");
    }

    private static async ValueTask<(Verdict Verdict, string Text)> ExamineEncodingAsync(Session session)
    {
        var (encoding, type) = await session.FirstAsync(
            $"select pg_encoding_to_char(encoding)::text, datctype::text from pg_database where datname = current_database()", static row => (row.Text(0), row.Text(1)));
        if (encoding != "UTF8")
            return (Verdict.Wrong, $"The database has the encoding {encoding}; Kith needs UTF8: create database … encoding 'UTF8' template template0.");
        return type is "C" or "POSIX"
            ? (Verdict.Warning, $"LC_CTYPE is {type}, in which only ASCII has letters: searching for other letters reads every row. Create the database with lc_ctype 'C.UTF-8'.")
            : (Verdict.Ok, $"UTF8, LC_CTYPE {type}.");
    }

    private static async ValueTask<(Verdict Verdict, string Text)> ExamineExtensionsAsync(Session session)
    {
        var there = await session.ListAsync(
            $"select name::text, (installed_version is not null)::int::bigint from pg_available_extensions", static row => (Name: row.Text(0), IsInstalled: row.Long(1) > 0));
        if (Extensions.Except(there.Select(extension => extension.Name)).ToList() is { Count: > 0 } missing)
            return (Verdict.Wrong, $"The server does not have {string.Join(" and ", missing)} (Debian: part of postgresql; elsewhere postgresql-contrib).");
        return Extensions.All(name => there.Contains((name, true)))
            ? (Verdict.Ok, $"{string.Join(" and ", Extensions)} are installed.")
            : (Verdict.Ok, $"{string.Join(" and ", Extensions)} are available; the first start installs them.");
    }

    private async ValueTask<(Verdict Verdict, string Text)> ExamineConnectionsAsync(Session session)
    {
        var most = await session.NumberAsync($"select current_setting('max_connections')::bigint - current_setting('superuser_reserved_connections')::bigint");
        var text = $"The server takes {most} connections, each Kith up to {_settings.MaxPoolSize}";
        return most < _settings.MaxPoolSize
            ? (Verdict.Warning, $"{text}: raise max_connections, or lower Maximum Pool Size in the connection string.")
            : (Verdict.Ok, $"{text}.");
    }
}
