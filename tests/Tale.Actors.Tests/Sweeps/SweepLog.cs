using System.Collections.Immutable;
using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>The log of one transaction, with the one thing that fences owners: a sequence number is given once.</summary>
internal sealed class SweepLog
{
    private readonly List<(Func<Event, bool> Holds, TaskCompletionSource Source)> _awaited = [];
    private ImmutableList<SweepEvent> _events = [];

    public ImmutableList<SweepEvent> Events => Volatile.Read(ref _events);

    public int Count => Events.Count;

    /// <summary>Whether nothing more will happen by itself.</summary>
    public bool IsOver => Events.LastOrDefault(stored => StatusOf(stored.Event) is not null)?.Event switch
    {
        Event.TransactionCompleted or Event.TransactionCompensated or Event.TransactionFailed => true,
        Event.TransactionSuspended x => !x.Cause.ResumesByItself(),
        _ => false,
    };

    public TransactionStatus Status =>
        Events.Select(stored => StatusOf(stored.Event)).LastOrDefault(status => status is not null) ?? TransactionStatus.Running;

    /// <summary>Ends once an event is stored for which this holds.</summary>
    public Task UntilAsync(Func<Event, bool> holds)
    {
        lock (this)
        {
            if (_events.Exists(stored => holds(stored.Event)))
                return Task.CompletedTask;
            var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((holds, source));
            return source.Task;
        }
    }

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
            foreach (var (_, source) in _awaited.Where(awaited => events.Any(stored => awaited.Holds(stored.Event))))
                source.TrySetResult();
        }
    }

    private static TransactionStatus? StatusOf(Event e) => e switch
    {
        Event.TransactionCompleted => TransactionStatus.Completed,
        Event.TransactionCompensated => TransactionStatus.Compensated,
        Event.TransactionFailed => TransactionStatus.Failed,
        Event.TransactionSuspended => TransactionStatus.Suspended,
        Event.TransactionStarted or Event.TransactionResumed => TransactionStatus.Running,
        Event.CompensationStarted or Event.UndoRequested => TransactionStatus.Running,
        _ => null,
    };
}
