using Akka.Actor;
using Akka.TestKit;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Failures;

/// <summary>A node whose time is in the test's hand, and whose watchdog looks every ten seconds of it.</summary>
public abstract class VirtualTimeSpec(string hocon = "") : ActorSpec($"{VirtualTime}tale.watchdog.interval = 10s\n{hocon}")
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    internal Trace Trace { get; } = new();

    /// <summary>Time passes in small steps until the log holds an event of the kind.</summary>
    protected void PassUntilStored(string transactionId, string kind) => PassUntil(() => Stored.EventsOf(transactionId).Contains(kind));

    /// <summary>Time passes in small steps until it is so.</summary>
    protected void PassUntil(Func<bool> condition) => AwaitAssert(
        () =>
        {
            Time.Advance(Step);
            Assert.True(condition());
        },
        TaleSystem.Patience, TimeSpan.FromMilliseconds(10));

    /// <summary>The answer to a command, to a caller of its own.</summary>
    protected T Answer<T>(ITransactionCommand command)
    {
        var asker = CreateTestProbe();
        Region.Tell(command, asker);
        return asker.ExpectMsg<T>(TaleSystem.Patience);
    }

    /// <summary>How it ends; that it is suspended before is left out.</summary>
    protected ITransactionOutcome Outcome(string transactionId)
    {
        var watcher = CreateTestProbe();
        Region.Tell(new WatchTransaction(transactionId), watcher);
        return (ITransactionOutcome)watcher.FishForMessage(message => message is ITransactionOutcome and not TransactionSuspended, TaleSystem.Patience);
    }

    /// <summary>The next message of the kind; what comes before it is left out.</summary>
    protected static T Fish<T>(TestProbe probe, Func<T, bool>? isIt = null) where T : class =>
        (T)probe.FishForMessage(message => message is T it && isIt?.Invoke(it) != false, TaleSystem.Patience);

    protected void WaitUntilStored(string transactionId, string kind) =>
        AwaitAssert(() => Assert.Contains(kind, Stored.EventsOf(transactionId)), TaleSystem.Patience);

    /// <summary>Waits until it is out of memory and its home knows it: one that has just ended still takes up its place.</summary>
    protected void WaitUntilPassivated(string transactionId) => AwaitAssert(
        () => Assert.DoesNotContain(((ActorRefWithCell)Region).Children, child => child.Path.Name == transactionId), TaleSystem.Patience);
}
