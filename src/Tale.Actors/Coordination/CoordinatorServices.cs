using Akka.Event;
using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Coordination.Journaling;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Core;
using Tale.Actors.Index;
using Tale.Actors.Settings;

namespace Tale.Actors.Coordination;

/// <summary>What all coordinators of a node share.</summary>
/// <param name="Leases">Without that of its database nothing is decided or issued.</param>
/// <param name="IndexWriter">Null: the journal writes the index, in the commit of the events.</param>
/// <param name="Marks">Null: the index shows only what logs say.</param>
internal sealed record CoordinatorServices(
    TaleSettings Settings, LogAccess Logs, PlanCatalog Plans, NodeClock Clock, AttemptServices Attempts, CommandReader Reader, Outcomes Outcomes,
    ILeases<ILease> Leases, ITransactionIndexWriter? IndexWriter, ISuspensionMarks? Marks, ILoggingAdapter Log);
