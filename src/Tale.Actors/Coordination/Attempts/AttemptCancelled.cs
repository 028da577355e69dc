using Akka.Actor;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>To the actor of an attempt that others play: its success is not wanted any more, and they should know.</summary>
internal sealed class AttemptCancelled : INoSerializationVerificationNeeded
{
    public static readonly AttemptCancelled Instance = new();

    /// <summary>Somebody says so once more, or of what goes back already.</summary>
    public static readonly AttemptCancelled Again = new() { IsSaidAgain = true };

    public bool IsSaidAgain { get; private init; }
}
