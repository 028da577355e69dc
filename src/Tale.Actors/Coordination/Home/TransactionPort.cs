using Akka.Actor;
using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Protocol;

namespace Tale.Actors.Coordination.Home;

/// <summary>The way to this node's region.</summary>
internal sealed class TransactionPort(IActorRef region, StartValidator validator) : ITransactionPort
{
    public void StartChild(StartTransaction start, string? cancelReason, IActorRef sender)
    {
        var request = validator.Prepare(start, node: "") with { CancelReason = cancelReason };
        region.Tell(new StartEnvelope(start, request, IsIdNew: false) { IsChild = true }, sender);
    }

    public void Send(ITransactionCommand command, IActorRef sender) => region.Tell(command, sender);
}
