using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Tale.Actors.Host.Samples.Holiday.Clients;

/// <summary>
/// Sends the calls for services without a configured address to this node itself. The runtime starts, and goes on with its transactions,
/// before the node listens: such a call waits until it does, because a refused connection would count as the step's failure.
/// </summary>
internal sealed class OwnAddress(IServer server, IHostApplicationLifetime lifetime) : DelegatingHandler
{
    /// <summary>A base address that stands for the node's own until that is known: the port may be chosen by the system.</summary>
    public static readonly Uri Placeholder = new("http://this-node");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is { } uri && uri.Host == Placeholder.Host)
            request.RequestUri = new Uri(await FindAsync(cancellationToken), uri.PathAndQuery);
        return await base.SendAsync(request, cancellationToken);
    }

    private async Task<Uri> FindAsync(CancellationToken cancellationToken)
    {
        if (!lifetime.ApplicationStarted.IsCancellationRequested)
            await StartedAsync(cancellationToken);
        return new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    private async Task StartedAsync(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellationToken);
    }
}
