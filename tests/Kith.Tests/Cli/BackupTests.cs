using System.Collections.Concurrent;
using Kith.People;
using Kith.Tests.Media;
using Kith.Tests.Support;

namespace Kith.Tests.Cli;

public sealed class BackupTests : IDisposable
{
    private const int Writers = 6;
    private const int WritesBeforeTheBackup = 120;
    private const int WritesAfterTheBackup = 60;

    private readonly string _folder = Directory.CreateTempSubdirectory("kith-tests-").FullName;

    private string File(string name = "backup") => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_acknowledged_before_a_backup_in_the_middle_of_writes_is_in_it()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        var acknowledged = new ConcurrentBag<Guid>();
        var enough = new TaskCompletionSource();
        var done = new TaskCompletionSource();
        IReadOnlyCollection<Guid> before;
        Ended ended;
        await using (var server = await KithProcess.ServeAsync(database))
        {
            var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
            {
                // After the backup as many writes again: it leaves the database as writable as it was.
                for (var after = 0; after < WritesAfterTheBackup / Writers; after += done.Task.IsCompleted ? 1 : 0)
                {
                    acknowledged.Add((await server.CreatePersonAsync($"Writer {writer}"))!.Value);
                    if (acknowledged.Count >= WritesBeforeTheBackup)
                        enough.TrySetResult();
                }
            }));
            await Task.WhenAny(enough.Task, writing);
            before = [.. acknowledged];
            ended = await KithProcess.RunAsync(database, $"backup {File()}");
            done.SetResult();
            await writing;
        }
        Assert.Contains(" MB in ", ended.Is(0).Output, StringComparison.Ordinal);
        Assert.True(before.Count >= WritesBeforeTheBackup);
        Assert.True(acknowledged.Count > before.Count);

        await using var elsewhere = await TestDatabase.CreateEmptyAsync();
        (await KithProcess.RunAsync(elsewhere, $"restore {File()}")).Is(0);
        Assert.Empty(before.Except(await PeopleAsync(elsewhere)));
        (await KithProcess.RunAsync(elsewhere, "verify")).Is(0);
        (await KithProcess.RunAsync(database, $"verify {File()}")).Is(0);
    }

    [Fact]
    public async Task A_picture_a_key_and_a_signed_link_survive()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        byte[] picture;
        string link;
        await using (var server = await KithProcess.ServeAsync(database))
        {
            link = await server.UploadAsync(Pictures.Of(SkiaSharp.SKEncodedImageFormat.Png));
            picture = await server.DownloadAsync(link);
            (await KithProcess.RunAsync(database, $"backup {File()}")).Is(0);
        }

        await using var elsewhere = await TestDatabase.CreateEmptyAsync();
        (await KithProcess.RunAsync(elsewhere, $"restore {File()}")).Is(0);
        await using var restored = await KithProcess.ServeAsync(elsewhere);
        Assert.Equal(picture, await restored.DownloadAsync(link));
        Assert.Equal(200, await restored.GetAsync("/people", KithProcess.ChosenKey));
    }

    [Fact]
    public async Task Verify_says_what_is_in_a_backup_and_leaves_nothing_behind()
    {
        await using var database = await CreateAsync("First");
        (await KithProcess.RunAsync(database, $"backup {File()}")).Is(0);

        var places = Directory.CreateDirectory(File("places")).FullName;
        var said = (await KithProcess.RunAsync(database, $"verify {File()}", ("TMPDIR", places))).Is(0).Output;

        Assert.Contains("1 tenants, 1 people, 0 notes, ", said, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(places));
    }

    [Fact]
    public async Task A_file_that_is_there_is_replaced_only_by_force()
    {
        await using var database = await CreateAsync("First");
        await System.IO.File.WriteAllTextAsync(File(), "precious", TestContext.Current.CancellationToken);

        Assert.Contains("--force", (await KithProcess.RunAsync(database, $"backup {File()}")).Is(1).Errors, StringComparison.Ordinal);
        Assert.Equal("precious", await System.IO.File.ReadAllTextAsync(File(), TestContext.Current.CancellationToken));

        (await KithProcess.RunAsync(database, $"backup {File()} --force")).Is(0);
        (await KithProcess.RunAsync(database, $"verify {File()}")).Is(0);
        Assert.Equal([File()], Directory.EnumerateFiles(_folder));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File()));
    }

    [Fact]
    public async Task What_a_killed_backup_left_is_in_nobodys_way()
    {
        await using var database = await CreateAsync("First");
        await System.IO.File.WriteAllTextAsync(File("backup.partial"), "half", TestContext.Current.CancellationToken);

        (await KithProcess.RunAsync(database, $"backup {File()}")).Is(0);

        Assert.Equal([File()], Directory.EnumerateFiles(_folder));
        (await KithProcess.RunAsync(database, $"verify {File()}")).Is(0);
    }

    [Fact]
    public async Task A_backup_that_fails_leaves_no_file()
    {
        await using var database = await CreateAsync("First");
        Directory.CreateDirectory(File());

        (await KithProcess.RunAsync(database, $"backup {File()} --force")).Is(1);
        (await KithProcess.RunAsync(database, $"backup {File("missing/backup")}")).Is(1);

        Assert.Empty(Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Where_there_is_no_database_nothing_is_backed_up()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        var ended = TestDatabase.IsPostgres
            ? await KithProcess.RunAsync(database, $"backup {File()}")
            : await KithProcess.RunElsewhereAsync($"backup {File()}", "--data", File("none"));

        Assert.Contains(TestDatabase.IsPostgres ? "empty" : "no database", ended.Is(1).Errors, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(File()));
        Assert.False(Directory.Exists(File("none")));
    }

    internal static async Task<TestDatabase> CreateAsync(string familyName)
    {
        var database = await TestDatabase.CreateEmptyAsync();
        await using var server = await KithProcess.ServeAsync(database);
        Assert.NotNull(await server.CreatePersonAsync(familyName));
        Assert.Equal(0, await server.StopAsync());
        return database;
    }

    internal static async Task<IReadOnlyList<Guid>> PeopleAsync(TestDatabase database)
    {
        await using var opened = await Crm.OpenDatabaseAsync(database.Address, TimeProvider.System);
        return await opened.ReadAsync(session => session.ListAsync($"select id from {new Name(Person.Resource.Table)} order by id", static row => row.Id(0)), TestContext.Current.CancellationToken);
    }
}
