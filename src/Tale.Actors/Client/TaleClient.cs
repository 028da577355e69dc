using System.Collections.Concurrent;
using Akka.Actor;
using Tale.Actors.Coordination;
using Tale.Actors.Coordination.Home;
using Tale.Actors.Definitions;
using Tale.Actors.Index;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization;
using Tale.Actors.Settings;

namespace Tale.Actors.Client;

/// <summary>The client: talks to the region, and asks again for outcomes whose coordinator may have moved or restarted.</summary>
internal sealed class TaleClient : ITaleClient, IDisposable
{
    /// <summary>When the node stops, a start that is being stored has this long for its proper answer.</summary>
    private static readonly TimeSpan LastMoment = TimeSpan.FromMilliseconds(500);

    private readonly ExtendedActorSystem _system;
    private readonly RegionLink _region;
    private readonly StartValidator _validator;
    private readonly OutcomeReader _outcomes;
    private readonly ITransactionIndex? _index;
    private readonly TaleSettings _settings;
    private readonly string _incarnation = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<AnswerRef, ITransactionCommand> _open = new(ReferenceEqualityComparer.Instance);
    private readonly TimeProvider _time;
    private readonly Follower _follower;
    private readonly ITimer _askAgain;
    private volatile bool _isStopped;

    /// <param name="index">Null: this node has none.</param>
    /// <param name="time">The clock of timeouts, and of asking again.</param>
    public TaleClient(
        ExtendedActorSystem system, RegionLink region, StartValidator validator, StateCodec codec, ITransactionIndex? index,
        TaleSettings settings, TimeProvider time)
    {
        _system = system;
        _region = region;
        _validator = validator;
        _outcomes = new OutcomeReader(codec);
        _index = index;
        _settings = settings;
        _time = time;
        _follower = new Follower(OutcomeAsync, settings.RewatchInterval, time);
        _askAgain = time.CreateTimer(_ => AskAgain(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>From now on, until the actor system ends, what has no answer is asked again.</summary>
    public TaleClient Start()
    {
        _askAgain.Change(_settings.RewatchInterval, _settings.RewatchInterval);
        _system.RegisterOnTermination(Dispose);
        return this;
    }

    public async Task<TransactionAccepted> StartAsync(
        string definition, object state, StartOptions? options = null, CancellationToken cancellationToken = default) =>
        await StartAsync(Envelope(definition, state, options, options?.Version, notifyOutcome: false), cancellationToken);

    public async Task<TransactionAccepted> StartAsync<TIn, TOut>(
        TransactionDefinition<TIn, TOut> definition, TIn state, StartOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(state);
        return await StartAsync(Envelope(definition.Name, state, options, definition.Version, notifyOutcome: false), cancellationToken);
    }

    public async Task<TransactionOutcome<TOut>> RunAsync<TIn, TOut>(
        TransactionDefinition<TIn, TOut> definition, TIn state, StartOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(state);
        var start = Envelope(definition.Name, state, options, definition.Version, notifyOutcome: true);
        return await OutcomeAsync(start, cancellationToken) switch
        {
            ITransactionOutcome outcome => _outcomes.Read<TOut>(outcome),
            TransactionRejected rejected => throw new TransactionRejectedException(rejected),
            TransactionNotFound lost => throw new InvalidOperationException(
                $"The transaction '{lost.TransactionId}' was started, and the journal does not know it any more: its database has lost it, "
                + "as a restored backup has, or a standby that lagged behind. Start it again with the same id."),
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
            TransactionRejected rejected => throw new TransactionRejectedException(rejected),
            var other => throw Unexpected(other),
        };
    }

    public async Task<TransactionPlan?> GetPlanAsync(string transactionId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transactionId);
        return await AskAsync(new GetTransactionPlan(transactionId), cancellationToken) switch
        {
            TransactionPlan plan => plan,
            TransactionNotFound => null,
            TransactionRejected rejected => throw new TransactionRejectedException(rejected),
            var other => throw Unexpected(other),
        };
    }

    public async Task<TransactionHistory?> GetHistoryAsync(
        string transactionId, HistoryQuery? query = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transactionId);
        query ??= new HistoryQuery();
        var question = new GetHistory(transactionId)
        {
            After = query.After, Limit = query.Limit, WithPayloads = query.WithPayloads,
        };
        return Follower.Page(await AskAsync(question, cancellationToken));
    }

    public IAsyncEnumerable<HistoryEntry> FollowAsync(
        string transactionId, long afterRevision = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transactionId);
        return _follower.FollowAsync(transactionId, afterRevision, cancellationToken);
    }

    public Task<TransactionStatus?> CancelAsync(string transactionId, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transactionId);
        ArgumentNullException.ThrowIfNull(reason);
        return StatusAfterAsync(new CancelTransaction(transactionId, reason) { WishId = CancelTransaction.NewWishId() }, cancellationToken);
    }

    public Task<TransactionStatus?> CompensateAsync(string transactionId, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return StatusAfterAsync(new CompensateTransaction(transactionId, reason), cancellationToken);
    }

    public Task<TransactionStatus?> SignalAsync(SignalTransaction signal, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signal);
        return StatusAfterAsync(signal, cancellationToken);
    }

    public Task<TransactionStatus?> OperateAsync(OperatorCommand command, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return StatusAfterAsync(command, cancellationToken);
    }

    public async Task<ITransactionOutcome?> WatchAsync(string transactionId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transactionId);
        return await OutcomeAsync(new WatchTransaction(transactionId), cancellationToken) switch
        {
            ITransactionOutcome outcome => outcome,
            TransactionNotFound => null,
            TransactionRejected rejected => throw new TransactionRejectedException(rejected),
            var other => throw Unexpected(other),
        };
    }

    public async Task<TransactionOutcome<TOut>?> WatchAsync<TOut>(string transactionId, CancellationToken cancellationToken = default) =>
        await WatchAsync(transactionId, cancellationToken) is { } outcome ? _outcomes.Read<TOut>(outcome) : null;

    public async Task<TransactionPage> ListAsync(TransactionQuery? query = null, CancellationToken cancellationToken = default) =>
        await Index().QueryAsync(query ?? new TransactionQuery(), cancellationToken);

    public async Task<IReadOnlyList<TransactionCount>> CountAsync(
        TransactionQuery? query = null, CancellationToken cancellationToken = default) =>
        await Index().CountAsync(query ?? new TransactionQuery(), cancellationToken);

    async Task<IWithTransactionId> ITaleClient.AskAsync(ITransactionCommand command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        return await AskAsync(command, cancellationToken) as IWithTransactionId
            ?? throw new InvalidOperationException($"{command.GetType().Name} has no answer of the protocol.");
    }

    /// <summary>
    /// The node stops. Who waits for an outcome is told at once; who asks, after a moment in which most questions are answered.
    /// </summary>
    public async Task StopAsync()
    {
        AnswerStopping(answer => answer.AwaitsOutcome);
        if (_open.IsEmpty)
            return;
        await Task.Delay(LastMoment);
        AnswerStopping(_ => true);
    }

    /// <summary>The actor system has ended: nobody else answers what is open.</summary>
    public void Dispose()
    {
        _isStopped = true;
        _askAgain.Dispose();
        AnswerStopping(_ => true);
    }

    private void AnswerStopping(Func<AnswerRef, bool> isTold)
    {
        foreach (var (answer, command) in _open)
        {
            if (isTold(answer))
                answer.Answered(Stopping(command));
        }
    }

    /// <summary>
    /// Serialized here, once, on the caller's thread. Whether it fits what is registered matters only if its id is
    /// new, which its coordinator knows.
    /// </summary>
    private StartEnvelope Envelope(string definition, object state, StartOptions? options, int? version, bool notifyOutcome)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(state);
        var isNew = options?.TransactionId is null;
        var start = new StartTransaction(options?.TransactionId ?? Guid.CreateVersion7().ToString("N"), definition, state)
        {
            Version = version, Headers = options?.Headers ?? StartOptions.NoHeaders, NotifyOutcome = notifyOutcome,
            Deadline = options?.Deadline,
        };
        var request = _validator.Prepare(start, node: "");
        return isNew && request.Refusal is { } refusal
            && !(refusal.Reason == RejectionReason.UnknownDefinition && _region.MayKnow(definition, version))
            ? throw new TransactionRejectedException(new TransactionRejected(start.TransactionId, refusal.Reason, refusal.Message))
            : new StartEnvelope(start, request, isNew);
    }

    private async Task<TransactionAccepted> StartAsync(StartEnvelope start, CancellationToken cancellationToken) =>
        await AskAsync(start, cancellationToken) switch
        {
            TransactionAccepted accepted => accepted,
            TransactionRejected rejected => throw new TransactionRejectedException(rejected),
            var other => throw Unexpected(other),
        };

    private async Task<TransactionStatus?> StatusAfterAsync(ITransactionCommand command, CancellationToken cancellationToken) =>
        await AskAsync(command, cancellationToken) switch
        {
            CommandAccepted accepted => accepted.Status,
            ITransactionOutcome outcome => outcome.Status,
            TransactionNotFound => null,
            TransactionRejected rejected => throw new TransactionRejectedException(rejected),
            var other => throw Unexpected(other),
        };

    private async Task<object> AskAsync(ITransactionCommand command, CancellationToken cancellationToken)
    {
        var answer = Send(command, passAccepted: false);
        try
        {
            return await answer.Answer.WaitAsync(_settings.AskTimeout, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(
                $"No answer about the transaction '{command.TransactionId}' within {_settings.AskTimeout} (tale.client.ask-timeout). "
                + "Ask again with the same id.");
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
            _region.Tell(new UnwatchTransaction(command.TransactionId), answer);
            throw;
        }
        finally
        {
            Close(answer);
        }
    }

    private AnswerRef Send(ITransactionCommand command, bool passAccepted)
    {
        var answer = new AnswerRef(_system.Provider, _incarnation, passAccepted, outlivesRegion: _region.OutlivesNode)
        {
            AwaitsOutcome = command is WatchTransaction or GetHistory { WaitsForNews: true },
        };
        if (_region.Refuse(command) is { } refusal)
        {
            answer.Answered(refusal);
            return answer;
        }
        _region.Tell(command, answer);
        _open.TryAdd(answer, command);
        if (_isStopped)
            answer.Answered(Stopping(command));
        return answer;
    }

    private void Close(AnswerRef answer)
    {
        _open.TryRemove(answer, out _);
        answer.Close();
    }

    /// <summary>
    /// Asks again what has no answer yet. The commands are idempotent, so a start that was lost on its way is made good too.
    /// </summary>
    private void AskAgain()
    {
        foreach (var (answer, command) in _open)
        {
            if (command is StartEnvelope && !answer.RepeatStart())
                continue;
            var isWatch = answer.AwaitsOutcome && command is not GetHistory;
            _region.Tell(isWatch ? new WatchTransaction(command.TransactionId) : Again(command), answer);
        }
    }

    private static TransactionRejected Stopping(ITransactionCommand command) => StoppingNode.ToOpenCall.Rejects(command.TransactionId);

    private static ITransactionCommand Again(ITransactionCommand command) =>
        command is StartEnvelope start ? start with { IsIdNew = false } : command;

    private ITransactionIndex Index() => _index ?? throw new InvalidOperationException(
        $"This node is a client only: it has no transaction index. List and count on the node of the region ({_region}), "
        + "or give this node the index's database too, for example with WithTalePostgresJournal(...).");

    internal static InvalidOperationException Unexpected(object message) =>
        new($"The region answered with a {message.GetType().Name}, which was not expected.");
}
