using Akka.Actor;
using Akka.Hosting;
using Tale.Actors.Coordination;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>A participant is told that nobody waits for it any more, also by a coordinator that leaves.</summary>
public sealed class AbandonLeavingSpec() : LoneCoordinatorSpec
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_participant_that_is_abandoned_while_its_coordinator_leaves_is_told(bool leaves)
    {
        var desk = CreateTestProbe();
        ActorRegistry.For(Sys).Register<AbandonLeavingSpec>(desk.Ref);
        var definition = Transaction.Define<int>("t").Participant("hangs", ParticipantAddress.Registered<AbandonLeavingSpec>()).Build();
        for (var i = 0; i < 20; i++)
        {
            var id = $"t{i}";
            var clock = new NodeClock(Sys.Scheduler);
            clock.Start();
            // Not before its start has come.
            Volatile.Write(ref MayLeave.Value, false);
            var (_, coordinator) = Alone(id, clock, definition);
            coordinator.Tell(new StartTransaction(id, "t", 1), TestActor);
            ExpectMsg<TransactionAccepted>(TaleSystem.Patience);
            desk.ExpectMsg<ExecuteStep>(TaleSystem.Patience);
            Volatile.Write(ref MayLeave.Value, true);
            Watch(coordinator);
            if (leaves)
                coordinator.Tell(new LeaveInOrder(LeaveStage.Finish));
            coordinator.Tell(new OperatorCommand(id, "c1", OperatorAction.Abandon, "ada", "enough") { Step = "hangs" }, TestActor);
            FishForMessage(message => message is Terminated, TaleSystem.Patience);

            desk.ExpectMsg<CancelStep>(TimeSpan.FromSeconds(2), $"of {id}");
        }
    }
}
