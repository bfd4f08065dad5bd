using System.CommandLine;

namespace Kith.Cli;

/// <summary>The options that say which database a command is about; every command has them.</summary>
internal sealed class DatabaseOptions
{
    public const string DefaultFolder = "data";

    /// <summary>The folder of the embedded database.</summary>
    public Option<string> Data { get; } = new("--data")
    {
        Description = "The folder of the database; made when it does not exist (KITH_DATA).",
        DefaultValueFactory = _ => Settings.Data.Value ?? DefaultFolder,
        Recursive = true,
    };

    /// <summary>A database elsewhere.</summary>
    public Option<string?> Database { get; } = new("--database")
    {
        Description = "A PostgreSQL database instead of the embedded one: Host=…;Database=…;Username=…;Password=… (KITH_DATABASE).",
        Recursive = true,
    };

    /// <summary>What is said on the command line counts before what the environment says.</summary>
    public DatabaseAddress Of(ParseResult arguments)
    {
        if (arguments.GetValue(Database) is { } given)
            return DatabaseAddress.ParseServer(given);
        var isFolderGiven = arguments.GetResult(Data) is { Implicit: false };
        return !isFolderGiven && Settings.Database.Value is { } configured
            ? DatabaseAddress.ParseServer(configured)
            : DatabaseAddress.OfFolder(arguments.GetRequiredValue(Data));
    }

    /// <summary>The database that must be there already: an empty one made by mistake would pass for it.</summary>
    public DatabaseAddress OfExisting(ParseResult arguments) => Existing(Of(arguments));

    /// <summary>The address, if there is a database.</summary>
    public static DatabaseAddress Existing(DatabaseAddress address) =>
        Storage.Database.Exists(address) ? address : throw new InvalidOperationException($"There is no database in {address}.");

}
