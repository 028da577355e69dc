using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Failures;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>Completed transactions that are undone.</summary>
public sealed class UndoSpec : VirtualTimeSpec
{
    private readonly List<int> _undone = [];

    [Fact]
    public async Task A_completed_one_is_undone_and_whoever_watches_is_told()
    {
        Run(Adding());
        Started("t1", "t", 1).ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
        WaitUntilPassivated("t1");

        Assert.Equal(TransactionStatus.Compensating, await Client.CompensateAsync("t1", "the customer returned it"));

        var outcome = Assert.IsType<TransactionCompensated>(await Client.WatchAsync("t1"));
        Assert.Equal("Undone after it had completed: the customer returned it", outcome.Failure.Message);
        Assert.Equal([3, 2], _undone);
        Assert.Equal(TransactionStatus.Compensated, await Client.CompensateAsync("t1", "again"));
        Assert.Equal(
            [
                nameof(Event.TransactionCompleted), nameof(Event.UndoRequested), nameof(Event.CoordinatorRecovered), nameof(Event.CompensationStarted),
            ],
            Stored.EventsOf("t1").Skip(3).Take(4));
    }

    [Fact]
    public void One_that_has_not_completed_or_does_not_exist_is_refused()
    {
        Run(Transaction.Define<int>("t").WaitFor("go").Build());
        Started("t1", "t", 1);
        WaitUntilPassivated("t1");

        Assert.Contains("cancel it", Answer<TransactionRejected>(new CompensateTransaction("t1", "no")).Message, StringComparison.Ordinal);
        Answer<TransactionNotFound>(new CompensateTransaction("t2", "no"));
    }

    [Theory]
    [InlineData(WriteFate.Fail)]
    [InlineData(WriteFate.StoreAndFail)]
    public void Whoever_asks_is_answered_also_when_the_write_fails_and_it_is_undone_once(WriteFate fate)
    {
        Run(Adding());
        Started("t1", "t", 1).ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
        WaitUntilPassivated("t1");
        Stored.DisturbOnce(typeof(Event.UndoRequested), fate);
        var asker = CreateTestProbe();

        Region.Tell(new CompensateTransaction("t1", "returned"), asker);
        PassUntilStored("t1", nameof(Event.TransactionCompensated));

        asker.ExpectMsg<IWithTransactionId>(TaleSystem.Patience);
        Assert.Equal([3, 2], _undone);
        Assert.Single(Stored.EventsOf("t1"), nameof(Event.UndoRequested));
    }

    [Fact]
    public async Task F17_one_whose_definition_is_gone_is_not_undone()
    {
        await using var before = TaleSystem.Start(Adding());
        await before.RunAsync(Adding(), 1, "t1");
        await Sys.PlaceAsync("t1", before.Stored.LogOf("t1"));
        Run(Transaction.Define<int>("other").Step("one", n => n).Build());

        Assert.Contains(
            "it cannot be undone", Answer<TransactionRejected>(new CompensateTransaction("t1", "returned")).Message, StringComparison.Ordinal);
    }

    private TransactionDefinition<int, int> Adding() => Transaction.Define<int>("t")
        .Step("one", n => n + 1).Undo(_undone.Add)
        .Step("two", n => n + 1).Undo(_undone.Add)
        .Build();
}
