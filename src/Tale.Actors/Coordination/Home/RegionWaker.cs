using Akka.Actor;
using Tale.Actors.Protocol;

namespace Tale.Actors.Coordination.Home;

/// <summary>All that is due is the business of one region.</summary>
internal sealed class RegionWaker(IActorRef region) : IWaker
{
    public void Wake(string transactionId) => region.Tell(new WakeTransaction(transactionId), ActorRefs.NoSender);

    public void TurnIsOver()
    {
    }
}
