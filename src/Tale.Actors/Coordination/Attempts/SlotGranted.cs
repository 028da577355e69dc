using Akka.Actor;
using Tale.Actors.Core;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>To a coordinator: the attempt has a slot and may begin.</summary>
internal sealed record SlotGranted(AttemptKey Attempt) : INoSerializationVerificationNeeded;
