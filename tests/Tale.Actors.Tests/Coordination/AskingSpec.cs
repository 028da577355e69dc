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
public sealed class AskingSpec() : TestKit("akka.loglevel = OFF")
{
    /// <summary>Its coordinator has ended, and hears nothing of it.</summary>
    [Fact]
    public void F33_an_attempt_whose_answer_nobody_hears_gives_its_place_back()
    {
        var clock = new NodeClock(Sys.Scheduler);
        clock.Start();
        var settings = new TaleSettings(TaleExtension.DefaultConfiguration());
        var services = new AttemptServices(settings, StateCodec.For(Sys), clock, null, Sys.Log);
        var gate = new AttemptSlots(1);
        var plan = Plan.Of(Transaction.Define<int>("t").Step("one", n => n).Build());
        var started = new Event.TransactionStarted(DateTimeOffset.UnixEpoch, "t1", "t", 1, plan.Hash, new Payload("int32", "7"u8.ToArray()), []);
        var work = new AttemptWork(
            plan.Steps[0], Evolve.Start(plan, started), new AttemptKey(0, Direction.Execute, 1), Tenure.Of(NoLease.Instance), timeout: null, gates: [gate]);
        Assert.True(work.TryPass(ActorRefs.Nobody));
        Assert.Equal(1, gate.Taken);

        Sys.ActorOf(Props.Create(() => new AtOnce(services))).Tell(work);

        AwaitAssert(() => Assert.Equal(0, gate.Taken), TaleSystem.Patience);
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
