using Akka.Actor;
using Tale.Actors.Core;

namespace Tale.Actors.Actors;

/// <summary>A command of the core on its way to its coordinator. It never leaves its node, which the core, free of Akka, cannot say itself.</summary>
internal sealed record LocalCommand(Command Command) : INoSerializationVerificationNeeded;
