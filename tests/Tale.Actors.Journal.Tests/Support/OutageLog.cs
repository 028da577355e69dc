using Akka.Actor;
using Akka.Event;
using Akka.TestKit;

namespace Tale.Actors.Journal.Tests.Support;

/// <summary>What the journal says in the log about its database, from the time that this is made. Needs <c>akka.loglevel = INFO</c>.</summary>
internal sealed class OutageLog
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly TestProbe _lines;

    public OutageLog(ActorSystem system, TestProbe lines)
    {
        _lines = lines;
        system.EventStream.Subscribe(lines.Ref, typeof(LogEvent));
    }

    /// <summary>Waits for the next line.</summary>
    /// <returns>The line. It has no stack.</returns>
    public string Next()
    {
        var line = (LogEvent)_lines.FishForMessage(message => IsAboutTheDatabase((LogEvent)message), _patience);
        Assert.Null(line.Cause);
        var text = line.Message.ToString()!;
        Assert.DoesNotContain('\n', text);
        return text;
    }

    /// <summary>Nothing has been said since the last line.</summary>
    public void AssertQuiet()
    {
        while (_lines.HasMessages)
        {
            var line = (LogEvent)_lines.ReceiveOne(TimeSpan.Zero);
            Assert.False(IsAboutTheDatabase(line), line.ToString());
        }
    }

    private static bool IsAboutTheDatabase(LogEvent line) =>
        line is Error or Warning || line.Message.ToString()!.Contains("database", StringComparison.Ordinal);
}
