using Tale.Actors.Operations;

namespace Tale.Actors.Hosting;

/// <summary>
/// Bulk operations as they are injected: they can be there before the actor system is, and wait as <see cref="DeferredTaleClient"/> does.
/// </summary>
internal sealed class DeferredTaleOperations(IServiceProvider services) : ITaleOperations
{
    public async Task<OperationView> StartAsync(OperationRequest request, CancellationToken cancellationToken = default) =>
        await (await BindAsync(cancellationToken)).StartAsync(request, cancellationToken);

    public async Task<OperationView?> GetAsync(string operationId, CancellationToken cancellationToken = default) =>
        await (await BindAsync(cancellationToken)).GetAsync(operationId, cancellationToken);

    public async Task<IReadOnlyList<OperationView>> ListAsync(CancellationToken cancellationToken = default) =>
        await (await BindAsync(cancellationToken)).ListAsync(cancellationToken);

    public async Task<OperationView?> StopAsync(string operationId, string who, CancellationToken cancellationToken = default) =>
        await (await BindAsync(cancellationToken)).StopAsync(operationId, who, cancellationToken);

    private async Task<ITaleOperations> BindAsync(CancellationToken cancellationToken) =>
        (await DeferredTaleClient.StartedAsync(services, cancellationToken)).Operations;
}
