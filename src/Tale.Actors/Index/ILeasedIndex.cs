using Akka.Actor;

namespace Tale.Actors.Index;

/// <summary>Implemented by an index in a database, or in several, that several nodes could open, and that one node owns at a time.</summary>
internal interface ILeasedIndex
{
    /// <summary>
    /// Makes this node the owner, until the actor system ends. Blocks as long as the lease of an owner that shows no sign of life lasts.
    /// A database that cannot be reached now is no reason not to start: the lease is taken when it can be.
    /// </summary>
    /// <param name="system">The node's actor system.</param>
    /// <param name="node">The node, as its logs name it: another one at every start.</param>
    /// <param name="duration">How long the lease lasts when it is not renewed.</param>
    /// <exception cref="DatabaseInUseException">Another node owns the database, and is alive.</exception>
    ILeases<ILease> Take(ActorSystem system, string node, TimeSpan duration);
}
