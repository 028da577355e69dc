using Akka.Actor;
using Tale.Actors.Coordination.Home;

namespace Tale.Actors.Hosting;

/// <summary>Whether this node owns its database: without that it starts nothing, however well the database is.</summary>
internal sealed class LeaseHealthCheck(TimeProvider time) : TaleHealthCheck(time)
{
    protected override string Remedy =>
        "Send requests to the node that owns it; this one takes over when that one has stopped. If there is none, look at the database: the lease "
        + "is a row in it.";

    protected override Task<HealthFinding> FindAsync(ActorSystem system, TaleRuntime runtime, CancellationToken cancellationToken) =>
        Task.FromResult(runtime.Lease.Refusal is { } why ? new HealthFinding(why, Remedy) : new HealthFinding("This node may run what is in its database."));
}
