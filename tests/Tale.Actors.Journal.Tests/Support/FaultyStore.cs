using System.Collections.Concurrent;
using Akka.Configuration;
using Tale.Actors.Journal.Plugin;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Support;

/// <summary>How a call to the database fails.</summary>
public enum Fault
{
    /// <summary>The connection breaks before anything is done.</summary>
    Before,

    /// <summary>It breaks after the commit: stored, and reported as failed.</summary>
    AfterCommit,

    /// <summary>The statements are refused, and the connection lives on.</summary>
    Refused,
}

/// <summary>A real store whose writes fail or wait when a test says so.</summary>
internal sealed class FaultyStore(IEventStore inner) : IEventStore
{
    private volatile TaskCompletionSource? _closed;
    private int _waiting;
    private int _callsLeft = int.MaxValue;
    private Fault _fault;
    private volatile string? _persistenceId;
    private long _largestBatch;

    /// <summary>Whether the planned fault has happened.</summary>
    public bool HasFailed => Volatile.Read(ref _callsLeft) <= 0;

    /// <summary>The n-th call from now fails, and only that one.</summary>
    /// <param name="transactionId">Only calls that write something of this transaction are counted; null: all calls.</param>
    public void FailAt(int n, Fault fault, string? transactionId = null)
    {
        _fault = fault;
        _persistenceId = transactionId is null ? null : TransactionIds.PersistenceIdOf(transactionId);
        Interlocked.Exchange(ref _callsLeft, n);
    }

    /// <summary>How many calls wait.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>The most bytes of events that one call has brought.</summary>
    public long LargestBatch => Interlocked.Read(ref _largestBatch);

    /// <summary>Calls wait from now on.</summary>
    public void Hang() => _closed = new TaskCompletionSource();

    public void Release() => _closed?.TrySetResult();

    public IEventWriter OpenWriter() => new Writer(this, Call(inner.OpenWriter));

    public IEventReader OpenReader() => inner.OpenReader();

    public Func<IEventDeleter>? OpenDeleter =>
        inner.OpenDeleter is { } open ? () => new Deleter(this, Call(open)) : null;

    public bool IsUnavailable(Exception failure) => failure is not InvalidOperationException && inner.IsUnavailable(failure);

    public void Dispose() => inner.Dispose();

    private T Call<T>(Func<T> call, IReadOnlyList<EventWrite>? writes = null)
    {
        Interlocked.Increment(ref _waiting);
        _closed?.Task.Wait();
        Interlocked.Decrement(ref _waiting);
        var isCounted = _persistenceId is not { } id || writes?.Any(write => write.PersistenceId == id) == true;
        if (!isCounted || Interlocked.Decrement(ref _callsLeft) != 0)
            return call();
        switch (_fault)
        {
            case Fault.Refused:
                throw new InvalidOperationException("planned: refused");
            case Fault.AfterCommit when call() is IDisposable opened:
                opened.Dispose();
                break;
        }
        throw new IOException("planned: the connection broke");
    }

    private sealed class Deleter(FaultyStore store, IEventDeleter inner) : IEventDeleter
    {
        public bool DeleteTo(string persistenceId, long sequenceNr, int limit) =>
            store.Call(() => inner.DeleteTo(persistenceId, sequenceNr, limit));

        public int DeleteEnded(DateTimeOffset before, int limit) => store.Call(() => inner.DeleteEnded(before, limit));

        public bool DeleteUnstarted(string transactionId, DateTimeOffset openedBefore) =>
            store.Call(() => inner.DeleteUnstarted(transactionId, openedBefore));

        public void Dispose() => inner.Dispose();
    }

    // A deleter too, as the writer of a store that takes one writer at a time is.
    private sealed class Writer(FaultyStore store, IEventWriter inner) : IEventWriter, IEventDeleter
    {
        private readonly IEventDeleter? _deleter = inner is IEventDeleter deleter ? new Deleter(store, deleter) : null;

        public bool IsOpen => inner.IsOpen;

        public void Write(IReadOnlyList<EventWrite> writes)
        {
            var bytes = writes.Sum(write => write.Events.Sum(stored => (long)stored.Data.Length));
            Interlocked.Exchange(ref store._largestBatch, Math.Max(bytes, store.LargestBatch));
            store.Call(() => { inner.Write(writes); return 0; }, writes);
        }

        public void MarkSuspended(string transactionId, DateTimeOffset at, string reason) =>
            store.Call(() => { inner.MarkSuspended(transactionId, at, reason); return 0; });

        public void Probe(int bytes) => store.Call(() => { inner.Probe(bytes); return 0; });

        public bool DeleteTo(string persistenceId, long sequenceNr, int limit) => _deleter!.DeleteTo(persistenceId, sequenceNr, limit);

        public int DeleteEnded(DateTimeOffset before, int limit) => _deleter!.DeleteEnded(before, limit);

        public bool DeleteUnstarted(string transactionId, DateTimeOffset openedBefore) =>
            _deleter!.DeleteUnstarted(transactionId, openedBefore);

        public void EnsureInPlace() => inner.EnsureInPlace();

        public void Dispose() => inner.Dispose();
    }
}

/// <summary>A journal on a <see cref="FaultyStore"/>: the plugin's real code, found by the number in its configuration.</summary>
internal sealed class FaultyJournal(Config config) : TaleJournal(config, _ => [Configured()], TimeProvider.System)
{
    private static readonly ConcurrentDictionary<int, FaultyStore> _stores = new();

    private static FaultyStore Configured() => _stores[Context.System.Settings.Config.GetInt("tests.faulty-store")];

    /// <summary>Settings that put the journal of a test store on a faulty one.</summary>
    public static string Use(ITestStore real, out FaultyStore store, string settings = "")
    {
        store = new FaultyStore(real.Open());
        var number = _stores.Count + 1;
        while (!_stores.TryAdd(number, store))
            number++;
        return $$"""
            {{real.PluginId}} {
              class = "{{typeof(FaultyJournal).AssemblyQualifiedName}}"
              {{settings}}
            }
            tests.faulty-store = {{number}}
            """;
    }
}
