using Akka.Actor;
using Tale.Actors.Protocol;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>The way from a step to other transactions.</summary>
internal interface ITransactionPort
{
    /// <summary>
    /// Starts one that another, which is at work already, waits for: it is not refused because too many are at work.
    /// </summary>
    /// <param name="cancelReason">Why it goes back before it has begun anything, where it was not there; null: it does not.</param>
    void StartChild(StartTransaction start, string? cancelReason, IActorRef sender);

    void Send(ITransactionCommand command, IActorRef sender);
}
