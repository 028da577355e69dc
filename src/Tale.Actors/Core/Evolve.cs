using Tale.Actors.Definitions;

namespace Tale.Actors.Core;

/// <summary>Folds events into a state. Pure: the same log gives the same state on every node and in every year.</summary>
internal static class Evolve
{
    public static TransactionState Start(Plan plan, Event.TransactionStarted e)
    {
        var draft = new Draft(new TransactionState
        {
            Plan = plan,
            Log = LogSummary.Of(e),
            Node = e.Node,
            Format = e.Format,
            Steps = [.. Enumerable.Repeat(StepState.Pending, plan.Steps.Count)],
            OpenBranches = [.. new int[plan.BlockCount]],
        });
        ForwardWalk.Open(draft, plan.Root, e.State);
        return draft.Seal();
    }

    /// <exception cref="IllegalTransitionException">The event cannot follow the state.</exception>
    /// <exception cref="UnknownStepException">The event names a step that the plan does not have.</exception>
    public static TransactionState Apply(TransactionState state, Event e)
    {
        if (state.IsFinal)
            throw new IllegalTransitionException($"The log of '{state.TransactionId}' goes on with {e.GetType().Name} after it ended as {state.Status}.");
        var folded = Fold(state, e);
        return folded with
        {
            Log = state.Log.Apply(e),
            IsLeft = e is Event.CoordinatorLeft,
            FruitlessIncarnations = e switch
            {
                // One that left in order, or had nothing in its hands, did not end by its work.
                Event.CoordinatorRecovered when !state.IsLeft && state.IssuedSteps > 0 => state.FruitlessIncarnations + 1,
                Event.CoordinatorRecovered or Event.AttemptsIssued or Event.CoordinatorLeft => state.FruitlessIncarnations,
                _ => 0,
            },
        };
    }

    private static TransactionState Fold(TransactionState state, Event e) => e switch
    {
        Event.StepSucceeded x => Succeeded(state, x),
        Event.StepAttemptFailed x => Changed(
            state, draft => draft.AttemptFailed(draft.Plan.Step(x.Step), x.Attempt, x.Failure, Next(state, x.At, x.RetryAt))),
        Event.StepFailed x => Changed(state, draft => draft.Failed(draft.Plan.Step(x.Step), x.Attempt, x.Failure, isUnknown: false)),
        Event.StepOutcomeUnknown x => Changed(state, draft => draft.Failed(draft.Plan.Step(x.Step), x.Attempt, x.Failure, isUnknown: true)),
        Event.StepEscalated x => Changed(state, draft => draft.Escalated(draft.Plan.Step(x.Step), x.Attempt, x.Failure)),
        Event.CompensationStarted x => CompensationStarted(state, x),
        Event.StepCompensated x => Compensated(state, x),
        Event.CompensationAttemptFailed x => CompensationAttemptFailed(state, x),
        Event.AttemptsIssued x => Changed(state, draft =>
        {
            foreach (var attempt in x.Attempts)
                draft.Issue(draft.Plan.Step(attempt.Step), attempt);
        }),
        Event.CoordinatorLeft x => Changed(state, draft =>
        {
            foreach (var attempt in x.NotBegun)
                draft.Withdraw(draft.Plan.Step(attempt.Step), attempt);
        }),
        Event.CoordinatorRecovered x => Recovered(state, x),
        Event.TransactionSuspended { Cause: SuspensionCause.NoProgress } => Halted(state),
        Event.TransactionSuspended { Cause: SuspensionCause.OperatorNeeded } => state with { ReportedStuckSteps = state.StuckSteps },
        Event.TransactionResumed when state.Log.Suspension?.ResumesByItself() == false =>
            Changed(state with { ReportedStuckSteps = 0 }, draft => draft.ReopenStuck()),
        Event.TransactionResumed => state with { ReportedStuckSteps = 0 },
        Event.TransactionSuspended or Event.TransactionCompleted or Event.TransactionCompensated or Event.TransactionFailed => state,
        _ => throw new IllegalTransitionException($"The log of '{state.TransactionId}' holds an event that cannot be folded: {e.GetType().Name}."),
    };

    private static TransactionState Succeeded(TransactionState state, Event.StepSucceeded e) => Changed(state, draft =>
    {
        var step = draft.Plan.Step(e.Step);
        ForwardWalk.Ended(draft, step, draft.Succeeded(step, e.Attempt, e.Output));
    });

    private static TransactionState CompensationStarted(TransactionState state, Event.CompensationStarted e)
    {
        if (state.IsCompensating || state.IssuedSteps > 0)
            throw new IllegalTransitionException($"The log of '{state.TransactionId}' begins its compensation while steps are open, or twice.");
        return Changed(state with { IsCompensating = true, Abort = state.Abort ?? e.Kind }, BackwardWalk.Begin);
    }

    private static TransactionState Compensated(TransactionState state, Event.StepCompensated e) => Changed(state, draft =>
    {
        var step = draft.Plan.Step(e.Step);
        draft.Compensated(step, e.Attempt);
        BackwardWalk.Ended(draft, step);
    });

    private static TransactionState CompensationAttemptFailed(TransactionState state, Event.CompensationAttemptFailed e) => Changed(state, draft =>
    {
        var step = draft.Plan.Step(e.Step);
        if (e.RetryAt is { } retryAt)
        {
            draft.CompensationAttemptFailed(step, e.Attempt, e.Failure, Next(state, e.At, retryAt));
            return;
        }
        var policy = e.Policy ?? draft.Plan.CompensationFailurePolicy;
        draft.CompensationFailed(step, e.Attempt, e.Failure, policy);
        if (policy == CompensationFailurePolicy.Continue)
            BackwardWalk.Ended(draft, step);
    });

    private static TransactionState Recovered(TransactionState state, Event.CoordinatorRecovered e)
    {
        if (e.Epoch <= state.Epoch)
            throw new IllegalTransitionException($"The log of '{state.TransactionId}' has epoch {e.Epoch} after epoch {state.Epoch}.");
        var next = state with { Epoch = e.Epoch, Node = e.Node, Format = e.Format };
        return Changed(next, draft => draft.TakeOver(e.At, state.Format, e.Epoch));
    }

    private static TransactionState Halted(TransactionState state)
    {
        var halted = Changed(state, draft => draft.Halt());
        return halted with { ReportedStuckSteps = halted.StuckSteps };
    }

    /// <summary>A retry without a delay is issued by the event that says so.</summary>
    private static OpenAttempt Next(TransactionState state, DateTimeOffset at, DateTimeOffset retryAt) =>
        retryAt <= at ? new OpenAttempt.Issued(state.Epoch) : new OpenAttempt.Waiting(retryAt);

    private static TransactionState Changed(TransactionState state, Action<Draft> change)
    {
        var draft = new Draft(state);
        change(draft);
        return draft.Seal();
    }
}
