using Akka.Actor;
using Akka.Persistence;

namespace Tale.Actors.Coordination.Journaling;

/// <summary>
/// To one of Tale's journals: a write that is answered once when all of it is stored, with <see cref="LogWritten" />, and otherwise as Akka's protocol says.
/// </summary>
internal sealed record WriteLog(WriteMessages Messages) : INoSerializationVerificationNeeded;
