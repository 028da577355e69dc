using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Akka.Persistence.Snapshot;

namespace Tale.Actors.Tests.Support;

/// <summary>What becomes of an atomic write.</summary>
public enum WriteFate
{
    Store,

    /// <summary>Not stored, and the writer is told that it failed.</summary>
    Fail,

    /// <summary>Stored, and the writer is told that it failed: a timeout at the worst moment.</summary>
    StoreAndFail,

    /// <summary>Refused for what it holds.</summary>
    Reject,

    /// <summary>Stored, and the writer is never told.</summary>
    StoreAndHang,
}

/// <summary>What a test reads from the journal of its actor system, and how it disturbs it.</summary>
public sealed class JournalControl : IExtension
{
    private int _writes;
    private int _snapshotReads;
    private int _replays;

    /// <summary>Says what becomes of a write, given its persistence id and events.</summary>
    public Func<string, IReadOnlyList<object>, WriteFate> OnWrite { get; set; } = (_, _) => WriteFate.Store;

    /// <summary>What a write waits for before it is stored, given its events.</summary>
    public Func<IReadOnlyList<object>, Task> BeforeWrite { get; set; } = _ => Task.CompletedTask;

    /// <summary>Changes an event on its way out of the journal.</summary>
    public Func<IPersistentRepresentation, object> OnRead { get; set; } = stored => stored.Payload;

    public int Writes => Volatile.Read(ref _writes);

    public int SnapshotReads => Volatile.Read(ref _snapshotReads);

    /// <summary>Logs read.</summary>
    public int Replays => Volatile.Read(ref _replays);

    public ImmutableList<IPersistentRepresentation> Stored { get; private set; } = [];

    public static JournalControl For(ActorSystem system) => system.WithExtension<JournalControl, Provider>();

    /// <summary>The stored events of one transaction, by name.</summary>
    public IReadOnlyList<string> EventsOf(string transactionId) =>
        [.. Stored.Where(stored => stored.PersistenceId == $"tale-{transactionId}").Select(stored => stored.Payload.GetType().Name)];

    /// <summary>Disturbs the next write that holds an event of this kind, and no later one.</summary>
    public void DisturbOnce(Type eventType, WriteFate fate)
    {
        var left = 1;
        OnWrite = (_, events) => events.Any(eventType.IsInstanceOfType) && Interlocked.Exchange(ref left, 0) == 1 ? fate : WriteFate.Store;
    }

    internal void CountWrite(IEnumerable<IPersistentRepresentation> events)
    {
        Interlocked.Increment(ref _writes);
        lock (this)
            Stored = Stored.AddRange(events);
    }

    internal void CountSnapshotRead() => Interlocked.Increment(ref _snapshotReads);

    internal void CountReplay() => Interlocked.Increment(ref _replays);

    private sealed class Provider : ExtensionIdProvider<JournalControl>
    {
        public override JournalControl CreateExtension(ExtendedActorSystem system) => new();
    }
}

/// <summary>Akka's in-memory journal, counted and disturbed at the test's word.</summary>
public sealed class ControlledJournal : MemoryJournal
{
    private readonly JournalControl _control = JournalControl.For(Context.System);

    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(
        IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        List<Exception?> results = [];
        foreach (var write in messages)
            results.Add(await WriteAsync(write, cancellationToken));
        return results.TrueForAll(result => result is null) ? null! : [.. results.Select(result => result!)];
    }

    public override Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max, Action<IPersistentRepresentation> recoveryCallback)
    {
        _control.CountReplay();
        return base.ReplayMessagesAsync(
            context, persistenceId, fromSequenceNr, toSequenceNr, max, stored =>
                recoveryCallback(stored.WithPayload(_control.OnRead(stored))));
    }

    private async Task<Exception?> WriteAsync(AtomicWrite write, CancellationToken cancellationToken)
    {
        var events = (IImmutableList<IPersistentRepresentation>)write.Payload;
        object[] payloads = [.. events.Select(e => e.Payload)];
        await _control.BeforeWrite(payloads);
        var fate = _control.OnWrite(write.PersistenceId, payloads);
        if (fate == WriteFate.Reject)
            return new InvalidOperationException("refused by the test");
        if (fate == WriteFate.Fail)
            throw new TimeoutException("not stored, says the test");
        await base.WriteMessagesAsync([write], cancellationToken);
        _control.CountWrite(events);
        if (fate == WriteFate.StoreAndFail)
            throw new TimeoutException("stored, and yet a failure, says the test");
        if (fate == WriteFate.StoreAndHang)
            await Task.Delay(Timeout.Infinite, cancellationToken);
        return null;
    }
}

/// <summary>Akka's in-memory snapshot store, counted.</summary>
public sealed class CountedSnapshots : MemorySnapshotStore
{
    private readonly JournalControl _control = JournalControl.For(Context.System);

    protected override Task<SelectedSnapshot> LoadAsync(
        string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken)
    {
        _control.CountSnapshotRead();
        return base.LoadAsync(persistenceId, criteria, cancellationToken);
    }
}
