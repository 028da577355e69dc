using Akka.Actor;

namespace Tale.Actors.Coordination.Home;

/// <summary>From a coordinator that stops: its next incarnation is to tell this one the outcome.</summary>
internal sealed record KeptWatcher(string TransactionId, IActorRef Watcher, DateTimeOffset? Until) : INoSerializationVerificationNeeded;
