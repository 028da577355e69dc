using Akka.Actor;

namespace Tale.Actors.Host.Node;

/// <summary>
/// Stops the runtime before the HTTP server, which would be the first to go otherwise: a step that finds the services of this very node gone
/// would fail for good, and its transaction be undone, because of a deploy.
/// </summary>
internal sealed class RuntimeStopsFirst(ActorSystem system) : IHostedLifecycleService
{
    public Task StoppingAsync(CancellationToken cancellationToken) =>
        CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance).WaitAsync(cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
