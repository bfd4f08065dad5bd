namespace Kith.Storage;

/// <summary>How bad something is.</summary>
public enum Verdict
{
    /// <summary>All is well.</summary>
    Ok,

    /// <summary>It works, and may not for ever.</summary>
    Warning,

    /// <summary>It does not work, or data is in danger.</summary>
    Wrong,
}

/// <summary>What one check found.</summary>
/// <param name="Subject">What was looked at.</param>
/// <param name="Verdict">How bad it is.</param>
/// <param name="Text">What there is, and what to do about it.</param>
public sealed record Finding(string Subject, Verdict Verdict, string Text)
{
    /// <summary>Runs a check; one that cannot be made is a finding too.</summary>
    public static async ValueTask<Finding> OfAsync(string subject, Func<ValueTask<(Verdict Verdict, string Text)>> check)
    {
        try
        {
            var (verdict, text) = await check();
            return new Finding(subject, verdict, text);
        }
        catch (Exception exception)
        {
            return new Finding(subject, Verdict.Wrong, exception.Message);
        }
    }
}

public sealed partial class Database
{
    /// <summary>Looks at everything that the database depends on, and changes nothing; works when it cannot be opened.</summary>
    public async Task<IReadOnlyList<Finding>> ExamineAsync()
    {
        var findings = new List<Finding>();
        foreach (var (subject, check) in Engine.ChecksOutside)
            findings.Add(await Finding.OfAsync(subject, () => check()));
        Session? session = null;
        var connection = await Finding.OfAsync("database", async () =>
        {
            session = await Engine.OpenForReadingAsync();
            return (Verdict.Ok, "It can be opened.");
        });
        findings.Add(connection);
        if (session is null)
            return findings;
        try
        {
            foreach (var (subject, check) in Engine.ChecksInside)
                findings.Add(await Finding.OfAsync(subject, () => check(session)));
            findings.Add(await Finding.OfAsync("version", () => ExamineStateAsync(session)));
            findings.Add(await Finding.OfAsync("indexes", () => ExamineRebuildsAsync(session)));
        }
        finally
        {
            await Engine.CloseAsync(session);
        }
        return findings;
    }

    private async ValueTask<(Verdict Verdict, string Text)> ExamineStateAsync(Session session) => await ReadStateAsync(session) switch
    {
        DatabaseState.Empty => (Verdict.Ok, "The database is empty; the first start fills it."),
        DatabaseState.Outdated => (Verdict.Warning, "An earlier Kith made the tables. Make a backup, then bring them up to date: kith database migrate."),
        _ => (Verdict.Ok, "The tables are those of this Kith."),
    };

    private async ValueTask<(Verdict Verdict, string Text)> ExamineRebuildsAsync(Session session)
    {
        if (!await HasTableAsync(session, new Name("rebuilds")))
            return (Verdict.Ok, "There are none to make again.");
        var pending = await session.ListAsync($"select resource from rebuilds order by resource", static row => row.Text(0));
        return pending.Count == 0
            ? (Verdict.Ok, "There are none to make again.")
            : (Verdict.Warning, $"Those of {string.Join(", ", pending)} are to be made again; until then lists and searches may lack something: kith database rebuild.");
    }
}
