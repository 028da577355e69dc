using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Definitions;

namespace Tale.Actors.Actors;

/// <summary>A coordinator's children and timers: carries out effects. Used by its coordinator only, on its thread.</summary>
internal sealed class StepCrew(TaleRuntime tale, RegisteredTransaction transaction, IActorContext context)
{
    private readonly Dictionary<IActorRef, StepWork> _working = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<int, (RetryDue Due, ICancelable Timer)> _waiting = [];
    private readonly Stack<IActorRef> _idle = [];

    /// <summary>Whether an attempt is under way in this very process.</summary>
    public bool IsWorking => _working.Count > 0;

    public StepWork? WorkOf(IActorRef child) => _working.GetValueOrDefault(child);

    public void CarryOut(Effect effect, TransactionState state, DateTimeOffset now)
    {
        switch (effect)
        {
            case Effect.Execute e:
                RunAt(new RetryDue(e.Step, e.Attempt, false), e.NotBefore, state, now);
                break;
            case Effect.Compensate e:
                RunAt(new RetryDue(e.Step, e.Attempt, true), e.NotBefore, state, now);
                break;
            case Effect.Unwanted e:
                GiveUp(e, state);
                break;
        }
    }

    /// <summary>The time of a waiting attempt has come, unless it was given up meanwhile.</summary>
    public void OnDue(RetryDue due, TransactionState state)
    {
        if (_waiting.TryGetValue(due.Step, out var waiting) && waiting.Due == due)
            Run(due, state);
    }

    /// <summary>The coordinator leaves memory; the log and the index know when it has to be back.</summary>
    public void CancelTimers()
    {
        foreach (var waiting in _waiting.Values)
            waiting.Timer.Cancel();
    }

    private void Run(RetryDue due, TransactionState state)
    {
        _waiting.Remove(due.Step);
        // It stays open in the log, and the next life of the node takes it up.
        if (tale.IsStopping)
            return;
        var work = new StepWork(state.Plan.Steps[due.Step], transaction.Steps[due.Step], state, due.IsCompensation, due.Attempt)
        {
            Cancellation = !due.IsCompensation && state.Plan.Steps[due.Step].IsCancellable ? new CancellationTokenSource() : null,
        };
        var child = work.Node.Participant is null ? Borrow() : context.ActorOf(Props.CreateBy(new Producer<ParticipantActor>(() => new ParticipantActor(tale))));
        _working[child] = work;
        child.Tell(work);
    }

    /// <summary>A child has answered, or failed; it can be used again.</summary>
    public void Release(IActorRef child)
    {
        if (!_working.Remove(child, out var work))
            return;
        if (work.Node.Participant is null)
            _idle.Push(child);
        else
            context.Stop(child);
    }

    private void RunAt(RetryDue due, DateTimeOffset? notBefore, TransactionState state, DateTimeOffset now)
    {
        if (notBefore is not { } at || at <= now)
            Run(due, state);
        else
            _waiting[due.Step] = (due, context.System.Scheduler.ScheduleTellOnceCancelable(at - now, context.Self, due, ActorRefs.NoSender));
    }

    private void GiveUp(Effect.Unwanted effect, TransactionState state)
    {
        var running = _working.Values.FirstOrDefault(work => work.Step.Index == effect.Step);
        if (running is not null)
        {
            if (effect.CancelRunning)
                _ = running.Cancellation?.CancelAsync();
            return;
        }
        if (_waiting.Remove(effect.Step, out var waiting))
            waiting.Timer.Cancel();
        context.Self.Tell(new LocalCommand(new Command.RetryGivenUp(effect.Step, state.Epoch, effect.Attempt)));
    }

    private IActorRef Borrow() => _idle.TryPop(out var child)
        ? child
        : context.ActorOf(Props.CreateBy(new Producer<StepActor>(() => new StepActor(tale))).WithDispatcher(tale.Settings.StepDispatcher));
}

/// <summary>The time of a waiting attempt has come.</summary>
internal sealed record RetryDue(int Step, int Attempt, bool IsCompensation) : INoSerializationVerificationNeeded;
