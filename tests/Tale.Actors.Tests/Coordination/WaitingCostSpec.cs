using Akka.Actor;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>What a transaction costs that waits for hours.</summary>
public sealed class WaitingCostSpec() : ActorSpec(VirtualTime)
{
    [Fact]
    public void Who_asks_again_and_again_for_the_outcome_of_one_that_waits_has_its_log_read_once_a_minute()
    {
        Run(Waits());
        var watcher = Started("t1", "t", 1);
        Gone();
        var (replays, writes) = (Stored.Replays, Stored.Writes);

        for (var i = 0; i < 100; i++)
            Region.Tell(new WatchTransaction("t1"), watcher);
        // Another question is answered, from the log.
        Assert.Equal(TransactionStatus.Running, View("t1").Status);
        Gone();
        Assert.Equal(replays + 1, Stored.Replays);

        Time.Advance(TimeSpan.FromMinutes(2));
        // So many that some come while it leaves.
        for (var i = 0; i < 20_000; i++)
            Region.Tell(new WatchTransaction("t1"), watcher);
        // It has read all of them.
        Region.Tell(new GetTransaction("nobody"), TestActor);
        ExpectMsg<TransactionNotFound>(TaleSystem.Patience);
        Gone();
        Assert.Equal(replays + 2, Stored.Replays);
        Assert.Equal(writes, Stored.Writes);

        // And what is due ends, and is told.
        AwaitAssert(
            () =>
            {
                Time.Advance(TimeSpan.FromHours(1));
                Region.Tell(new WakeTransaction("t1"));
                watcher.ExpectMsg<TransactionCompensated>(TimeSpan.FromMilliseconds(100));
            },
            TaleSystem.Patience);
    }

    [Fact]
    public async Task To_ask_for_a_start_does_not_hold_the_transaction_in_memory()
    {
        Run(Waits());
        var accepted = await Region.Ask<TransactionAccepted>(new StartTransaction("t1", "t", 1), TaleSystem.Patience);
        Assert.Equal(TransactionStatus.Running, accepted.Status);
        Gone();
    }

    private static TransactionDefinition<int, int> Waits() => Transaction.Define<int>("t")
        .Step("one", (int n) => n < 0 ? n : throw new InvalidOperationException("later"), step => step
            .Retry(RetryPolicy.Exponential(1, TimeSpan.FromHours(2), TimeSpan.FromHours(2)))).Build();

    private void Gone() => AwaitAssert(() => Assert.Throws<ActorNotFoundException>(() => Coordinator("t1")), TaleSystem.Patience);
}
