using System.Runtime.CompilerServices;
using Akka.Actor;
using Tale.Actors.Definitions;
using Tale.Actors.Index;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>An index that fails at once where it should fail later, and that takes no row at first.</summary>
public sealed class BrokenIndex(ExtendedActorSystem system) : ITransactionIndex, ITransactionIndexWriter
{
    private static readonly ConditionalWeakTable<ActorSystem, StrongBox<int>> AllReads = [];
    private readonly InMemoryTransactionIndex _rows = new();
    private int _stores;

    public static StrongBox<int> Reads(ActorSystem system) => AllReads.GetOrCreateValue(system);

    public Task<IReadOnlyList<DueTransaction>> DueAsync(
        DateTimeOffset now, DueTransaction? after, int limit, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref Reads(system).Value);
        throw new TimeoutException("away");
    }

    public Task<TransactionPage> QueryAsync(TransactionQuery query, CancellationToken cancellationToken = default) =>
        _rows.QueryAsync(query, cancellationToken);

    public Task<IReadOnlyList<TransactionCount>> CountAsync(TransactionQuery query, CancellationToken cancellationToken = default) =>
        _rows.CountAsync(query, cancellationToken);

    Task ITransactionIndexWriter.StoreAsync(string transactionId, IndexChange change) => Interlocked.Increment(ref _stores) == 1
        ? Task.FromException(new TimeoutException("away"))
        : _rows.StoreAsync(transactionId, change);

    void ITransactionIndexWriter.Record(string transactionId, IndexChange change) => _rows.Record(transactionId, change);

    void ITransactionIndexWriter.Restore(string transactionId, IReadOnlyList<IndexChange> changes) => _rows.Restore(transactionId, changes);

    void ITransactionIndexWriter.Forget(string transactionId, DateTimeOffset openedBefore) => _rows.Forget(transactionId, openedBefore);
}

public sealed class BrokenIndexSpec()
    : ActorSpec(VirtualTime + "tale.index.provider = \"Tale.Actors.Tests.Adversarial.BrokenIndex, Tale.Actors.Tests\"")
{
    [Fact]
    public void An_index_that_fails_at_once_is_asked_again_at_the_next_turn_and_not_before()
    {
        Run(Transaction.Define<int>("t").Step("one", n => n + 1).Build());
        var reads = BrokenIndex.Reads(Sys);
        AwaitAssert(() => Assert.Equal(1, reads.Value), TaleSystem.Patience);

        ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        Assert.Equal(1, reads.Value);
        Time.Advance(TimeSpan.FromHours(2));

        AwaitAssert(() => Assert.Equal(2, reads.Value), TaleSystem.Patience);
    }

    [Fact]
    public void Who_only_asks_is_not_refused_with_a_start_whose_row_was_not_stored()
    {
        Run(Transaction.Define<int>("t").Step("one", n => n + 1).Build());
        var (starting, asking) = (CreateTestProbe(), CreateTestProbe());

        Region.Tell(new StartTransaction("t1", "t", 1), starting);
        Region.Tell(new GetTransaction("t1"), asking);

        Assert.Equal(RejectionReason.JournalUnavailable, starting.ExpectMsg<TransactionRejected>(TaleSystem.Patience).Reason);
        asking.ExpectMsg<TransactionNotFound>(TaleSystem.Patience);
        Assert.Empty(Stored.EventsOf("t1"));
    }
}
