using Akka.Actor;

namespace Tale.Actors.Coordination.Home;

/// <summary>What the region knows of one coordinator in memory.</summary>
internal sealed class Resident(IActorRef coordinator)
{
    public IActorRef Coordinator => coordinator;

    /// <summary>It has been asked to stop; what arrives is held.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>It was in memory when the node began to stop: what its steps did has to be stored before the node is gone.</summary>
    public bool HoldsUpStop { get; set; }

    /// <summary>For the next incarnation, or for this one if it stays.</summary>
    public HeldMail Held { get; } = new();
}
