using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Coordination.Home;

/// <summary>
/// The way to the region of a transaction. One of this very node takes a start as the client has prepared it; another node's, or a proxy's,
/// gets messages of the protocol only.
/// </summary>
internal sealed class RegionLink
{
    private readonly Func<string, IActorRef?> _here;
    private readonly Func<ICanTell> _elsewhere;

    private readonly Func<string, bool> _mayKnow;
    private readonly Admission? _admission;

    private RegionLink(
        Func<string, IActorRef?> here, Func<ICanTell> elsewhere, bool outlivesNode, Func<string, bool>? mayKnow = null, Admission? admission = null) =>
        (_here, _elsewhere, OutlivesNode, _mayKnow, _admission) = (here, elsewhere, outlivesNode, mayKnow ?? (_ => false), admission);

    /// <summary>What is asked of it goes on where this node, or the one that is asked, has stopped.</summary>
    public bool OutlivesNode { get; }

    /// <summary>All transactions are this node's, and end with it.</summary>
    public static RegionLink Here(IActorRef region) => new(_ => region, () => region, outlivesNode: false);

    /// <summary>All are another node's.</summary>
    public static RegionLink Elsewhere(ICanTell region) => new(_ => null, () => region, outlivesNode: true);

    /// <summary>Each is wherever its cluster has put it.</summary>
    /// <param name="here">The region of a transaction, if it is on this node.</param>
    /// <param name="elsewhere">Finds it where it is.</param>
    /// <param name="mayKnow">Whether another node may know something: see <see cref="Knowledge"/>.</param>
    public static RegionLink Spread(Func<string, IActorRef?> here, Func<IActorRef> elsewhere, Func<string, bool> mayKnow) =>
        new(here, elsewhere, outlivesNode: true, mayKnow);

    /// <summary>The same way, with a node's admission at its door.</summary>
    public RegionLink GuardedBy(Admission admission) => new(_here, _elsewhere, OutlivesNode, _mayKnow, admission);

    /// <summary>
    /// Why a start is not even sent; null when it is. The region of a node that is given more than it can do has a long way to it, and says the same.
    /// What may be in memory is for the region, and so is any other refusal: it may know somebody who takes the start.
    /// </summary>
    public TransactionRejected? Refuse(ITransactionCommand command) =>
        command is StartEnvelope { IsIdNew: true, TransactionId: var id } && _admission?.RefuseMore(id) is { } refusal
        && _here(id) is not null && _admission.Refuse(command) is null
            ? refusal
            : null;

    /// <summary>Whether a definition that is not known here may be known where its transactions are.</summary>
    public bool MayKnow(string definition, int? version) => _mayKnow(Knowledge.OfDefinition(definition, version));

    public void Tell(ITransactionCommand command, IActorRef sender)
    {
        if (_here(command.TransactionId) is { } region)
            region.Tell(command, sender);
        else
            _elsewhere().Tell(StartEnvelope.ForAnotherNode(command), sender);
    }

    /// <summary>The region's path, for people.</summary>
    public override string ToString() => _elsewhere() is ActorSelection selection ? selection.ToString() : $"{_elsewhere()}";
}
