using Akka.Actor;
using Akka.Event;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Index;
using Tale.Actors.Settings;

namespace Tale.Actors.Operations;

/// <summary>What the book and the runners of a node share.</summary>
/// <param name="IsStopping">Whether the node is on its way out: nothing more is begun.</param>
/// <param name="MayTakeOver">Whether the log that another node was at may be taken over: nobody who is lost believes in its lease any more.</param>
internal sealed record OperationServices(
    TaleSettings Settings, IActorRef Region, ITransactionIndex Index, ILeases<ILease> Leases, NodeClock Clock, Func<bool> IsStopping, Func<string, bool> MayTakeOver,
    ILoggingAdapter Log);
