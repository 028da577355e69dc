using System.Collections.Concurrent;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Index;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization;
using Tale.Actors.Settings;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>A parent that says that somebody has said so again.</summary>
public sealed class ChildToldAgainSpec() : TestKit("akka.loglevel = OFF\ntale.client.rewatch-interval = 1s")
{
    /// <summary>The answer to what the parent said of itself is none to what somebody said.</summary>
    [Fact]
    public void What_somebody_says_is_said_until_it_is_heard()
    {
        var clock = new NodeClock(Sys.Scheduler);
        clock.Start();
        var settings = new TaleSettings(Sys.Settings.Config.WithFallback(TaleExtension.DefaultConfiguration()));
        var codec = StateCodec.For(Sys);
        codec.Register(typeof(int));
        var port = new PlayedPort();
        var services = new AttemptServices(settings, codec, clock, null, Sys.Log) { Transactions = port };
        var inner = Transaction.Define<int>("inner").Step("one", (int n) => n).Undo(_ => { }).Build();
        var plan = Plan.Of(Transaction.Define<int>("t").Child("hangs", inner).Build());
        var started = new Event.TransactionStarted(DateTimeOffset.UnixEpoch, "t1", "t", 1, plan.Hash, new Payload("int32", "7"u8.ToArray()), []);
        var work = new AttemptWork(
            plan.Steps[0], Evolve.Start(plan, started), new AttemptKey(0, Direction.Execute, 1), Tenure.Of(NoLease.Instance), timeout: null, gates: []);
        var child = Sys.ActorOf(Props.Create(() => new ChildActor(services)));
        child.Tell(work);
        AwaitAssert(() => Assert.Equal(1, port.Starts), TaleSystem.Patience);
        child.Tell(new TransactionAccepted("t1:hangs", "inner", 1, TransactionStatus.Running));

        child.Tell(AttemptCancelled.Instance);
        child.Tell(AttemptCancelled.Again);
        AwaitAssert(() => Assert.Equal([true, false], port.Cancels), TaleSystem.Patience);
        // It goes back already; whoever has it may not take it over at present.
        child.Tell(new CommandAccepted("t1:hangs", TransactionStatus.Suspended, 5));
        child.Tell(new TransactionRejected("t1:hangs", RejectionReason.NotOwner, "try again in a minute"));

        AwaitAssert(() => Assert.Equal(2, port.Cancels.Count(isOfParent => !isOfParent)), TimeSpan.FromSeconds(15));
    }

    private sealed class PlayedPort : ITransactionPort
    {
        private readonly ConcurrentQueue<bool> _cancels = new();
        private int _starts;

        public int Starts => Volatile.Read(ref _starts);

        public IReadOnlyList<bool> Cancels => [.. _cancels];

        public void StartChild(StartTransaction start, string? cancelReason, IActorRef sender) => Interlocked.Increment(ref _starts);

        public void Send(ITransactionCommand command, IActorRef sender)
        {
            if (command is CancelTransaction cancel)
                _cancels.Enqueue(cancel.IsOfParent);
        }
    }
}
