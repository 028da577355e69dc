using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Protocol;

namespace Tale.Actors.Coordination.Home;

/// <summary>The way to the region of each transaction.</summary>
internal sealed class TransactionPort(RegionLink regions, StartValidator validator) : ITransactionPort
{
    public void StartChild(StartTransaction start, string? cancelReason, IActorRef sender) =>
        regions.Tell(new StartChild(start, cancelReason) { Request = validator.Prepare(start, node: "") }, sender);

    public void Send(ITransactionCommand command, IActorRef sender) => regions.Tell(command, sender);
}
