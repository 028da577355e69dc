using Akka.Actor;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>What an attempt has to pass before it begins. Those that have to wait wait there, in order, without an actor.</summary>
internal interface IAttemptGate
{
    /// <summary>
    /// Null: the attempt may pass. Otherwise its place in the queue; the coordinator is told with <see cref="SlotGranted"/> when it is its
    /// turn.
    /// </summary>
    GateTicket? TakeOrQueue(IActorRef coordinator, AttemptWork work);

    /// <summary>The attempt will not begin. If its turn has come meanwhile, that goes to the next one.</summary>
    void Cancel(GateTicket ticket);

    /// <summary>An attempt that has passed has ended.</summary>
    void Release(AttemptWork work);
}
