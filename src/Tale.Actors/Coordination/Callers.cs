using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Coordination;

/// <summary>What a coordinator owes to those who wait: replies, and later the outcome.</summary>
internal sealed class Callers(string transactionId, IActorRef self)
{
    private HashSet<IActorRef>? _watchers;

    public IReadOnlyCollection<IActorRef> Watchers => _watchers ?? [];

    /// <param name="outcome">Null: there is none yet.</param>
    public void Answer(Caller caller, Reply reply, Func<ITransactionOutcome?> outcome)
    {
        switch (reply)
        {
            case Reply.Accepted x:
                caller.Ref.Tell(new TransactionAccepted(transactionId, x.Definition, x.Version, x.Status), self);
                if (caller.WantsOutcome)
                    (_watchers ??= []).Add(caller.Ref);
                break;
            case Reply.Done x:
                caller.Ref.Tell(
                    new CommandAccepted(transactionId, x.Status, x.Revision) { WishId = (caller.Message as CancelTransaction)?.WishId }, self);
                break;
            case Reply.Rejected x:
                Reject(caller.Ref, x.Refusal);
                break;
            case Reply.NotFound:
                caller.Ref.Tell(new TransactionNotFound(transactionId), self);
                break;
            case Reply.View x:
                caller.Ref.Tell(x.Value, self);
                break;
            case Reply.Plan x:
                caller.Ref.Tell(x.Value, self);
                break;
            case Reply.Outcome when outcome() is { } known:
                caller.Ref.Tell(known, self);
                break;
            case Reply.Outcome or Reply.Later:
                (_watchers ??= []).Add(caller.Ref);
                break;
            default:
                throw new InvalidOperationException($"Unknown reply {reply.GetType().Name}.");
        }
    }

    public void Reject(IActorRef caller, Refusal refusal) =>
        caller.Tell(refusal.Rejects(transactionId), self);

    /// <summary>Whether what some asked for is stored is not known, or it is not: they are told.</summary>
    /// <returns>The others.</returns>
    public IReadOnlyList<Caller> Refuse(WriteInFlight write, Func<object?, bool> asksForIt, string why)
    {
        var callers = write.Callers.ToLookup(caller => asksForIt(caller.Message));
        foreach (var asker in callers[true])
            Reject(asker.Ref, new Refusal(RejectionReason.JournalUnavailable, why));
        return [.. callers[false]];
    }

    public void Unwatch(IActorRef watcher) => _watchers?.Remove(watcher);

    /// <summary>Everybody who waits is told.</summary>
    public void Announce(Func<ITransactionOutcome?> outcome)
    {
        if (_watchers is not { Count: > 0 } || outcome() is not { } known)
            return;
        foreach (var watcher in _watchers)
            watcher.Tell(known, self);
        _watchers.Clear();
    }

    /// <summary>The node stops: nobody who waits for the outcome is kept waiting for longer than that takes.</summary>
    public void Dismiss()
    {
        foreach (var watcher in Watchers)
            Reject(watcher, StoppingNode.ToOpenCall);
        _watchers?.Clear();
    }
}
