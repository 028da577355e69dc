using Akka.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Tale.Actors.Hosting;

/// <summary>
/// Whether the actor system has not ended: when it has, only a restart of the process helps. Akka.Hosting's own check of the same is the
/// application's to add, under its own tags: one of the two would replace the other.
/// </summary>
internal sealed class LiveHealthCheck : IAkkaHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(AkkaHealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(context.ActorSystem.WhenTerminated.IsCompleted
            ? new HealthCheckResult(
                context.Registration?.FailureStatus ?? HealthStatus.Unhealthy, "The actor system has ended.", null,
                new Dictionary<string, object> { ["action"] = "Start the process again." })
            : HealthCheckResult.Healthy("The actor system runs."));
}
