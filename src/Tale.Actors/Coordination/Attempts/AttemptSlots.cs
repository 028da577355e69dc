using Akka.Actor;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>
/// How many attempts may run at a time: of one step, or of all step code on this node. Those past the limit wait here, in order, without an
/// actor.
/// </summary>
internal sealed class AttemptSlots(int most) : IAttemptGate
{
    private readonly object _lock = new();
    private readonly LinkedList<GateTicket> _queue = [];
    private int _taken;

    /// <summary>Attempts that hold a slot.</summary>
    public int Taken => Volatile.Read(ref _taken);

    public GateTicket? TakeOrQueue(IActorRef coordinator, AttemptWork work)
    {
        lock (_lock)
        {
            if (_taken < most)
            {
                _taken++;
                return null;
            }
            var ticket = new GateTicket(coordinator, work);
            ticket.Place = _queue.AddLast(ticket);
            return ticket;
        }
    }

    public void Cancel(GateTicket ticket)
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
        Release(ticket.Work);
    }

    public void Release(AttemptWork work)
    {
        GateTicket? next = null;
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
        next?.Grant();
    }
}
