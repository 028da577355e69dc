namespace Tale.Actors;

/// <summary>The participants, actors that play steps, as this node knows them.</summary>
public interface ITaleParticipants
{
    /// <summary>
    /// Those that something was to be sent to since the node was started, by address. Empty where circuits are switched off
    /// (<c>tale.participants.circuit.enabled</c>). A look at this moment: costs no write, and holds nothing up.
    /// </summary>
    IReadOnlyList<ParticipantCircuit> Circuits { get; }
}
