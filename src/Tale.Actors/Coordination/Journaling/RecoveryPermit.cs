using Akka.Actor;

namespace Tale.Actors.Coordination.Journaling;

/// <summary>A reader's permit, or its place in the queue for one. Given back once, however often that is said.</summary>
internal sealed class RecoveryPermit(RecoveryPermits permits, IActorRef reader)
{
    /// <summary>The permits' own.</summary>
    public bool IsGranted { get; set; }

    /// <summary>The permits' own.</summary>
    public bool IsReleased { get; set; }

    public void Release() => permits.Release(this);

    public void Tell() => reader.Tell(Granted.Instance, ActorRefs.NoSender);

    /// <summary>To a reader that has waited: it is its turn.</summary>
    internal sealed class Granted : INoSerializationVerificationNeeded
    {
        public static readonly Granted Instance = new();
    }
}
