using Akka.Actor;
using Akka.Configuration;
using Tale.Actors.Index;
using Tale.Actors.Settings;

namespace Tale.Actors.Coordination.Home;

/// <summary>Where the transactions of a node live: all of them here, or each where its cluster has put it.</summary>
internal interface IPlacement
{
    /// <summary>The way to the region of each transaction. Once the regions have been started.</summary>
    RegionLink Link { get; }

    /// <summary>The node is on its way out: it refuses starts.</summary>
    bool IsStopping { get; }

    /// <summary>Whether what another node was at may be taken over, in the database that this log is in.</summary>
    bool MayTakeOver(string persistenceId);

    /// <exception cref="ConfigurationException">Something would fail later, or lose transactions.</exception>
    void Refuse(ExtendedActorSystem system, TaleSettings settings, ITransactionIndex index);

    /// <summary>Takes the database, or the databases, for this node, or has it join those that own it.</summary>
    /// <param name="knows">What the node can read and run.</param>
    ILeases<ILease> Take(ActorSystem system, ITransactionIndex index, string node, IReadOnlyList<string> knows, TimeSpan duration);

    /// <returns>The actor that takes every command.</returns>
    IActorRef Start(ExtendedActorSystem system, TaleSettings settings, Func<INeighbours, Props> regions);

    /// <summary>Starts an actor of which there is one wherever the database is used.</summary>
    /// <returns>The way to it.</returns>
    IActorRef StartOnly(ExtendedActorSystem system, Props actor, string name);

    /// <summary>A lease is held again, or its term has become another one. On any thread.</summary>
    void LeaseHasChanged();

    IWaker Waker { get; }

    /// <summary>The watchdog is there.</summary>
    void Watched(ExtendedActorSystem system, IActorRef watchdog);

    /// <summary>
    /// Refuses new starts, begins no new attempt, lets running ones finish within the grace period, and has every coordinator leave in order.
    /// </summary>
    Task DrainAsync(TimeSpan grace);
}
