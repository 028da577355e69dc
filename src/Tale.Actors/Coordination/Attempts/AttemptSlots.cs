using Akka.Actor;
using Tale.Actors.Core;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>
/// How many attempts may run at a time: of one step, or of all step code on this node. Those past the limit wait here, in order, without an
/// actor.
/// </summary>
internal sealed class AttemptSlots(int most)
{
    private readonly object _lock = new();
    private readonly LinkedList<Ticket> _queue = [];
    private int _taken;

    /// <summary>Attempts that hold a slot.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>
    /// Null: a slot was free and is taken. Otherwise a place in the queue; the coordinator is told with
    /// <see cref="SlotGranted"/> when it is its turn.
    /// </summary>
    public Ticket? TakeOrQueue(IActorRef coordinator, AttemptKey attempt)
    {
        lock (_lock)
        {
            if (_taken < most)
            {
                _taken++;
                return null;
            }
            var ticket = new Ticket(coordinator, attempt);
            ticket.Place = _queue.AddLast(ticket);
            return ticket;
        }
    }

    /// <summary>The attempt will not begin. If its turn has come meanwhile, the slot goes to the next one.</summary>
    public void Cancel(Ticket ticket)
    {
        lock (_lock)
        {
            if (ticket.Place is { } place)
            {
                _queue.Remove(place);
                ticket.Place = null;
                return;
            }
        }
        Release();
    }

    /// <summary>An attempt that holds a slot has ended.</summary>
    public void Release()
    {
        Ticket? next = null;
        lock (_lock)
        {
            if (_queue.First is { } first)
            {
                next = first.Value;
                next.Place = null;
                _queue.RemoveFirst();
            }
            else
            {
                _taken--;
            }
        }
        next?.Coordinator.Tell(new SlotGranted(next.Attempt), ActorRefs.NoSender);
    }

    /// <summary>A place in the queue. One whose turn has come has none.</summary>
    internal sealed class Ticket(IActorRef coordinator, AttemptKey attempt)
    {
        public IActorRef Coordinator => coordinator;

        public AttemptKey Attempt => attempt;

        public LinkedListNode<Ticket>? Place { get; set; }
    }
}
