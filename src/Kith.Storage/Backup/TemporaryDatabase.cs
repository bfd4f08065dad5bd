namespace Kith.Storage;

/// <summary>A place where a backup is tried out; nothing is left of it afterwards.</summary>
public sealed class TemporaryDatabase : IAsyncDisposable
{
    private readonly Func<ValueTask> _remove;

    private TemporaryDatabase(DatabaseAddress address, Func<ValueTask> remove) => (Address, _remove) = (address, remove);

    /// <summary>Where it is.</summary>
    public DatabaseAddress Address { get; }

    /// <summary>
    /// A place for a backup: a folder among the temporary files (TMPDIR) for the embedded engine, a database on the server of an
    /// address for PostgreSQL.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no server, or it does not let the user create a database.</exception>
    public static async Task<TemporaryDatabase> CreateAsync(BackupFormat format, DatabaseAddress address, TimeProvider clock)
    {
        if (format == BackupFormat.Sqlite)
        {
            var folder = Directory.CreateTempSubdirectory("kith-verify-").FullName;
            return new(DatabaseAddress.OfFolder(folder), () =>
            {
                Directory.Delete(folder, recursive: true);
                return ValueTask.CompletedTask;
            });
        }
        if (address.ConnectionString is not { } connectionString)
            throw new InvalidOperationException("A backup of PostgreSQL is tried out on a server, in a database that is dropped afterwards: say which with --database.");
        var server = new Postgres(connectionString, isServer: false);
        try
        {
            var name = $"kith_verify_{new Ids(clock).Next():N}";
            var created = await server.CreateBesideAsync(name);
            return new(DatabaseAddress.Parse(created), async () =>
            {
                await server.DropBesideAsync(name);
                await server.DisposeAsync();
            });
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _remove();
}
