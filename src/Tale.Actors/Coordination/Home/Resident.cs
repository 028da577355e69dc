using Akka.Actor;

namespace Tale.Actors.Coordination.Home;

/// <summary>What the region knows of one coordinator in memory.</summary>
internal sealed class Resident(IActorRef coordinator, Door door)
{
    public IActorRef Coordinator => coordinator;

    /// <summary>It had nothing to do in memory; what arrives is held.</summary>
    public bool HasLeft => door.IsClosed;

    /// <summary>It was in memory when the node began to stop: what its steps did has to be stored before the node is gone.</summary>
    public bool HoldsUpStop { get; set; }

    /// <summary>For the next incarnation.</summary>
    public HeldMail Held { get; } = new();

    /// <summary>To this incarnation, or the next one.</summary>
    public void Tell(object message, IActorRef sender)
    {
        if (!TryTell(message, sender))
            Held.Add(message, sender);
    }

    /// <returns>False: it leaves, or has left, and does not see it.</returns>
    public bool TryTell(object message, IActorRef sender)
    {
        if (!door.TryPass())
            return false;
        coordinator.Tell(message, sender);
        return true;
    }
}
