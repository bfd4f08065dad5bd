using System.Net;
using System.Net.Sockets;
using Kith.Tests.Support;

namespace Kith.Tests.Cli;

public sealed class DoctorTests
{
    private const string FreePort = "http://127.0.0.1:0";

    [Fact]
    public async Task A_sound_installation_has_nothing_wrong_and_is_left_as_it_was()
    {
        await using var database = await BackupTests.CreateAsync("First");
        var before = Listing(database);

        var ended = await KithProcess.RunAsync(database, $"doctor --urls {FreePort}");

        // The server of the tests does not wait for its disk, which the doctor may well say.
        Assert.DoesNotContain(ended.Output.Split('\n'), line => line.StartsWith("wrong", StringComparison.Ordinal) && !(TestDatabase.IsPostgres && line.Contains("fsync = off", StringComparison.Ordinal)));
        Assert.Contains("ok       version: ", ended.Output, StringComparison.Ordinal);
        Assert.Equal(ended.Output.Contains("\nwrong ", StringComparison.Ordinal) ? 1 : 0, ended.ExitCode);
        Assert.Equal(before, Listing(database));
    }

    [Fact]
    public async Task A_server_that_runs_is_recognised()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using var server = await KithProcess.ServeAsync(database);

        var ended = await KithProcess.RunAsync(database, $"doctor --urls {server.Address}");

        Assert.Contains($"ok       address {server.Address}: A Kith answers", ended.Output, StringComparison.Ordinal);
        Assert.NotNull(await server.CreatePersonAsync("Afterwards"));
    }

    [Fact]
    public async Task A_port_of_another_program_is_found()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var closing = CloseConnectionsAsync(other);

        await FindsAsync(database, "wrong    address", $"--urls http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}");

        other.Stop();
        await closing;
    }

    [Theory]
    [InlineData("KITH_RATE_LIMITS", "1", "warning  names of settings: KITH_RATE_LIMITS")]
    [InlineData("KITH_RATE_LIMIT", "many", "wrong    settings: KITH_RATE_LIMIT")]
    [InlineData("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1", "wrong    ICU")]
    public async Task An_environment_that_makes_no_sense_is_found(string name, string value, string expected)
    {
        await using var database = await BackupTests.CreateAsync("First");

        Assert.Contains(expected, (await KithProcess.RunAsync(database, $"doctor --urls {FreePort}", (name, value))).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("insert into scripts (name, ran_at) values ('Later.sql', 0)", "wrong    version")]
    [InlineData("update derived_indexes set fingerprint = 'earlier' where resource = 'people'", "warning  version")]
    [InlineData("insert into rebuilds (resource, tenant_id, after) values ('people', 1, '')", "warning  indexes")]
    public async Task A_database_that_is_not_of_this_version_is_found(string statement, string expected)
    {
        await using var database = await BackupTests.CreateAsync("First");
        await using (var opened = await Crm.OpenDatabaseAsync(database.Address, TimeProvider.System))
        {
            await opened.WriteGlobalAsync(async session =>
            {
                await session.RunScriptAsync(statement);
                return true;
            });
        }

        await FindsAsync(database, expected);
    }

    [Fact]
    [Trait("Engine", "sqlite")]
    public async Task A_folder_that_others_can_read_is_found()
    {
        await using var database = await BackupTests.CreateAsync("First");
        var file = Path.Combine(database.Address.Folder!, "kith.db");
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(file));
            System.IO.File.SetUnixFileMode(database.Address.Folder!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
            System.IO.File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        }

        await FindsAsync(database, "wrong    permissions");
    }

    [Fact]
    [Trait("Engine", "sqlite")]
    public async Task A_folder_that_is_not_there_is_found_and_not_made()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        Directory.Delete(database.Address.Folder!);

        await FindsAsync(database, "wrong    data folder");

        Assert.False(Directory.Exists(database.Address.Folder));
        Directory.CreateDirectory(database.Address.Folder!);
    }

    [Fact]
    [Trait("Engine", "sqlite")]
    public async Task A_damaged_file_is_found()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await System.IO.File.WriteAllTextAsync(Path.Combine(database.Address.Folder!, "kith.db"), new string('x', 5000), TestContext.Current.CancellationToken);

        await FindsAsync(database, "wrong    database");
    }

    [Theory]
    [Trait("Engine", "postgres")]
    [InlineData("Host=127.0.0.1;Port=1;Username=nobody;Database=nothing")]
    [InlineData("Host=127.0.0.1;Port=none")]
    public async Task A_database_that_cannot_be_reached_is_found(string address)
    {
        await using var database = await TestDatabase.CreateEmptyAsync();

        var ended = (await KithProcess.RunElsewhereAsync($"doctor --urls {FreePort}", "--database", address)).Is(1);

        Assert.Contains("wrong    database", ended.Output, StringComparison.Ordinal);
        Assert.Contains("ok       ICU", ended.Output, StringComparison.Ordinal);
    }

    private static async Task FindsAsync(TestDatabase database, string expected, string urls = $"--urls {FreePort}")
    {
        var ended = await KithProcess.RunAsync(database, $"doctor {urls}");
        Assert.Contains(expected, ended.Output, StringComparison.Ordinal);
        if (expected.StartsWith("wrong", StringComparison.Ordinal))
            ended.Is(1);
    }

    private static List<string> Listing(TestDatabase database) => database.Address.Folder is { } folder
        ? [.. new DirectoryInfo(folder).EnumerateFiles().Select(file => $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}").Order(StringComparer.Ordinal)]
        : [];

    private static async Task CloseConnectionsAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var connection = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            }
        }
        catch (SocketException)
        {
            // The listener was stopped.
        }
    }
}
