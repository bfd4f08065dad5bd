using Kith.Tests.Media;
using Kith.Tests.Support;
using Npgsql;

namespace Kith.Tests.Cli;

public sealed class RestoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kith-tests-").FullName;

    private string File(string name = "backup") => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [Trait("Engine", "sqlite")]
    public async Task A_database_that_is_replaced_is_kept_beside()
    {
        await using var first = await BackupTests.CreateAsync("First");
        await using var second = await BackupTests.CreateAsync("Second");
        (await KithProcess.RunAsync(first, $"backup {File()}")).Is(0);
        var replaced = await BackupTests.PeopleAsync(second);

        var kept = (await KithProcess.RunAsync(second, $"restore {File()}")).Is(0).LastLine.Split(": ")[1];

        Assert.Equal(await BackupTests.PeopleAsync(first), await BackupTests.PeopleAsync(second));
        (await KithProcess.RunAsync(second, $"restore {kept}")).Is(0);
        Assert.Equal(replaced, await BackupTests.PeopleAsync(second));
        (await KithProcess.RunAsync(second, "verify")).Is(0);
    }

    [Fact]
    [Trait("Engine", "postgres")]
    public async Task A_database_with_data_is_replaced_only_when_that_is_said()
    {
        await using var first = await BackupTests.CreateAsync("First");
        await using var second = await BackupTests.CreateAsync("Second");
        (await KithProcess.RunAsync(first, $"backup {File()}")).Is(0);
        var there = await BackupTests.PeopleAsync(second);

        Assert.Contains("--replace", (await KithProcess.RunAsync(second, $"restore {File()}")).Is(1).Errors, StringComparison.Ordinal);
        Assert.Equal(there, await BackupTests.PeopleAsync(second));

        (await KithProcess.RunAsync(second, $"restore {File()} --replace")).Is(0);
        Assert.Equal(await BackupTests.PeopleAsync(first), await BackupTests.PeopleAsync(second));
        (await KithProcess.RunAsync(second, "verify")).Is(0);
    }

    [Fact]
    [Trait("Engine", "postgres")]
    public async Task Tables_that_the_backup_does_not_have_are_not_left_among_its_own()
    {
        await using var database = await BackupTests.CreateAsync("First");
        (await KithProcess.RunAsync(database, $"backup {File()}")).Is(0);
        await ChangeAsync(database, "create table of_a_later_version (tenant_id bigint references tenants (id))");

        Assert.Contains("of_a_later_version", (await KithProcess.RunAsync(database, $"restore {File()} --replace")).Is(1).Errors, StringComparison.Ordinal);

        (await KithProcess.RunAsync(database, "verify")).Is(0);
    }

    [Fact]
    public async Task A_database_that_is_served_is_not_replaced()
    {
        await using var database = await BackupTests.CreateAsync("First");
        (await KithProcess.RunAsync(database, $"backup {File()}")).Is(0);
        await using var server = await KithProcess.ServeAsync(database);

        Assert.Contains("server", (await KithProcess.RunAsync(database, $"restore {File()} --replace")).Is(1).Errors, StringComparison.Ordinal);

        Assert.NotNull(await server.CreatePersonAsync("Second"));
        (await KithProcess.RunAsync(database, "verify")).Is(0);
    }

    [Fact]
    [Trait("Engine", "sqlite")]
    public async Task A_database_that_a_command_has_open_is_not_replaced()
    {
        await using var database = await BackupTests.CreateAsync("First");
        (await KithProcess.RunAsync(database, $"backup {File()}")).Is(0);
        await using var opened = await Crm.OpenDatabaseAsync(database.Address, TimeProvider.System);

        Assert.Contains("in use", (await KithProcess.RunAsync(database, $"restore {File()}")).Is(1).Errors, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Engine", "sqlite")]
    public async Task A_log_that_a_killed_server_left_is_not_taken_for_that_of_the_backup()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using (var server = await KithProcess.ServeAsync(database))
        {
            (await KithProcess.RunAsync(database, $"backup {File()}")).Is(0);
            Assert.NotNull(await server.CreatePersonAsync("In the log"));
            server.KillHard();
        }
        var live = Path.Combine(database.Address.Folder!, "kith.db");
        Assert.NotEqual(0, new FileInfo($"{live}-wal").Length);
        System.IO.File.Delete(live);

        var kept = (await KithProcess.RunAsync(database, $"restore {File()}")).Is(0).LastLine.Split(": ")[1];

        Assert.True(System.IO.File.Exists($"{kept}-wal"));
        Assert.Empty(await BackupTests.PeopleAsync(database));
        (await KithProcess.RunAsync(database, "verify")).Is(0);
    }

    [Fact]
    [Trait("Engine", "sqlite")]
    public async Task What_only_the_log_of_a_killed_server_holds_is_in_the_file_that_is_kept()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        Guid? person;
        await using (var server = await KithProcess.ServeAsync(database))
        {
            (await KithProcess.RunAsync(database, $"backup {File()}")).Is(0);
            person = await server.CreatePersonAsync("In the log");
            server.KillHard();
        }

        var kept = (await KithProcess.RunAsync(database, $"restore {File()}")).Is(0).LastLine.Split(": ")[1];
        Assert.Empty(await BackupTests.PeopleAsync(database));
        (await KithProcess.RunAsync(database, $"restore {kept}")).Is(0);
        Assert.Equal([person!.Value], await BackupTests.PeopleAsync(database));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    [InlineData(0.6)]
    [InlineData(0.999)]
    public async Task A_truncated_backup_is_refused(double part)
    {
        await using var database = await PictureAsync();
        var whole = await BackUpAsync(database);

        await CheckRefusedAsync(database, whole[..(int)(whole.Length * part)]);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.01)]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.9999)]
    public async Task A_backup_with_a_flipped_bit_is_refused(double place)
    {
        await using var database = await PictureAsync();
        var damaged = await BackUpAsync(database);
        damaged[(int)(damaged.Length * place)] ^= 0b100;

        await CheckRefusedAsync(database, damaged);
    }

    /// <summary>The seal is the end of the file: a line of 85 bytes.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(90)]
    public async Task Nor_does_a_flipped_bit_break_the_seal_off(int fromTheEnd)
    {
        await using var database = await PictureAsync();
        var damaged = await BackUpAsync(database);
        damaged[^fromTheEnd] ^= 0b100;

        await CheckRefusedAsync(database, damaged);
    }

    [Fact]
    public async Task A_backup_of_the_other_engine_is_refused_and_the_way_shown()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await System.IO.File.WriteAllBytesAsync(File(), [.. TestDatabase.IsPostgres ? "SQLite format 3\0"u8 : "PGDMP\u0001\u000e\0\u0004\u0008"u8], TestContext.Current.CancellationToken);

        Assert.Contains("kith database copy", (await KithProcess.RunAsync(database, $"restore {File()}")).Is(1).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_of_a_newer_version_is_refused()
    {
        await using var newer = await BackupTests.CreateAsync("Newer");
        await ChangeAsync(newer, "insert into scripts (name, ran_at) values ('Later.sql', 0)");
        (await KithProcess.RunAsync(newer, $"backup {File()}")).Is(0);
        await using var database = await BackupTests.CreateAsync("First");

        Assert.Contains("newer", (await KithProcess.RunAsync(database, $"restore {File()} --replace")).Is(1).Errors, StringComparison.Ordinal);
        Assert.Contains("newer", (await KithProcess.RunAsync(database, $"verify {File()}")).Is(1).Errors, StringComparison.Ordinal);

        (await KithProcess.RunAsync(database, "verify")).Is(0);
    }

    [Fact]
    public async Task A_backup_of_an_earlier_version_is_restored_as_it_is()
    {
        await using var earlier = await BackupTests.CreateAsync("Earlier");
        await ChangeAsync(earlier, "update derived_indexes set fingerprint = 'earlier' where resource = 'people'");
        (await KithProcess.RunAsync(earlier, $"backup {File()}")).Is(0);
        await using var database = await TestDatabase.CreateEmptyAsync();

        (await KithProcess.RunAsync(database, $"verify {File()}")).Is(0);
        Assert.Contains("kith database migrate", (await KithProcess.RunAsync(database, $"restore {File()}")).Is(0).Output, StringComparison.Ordinal);
        Assert.Contains("kith database migrate", (await KithProcess.RunAsync(database, "verify")).Is(1).Errors, StringComparison.Ordinal);
        (await KithProcess.RunAsync(database, "database migrate")).Is(0);
        (await KithProcess.RunAsync(database, "verify")).Is(0);
    }

    [Fact]
    public async Task A_database_of_something_else_is_refused()
    {
        await using var other = await TestDatabase.CreateEmptyAsync();
        if (TestDatabase.IsPostgres)
        {
            await using var connection = new NpgsqlConnection(other.Address.ConnectionString);
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = new NpgsqlCommand("create table scripts (name text); insert into scripts values ('of something else')", connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            (await KithProcess.RunAsync(other, $"backup {File()}")).Is(0);
        }
        else
            await System.IO.File.WriteAllBytesAsync(File(), [.. "SQLite format 3\0"u8, .. new byte[4080]], TestContext.Current.CancellationToken);
        await using var database = await BackupTests.CreateAsync("First");

        (await KithProcess.RunAsync(database, $"restore {File()} --replace")).Is(1);

        (await KithProcess.RunAsync(database, "verify")).Is(0);
    }

    private static async Task<TestDatabase> PictureAsync()
    {
        var database = await TestDatabase.CreateEmptyAsync();
        await using var server = await KithProcess.ServeAsync(database);
        await server.UploadAsync(Pictures.Noise());
        return database;
    }

    /// <summary>A backup that is sound, so that what is refused is refused for what was done to it.</summary>
    private async Task<byte[]> BackUpAsync(TestDatabase database)
    {
        (await KithProcess.RunAsync(database, $"backup {File("whole")}")).Is(0);
        (await KithProcess.RunAsync(database, $"verify {File("whole")}")).Is(0);
        return await System.IO.File.ReadAllBytesAsync(File("whole"), TestContext.Current.CancellationToken);
    }

    /// <summary>Refused by both commands, with nothing changed and nothing left.</summary>
    private async Task CheckRefusedAsync(TestDatabase database, byte[] backup)
    {
        await System.IO.File.WriteAllBytesAsync(File(), backup, TestContext.Current.CancellationToken);
        var places = Directory.CreateDirectory(File("places")).FullName;

        (await KithProcess.RunAsync(database, $"verify {File()}", ("TMPDIR", places))).Is(1);
        (await KithProcess.RunAsync(database, $"restore {File()} --replace", ("TMPDIR", places))).Is(1);

        Assert.Empty(Directory.EnumerateFileSystemEntries(places));
        (await KithProcess.RunAsync(database, "verify")).Is(0);
        if (database.Address.Folder is { } folder)
            Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(folder), path => Path.GetFileName(path) is not ("kith.db" or "kith.lock" or "kith.db-wal" or "kith.db-shm"));
    }

    private static async Task ChangeAsync(TestDatabase database, string statement)
    {
        await using var opened = await Crm.OpenDatabaseAsync(database.Address, TimeProvider.System);
        await opened.WriteGlobalAsync(async session =>
        {
            await session.RunScriptAsync(statement);
            return true;
        });
    }
}
