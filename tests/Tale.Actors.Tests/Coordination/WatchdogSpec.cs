using Akka.Actor;
using Tale.Actors.Definitions;
using Tale.Actors.Index;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>An index that another process keeps, and that is away at times. The transactions themselves need it for nothing.</summary>
public sealed class AbsentIndex(ExtendedActorSystem system) : ITransactionIndex
{
    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<ActorSystem, State> States = [];

    public sealed class State
    {
        private int _reads;
        private volatile bool _isThere;

        public int Reads => Volatile.Read(ref _reads);

        public bool IsThere { get => _isThere; set => _isThere = value; }

        public void Count() => Interlocked.Increment(ref _reads);
    }

    public static State Of(ActorSystem system) => States.GetOrCreateValue(system);

    public Task<TransactionPage> QueryAsync(TransactionQuery query, CancellationToken cancellationToken = default) =>
        throw new TimeoutException("away");

    public Task<IReadOnlyList<TransactionCount>> CountAsync(TransactionQuery query, CancellationToken cancellationToken = default) =>
        throw new TimeoutException("away");

    public Task<IReadOnlyList<DueTransaction>> DueAsync(
        DateTimeOffset now, DueTransaction? after, int limit, CancellationToken cancellationToken = default)
    {
        var state = Of(system);
        state.Count();
        return state.IsThere
            ? Task.FromResult<IReadOnlyList<DueTransaction>>([])
            : Task.FromException<IReadOnlyList<DueTransaction>>(new TimeoutException("the index is away"));
    }
}

public sealed class WatchdogSpec() : ActorSpec(
    VirtualTime + "tale.watchdog.interval = 10s, tale.index.provider = \"Tale.Actors.Tests.Coordination.AbsentIndex, Tale.Actors.Tests\"")
{
    [Fact]
    public async Task An_index_that_cannot_be_read_is_one_warning_and_many_tries_and_stops_no_transaction()
    {
        var definition = Transaction.Define<int>("t").Step("one", n => n + 1).Build();
        Run(definition);
        var index = AbsentIndex.Of(Sys);

        Assert.True((await Client.RunAsync(definition, 1).WaitAsync(TaleSystem.Patience)).IsCompleted);
        ReadsUntil(index, 5);
        Assert.Single(Warnings());

        // Back, and away again: that is news.
        index.IsThere = true;
        ReadsUntil(index, index.Reads + 2);
        index.IsThere = false;
        ReadsUntil(index, index.Reads + 3);
        Assert.Equal(2, Warnings().Count);
    }

    private List<string> Warnings() =>
        [.. Logged.Warnings.Where(line => line.Contains("The transaction index cannot be read", StringComparison.Ordinal))];

    private void ReadsUntil(AbsentIndex.State index, int count) => AwaitAssert(
        () =>
        {
            Time.Advance(TimeSpan.FromSeconds(13));
            Assert.True(index.Reads >= count);
        },
        TaleSystem.Patience, TimeSpan.FromMilliseconds(5));
}
