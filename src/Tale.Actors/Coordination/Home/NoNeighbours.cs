using Akka.Actor;

namespace Tale.Actors.Coordination.Home;

/// <summary>The only region there is.</summary>
internal sealed class NoNeighbours : INeighbours
{
    public static readonly NoNeighbours Instance = new();

    public IActorRef? Successor => null;

    public bool IsStopping => false;

    public bool MayTakeOver(string transactionId) => true;

    public bool MayBeKnown(string what) => false;

    public bool LeaveToOthers(string transactionId, string what) => false;

    public void Opened(IActorRef region)
    {
    }

    public void Closed(IActorRef region)
    {
    }
}
