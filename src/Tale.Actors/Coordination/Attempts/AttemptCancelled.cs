using Akka.Actor;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>To the actor of an attempt that others play: its success is not wanted any more, and they should know.</summary>
internal sealed class AttemptCancelled : INoSerializationVerificationNeeded
{
    public static readonly AttemptCancelled Instance = new();

    /// <summary>
    /// It is somebody's word: to a child it is passed on as such, after <see cref="Instance" />, whether the transaction went back before or not.
    /// </summary>
    public static readonly AttemptCancelled Again = new() { IsSaidAgain = true };

    public bool IsSaidAgain { get; private init; }
}
