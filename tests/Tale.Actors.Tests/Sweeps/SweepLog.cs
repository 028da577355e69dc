using System.Collections.Immutable;
using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>The log of one transaction, with the one thing that fences owners: a sequence number is given once.</summary>
internal sealed class SweepLog
{
    private ImmutableList<SweepEvent> _events = [];

    public ImmutableList<SweepEvent> Events => Volatile.Read(ref _events);

    public int Count => Events.Count;

    /// <summary>Whether nothing more will happen by itself.</summary>
    public bool IsOver => Events is [.., { Event: var last }] && last switch
    {
        Event.TransactionCompleted or Event.TransactionCompensated or Event.TransactionFailed => true,
        Event.TransactionSuspended x => !x.Cause.ResumesByItself(),
        _ => false,
    };

    public TransactionStatus Status => Events[^1].Event switch
    {
        Event.TransactionCompleted => TransactionStatus.Completed,
        Event.TransactionCompensated => TransactionStatus.Compensated,
        Event.TransactionFailed => TransactionStatus.Failed,
        Event.TransactionSuspended => TransactionStatus.Suspended,
        _ => TransactionStatus.Running,
    };

    /// <exception cref="SequenceNrTakenException">Somebody has written since.</exception>
    public void Append(IReadOnlyList<SweepEvent> events)
    {
        lock (this)
        {
            if (events[0].SequenceNr <= _events.Count)
                throw new SequenceNrTakenException();
            if (events[0].SequenceNr != _events.Count + 1)
                throw new InvalidOperationException($"Event {events[0].SequenceNr} would follow event {_events.Count}.");
            Volatile.Write(ref _events, _events.AddRange(events));
        }
    }
}
