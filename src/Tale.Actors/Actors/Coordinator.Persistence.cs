using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Tale.Actors.Core;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Actors;

// Writing and recovering. A failed write means "unknown": the actor stops, comes back, and reads what the log says.
internal sealed partial class Coordinator
{
    private DateTimeOffset? _writeStartedAt;
    private bool _isOwner;
    private bool _isTakingOver;

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        // Akka stops this actor next, whatever its supervisor says; the region notices and brings it back.
        if (_isNew && cause is ISequenceNrTaken)
            HandOverStarters();
        Context.GetLogger().Warning("Transaction {0}: the journal did not confirm a write ({1}); reading the log again", _id, cause.GetType().Name);
        RefuseStarters("The journal did not confirm the start. Whether it was stored is unknown: start again with the same id.");
    }

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        // Akka would go on as if nothing had happened, and the handler would never run. It says so once for each event of the write.
        if (_write is not { } write)
            return;
        _write = null;
        Context.GetLogger().Warning("Transaction {0}: the journal rejected a write ({1}); reading the log again", _id, cause.GetType().Name);
        RefuseStarters($"The journal rejected the start: {cause.Message}");
        // The numbers of the rejected events are used up here; the log, read again, has no gap.
        var outputs = write.Events.OfType<Event.StepSucceeded>().Select(e => (e.Step, e.Attempt)).ToList();
        if (outputs.Count > 0)
            Context.Parent.Tell(new ForNextLife(_id, new OutputsRejected(outputs, cause.Message), ActorRefs.NoSender), Self);
        Context.Stop(Self);
    }

    /// <summary>The life before this one could not store what these steps left. They took effect, so they are undone.</summary>
    private void OnOutputsRejected(OutputsRejected rejected)
    {
        if (_state is not { } state)
            return;
        if (_isTakingOver)
        {
            // First the epoch, or the undo would be issued in both.
            Self.Tell(rejected);
            return;
        }
        foreach (var (step, attempt) in rejected.Outputs)
        {
            var error = ErrorText.Of(
                nameof(OutputNotStoredException), $"The step took effect, but the journal rejected its output: {rejected.Why}", Verdict.Unknown, _tale.Settings.MaxFailureLength);
            _inbox.Enqueue((new Command.ExecuteFailed(state.Plan.Step(step).Index, state.Epoch, attempt, error), Self));
        }
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null) =>
        Context.GetLogger().Warning("Transaction {0}: the log could not be read ({1}: {2}); trying again", _id, reason.GetType().Name, reason.Message);

    protected override void PostStop()
    {
        if (_writeStartedAt is not null)
            _tale.WriteWatch.Remove(Self);
        _crew?.CancelTimers();
        // Questions that waited behind a write which failed are answered by the next life, and who waits for the outcome waits there.
        foreach (var (message, sender) in _inbox.Where(entry => entry.Message is ITransactionCommand and not WakeTransaction))
            Context.Parent.Tell(new ForNextLife(_id, message, sender), Self);
        foreach (var watcher in _watchers)
            Context.Parent.Tell(new ForNextLife(_id, new WatchTransaction(_id), watcher), Self);
        base.PostStop();
    }

    private void OnRecoveryCompleted()
    {
        if (_recovered is not { } recovered)
            return;
        _transaction = recovered.Transaction;
        RestoreRow(recovered.IndexChanges);
        if (recovered.Header.Started is null && recovered.Problem is null)
        {
            _recovered = null;
            return;
        }
        if (recovered.Problem is { } problem)
        {
            Suspend(recovered, problem.Cause, problem.Reason);
            return;
        }
        _recovered = null;
        _state = recovered.State!;
        _crew = new StepCrew(_tale, _transaction!, Context);
        // One that only waits, for long, was woken to be looked at: that must not cost a write. The index brings it back when it is due.
        if (!_state.IsFinal && !OnlyWaits(_state))
            TakeOver();
        else
            Context.Parent.Tell(new LeaveMemory(_id), Self);
    }

    /// <summary>This life of the coordinator becomes the owner of the open work.</summary>
    private void TakeOver()
    {
        if (_isOwner)
            return;
        _isOwner = true;
        _isTakingOver = true;
        Self.Tell(new LocalCommand(new Command.Recover()));
    }

    /// <summary>Makes it visible that the log cannot be folded here, once.</summary>
    private void Suspend(Recovered recovered, SuspensionCause cause, string reason)
    {
        if (recovered.Header.Started is null || recovered.Header.IsFinal || recovered.Header.Status == TransactionStatus.Suspended)
        {
            LeaveIfIdle();
            return;
        }
        Context.GetLogger().Warning("Transaction {0} is suspended: {1}", _id, reason);
        PersistAsync(new Event.TransactionSuspended(Now, cause, reason), e =>
        {
            recovered.Header.Add(e);
            Record(e);
            LeaveIfIdle();
        });
    }

    private void Write(TransactionState state, List<Event> events)
    {
        _write = (state, events, events.Count);
        if (_writeStartedAt is null)
            _tale.WriteWatch.Add(Self);
        _writeStartedAt = Now;
        PersistAllAsync(events, _onPersisted);
    }

    private void OnPersisted(Event e)
    {
        Record(e);
        var (state, events, open) = _write!.Value;
        _write = (state, events, open - 1);
        if (open > 1)
            return;
        var before = _state;
        _state = state;
        _write = null;
        Accept();
        CarryOut(before, events);
        Announce();
        WorkOff();
    }

    /// <summary>Effects only now, after the write.</summary>
    private void CarryOut(TransactionState? before, List<Event> events)
    {
        var isNewLife = events.Any(e => e is Event.CoordinatorRecovered);
        foreach (var effect in isNewLife ? Effects.Resume(_state!) : Effects.Between(before, _state!))
            _crew!.CarryOut(effect, _state!, Now);
    }

    private void Accept()
    {
        foreach (var (sender, message) in _starters)
        {
            sender.Tell(new TransactionAccepted(_id, _state!.Plan.Definition, _state.Plan.Version, TransactionStatus.Running), Self);
            if (message.NotifyOutcome)
                _watchers.Add(sender);
        }
        _starters.Clear();
    }

    private void Announce()
    {
        if (_watchers.Count == 0 || (!_state!.IsFinal && !_state.IsSuspended))
            return;
        var outcome = Outcome();
        foreach (var watcher in _watchers)
            watcher.Tell(outcome, Self);
        _watchers.Clear();
    }

    /// <summary>The id was used before after all.</summary>
    private void ReadLogFor(StartTransaction message, IActorRef sender)
    {
        _starters.Add((sender, message));
        HandOverStarters();
        Context.Stop(Self);
    }

    private void HandOverStarters()
    {
        foreach (var (sender, message) in _starters)
            Context.Parent.Tell(new ForNextLife(_id, message, sender), Self);
        _starters.Clear();
    }

    private void RefuseStarters(string why)
    {
        foreach (var (sender, _) in _starters)
            sender.Tell(new TransactionRejected(_id, RejectionReason.JournalUnavailable, why), Self);
        _starters.Clear();
    }

    /// <summary>Akka waits for a write for ever; we do not.</summary>
    private void OnCheckWrite()
    {
        if (_write is null || Now - _writeStartedAt < _tale.Settings.WriteTimeout)
            return;
        Context.GetLogger().Warning("Transaction {0}: the journal did not answer a write within {1}; reading the log again", _id, _tale.Settings.WriteTimeout);
        RefuseStarters("The journal did not answer in time. Whether the start was stored is unknown: start again with the same id.");
        Context.Stop(Self);
    }
}

/// <summary>To the region, from a coordinator that is stopping: this is for its next life.</summary>
internal sealed record ForNextLife(string TransactionId, object Message, IActorRef? Sender) : INoSerializationVerificationNeeded;

/// <summary>To a coordinator, from its life before: the journal rejected the outputs of these steps.</summary>
internal sealed record OutputsRejected(IReadOnlyList<(string Step, int Attempt)> Outputs, string Why) : INoSerializationVerificationNeeded;
