using Akka.Actor;
using Tale.Actors.Coordination.Home;

namespace Tale.Actors.Hosting;

/// <summary>Whether this node owns its database: without that it starts nothing, however well the database is.</summary>
internal sealed class LeaseHealthCheck(TimeProvider time) : TaleHealthCheck(time)
{
    protected override string Remedy =>
        "Send requests to a node that is ready; a single node takes over when the owner has stopped. If no node is ready, look at the database: the "
        + "leases are rows in it.";

    protected override Task<HealthFinding> FindAsync(ActorSystem system, TaleRuntime runtime, CancellationToken cancellationToken) =>
        Task.FromResult(runtime.Leases.Refusal is { } why ? new HealthFinding(why, Remedy) : new HealthFinding(
            string.Join(" ", runtime.Leases.All.Select(lease => lease.Refusal).OfType<string>().Append("This node may run what is in its database."))));
}
