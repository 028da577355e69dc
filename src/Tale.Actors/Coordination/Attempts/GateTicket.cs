using Akka.Actor;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>A place in the queue of a gate. One whose turn has come has none.</summary>
internal sealed class GateTicket(IActorRef coordinator, AttemptWork work)
{
    public AttemptWork Work => work;

    /// <summary>The gate's.</summary>
    public LinkedListNode<GateTicket>? Place { get; set; }

    /// <summary>Tells the coordinator that it is the attempt's turn.</summary>
    public void Grant() => coordinator.Tell(new SlotGranted(work.Attempt), ActorRefs.NoSender);
}
