using System.Collections.Concurrent;
using Akka.Actor;
using Tale.Actors.Index;

namespace Tale.Actors.Tests.Support;

/// <summary>A lease that a test takes away and gives back.</summary>
internal sealed class PlayedLease : ILease
{
    private static readonly ConcurrentDictionary<ActorSystem, PlayedLease> Leases = [];

    private volatile bool _isHeld = true;
    private long _term = 1;
    private Action? _changed;

    public long Term => Volatile.Read(ref _term);

    public string? Refusal => _isHeld ? null : "the test has taken the lease away";

    public static PlayedLease Of(ActorSystem system) => Leases.GetOrAdd(system, _ => new PlayedLease());

    public bool IsHeld(long term) => _isHeld && term == Term;

    public void OnChange(Action changed) => _changed = changed;

    /// <summary>It has not been renewed in time; nobody is told.</summary>
    public void Lapse() => _isHeld = false;

    /// <summary>It has been renewed after all.</summary>
    public void Renew()
    {
        _isHeld = true;
        _changed!();
    }

    /// <summary>Another node has taken it.</summary>
    public void Lose()
    {
        _isHeld = false;
        Interlocked.Increment(ref _term);
        _changed!();
    }

    /// <summary>The other node is gone.</summary>
    public void TakeBack()
    {
        Interlocked.Increment(ref _term);
        _isHeld = true;
        _changed!();
    }
}

/// <summary>An index in memory, with a lease that a test plays.</summary>
internal sealed class LeasedIndex(ExtendedActorSystem system) : ITransactionIndex, ITransactionIndexWriter, ILeasedIndex
{
    /// <summary>Settings that have an actor system use it.</summary>
    public const string Hocon = "tale.index.provider = \"Tale.Actors.Tests.Support.LeasedIndex, Tale.Actors.Tests\"\n";

    private readonly InMemoryTransactionIndex _rows = new();

    public ILeases<ILease> Take(ActorSystem _, string node, TimeSpan duration) => new Leases<PlayedLease>([PlayedLease.Of(system)]);

    public Task StoreAsync(string transactionId, IndexChange change) => _rows.StoreAsync(transactionId, change);

    public void Record(string transactionId, IndexChange change) => _rows.Record(transactionId, change);

    public void Restore(string transactionId, IReadOnlyList<IndexChange> changes) => _rows.Restore(transactionId, changes);

    public void Forget(string transactionId, DateTimeOffset openedBefore) => _rows.Forget(transactionId, openedBefore);

    public Task<TransactionPage> QueryAsync(TransactionQuery query, CancellationToken cancellationToken = default) =>
        _rows.QueryAsync(query, cancellationToken);

    public Task<IReadOnlyList<TransactionCount>> CountAsync(
        TransactionQuery query, CancellationToken cancellationToken = default) => _rows.CountAsync(query, cancellationToken);

    public Task<IReadOnlyList<DueTransaction>> DueAsync(
        DateTimeOffset now, DueTransaction? after, int limit, CancellationToken cancellationToken = default) =>
        _rows.DueAsync(now, after, limit, cancellationToken);
}
