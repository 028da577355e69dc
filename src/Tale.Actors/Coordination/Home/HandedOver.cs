using Akka.Actor;

namespace Tale.Actors.Coordination.Home;

/// <summary>From a coordinator that stops: its next incarnation is to answer this.</summary>
internal sealed record HandedOver(string TransactionId, object Message, IActorRef Sender) : INoSerializationVerificationNeeded;
