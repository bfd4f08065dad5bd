using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kith.Operations;

/// <summary>How log lines are written.</summary>
internal enum LogFormat
{
    Text,
    Json,
}

/// <summary>What is logged, and how.</summary>
internal sealed record LogOptions
{
    private static readonly Dictionary<string, LogFormat> Formats = new() { ["text"] = LogFormat.Text, ["json"] = LogFormat.Json };

    private static readonly Dictionary<string, LogLevel> Levels =
        Enum.GetValues<LogLevel>().ToDictionary(static level => level.ToString().ToLowerInvariant());

    private static readonly Dictionary<string, bool> Switches = new() { ["true"] = true, ["false"] = false };

    /// <summary>How a line is written.</summary>
    public LogFormat Format { get; init; }

    /// <summary>The least important lines of our own that are written.</summary>
    public LogLevel Level { get; init; } = LogLevel.Information;

    /// <summary>Whether each request is a line.</summary>
    public bool Requests { get; init; }

    /// <summary>Reads the environment, or says which variable is wrong.</summary>
    public static LogOptions Read() => new()
    {
        Format = Settings.LogFormat.Choice(Formats),
        Level = Settings.LogLevel.Choice(Levels),
        Requests = Settings.LogRequests.Choice(Switches),
    };
}

/// <summary>Sets up logs that hold nothing of what clients send (docs/operating.md "Logs").</summary>
internal static class Logging
{
    /// <summary>RFC 3339 in UTC, as everywhere else.</summary>
    private const string Timestamp = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";

    public static void Configure(ILoggingBuilder logging, LogOptions options)
    {
        logging.ClearProviders();
        if (options.Format == LogFormat.Json)
        {
            logging.AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = Timestamp.TrimEnd();
            });
        }
        else
        {
            logging.AddSimpleConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = Timestamp;
                console.SingleLine = true;
            });
        }
        logging.Services.AddSingleton<LoggerFactory>();
        logging.Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory, ConfidentialLoggerFactory>());
        logging.Services.Configure<LoggerFilterOptions>(filter =>
        {
            // Whatever Logging__LogLevel__… says: the framework logs query strings and headers below Warning.
            filter.Rules.Clear();
            filter.MinLevel = Max(options.Level, LogLevel.Warning);
            Add(filter, "Kith", options.Level);
            // Why the server cannot start is said by the command, in one line.
            Add(filter, "Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
            Add(filter, typeof(RequestLog).FullName!, options.Requests ? LogLevel.Information : LogLevel.None);
            // Keys of forms are kept as the keys of signed links are (SECURITY.md); a form without its token is somebody else's doing.
            Add(filter, "Microsoft.AspNetCore.DataProtection", LogLevel.Error);
            Add(filter, "Microsoft.AspNetCore.Antiforgery", LogLevel.Error);
            // What a provider says of people is told by ourselves, in one word.
            Add(filter, "Microsoft.AspNetCore.Authentication", LogLevel.None);
            // Requests are given a trace id for the sake of this category, which is for nothing when no line has it.
            Add(filter, "Microsoft.AspNetCore.Hosting.Diagnostics", options.Requests ? LogLevel.Critical : LogLevel.None);
        });
    }

    private static void Add(LoggerFilterOptions filter, string category, LogLevel level) => filter.Rules.Add(new LoggerFilterRule(null, category, level, null));

    private static LogLevel Max(LogLevel one, LogLevel other) => one > other ? one : other;
}
