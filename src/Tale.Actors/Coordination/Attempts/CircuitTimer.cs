using Akka.Actor;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>Who the node's clock tells that a participant may be tried: circuits are no actors.</summary>
internal sealed class CircuitTimer : UntypedActor
{
    protected override void OnReceive(object message)
    {
        if (message is CircuitDue due)
            due.Circuit.OnDue();
        else
            Unhandled(message);
    }
}
