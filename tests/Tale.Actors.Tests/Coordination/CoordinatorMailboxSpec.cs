using Akka.Actor;
using Akka.Dispatch.MessageQueues;
using Tale.Actors.Coordination.Home;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>
/// A sender looks up the mailbox of an actor, and then puts its message there. In between it may be held up, by the operating system or the
/// garbage collector, for longer than the actor takes to end.
/// </summary>
public sealed class CoordinatorMailboxSpec() : ActorSpec("")
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public void I17_a_command_is_answered_whose_sender_was_held_up_until_its_coordinator_had_ended()
    {
        Run(Transaction.Define<int>("t").Step("one", async n => { await _gate.Task; return n + 1; }).Build());
        Started("t1", "t", 1);
        var coordinator = Coordinator("t1");
        var mailbox = Assert.IsType<ActorCell>(((ActorRefWithCell)coordinator).Underlying).Mailbox!;
        Watch(coordinator);
        Sys.Stop(coordinator);
        ExpectTerminated(coordinator, TaleSystem.Patience);
        var caller = CreateTestProbe();

        mailbox.MessageQueue!.Enqueue(coordinator, new Envelope(new GetTransaction("t1"), caller.Ref));

        Assert.Equal("t1", caller.ExpectMsg<TransactionView>(TaleSystem.Patience).TransactionId);
        _gate.SetResult();
    }

    [Fact]
    public async Task Nothing_is_lost_between_a_sender_and_the_end_of_its_receiver()
    {
        const int Rounds = 100_000;
        var lost = 0;
        var ended = new Barrier(2);
        CoordinatorMailbox.Queue queue = new();
        UnboundedMessageQueue letters = new();
        var ending = Task.Factory.StartNew(
            () =>
            {
                for (var round = 0; round < Rounds; round++)
                {
                    ended.SignalAndWait();
                    queue.CleanUp(ActorRefs.Nobody, letters);
                    ended.SignalAndWait();
                }
            },
            TaskCreationOptions.LongRunning);
        for (var round = 0; round < Rounds; round++)
        {
            (queue, letters) = (new(), new());
            ended.SignalAndWait();
            queue.Enqueue(ActorRefs.Nobody, new Envelope("it", ActorRefs.Nobody));
            ended.SignalAndWait();
            lost += 1 - letters.Count;
        }
        await ending;

        Assert.Equal(0, lost);
    }
}
