using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;

namespace Tale.Actors.Coordination.Journaling;

/// <summary>
/// An event-sourced actor, over the protocol of Akka.Persistence and so over any of its journals, with what a coordinator needs and no more: it reads its log once,
/// without a snapshot, or knows that there is none; it writes one atomic write at a time, and handles messages meanwhile; and it ends when a log cannot be read
/// or a write fails, because nobody knows then what is stored (ADR 41).
/// <code>
/// actor --ReplayMessages--> journal --ReplayedMessage ..., RecoverySuccess--> actor
/// actor --WriteMessages---> journal --WriteMessageSuccess, of each event----> actor
/// actor --WriteLog--------> one of Tale's journals ---LogWritten------------> actor
/// </code>
/// </summary>
/// <param name="isNew">Nobody can have used the id before.</param>
internal abstract class JournaledActor(LogAccess access, string persistenceId, bool isNew) : ActorBase
{
    private static int s_instances;

    // Tells answers to this incarnation from those to an earlier one; and, for the replay filter of a journal that has one, its events.
    private readonly int _instance = Interlocked.Increment(ref s_instances);
    private IActorRef _journal = ActorRefs.Nobody;
    private string? _writer;
    private long _lastNumber;
    private int _unconfirmed;   // events of the write that is under way
    private Reading? _reading;

    protected string PersistenceId => persistenceId;

    /// <summary>What the log holds, in its order.</summary>
    protected abstract void OnReplayed(object e, long sequenceNr);

    /// <summary>The whole log has been read; from now on <see cref="OnMessage" /> gets what comes.</summary>
    /// <param name="last">The highest number that was ever used in it; 0: there is none.</param>
    protected abstract void OnRecovered(long last);

    /// <summary>The log cannot be read. The actor ends after this.</summary>
    protected abstract void OnRecoveryFailure(Exception cause);

    /// <summary>All of the write is stored.</summary>
    protected abstract void OnPersisted();

    /// <summary>Whether anything of the write was stored is unknown. The actor ends after this.</summary>
    protected abstract void OnPersistFailure(Exception cause);

    /// <summary>The journal does not take the event, and has stored nothing of the write: said once for each of its events. Their numbers are used up.</summary>
    protected abstract void OnPersistRejected(Exception cause);

    /// <summary>A message while the log is being read.</summary>
    protected abstract void OnEarly(object message);

    protected abstract void OnMessage(object message);

    /// <summary>All or nothing. Not before <see cref="OnRecovered" />, nor before an earlier write has been answered.</summary>
    protected void Persist(IReadOnlyList<object> events)
    {
        _writer ??= Guid.NewGuid().ToString();
        var stored = ImmutableArray.CreateBuilder<IPersistentRepresentation>(events.Count);
        for (var i = 0; i < events.Count; i++)
            stored.Add(new Persistent(events[i], ++_lastNumber, persistenceId, writerGuid: _writer, sender: ActorRefs.NoSender));
        _unconfirmed = events.Count;
        var write = new WriteMessages([new AtomicWrite(stored.MoveToImmutable())], Self, _instance);
        _journal.Tell(access.IsTales ? new WriteLog(write) : write, Self);
    }

    protected override void PreStart()
    {
        // One that cannot be had fails before anything is taken.
        _journal = access.Journal;
        if (isNew && access.IsTales)
        {
            OnRecovered(0);
            return;
        }
        _reading = new Reading(Context.System.Scheduler, Self);
        if (isNew)
        {
            // Replays nothing; the answer is the highest number.
            Read(last: 0, max: 0);
            return;
        }
        _reading.Permit = access.PermitsOf(persistenceId).Request(Self, out var isGranted);
        if (isGranted)
            Read();
    }

    protected override void PostStop()
    {
        _reading?.End();
        base.PostStop();
    }

    protected sealed override bool Receive(object message)
    {
        switch (message)
        {
            case WriteMessageSuccess stored:
                if (stored.ActorInstanceId == _instance && --_unconfirmed == 0)
                    OnPersisted();
                break;
            case LogWritten written:
                if (written.ActorInstanceId == _instance)
                    OnPersisted();
                break;
            case WriteMessageFailure failed:
                if (failed.ActorInstanceId != _instance)
                    break;
                OnPersistFailure(failed.Cause);
                Context.Stop(Self);
                break;
            case WriteMessageRejected rejected:
                if (rejected.ActorInstanceId == _instance)
                    OnPersistRejected(rejected.Cause);
                break;
            case WriteMessagesSuccessful or WriteMessagesFailed:
                break;   // what it means is said of each event
            case Reading.Overdue when _reading is null:
                break;   // it was on its way
            default:
                if (_reading is null)
                    OnMessage(message);
                else
                    WhileReading(message, _reading);
                break;
        }
        return true;
    }

    private void WhileReading(object message, Reading reading)
    {
        switch (message)
        {
            case RecoveryPermit.Granted:
                Read();
                break;
            case ReplayedMessage { Persistent: var stored }:
                reading.IsAnswered = true;
                _lastNumber = Math.Max(_lastNumber, stored.SequenceNr);
                OnReplayed(stored.Payload, stored.SequenceNr);
                break;
            case RecoverySuccess success:
                reading.End();
                _reading = null;
                _lastNumber = Math.Max(_lastNumber, success.HighestSequenceNr);
                OnRecovered(_lastNumber);
                break;
            case ReplayMessagesFailure failure:
                Fail(failure.Cause);
                break;
            case Reading.Overdue when reading.IsAnswered:
                reading.IsAnswered = false;
                break;
            case Reading.Overdue:
                Fail(new RecoveryTimedOutException($"The journal said nothing for {access.EventTimeout}."));
                break;
            default:
                OnEarly(message);
                break;
        }
    }

    private void Read(long last = long.MaxValue, long max = long.MaxValue)
    {
        _reading!.Begin(access.EventTimeout);
        _journal.Tell(new ReplayMessages(1, last, max, persistenceId, Self), Self);
    }

    private void Fail(Exception cause)
    {
        OnRecoveryFailure(cause);
        Context.Stop(Self);
    }

    /// <summary>What there is of an actor that reads its log, until it has.</summary>
    private sealed class Reading(IScheduler scheduler, IActorRef self)
    {
        private ICancelable? _timer;

        /// <summary>Null: it needs none.</summary>
        public RecoveryPermit? Permit { get; set; }

        /// <summary>Whether the journal has said anything since the timer looked last.</summary>
        public bool IsAnswered { get; set; }

        public void Begin(TimeSpan timeout) =>
            _timer = scheduler.ScheduleTellRepeatedlyCancelable(timeout, timeout, self, Overdue.Instance, ActorRefs.NoSender);

        public void End()
        {
            _timer?.Cancel();
            Permit?.Release();
        }

        internal sealed class Overdue : INoSerializationVerificationNeeded
        {
            public static readonly Overdue Instance = new();
        }
    }
}
