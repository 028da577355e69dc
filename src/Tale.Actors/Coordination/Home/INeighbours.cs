using Akka.Actor;
using Tale.Actors.Core;

namespace Tale.Actors.Coordination.Home;

/// <summary>What surrounds a region: nothing, or the regions of a cluster. Asked on any thread.</summary>
internal interface INeighbours
{
    /// <summary>
    /// Takes what a region that stops does not answer any more, and finds the region that follows it. Null: none does, and whoever asks is
    /// told that the node stops.
    /// </summary>
    IActorRef? Successor { get; }

    /// <summary>The node stops, and whoever waits here ends with it.</summary>
    bool IsStopping { get; }

    /// <summary>Whether the open work of a transaction may be taken over now, as far as it is for the surroundings to say.</summary>
    bool MayTakeOver(string transactionId);

    /// <summary>Whether another node may know something.</summary>
    /// <param name="what">See <see cref="Knowledge"/>.</param>
    bool MayBeKnown(string what);

    /// <summary>Whether another node may know what this one does not. Then the transaction is asked to go there, and nothing is made of it here.</summary>
    /// <param name="what">See <see cref="Knowledge"/>.</param>
    bool LeaveToOthers(string transactionId, string what);

    /// <summary>A region takes commands from now on.</summary>
    void Opened(IActorRef region);

    /// <summary>It does not any more.</summary>
    void Closed(IActorRef region);
}
