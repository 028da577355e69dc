using System.Collections.Concurrent;
using Akka.Actor;
using Tale.Actors.Actors;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Hosting;

/// <summary>The client: talks to the region, and asks again for outcomes whose coordinator may have moved or restarted.</summary>
internal sealed class TaleClient : ITaleClient, IDisposable
{
    private readonly ExtendedActorSystem _system;
    private readonly TaleRuntime _tale;
    private readonly ConcurrentDictionary<AnswerRef, ITransactionCommand> _open = new(ReferenceEqualityComparer.Instance);
    private readonly Timer _askAgain;

    public TaleClient(ExtendedActorSystem system, TaleRuntime tale)
    {
        _system = system;
        _tale = tale;
        _askAgain = new Timer(_ => AskAgain(), null, tale.Settings.RewatchInterval, tale.Settings.RewatchInterval);
        system.RegisterOnTermination(Dispose);
    }

    public async Task<TransactionAccepted> StartAsync(
        string definition, object state, StartOptions? options = null, CancellationToken cancellationToken = default)
    {
        var start = Start(definition, state, options, options?.Version, notifyOutcome: false);
        return await AskAsync(start, cancellationToken) switch
        {
            TransactionAccepted accepted => accepted,
            TransactionRejected rejected => throw new TransactionRejectedException(rejected),
            var other => throw Unexpected(other),
        };
    }

    public async Task<TransactionOutcome<TOut>> RunAsync<TIn, TOut>(
        TransactionDefinition<TIn, TOut> definition, TIn state, StartOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(state);
        var start = Start(definition.Name, state, options, definition.Version, notifyOutcome: true);
        return await OutcomeAsync(start, cancellationToken) switch
        {
            TransactionCompleted o => new TransactionOutcome<TOut>(o.TransactionId, o.Status, (TOut?)o.Result, null, null),
            TransactionCompensated o => new TransactionOutcome<TOut>(o.TransactionId, o.Status, default, o.Failure, null),
            TransactionFailed o => new TransactionOutcome<TOut>(o.TransactionId, o.Status, default, o.Failure, null),
            TransactionSuspended o => new TransactionOutcome<TOut>(o.TransactionId, o.Status, default, o.Failure, o.Reason),
            TransactionRejected rejected => throw new TransactionRejectedException(rejected),
            var other => throw Unexpected(other),
        };
    }

    public async Task<TransactionView?> GetAsync(string transactionId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transactionId);
        return await AskAsync(new GetTransaction(transactionId), cancellationToken) switch
        {
            TransactionView view => view,
            TransactionNotFound => null,
            var other => throw Unexpected(other),
        };
    }

    public async Task<ITransactionOutcome?> WatchAsync(string transactionId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transactionId);
        return await OutcomeAsync(new WatchTransaction(transactionId), cancellationToken) switch
        {
            ITransactionOutcome outcome => outcome,
            TransactionNotFound => null,
            var other => throw Unexpected(other),
        };
    }

    public void Dispose() => _askAgain.Dispose();

    private StartTransaction Start(string definition, object state, StartOptions? options, int? version, bool notifyOutcome)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(state);
        var start = new StartTransaction(options?.TransactionId ?? Guid.CreateVersion7().ToString("N"), definition, state)
        {
            Version = version, Headers = options?.Headers ?? StartOptions.NoHeaders, NotifyOutcome = notifyOutcome,
            IsIdNew = options?.TransactionId is null,
        };
        if (StartDoor.Check(_tale, start, out var known) is { } rejected)
            throw new TransactionRejectedException(rejected);
        return start with { State = known!.State };
    }

    private async Task<object> AskAsync(ITransactionCommand command, CancellationToken cancellationToken)
    {
        var answer = Send(command, passAccepted: false);
        try
        {
            return await answer.Answer.WaitAsync(_tale.Settings.AskTimeout, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(
                $"No answer about the transaction '{command.TransactionId}' within {_tale.Settings.AskTimeout} (tale.client.ask-timeout). Ask again with the same id.");
        }
        finally
        {
            Close(answer);
        }
    }

    private async Task<object> OutcomeAsync(ITransactionCommand command, CancellationToken cancellationToken)
    {
        var answer = Send(command, passAccepted: true);
        try
        {
            return await answer.Answer.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // A watch that nobody waits for would keep the transaction in memory.
            _tale.Region.Tell(new UnwatchTransaction(command.TransactionId), answer);
            throw;
        }
        finally
        {
            Close(answer);
        }
    }

    private AnswerRef Send(ITransactionCommand command, bool passAccepted)
    {
        var answer = new AnswerRef(_system.Provider, passAccepted);
        _tale.Region.Tell(command, answer);
        _open.TryAdd(answer, command);
        return answer;
    }

    private void Close(AnswerRef answer)
    {
        _open.TryRemove(answer, out _);
        answer.Close();
    }

    /// <summary>Asks again what has no answer yet. The commands are idempotent, so a start that was lost on its way is made good too.</summary>
    private void AskAgain()
    {
        foreach (var (answer, command) in _open)
        {
            answer.IsRepeated = true;
            _tale.Region.Tell(answer.IsAccepted ? new WatchTransaction(command.TransactionId) : Again(command), answer);
        }
    }

    private static ITransactionCommand Again(ITransactionCommand command) => command is StartTransaction start ? start with { IsIdNew = false } : command;

    private static InvalidOperationException Unexpected(object message) => new($"The region answered with a {message.GetType().Name}, which was not expected.");
}
