using System.Collections.Concurrent;
using Kith.Tls;
using Microsoft.Extensions.Logging;

namespace Kith.Tests.Support;

/// <summary>What a server in this process says of its certificate.</summary>
internal sealed class Lines : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _texts = new();

    public IReadOnlyList<string> Texts => [.. _texts];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName == typeof(ServerCertificate).FullName);

    public void Dispose()
    {
    }

    private sealed class Logger(Lines lines, bool isKept) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => isKept;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (isKept)
                lines._texts.Enqueue(formatter(state, exception));
        }
    }
}
