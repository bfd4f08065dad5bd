using System.CommandLine;

namespace Kith.Cli;

/// <summary>The commands of <c>kith</c>; without one it serves.</summary>
internal static class CommandLine
{
    public static RootCommand Create()
    {
        var data = new Option<string>("--data")
        {
            Description = "The folder of the database; made when it does not exist.",
            DefaultValueFactory = _ => KithOptions.DefaultDataFolder,
            Recursive = true,
        };
        var urls = new Option<string>("--urls")
        {
            Description = "The addresses to listen on, with semicolons between them.",
            DefaultValueFactory = _ => KithOptions.DefaultUrls,
        };
        var root = new RootCommand("Kith, the open people server.") { data, urls };
        Run(root, data, urls, isDemo: false);
        root.Subcommands.Add(Run(new Command("serve", "Serves the API.") { urls }, data, urls, isDemo: false));
        root.Subcommands.Add(Run(new Command("demo", "Serves the API with 537 people to try it on, loaded when the database has none.") { urls }, data, urls, isDemo: true));
        root.Subcommands.Add(KeysCommand.Create(data));
        root.Subcommands.Add(VerifyCommand.Create(data));
        return root;
    }

    private static Command Run(Command command, Option<string> data, Option<string> urls, bool isDemo)
    {
        command.SetAction((arguments, cancellation) =>
            ServeCommand.RunAsync(KithOptions.Read(arguments.GetRequiredValue(data), arguments.GetRequiredValue(urls)), isDemo, cancellation));
        return command;
    }
}
