using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Tale.Actors.Host.Tests.Support;

/// <summary>Keeps what is logged as a log's search sees it: the text, and the properties by name.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text, IReadOnlyDictionary<string, object?> Properties)> _lines = new();

    public IReadOnlyList<(LogLevel Level, string Text, IReadOnlyDictionary<string, object?> Properties)> All => [.. _lines];

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose() { }

    private sealed class Logger(LogLines lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var properties = state as IEnumerable<KeyValuePair<string, object?>> ?? [];
            lines._lines.Enqueue((logLevel, formatter(state, exception), properties.ToDictionary(pair => pair.Key, pair => pair.Value)));
        }
    }
}
