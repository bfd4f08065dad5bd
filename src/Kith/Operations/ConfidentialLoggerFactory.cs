using System.Data.Common;
using System.Net.Sockets;
using System.Text;

namespace Kith.Operations;

/// <summary>
/// Keeps the messages of exceptions out of every log, the framework's included: drivers and parsers quote the values that they
/// were given. The kind of exception, the codes that it carries and the place where it was thrown remain.
/// </summary>
/// <param name="inner">What writes.</param>
internal sealed class ConfidentialLoggerFactory(LoggerFactory inner) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new Logger(inner.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();

    private sealed class Logger(ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            inner.Log(logLevel, eventId, state, exception is null ? null : new ExceptionWithoutMessage(exception), formatter);
    }
}

/// <summary>An exception as it may be logged.</summary>
internal sealed class ExceptionWithoutMessage : Exception
{
    private readonly string _outline;

    public ExceptionWithoutMessage(Exception exception) : base(exception.GetType().FullName)
    {
        var outline = new StringBuilder();
        Write(outline, exception);
        _outline = outline.ToString();
    }

    public override string ToString() => _outline;

    private static void Write(StringBuilder outline, Exception exception)
    {
        outline.Append(exception.GetType().FullName).Append(CodesOf(exception));
        foreach (var inner in exception is AggregateException aggregate ? aggregate.InnerExceptions : exception.InnerException is { } one ? [one] : [])
        {
            outline.AppendLine().Append(" ---> ");
            Write(outline, inner);
        }
        if (exception.StackTrace is { } trace)
            outline.AppendLine().Append(trace);
    }

    private static string CodesOf(Exception exception) => exception switch
    {
        DbException database => $" ({database.SqlState ?? $"{database.ErrorCode}"})",
        SocketException socket => $" ({socket.SocketErrorCode})",
        IOException io => $" (0x{io.HResult:X8})",
        _ => "",
    };
}
