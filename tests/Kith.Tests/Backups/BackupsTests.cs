using Kith.Access;
using Kith.Tests.Cli;
using Kith.Tests.Support;

namespace Kith.Tests.Backups;

/// <summary>Backups over HTTP; what is in one, and how it is restored, is tested with the commands.</summary>
public sealed class BackupsTests(RunningServer server) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kith-tests-").FullName;

    private string File(string name) => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_backup_is_made_while_one_waits_and_holds_everybody()
    {
        var person = await (await server.NewTenant()).Person("Of another tenant");

        var asked = (await server.Operator.Post("/backups", "")).Is(202);
        Assert.Equal(("waiting", asked.Iri), (asked["state"]!.GetValue<string>(), asked.Header("Location")));
        var made = await MadeAsync(asked);

        Assert.Equal(["@context", "@id", "@type", "id", "createdAt", "state", "contentSize", "path", "contentUrl"], made.Json.Select(property => property.Key));
        Assert.Contains(asked.Iri, (await server.Operator.Get("/backups")).Iris);
        var content = (await server.Operator.Get(made["contentUrl"]!.GetValue<string>())).Is(200);
        Assert.Equal(made["contentSize"]!.GetValue<long>(), content.Bytes.Length);
        Assert.Equal($"attachment; filename=\"{Path.GetFileName(PathOf(made))}\"", content.Header("Content-Disposition"));
        await System.IO.File.WriteAllBytesAsync(File("downloaded"), content.Bytes, TestContext.Current.CancellationToken);
        await using var elsewhere = await TestDatabase.CreateEmptyAsync();
        (await KithProcess.RunAsync(elsewhere, $"restore {File("downloaded")}")).Is(0);
        Assert.Contains(Iri.IdOf(person), await BackupTests.PeopleAsync(elsewhere));
        (await KithProcess.RunAsync(elsewhere, "verify")).Is(0);
    }

    [Fact]
    public async Task A_file_is_its_owners_only_and_gone_when_it_is_deleted()
    {
        var made = await MadeAsync();
        var path = PathOf(made);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(path));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, System.IO.File.GetUnixFileMode(Path.GetDirectoryName(path)!));
        }

        (await server.Operator.Delete(made.Iri)).Is(204);
        Assert.False(System.IO.File.Exists(path));
        (await server.Operator.Get(made.Iri)).Is(404);
        (await server.Operator.Get($"{made.Iri}/content")).Is(404);
        (await server.Operator.Delete(made.Iri)).Is(404);
        Assert.DoesNotContain(made.Iri, (await server.Operator.Get("/backups")).Iris);
    }

    [Fact]
    public async Task A_download_goes_on_where_it_broke_off()
    {
        var made = await MadeAsync();
        var content = $"{made.Iri}/content";
        var whole = (await server.Operator.Get(content)).Is(200);
        Assert.Equal("bytes", whole.Header("Accept-Ranges"));

        var begin = (await server.Operator.Get(content, ("Range", "bytes=0-999"))).Is(206);
        Assert.Equal($"bytes 0-999/{whole.Bytes.Length}", begin.Header("Content-Range"));
        var rest = (await server.Operator.Get(content, ("Range", "bytes=1000-"), ("If-Range", begin.ETag))).Is(206);
        Assert.Equal(whole.Bytes, begin.Bytes.Concat(rest.Bytes).ToArray());
        Assert.Equal(whole.Bytes[^10..], (await server.Operator.Get(content, ("Range", "bytes=-10"))).Is(206).Bytes);
        Assert.Equal(whole.Bytes, (await server.Operator.Get(content, ("Range", "bytes=0-999999999999"))).Is(206).Bytes);

        Assert.Equal($"bytes */{whole.Bytes.Length}", (await server.Operator.Get(content, ("Range", $"bytes={whole.Bytes.Length}-"))).Is(416).Header("Content-Range"));
        Assert.Equal(whole.Bytes, (await server.Operator.Get(content, ("Range", "bytes=1000-"), ("If-Range", "\"another\""))).Is(200).Bytes);
        Assert.Equal(whole.Bytes, (await server.Operator.Get(content, ("Range", "bytes=0-1,5-6"))).Is(200).Bytes);
        Assert.Equal(whole.Bytes, (await server.Operator.Get(content, ("Range", "lines=0-1"))).Is(200).Bytes);
        (await server.Operator.Get(content, ("If-None-Match", whole.ETag))).Is(304);
        (await server.Operator.Get(content, ("If-Match", "\"another\""))).Is(412);
        Assert.Equal($"{whole.Bytes.Length}", (await server.Operator.Send(HttpMethod.Head, content, null)).Is(200).Header("Content-Length"));
    }

    [Fact]
    public async Task Nobody_but_admins_of_the_first_tenant_knows_of_backups()
    {
        var made = await MadeAsync();
        var other = await server.NewTenant();
        var writer = await server.Operator.WithScope(Scope.Write);
        foreach (var (method, path) in (IEnumerable<(HttpMethod, string)>)
            [(HttpMethod.Get, "/backups"), (HttpMethod.Post, "/backups"), (HttpMethod.Get, made.Iri), (HttpMethod.Get, $"{made.Iri}/content"), (HttpMethod.Delete, made.Iri)])
        {
            (await other.Send(method, path, null)).Is(404);
            (await writer.Send(method, path, null)).Is(403);
            (await other.Anonymous().Send(method, path, null)).Is(401);
        }
        (await server.Operator.Get(made.Iri)).Is(200);
    }

    [Fact]
    public async Task The_journal_tells_who_made_downloaded_and_deleted_one()
    {
        var made = await MadeAsync();
        (await server.Operator.Get($"{made.Iri}/content")).Is(200);
        (await server.Operator.Get($"{made.Iri}/content", ("Range", "bytes=1-"))).Is(206);
        (await server.Operator.Delete(made.Iri)).Is(204);

        var entries = (await server.Operator.Get("/audit?type=Backup&itemsPerPage=50")).Members.Where(entry => entry["item"]!.GetValue<string>() == made.Iri);
        Assert.Equal(
            [$"delete: DELETE {made.Iri}", $"update: GET {made.Iri}/content", "create: POST /backups"],
            entries.Select(entry => $"{entry["action"]}: {entry["cause"]}"));
    }

    [Fact]
    public async Task A_request_that_is_repeated_makes_one()
    {
        var first = (await server.Operator.Post("/backups", "", ("Idempotency-Key", "nightly"))).Is(202);
        var again = (await server.Operator.Post("/backups", "", ("Idempotency-Key", "nightly"))).Is(202);
        Assert.Equal(first.Bytes, again.Bytes);
        await MadeAsync(first);
    }

    [Fact]
    public async Task Several_are_made_one_after_the_other()
    {
        var asked = new[] { await server.Operator.Post("/backups", ""), await server.Operator.Post("/backups", "") };
        foreach (var reply in asked)
            await MadeAsync(reply);
        var found = (await server.Operator.Get("/backups?itemsPerPage=100")).Iris.Where(asked.Select(reply => reply.Iri).Contains);
        Assert.Equal(asked.Select(reply => reply.Iri).Reverse(), found);
    }

    [Fact]
    public async Task What_is_made_survives_a_kill_and_what_was_not_is_taken_away()
    {
        await using var database = await BackupTests.CreateAsync("First");
        var partial = File("backups/20260101T000000Z-0199f0a0-0000-7000-8000-000000000000.kith.partial");
        string made;
        await using (var first = await KithProcess.ServeAsync(database, environment: ("KITH_BACKUPS", File("backups"))))
        {
            made = (await first.SendAsync(HttpMethod.Post, "/backups")).Is(202).Iri;
            (await first.SendAsync(HttpMethod.Get, made, headers: ("Prefer", "wait=60"))).Is(200);
            await System.IO.File.WriteAllTextAsync(partial, "half", TestContext.Current.CancellationToken);
            Assert.Equal([made], (await first.SendAsync(HttpMethod.Get, "/backups")).Is(200).Iris);
            first.KillHard();
        }

        await using var second = await KithProcess.ServeAsync(database, environment: ("KITH_BACKUPS", File("backups")));
        Assert.Equal([made], (await second.SendAsync(HttpMethod.Get, "/backups")).Is(200).Iris);
        Assert.False(System.IO.File.Exists(partial));
        (await KithProcess.RunAsync(database, $"verify {PathOf(await second.SendAsync(HttpMethod.Get, made))}")).Is(0);
    }

    [Fact]
    public async Task As_many_are_kept_as_the_operator_says_and_none_goes_for_one_that_failed()
    {
        await using var database = await BackupTests.CreateAsync("First");
        var folder = File("backups");
        await using var process = await KithProcess.ServeAsync(database, environment: [("KITH_BACKUPS", folder), ("KITH_BACKUPS_KEEP", "2")]);
        var others = Path.Combine(folder, "before-the-move.kith");
        var made = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            if (i == 3)
            {
                await System.IO.File.WriteAllTextAsync(others, "of the operator", TestContext.Current.CancellationToken);
                // Nothing can be written beside what is there.
                Directory.Move(folder, $"{folder}-away");
                await System.IO.File.WriteAllTextAsync(folder, "", TestContext.Current.CancellationToken);
                Assert.Equal("failed", (await MakeAsync())["state"]!.GetValue<string>());
                System.IO.File.Delete(folder);
                Directory.Move($"{folder}-away", folder);
                Assert.Equal([made[2], made[1]], (await process.SendAsync(HttpMethod.Get, "/backups")).Iris.Skip(1));
            }
            var reply = await MakeAsync();
            Assert.Equal("done", reply["state"]!.GetValue<string>());
            made.Add(reply.Iri);
        }

        var there = (await process.SendAsync(HttpMethod.Get, "/backups")).Members.Where(backup => backup["state"]!.GetValue<string>() == "done").ToList();
        Assert.Equal([made[3], made[2]], there.Select(backup => backup["@id"]!.GetValue<string>()));
        Assert.Equal([others, .. there.Select(backup => backup["path"]!.GetValue<string>())], Directory.GetFiles(folder).OrderDescending());
        var deleted = (await process.SendAsync(HttpMethod.Get, "/audit?type=Backup")).Is(200).Members.Where(entry => entry["action"]!.GetValue<string>() == "delete").ToList();
        Assert.Equal([made[1], made[0]], deleted.Select(entry => entry["item"]!.GetValue<string>()));
        Assert.All(deleted, entry => Assert.Equal("KITH_BACKUPS_KEEP=2", entry["cause"]!.GetValue<string>()));

        async Task<Reply> MakeAsync() =>
            (await process.SendAsync(HttpMethod.Get, (await process.SendAsync(HttpMethod.Post, "/backups")).Is(202).Iri, headers: ("Prefer", "wait=60"))).Is(200);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("all")]
    [InlineData("-1")]
    public async Task A_number_of_backups_that_makes_no_sense_is_refused_at_the_start(string kept)
    {
        await using var database = await BackupTests.CreateAsync("First");

        var ended = await KithProcess.RunAsync(database, "serve --urls http://127.0.0.1:0", ("KITH_BACKUPS_KEEP", kept));

        Assert.Contains("KITH_BACKUPS_KEEP must be a whole number of backups, 1 or more", ended.Is(1).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_could_not_be_made_says_why_and_leaves_nothing()
    {
        await using var database = await BackupTests.CreateAsync("First");
        await System.IO.File.WriteAllTextAsync(File("file"), "", TestContext.Current.CancellationToken);
        await using var process = await KithProcess.ServeAsync(database, environment: ("KITH_BACKUPS", File("file/backups")));

        var asked = (await process.SendAsync(HttpMethod.Post, "/backups")).Is(202);
        var failed = (await process.SendAsync(HttpMethod.Get, asked.Iri, headers: ("Prefer", "wait=60"))).Is(200);
        Assert.Equal("failed", failed["state"]!.GetValue<string>());
        Assert.Contains(File("file/backups"), failed["error"]!.GetValue<string>(), StringComparison.Ordinal);
        (await process.SendAsync(HttpMethod.Get, $"{asked.Iri}/content")).Is(404);
        (await process.SendAsync(HttpMethod.Delete, asked.Iri)).Is(204);
        Assert.Empty((await process.SendAsync(HttpMethod.Get, "/backups")).Is(200).Iris);
    }

    private async Task<Reply> MadeAsync() => await MadeAsync((await server.Operator.Post("/backups", "")).Is(202));

    private async Task<Reply> MadeAsync(Reply asked)
    {
        var made = (await server.Operator.Get(asked.Iri, ("Prefer", "wait=60"))).Is(200);
        Assert.True(made["state"]!.GetValue<string>() == "done", made.Text);
        Assert.Equal("wait=60", made.Header("Preference-Applied"));
        return made;
    }

    private static string PathOf(Reply made) => made["path"]!.GetValue<string>();
}
