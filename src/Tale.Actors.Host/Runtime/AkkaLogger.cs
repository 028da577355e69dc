using Akka.Actor;
using Akka.Event;
using Akka.Hosting.Logging;

namespace Tale.Actors.Host.Runtime;

/// <summary>
/// Hands what Akka logs on to the host's logging: the message alone, since the host writes time and level of each line, under the name of
/// its source, and with its properties, such as TransactionId and Step.
/// </summary>
internal sealed class AkkaLogger : LoggerFactoryLogger
{
    private readonly ILoggerFactory _loggers = Context.System.Settings.Setup.Get<LoggerFactorySetup>().Value.LoggerFactory;

    /// <summary>The level of Akka that lets through what the host's logging is to get.</summary>
    public static Akka.Event.LogLevel LevelOf(Microsoft.Extensions.Logging.LogLevel level) => level switch
    {
        Microsoft.Extensions.Logging.LogLevel.Trace or Microsoft.Extensions.Logging.LogLevel.Debug => Akka.Event.LogLevel.DebugLevel,
        Microsoft.Extensions.Logging.LogLevel.Information => Akka.Event.LogLevel.InfoLevel,
        Microsoft.Extensions.Logging.LogLevel.Warning => Akka.Event.LogLevel.WarningLevel,
        _ => Akka.Event.LogLevel.ErrorLevel,
    };

    protected override void Log(LogEvent log, ActorPath path)
    {
        var logger = _loggers.CreateLogger(Category(log));
        var level = Level(log.LogLevel());
        if (!logger.IsEnabled(level))
            return;
        log.TryGetProperties(out var properties);
        KeyValuePair<string, object?>[] state =
        [
            .. (properties ?? new Dictionary<string, object>()).Select(property => KeyValuePair.Create(property.Key, (object?)property.Value)),
            KeyValuePair.Create("{OriginalFormat}", (object?)log.GetTemplate()),
        ];
        logger.Log(level, default, state, log.Cause, (_, _) => Text(log));
    }

    // A source that is a text has a class that stands for all of those.
    private static string Category(LogEvent log) => log.LogClass is { Namespace: not "Akka.Event" } type
        ? type.FullName ?? type.Name
        : log.LogSource.Split('(', 2)[0].TrimEnd();

    private static string Text(LogEvent log)
    {
        try
        {
            return log.Message?.ToString() ?? "";
        }
        catch (FormatException)
        {
            return log.GetTemplate();
        }
    }

    private static Microsoft.Extensions.Logging.LogLevel Level(Akka.Event.LogLevel level) => level switch
    {
        Akka.Event.LogLevel.DebugLevel => Microsoft.Extensions.Logging.LogLevel.Debug,
        Akka.Event.LogLevel.InfoLevel => Microsoft.Extensions.Logging.LogLevel.Information,
        Akka.Event.LogLevel.WarningLevel => Microsoft.Extensions.Logging.LogLevel.Warning,
        _ => Microsoft.Extensions.Logging.LogLevel.Error,
    };
}
