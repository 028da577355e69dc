using Akka.Actor;
using Tale.Actors.Coordination;
using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>A coordinator that leaves, one way or another, and the slots of its node.</summary>
public sealed class LeavingSpec() : LoneCoordinatorSpec("tale.steps.max-concurrent = 1")
{
    private readonly Gate _gate = new();
    private readonly Trace _trace = new();

    [Fact]
    public async Task F46_what_was_not_begun_by_one_that_leaves_is_not_issued_again_before_it_is_gone()
    {
        var (coordinator, services) = await LeavingWithOneQueuedAsync();

        coordinator.Tell(new LeaveInOrder(LeaveStage.AtOnce));
        AwaitAssert(
            () => Assert.True(
                Stored.EventsOf("t1").Contains("CoordinatorLeft"),
                $"It did not say that it left; the log: {string.Join(", ", Stored.EventsOf("t1"))}; said: {string.Join("\n", Logged.Lines)}"),
            TaleSystem.Patience);
        // Messages are on their way to it; time passes.
        coordinator.Tell(DueAlarm.TimeHasCome.Instance);
        Ask(coordinator);
        Watch(coordinator);
        Volatile.Write(ref MayLeave.Value, true);
        Ask(coordinator);
        _gate.Open();

        ExpectTerminated(coordinator, TaleSystem.Patience);
        Assert.Equal("CoordinatorLeft", Stored.EventsOf("t1")[^1]);
        AwaitAssert(() => Assert.Equal(0, services.Slots.Taken), TaleSystem.Patience);
    }

    [Theory]
    [InlineData("kill")]
    [InlineData("leave")]
    [InlineData("stop")]
    public async Task Slots_are_given_back_however_a_coordinator_ends(string how)
    {
        var (coordinator, services) = await LeavingWithOneQueuedAsync();
        Watch(coordinator);

        switch (how)
        {
            case "kill":
                coordinator.Tell(Kill.Instance);
                break;
            case "leave":
                Volatile.Write(ref MayLeave.Value, true);
                coordinator.Tell(new LeaveInOrder(LeaveStage.AtOnce));
                break;
            default:
                Sys.Stop(coordinator);
                break;
        }
        ExpectTerminated(coordinator, TaleSystem.Patience);
        Assert.Equal(1, services.Slots.Taken);
        _gate.Open();

        AwaitAssert(() => Assert.Equal(0, services.Slots.Taken), TaleSystem.Patience);
        Assert.Single(_trace.Lines);
    }

    private async Task<(IActorRef Coordinator, AttemptServices Attempts)> LeavingWithOneQueuedAsync()
    {
        var definition = Transaction.Define<int>("t").Concurrent("both", block => block
            .Branch(b => b.Step("first", Runs).Undo(_ => { })).Branch(b => b.Step("second", Runs).Undo(_ => { })).Join((n, _, _) => n)).Build();
        var (services, coordinator) = Alone("t1", new NodeClock(Sys.Scheduler), definition);
        var caller = CreateTestProbe();
        coordinator.Tell(new StartTransaction("t1", "t", 1), caller);
        caller.ExpectMsg<TransactionAccepted>(TaleSystem.Patience);
        await _gate.Reached;
        return (coordinator, services);
    }

    private async Task<int> Runs(int n)
    {
        _trace.Add("runs");
        await _gate.PassAsync();
        return n;
    }

    private void Ask(IActorRef coordinator)
    {
        var asking = CreateTestProbe();
        coordinator.Tell(new GetTransaction("t1"), asking);
        asking.ExpectMsg<TransactionView>(TaleSystem.Patience);
    }
}
