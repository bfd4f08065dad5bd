namespace Kith.Tests.Support;

/// <summary>A database of one test or one server, on the engine that KITH_TEST_ENGINE names; nothing is left of it afterwards.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private TestDatabase(DatabaseAddress address) => Address = address;

    /// <summary>Whether the tests run on PostgreSQL.</summary>
    public static bool IsPostgres { get; } = Environment.GetEnvironmentVariable("KITH_TEST_ENGINE") switch
    {
        null or "" or "sqlite" => false,
        "postgres" => true,
        var other => throw new InvalidOperationException($"KITH_TEST_ENGINE is {other}, expected sqlite or postgres."),
    };

    public DatabaseAddress Address { get; }

    /// <summary>The address as a command is told of it.</summary>
    public IReadOnlyList<string> Arguments => Address.Folder is { } folder ? ["--data", folder] : ["--database", Address.ConnectionString!];

    /// <summary>A database that is ready for use: on PostgreSQL it has its tables already, which saves most of the time of a start.</summary>
    public static async Task<TestDatabase> CreateAsync() =>
        IsPostgres ? new(await PostgresServer.CreateFromTemplateAsync()) : InFolder();

    /// <summary>A database without tables, as an operator makes one before the first start.</summary>
    public static async Task<TestDatabase> CreateEmptyAsync() =>
        IsPostgres ? new(await PostgresServer.CreateEmptyAsync()) : InFolder();

    /// <summary>A database of the embedded engine, whichever the tests run on.</summary>
    public static TestDatabase InFolder() => new(DatabaseAddress.OfFolder(Directory.CreateTempSubdirectory("kith-tests-").FullName));

    /// <summary>The same database behind a port of this machine; whoever made it disposes of it.</summary>
    public TestDatabase Behind(int port) => new(PostgresServer.Behind(Address, port));

    public async ValueTask DisposeAsync()
    {
        if (Address.Folder is { } folder)
            Directory.Delete(folder, recursive: true);
        else
            await PostgresServer.DropAsync(Address);
    }
}
