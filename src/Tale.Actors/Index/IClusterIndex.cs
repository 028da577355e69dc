using Akka.Actor;

namespace Tale.Actors.Index;

/// <summary>Implemented by an index in a database that the nodes of a cluster use together.</summary>
internal interface IClusterIndex
{
    /// <summary>
    /// Makes the cluster the owner of the database, and this node one of those that are at work in it as soon as it is a member. Blocks as long as
    /// the lease of an owner that shows no sign of life lasts.
    /// </summary>
    /// <param name="system">The node's actor system.</param>
    /// <param name="member">The node.</param>
    /// <param name="duration">How long its lease lasts when it is not renewed.</param>
    /// <exception cref="DatabaseInUseException">A node that is not part of this cluster owns the database, and is alive.</exception>
    ILeases<IMemberLease> Join(ActorSystem system, ClusterMember member, TimeSpan duration);

    /// <summary>Connects, to find the other nodes. Fails when the database does not answer.</summary>
    /// <param name="member">The node; null: a client of the others.</param>
    IDiscovery Discover(ClusterMember? member);
}
