using Akka.Actor;
using Tale.Actors.Coordination;
using Tale.Actors.Protocol;

namespace Tale.Actors.Client;

/// <summary>
/// The way to the region. That of this very node takes a start as the client has prepared it; another node's, or a proxy's, gets messages
/// of the protocol only.
/// </summary>
internal sealed class RegionLink
{
    private readonly ICanTell _region;

    private RegionLink(ICanTell region, bool isHere) => (_region, IsHere) = (region, isHere);

    /// <summary>The region is this node's, and ends with it.</summary>
    public bool IsHere { get; }

    public static RegionLink Here(IActorRef region) => new(region, isHere: true);

    public static RegionLink Elsewhere(ICanTell region) => new(region, isHere: false);

    public void Tell(ITransactionCommand command, IActorRef sender) =>
        _region.Tell(command is StartEnvelope start && !IsHere ? start.ForAnotherNode() : command, sender);

    /// <summary>The region's path, for people.</summary>
    public override string ToString() => _region is ActorSelection selection ? selection.ToString() : $"{_region}";
}
