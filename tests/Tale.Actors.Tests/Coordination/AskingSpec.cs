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

namespace Tale.Actors.Tests.Coordination;

/// <summary>Attempts that are played by asking somebody else.</summary>
public sealed class AskingSpec() : TestKit("akka.loglevel = OFF\ntale.client.rewatch-interval = 1s")
{
    /// <summary>Its coordinator has ended, and hears nothing of it.</summary>
    [Fact]
    public void F33_an_attempt_whose_answer_nobody_hears_gives_its_place_back()
    {
        var services = Services();
        var gate = new AttemptSlots(1);
        var work = Work(Transaction.Define<int>("t").Step("one", n => n).Build(), gate);
        Assert.True(work.TryPass(ActorRefs.Nobody));
        Assert.Equal(1, gate.Taken);

        Sys.ActorOf(Props.Create(() => new AtOnce(services))).Tell(work);

        AwaitAssert(() => Assert.Equal(0, gate.Taken), TaleSystem.Patience);
    }

    /// <summary>The answer to what a parent said of itself is none to what somebody said.</summary>
    [Fact]
    public void What_somebody_says_to_a_child_is_said_until_it_is_heard()
    {
        var port = new PlayedPort();
        var services = Services();
        services.Transactions = port;
        var inner = Transaction.Define<int>("inner").Step("one", (int n) => n).Undo(_ => { }).Build();
        var child = Sys.ActorOf(Props.Create(() => new ChildActor(services)));
        child.Tell(Work(Transaction.Define<int>("t").Child("hangs", inner).Build()));
        AwaitAssert(() => Assert.Equal(1, port.Starts), TaleSystem.Patience);
        child.Tell(new TransactionAccepted("t1:hangs", "inner", 1, TransactionStatus.Running));

        child.Tell(AttemptCancelled.Instance);
        AwaitAssert(() => Assert.Equal(2, port.Cancels.Count), TaleSystem.Patience);
        child.Tell(AttemptCancelled.Again);
        AwaitAssert(() => Assert.Single(OfSomebody()), TaleSystem.Patience);
        // It goes back already; whoever has it may not take it over at present. The parent's word had been said twice.
        for (var i = 0; i < 2; i++)
            child.Tell(new CommandAccepted("t1:hangs", TransactionStatus.Suspended, 5) { WishId = port.Cancels[0].WishId });
        child.Tell(new TransactionRejected("t1:hangs", RejectionReason.NotOwner, "try again in a minute"));

        AwaitAssert(() => Assert.Equal(2, OfSomebody().Count), TaleSystem.Patience);
        Assert.Single(OfSomebody().Select(cancel => cancel.WishId).Distinct());

        List<CancelTransaction> OfSomebody() => [.. port.Cancels.Where(cancel => !cancel.IsOfParent)];
    }

    private AttemptServices Services()
    {
        var clock = new NodeClock(Sys.Scheduler);
        clock.Start();
        var codec = StateCodec.For(Sys);
        codec.Register(typeof(int));
        return new AttemptServices(
            new TaleSettings(Sys.Settings.Config.WithFallback(TaleExtension.DefaultConfiguration())), codec, clock, null, Sys.Log);
    }

    private static AttemptWork Work(TransactionDefinition definition, params IAttemptGate[] gates)
    {
        var plan = Plan.Of(definition);
        var started = new Event.TransactionStarted(DateTimeOffset.UnixEpoch, "t1", "t", 1, plan.Hash, new Payload("int32", "7"u8.ToArray()), []);
        return new AttemptWork(
            plan.Steps[0], Evolve.Start(plan, started), new AttemptKey(0, Direction.Execute, 1), Tenure.Of(NoLease.Instance), timeout: null, gates);
    }

    private sealed class PlayedPort : ITransactionPort
    {
        private readonly ConcurrentQueue<CancelTransaction> _cancels = new();
        private int _starts;

        public int Starts => Volatile.Read(ref _starts);

        public IReadOnlyList<CancelTransaction> Cancels => [.. _cancels];

        public void StartChild(StartTransaction start, string? cancelReason, IActorRef sender) => Interlocked.Increment(ref _starts);

        public void Send(ITransactionCommand command, IActorRef sender)
        {
            if (command is CancelTransaction cancel)
                _cancels.Enqueue(cancel);
        }
    }

    private sealed class AtOnce(AttemptServices services) : AskingActor(services, TimeSpan.FromSeconds(1))
    {
        protected override void Begin(AttemptWork work)
        {
            End(work, work.Done(null));
            Context.Stop(Self);
        }

        protected override void AskAgain(AttemptWork work) { }

        protected override void Cancel(AttemptWork work, bool isSaidAgain) { }

        protected override void Hear(object message) { }
    }
}
