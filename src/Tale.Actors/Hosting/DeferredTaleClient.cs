using System.Runtime.CompilerServices;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Tale.Actors.Definitions;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Hosting;

/// <summary>
/// The client as it is injected: it can be there before the actor system is, and waits at its first use until Tale has been started.
/// </summary>
internal sealed class DeferredTaleClient(IServiceProvider services) : ITaleClient
{
    /// <summary>Longer than any start takes; a host without <c>WithTale</c> or <c>WithTaleClient</c> is to hear of it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private ITaleClient? _client;

    public async Task<TransactionAccepted> StartAsync(
        string definition, object state, StartOptions? options = null, CancellationToken cancellationToken = default) =>
        await (await BindAsync(cancellationToken)).StartAsync(definition, state, options, cancellationToken);

    public async Task<TransactionAccepted> StartAsync<TIn, TOut>(
        TransactionDefinition<TIn, TOut> definition,
        TIn state,
        StartOptions? options = null,
        CancellationToken cancellationToken = default) =>
        await (await BindAsync(cancellationToken)).StartAsync(definition, state, options, cancellationToken);

    public async Task<TransactionOutcome<TOut>> RunAsync<TIn, TOut>(
        TransactionDefinition<TIn, TOut> definition,
        TIn state,
        StartOptions? options = null,
        CancellationToken cancellationToken = default) =>
        await (await BindAsync(cancellationToken)).RunAsync(definition, state, options, cancellationToken);

    public async Task<TransactionView?> GetAsync(string transactionId, CancellationToken cancellationToken = default) =>
        await (await BindAsync(cancellationToken)).GetAsync(transactionId, cancellationToken);

    public async Task<TransactionPlan?> GetPlanAsync(string transactionId, CancellationToken cancellationToken = default) =>
        await (await BindAsync(cancellationToken)).GetPlanAsync(transactionId, cancellationToken);

    public async Task<TransactionHistory?> GetHistoryAsync(
        string transactionId, HistoryQuery? query = null, CancellationToken cancellationToken = default) =>
        await (await BindAsync(cancellationToken)).GetHistoryAsync(transactionId, query, cancellationToken);

    public async IAsyncEnumerable<HistoryEntry> FollowAsync(
        string transactionId, long afterRevision = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var client = await BindAsync(cancellationToken);
        await foreach (var entry in client.FollowAsync(transactionId, afterRevision, cancellationToken))
            yield return entry;
    }

    public async Task<TransactionStatus?> CancelAsync(string transactionId, string reason, CancellationToken cancellationToken = default) =>
        await (await BindAsync(cancellationToken)).CancelAsync(transactionId, reason, cancellationToken);

    public async Task<TransactionStatus?> CompensateAsync(
        string transactionId, string reason, CancellationToken cancellationToken = default) =>
        await (await BindAsync(cancellationToken)).CompensateAsync(transactionId, reason, cancellationToken);

    public async Task<TransactionStatus?> SignalAsync(SignalTransaction signal, CancellationToken cancellationToken = default) =>
        await (await BindAsync(cancellationToken)).SignalAsync(signal, cancellationToken);

    public async Task<TransactionStatus?> OperateAsync(OperatorCommand command, CancellationToken cancellationToken = default) =>
        await (await BindAsync(cancellationToken)).OperateAsync(command, cancellationToken);

    public async Task<IWithTransactionId> AskAsync(ITransactionCommand command, CancellationToken cancellationToken = default) =>
        await (await BindAsync(cancellationToken)).AskAsync(command, cancellationToken);

    public async Task<ITransactionOutcome?> WatchAsync(string transactionId, CancellationToken cancellationToken = default) =>
        await (await BindAsync(cancellationToken)).WatchAsync(transactionId, cancellationToken);

    public async Task<TransactionOutcome<TOut>?> WatchAsync<TOut>(string transactionId, CancellationToken cancellationToken = default) =>
        await (await BindAsync(cancellationToken)).WatchAsync<TOut>(transactionId, cancellationToken);

    public async Task<TransactionPage> ListAsync(TransactionQuery? query = null, CancellationToken cancellationToken = default) =>
        await (await BindAsync(cancellationToken)).ListAsync(query, cancellationToken);

    public async Task<IReadOnlyList<TransactionCount>> CountAsync(
        TransactionQuery? query = null, CancellationToken cancellationToken = default) =>
        await (await BindAsync(cancellationToken)).CountAsync(query, cancellationToken);

    private ValueTask<ITaleClient> BindAsync(CancellationToken cancellationToken) =>
        _client is { } client ? new(client) : new(BindWhenStartedAsync(cancellationToken));

    private async Task<ITaleClient> BindWhenStartedAsync(CancellationToken cancellationToken) =>
        _client = (await StartedAsync(services, cancellationToken)).Client;

    /// <summary>Tale, once it has been started in the host's actor system.</summary>
    /// <exception cref="InvalidOperationException">Nothing starts it.</exception>
    public static async Task<TaleExtension> StartedAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var tale = TaleExtension.For(services.GetRequiredService<ActorSystem>());
        try
        {
            await tale.Started.WaitAsync(Patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw TaleExtension.NotStarted();
        }
        return tale;
    }
}
