using Akka.Actor;

namespace Tale.Actors.Coordination.Journaling;

/// <summary>All of a <see cref="WriteLog" /> is stored.</summary>
/// <param name="ActorInstanceId">Whose write it was.</param>
internal sealed record LogWritten(int ActorInstanceId) : INoSerializationVerificationNeeded;
