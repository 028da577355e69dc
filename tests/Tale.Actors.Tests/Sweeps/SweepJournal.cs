using Akka.Actor;
using Akka.Persistence;
using Tale.Actors.Core;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>
/// A journal on the logs of its world, so that they outlive the node. It refuses a sequence number that is taken, and a write that hangs
/// holds up nobody else's: both as Tale's own journal does, and Akka's in-memory one does not.
/// </summary>
internal sealed class SweepJournal : UntypedActor
{
    private readonly SweepWorld _world = SweepWorld.Of(Context.System);
    private readonly SweepControl _control = SweepControl.For(Context.System);
    private readonly Dictionary<string, IReadOnlyList<SweepEvent>> _late = [];
    private readonly HashSet<string> _dead = [];

    protected override void OnReceive(object message)
    {
        _world.Next();
        switch (message)
        {
            case WriteMessages write:
                Write(write);
                break;
            case ReplayMessages replay:
                Replay(replay);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Write(WriteMessages message)
    {
        var atomic = message.Messages.OfType<AtomicWrite>();
        List<IPersistentRepresentation> parts = [.. atomic.SelectMany(write => (IEnumerable<IPersistentRepresentation>)write.Payload)];
        var id = parts[0].PersistenceId["tale-".Length..];
        if (_dead.Contains(id))
            return;
        var payloads = parts.Select(part => (Event)part.Payload).ToList();
        var write = new SweepWrite(id, _control.Count(id), _world.LogOf(id).Count, payloads, message.PersistentActor);
        var fate = _control.OnWrite(write);
        List<SweepEvent> events = [.. parts.Select(part => SweepEvent.Of(Context.System, part.SequenceNr, (Event)part.Payload))];
        if (fate is Fate.Dead or Fate.StoredThenDead)
            _dead.Add(id);
        if (fate == Fate.StoredLate)
            _late[id] = events;
        if (IsStored(fate) && !TryAppend(id, events, message, parts))
            return;
        if (fate is Fate.Stored or Fate.Held)
            _control.BeforeAnswer(write);
        var self = Self;
        if (fate == Fate.Held)
            _control.Hold(id, () => Answer(message, parts, fate, self));
        else
            Answer(message, parts, fate, self);
        if (fate == Fate.Stored)
            _control.AfterAnswer(write);
    }

    private static bool IsStored(Fate fate) =>
        fate is Fate.Stored or Fate.StoredButFailed or Fate.StoredButHung or Fate.Held or Fate.StoredThenDead;

    private bool TryAppend(string id, List<SweepEvent> events, WriteMessages message, List<IPersistentRepresentation> parts)
    {
        try
        {
            _world.LogOf(id).Append(events);
            _control.OnStored(id);
            return true;
        }
        catch (SequenceNrTakenException e)
        {
            _control.Refused(new SweepRefusal(id, Context.System.Scheduler.Now, _world.Next()));
            Fail(message, parts, e, Self);
            return false;
        }
    }

    private void Answer(WriteMessages message, List<IPersistentRepresentation> parts, Fate fate, IActorRef self)
    {
        _world.Next();
        var (actor, instance) = (message.PersistentActor, message.ActorInstanceId);
        switch (fate)
        {
            case Fate.Stored or Fate.Held:
                actor.Tell(WriteMessagesSuccessful.Instance, self);
                parts.ForEach(part => actor.Tell(new WriteMessageSuccess(part, instance), part.Sender));
                break;
            case Fate.Rejected:
                actor.Tell(WriteMessagesSuccessful.Instance, self);
                var cause = new InvalidOperationException("refused by the test");
                parts.ForEach(part => actor.Tell(new WriteMessageRejected(part, cause, instance), part.Sender));
                break;
            case Fate.Failed or Fate.StoredButFailed:
                Fail(message, parts, new TimeoutException("says the test"), self);
                break;
        }
    }

    private static void Fail(WriteMessages message, List<IPersistentRepresentation> parts, Exception cause, IActorRef self)
    {
        message.PersistentActor.Tell(new WriteMessagesFailed(cause, 1), self);
        parts.ForEach(part => message.PersistentActor.Tell(new WriteMessageFailure(part, cause, message.ActorInstanceId), part.Sender));
    }

    private void Replay(ReplayMessages message)
    {
        var id = message.PersistenceId["tale-".Length..];
        if (_dead.Contains(id))
            return;
        var events = _world.LogOf(id).Events;
        var wanted = events.Where(e => e.SequenceNr >= message.FromSequenceNr && e.SequenceNr <= message.ToSequenceNr);
        foreach (var stored in wanted.Take((int)Math.Min(message.Max, int.MaxValue)))
        {
            var e = new Persistent(stored.Read(Context.System), stored.SequenceNr, message.PersistenceId, stored.Manifest, false, null, "");
            message.PersistentActor.Tell(new ReplayedMessage(e), ActorRefs.NoSender);
        }
        message.PersistentActor.Tell(new RecoverySuccess(events.Count), Self);
        if (_late.Remove(id, out var late) && late[0].SequenceNr == events.Count + 1)
            _world.LogOf(id).Append(late);
    }
}
