using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Support;

/// <summary>A test kit whose actor system runs Tale, so that probes can be participants, watchers and callers.</summary>
public abstract class ActorSpec : TestKit
{
    /// <summary>Time passes only when a test says so.</summary>
    protected const string VirtualTime = VirtualScheduler.Hocon;

    protected ActorSpec(string hocon = "")
        : base(TaleSystem.Configuration(hocon).WithFallback(DefaultConfig)) => Logged = LogCapture.Of(Sys);

    protected LogCapture Logged { get; }

    protected VirtualScheduler Time => (VirtualScheduler)Sys.Scheduler;

    protected JournalControl Stored => JournalControl.For(Sys);

    protected ITaleClient Client => TaleExtension.For(Sys).Client;

    protected IActorRef Region => TaleExtension.For(Sys).Region;

    protected void Run(params TransactionDefinition[] definitions) => TaleExtension.For(Sys).Start(TaleSystem.Options(definitions));

    /// <summary>Starts a transaction as a caller that is an actor, and waits until that is durable.</summary>
    protected TestProbe Started(string id, string definition, object state)
    {
        var caller = CreateTestProbe();
        Region.Tell(new StartTransaction(id, definition, state), caller);
        caller.ExpectMsg<TransactionAccepted>(TaleSystem.Patience);
        return caller;
    }

    /// <summary>Asked again, as by any caller: what is in the mailbox of a coordinator that dies is lost.</summary>
    protected TransactionView View(string id)
    {
        var caller = CreateTestProbe();
        TransactionView? view = null;
        AwaitAssert(
            () =>
            {
                Region.Tell(new GetTransaction(id), caller);
                view = caller.ExpectMsg<TransactionView>(TimeSpan.FromSeconds(1));
            },
            TaleSystem.Patience);
        return view!;
    }

    /// <summary>The transaction, once it is as described.</summary>
    protected TransactionView ViewWhen(string id, Func<TransactionView, bool> condition)
    {
        TransactionView? view = null;
        AwaitAssert(() => Assert.True(condition(view = View(id)), $"It never became so; the last view was {view}."), TaleSystem.Patience, TimeSpan.FromMilliseconds(5));
        return view!;
    }

    /// <summary>From here on the region stands still, until it is released.</summary>
    private protected HeldUp HoldUpRegion()
    {
        var held = new HeldUp(((ExtendedActorSystem)Sys).Provider);
        Region.Tell(new GetTransaction("no id"), held);
        held.Wait();
        return held;
    }

    /// <summary>The coordinator of a transaction, which must be in memory.</summary>
    protected IActorRef Coordinator(string id) =>
        Sys.ActorSelection(Region.Path / id).ResolveOne(TaleSystem.Patience).GetAwaiter().GetResult();
}
