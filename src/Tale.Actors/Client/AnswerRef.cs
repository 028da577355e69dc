using Akka.Actor;
using Tale.Actors.Protocol;

namespace Tale.Actors.Client;

/// <summary>
/// Stands for a caller outside the actor system until its answer arrives. Unlike an ask it can pass over <see cref="TransactionAccepted"/>
/// and wait for the outcome, and one command serves for both.
/// </summary>
internal sealed class AnswerRef : MinimalActorRef
{
    private readonly bool _passAccepted;
    private readonly bool _outlivesRegion;
    private readonly bool _isRegistered;
    private readonly TaskCompletionSource<object> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _copies = new();
    private int _sent = 1;
    private int _refused;

    /// <param name="provider">Of the caller's system.</param>
    /// <param name="incarnation">
    /// Another one at every start of a system. Akka counts temporary names from the beginning each time: what is on its way to a caller of a
    /// process that has ended would reach another caller of the next process at its address.
    /// </param>
    /// <param name="passAccepted">Whether an acceptance is passed over: the outcome is awaited.</param>
    /// <param name="outlivesRegion">The region is another node's: to who waits for an outcome, its stop is a pause.</param>
    public AnswerRef(IActorRefProvider provider, string incarnation, bool passAccepted, bool outlivesRegion)
    {
        Provider = provider;
        _passAccepted = passAccepted;
        _outlivesRegion = outlivesRegion;
        var name = provider.TempPath();
        // Only another node has to find it by its path.
        _isRegistered = provider.DefaultAddress.HasGlobalScope;
        Path = _isRegistered ? name.Parent / $"{name.Name}-{incarnation}" : name;
        if (_isRegistered)
            provider.RegisterTempActor(this, Path);
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider { get; }

    public Task<object> Answer => _answer.Task;

    /// <summary>The transaction is known, or its start is durable: what is still awaited is the outcome.</summary>
    public bool AwaitsOutcome { get; set; }

    /// <summary>There will be no other answer.</summary>
    public void Answered(object message) => _answer.TrySetResult(message);

    /// <summary>Another copy of a start may be sent: there is no answer yet, and from now on it takes one refusal more.</summary>
    public bool RepeatStart()
    {
        lock (_copies)
        {
            if (_answer.Task.IsCompleted)
                return false;
            _sent++;
            return true;
        }
    }

    /// <summary>No answer is awaited any more.</summary>
    public void Close()
    {
        if (_isRegistered)
            Provider.UnregisterTempActor(Path);
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is TransactionAccepted && _passAccepted)
            AwaitsOutcome = true;
        else if (AwaitsOutcome)
            HearWatcher(message);
        else
            HearAsker(message);
    }

    private void HearWatcher(object message)
    {
        if (!_outlivesRegion || message is not TransactionRejected { Reason: RejectionReason.Overloaded or RejectionReason.Stopping })
            _answer.TrySetResult(message);
    }

    /// <summary>
    /// That a node has no room for it, or is stopping, says that nothing was stored, and is the answer once each copy has it: one that was sent
    /// before or after may have been stored.
    /// </summary>
    private void HearAsker(object message)
    {
        lock (_copies)
        {
            if (message is not TransactionRejected { Reason: RejectionReason.Overloaded or RejectionReason.Stopping } || ++_refused >= _sent)
                _answer.TrySetResult(message);
        }
    }
}
