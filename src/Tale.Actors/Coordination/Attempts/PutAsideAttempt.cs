using Akka.Actor;
using Tale.Actors.Core;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>An attempt that could not begin without the lease is to be looked at again.</summary>
internal sealed record PutAsideAttempt(AttemptKey Attempt) : INoSerializationVerificationNeeded;
