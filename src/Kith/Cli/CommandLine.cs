using System.CommandLine;

namespace Kith.Cli;

/// <summary>The commands of <c>kith</c>; without one it serves.</summary>
internal static class CommandLine
{
    public static RootCommand Create()
    {
        var database = new DatabaseOptions();
        var urls = new Option<string>("--urls")
        {
            Description = "The addresses to listen on, with semicolons between them (KITH_URLS).",
            DefaultValueFactory = _ => Settings.Urls.Value ?? KithOptions.DefaultUrls,
        };
        var root = new RootCommand("Kith, the open people server.") { database.Data, database.Database, urls };
        Run(root, database, urls, isDemo: false);
        root.Subcommands.Add(Run(new Command("serve", "Serves the API.") { urls }, database, urls, isDemo: false));
        root.Subcommands.Add(Run(new Command("demo", "Serves the API with 537 people to try it on, loaded when the database has none.") { urls }, database, urls, isDemo: true));
        root.Subcommands.Add(KeysCommand.Create(database));
        root.Subcommands.Add(UsersCommand.Create(database, urls));
        root.Subcommands.Add(ImportCommand.Create(database));
        root.Subcommands.Add(ExportCommand.Create(database));
        root.Subcommands.Add(GenerateCommand.Create(database));
        root.Subcommands.Add(DatabaseCommand.Create(database));
        root.Subcommands.Add(BackupCommand.Create(database));
        root.Subcommands.Add(RestoreCommand.Create(database));
        root.Subcommands.Add(VerifyCommand.Create(database));
        root.Subcommands.Add(DoctorCommand.Create(database, urls));
        return root;
    }

    private static Command Run(Command command, DatabaseOptions database, Option<string> urls, bool isDemo)
    {
        command.SetAction((arguments, cancellation) =>
            ServeCommand.RunAsync(KithOptions.Read(database.Of(arguments), arguments.GetRequiredValue(urls)), isDemo, cancellation));
        return command;
    }
}
