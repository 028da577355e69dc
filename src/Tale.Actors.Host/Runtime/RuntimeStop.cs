using Akka.Actor;

namespace Tale.Actors.Host.Runtime;

/// <summary>
/// Stops the runtime before the HTTP server, which would be the first to go otherwise: a step that finds the services of this very node
/// gone would fail for good, and its transaction be undone, because of a deploy.
/// </summary>
internal sealed class RuntimeStop(ActorSystem system) : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stopped = new();

    /// <summary>
    /// A token that is cancelled once the runtime has stopped: nobody is left to take a step's result, which the next node asks for again.
    /// </summary>
    public CancellationToken Stopped => _stopped.Token;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance).WaitAsync(cancellationToken);
        await _stopped.CancelAsync();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopped.Dispose();
}
