using Akka.Actor;
using Akka.Event;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Index;
using Tale.Actors.Settings;

namespace Tale.Actors.Operations;

/// <summary>What the book and the runners of a node share.</summary>
/// <param name="IsStopping">Whether the node is on its way out: nothing more is begun.</param>
internal sealed record OperationServices(
    TaleSettings Settings, IActorRef Region, ITransactionIndex Index, ILease Lease, NodeClock Clock, Func<bool> IsStopping, ILoggingAdapter Log);
