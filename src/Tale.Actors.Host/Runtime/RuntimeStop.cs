using Akka.Actor;
using Microsoft.AspNetCore.Hosting.Server;

namespace Tale.Actors.Host.Runtime;

/// <summary>
/// Stops the runtime before the HTTP server, which would be the first to go otherwise: a step that finds the services of this very node
/// gone would fail for good, and its transaction be undone, because of a deploy. Then it stops the server, which by itself would wait for
/// slow clients for as long as the host lets it.
/// </summary>
internal sealed class RuntimeStop(ActorSystem system, IServer server, IHostApplicationLifetime lifetime)
    : IHostedLifecycleService
{
    /// <summary>For answers that are on their way to clients. Whoever has not read theirs by then is cut off.</summary>
    private static readonly TimeSpan LastMoment = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Takes as long as the phases of Akka's shutdown let it, whatever the host's own timeout: what steps did last is stored first.
    /// </summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // As a signal does: requests are answered first.
        lifetime.StopApplication();
        await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance);
        using var moment = new CancellationTokenSource(LastMoment);
        await server.StopAsync(moment.Token);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
