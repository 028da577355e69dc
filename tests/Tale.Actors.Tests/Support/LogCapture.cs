using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;

namespace Tale.Actors.Tests.Support;

/// <summary>Everything that an actor system logs, whatever its level, with the stack traces of the errors.</summary>
public sealed class LogCapture
{
    private readonly ConcurrentQueue<LogEvent> _events = new();

    private LogCapture()
    {
    }

    public IReadOnlyList<LogEvent> Events => [.. _events];

    public IReadOnlyList<string> Lines => [.. _events.Select(e => $"{e.LogLevel()} {e.LogSource} {e.Message} {e.Cause}")];

    public IReadOnlyList<string> Warnings => [.. _events.Where(e => e.LogLevel() >= LogLevel.WarningLevel).Select(e => $"{e.Message}")];

    public static LogCapture Of(ActorSystem system)
    {
        var capture = new LogCapture();
        var listener = ((ExtendedActorSystem)system).SystemActorOf(Props.Create(() => new Listener(capture._events)), "log-capture");
        system.EventStream.Subscribe(listener, typeof(LogEvent));
        return capture;
    }

    private sealed class Listener : UntypedActor
    {
        private readonly ConcurrentQueue<LogEvent> _events;

        public Listener(ConcurrentQueue<LogEvent> events) => _events = events;

        protected override void OnReceive(object message) => _events.Enqueue((LogEvent)message);
    }
}
