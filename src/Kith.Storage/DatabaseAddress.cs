using System.Data.Common;
using Npgsql;

namespace Kith.Storage;

/// <summary>Where a database lives: a folder of this machine, or a PostgreSQL server.</summary>
public sealed record DatabaseAddress
{
    private const string NotUnderstood = "A PostgreSQL database is named by a connection string, Host=…;Database=…;Username=…;Password=…, or by postgresql://user:password@host/database. For the embedded one, --data names the folder.";

    private static readonly string[] Shown = ["Host", "Server", "Port", "Database"];

    private DatabaseAddress(string? folder, string? connectionString) => (Folder, ConnectionString) = (folder, connectionString);

    /// <summary>The folder of an embedded database; null on PostgreSQL.</summary>
    public string? Folder { get; }

    /// <summary>The connection string of a PostgreSQL database, with its password; null for an embedded one.</summary>
    public string? ConnectionString { get; }

    /// <summary>An embedded database.</summary>
    public static DatabaseAddress OfFolder(string folder) => new(Path.GetFullPath(folder), null);

    /// <summary>
    /// Reads a folder, a connection string (<c>Host=…;Database=…;Username=…;Password=…</c>) or a PostgreSQL URI
    /// (<c>postgresql://user:password@host:port/database</c>).
    /// </summary>
    /// <exception cref="FormatException">The text looks like a connection string and is not one.</exception>
    public static DatabaseAddress Parse(string text)
    {
        if (text.StartsWith("postgresql://", StringComparison.Ordinal) || text.StartsWith("postgres://", StringComparison.Ordinal))
            return new(null, Checked(OfUri(text)));
        if (!text.Contains('=', StringComparison.Ordinal))
            return OfFolder(text);
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = text };
            if (parts.ContainsKey("Host") || parts.ContainsKey("Server"))
                return new(null, Checked(text));
        }
        catch (ArgumentException)
        {
            // Said below: the driver's message would repeat the password.
        }
        throw new FormatException(NotUnderstood);
    }

    /// <summary>Reads a connection string or a PostgreSQL URI; a folder, or nothing, is not taken for one.</summary>
    /// <exception cref="FormatException">The text is neither.</exception>
    public static DatabaseAddress ParseServer(string text) => text.Length > 0 && Parse(text) is { ConnectionString: not null } address
        ? address
        : throw new FormatException(NotUnderstood);

    /// <summary>The address as it may be shown: without password.</summary>
    public override string ToString()
    {
        if (Folder is not null)
            return Folder;
        var parts = new DbConnectionStringBuilder { ConnectionString = ConnectionString };
        return string.Join(';', Shown.Where(parts.ContainsKey).Select(key => $"{key}={parts[key]}"));
    }

    /// <summary>The text, or why the driver does not take it; the password is not repeated.</summary>
    private static string Checked(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString).ConnectionString;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException or KeyNotFoundException)
        {
            throw new FormatException($"The connection string is not understood: {exception.Message}", exception);
        }
    }

    private static string OfUri(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            throw new FormatException("The address of the database is not a URI: postgresql://user:password@host:port/database");
        var builder = new DbConnectionStringBuilder { ["Host"] = uri.Host };
        if (uri.Port > 0)
            builder["Port"] = uri.Port;
        if (uri.AbsolutePath.Length > 1)
            builder["Database"] = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        if (uri.UserInfo.Split(':', 2) is [{ Length: > 0 } user, ..] account)
        {
            builder["Username"] = Uri.UnescapeDataString(user);
            if (account.Length == 2)
                builder["Password"] = Uri.UnescapeDataString(account[1]);
        }
        foreach (var parameter in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = parameter.Split('=', 2) is [var name, var given] ? (name, Uri.UnescapeDataString(given)) : (parameter, "");
            // libpq writes the words of its settings together or with underscores, the driver with spaces or together.
            builder[key.Replace("_", " ", StringComparison.Ordinal)] = value;
        }
        return builder.ConnectionString;
    }
}
