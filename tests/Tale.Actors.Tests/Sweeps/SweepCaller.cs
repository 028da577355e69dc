using System.Collections.Concurrent;
using Akka.Actor;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>
/// Starts transactions and waits for their outcomes. It asks again only where it is told that its start may not have been stored:
/// whatever else happens, an answer that is owed has to come by itself.
/// </summary>
internal sealed class SweepCaller(IActorRef region, ConcurrentDictionary<string, ITransactionOutcome> outcomes, SweepWorld world)
    : UntypedActor
{
    private readonly Dictionary<string, StartTransaction> _starts = [];

    protected override void OnReceive(object message)
    {
        world.Next();
        switch (message)
        {
            case StartTransaction start:
                _starts[start.TransactionId] = start;
                region.Tell(start);
                break;
            case CommandAccepted accepted:
                world.Accept(accepted);
                break;
            case TransactionRejected { Reason: RejectionReason.JournalUnavailable } refused when _starts.ContainsKey(refused.TransactionId):
                region.Tell(_starts[refused.TransactionId]);
                break;
            case ITransactionOutcome outcome:
                outcomes[outcome.TransactionId] = outcome;
                break;
        }
    }
}
