using Akka.Actor;
using Tale.Actors.Coordination.Home;

namespace Tale.Actors.Hosting;

/// <summary>Whether the node takes starts, or is on its way out.</summary>
internal sealed class StoppingHealthCheck(TimeProvider time) : TaleHealthCheck(time)
{
    protected override string Remedy => "Send requests to another node, or wait until this one is back.";

    protected override Task<HealthFinding> FindAsync(ActorSystem system, TaleRuntime runtime, CancellationToken cancellationToken) =>
        Task.FromResult(runtime.IsStopping
            ? new HealthFinding("The node is stopping, and refuses new transactions.", Remedy)
            : new HealthFinding("The node takes new transactions."));
}
