using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>Folds events into a state. Pure: the same log gives the same state on every node and in every year.</summary>
internal static class Evolve
{
    public static TransactionState Start(Plan plan, Event.TransactionStarted e)
    {
        var log = LogSummary.Of(e);
        var draft = new Draft(new TransactionState
        {
            Plan = plan,
            Log = log,
            Node = e.Node,
            Format = e.Format,
            Steps = Paged<StepState>.Of(plan.Steps.Count, StepState.Pending),
            Blocks = Paged<BlockState>.Of(plan.BlockCount, default),
        }, e.At);
        ForwardWalk.Open(draft, plan.Root, e.State);
        return draft.Seal(log, 0, isLeft: false);
    }

    /// <exception cref="IllegalTransitionException">The event cannot follow the state.</exception>
    /// <exception cref="UnknownStepException">The event names a step that the plan does not have.</exception>
    public static TransactionState Apply(TransactionState state, Event e)
    {
        if (state.IsFinal && !(e is Event.UndoRequested && state.Status == TransactionStatus.Completed))
            throw new IllegalTransitionException(
                $"The log of '{state.TransactionId}' goes on with {e.GetType().Name} after it ended as {state.Status}.");
        var draft = new Draft(state, e.At);
        Fold(draft, state, e);
        return draft.Seal(state.Log.Apply(e), FruitlessIncarnations(state, e), isLeft: e is Event.CoordinatorLeft);
    }

    /// <summary>In which a child is prepared, by a function of the user's.</summary>
    private static readonly TimeSpan ShortLife = TimeSpan.FromMinutes(1);

    private static int FruitlessIncarnations(TransactionState state, Event e) => e switch
    {
        Event.CoordinatorRecovered x => state.FruitlessIncarnations + (IsFruitless(state, x) ? 1 : 0),
        // Progress is what an attempt says. What only follows from something said before is none.
        Event.AttemptsIssued or Event.CoordinatorLeft or Event.CompensationStarted or Event.WaitStarted or Event.SignalReceived =>
            state.FruitlessIncarnations,
        Event.StepFailed { Failure: null } or Event.StepOutcomeUnknown { Failure: null } or Event.StepEscalated { Failure: null } =>
            state.FruitlessIncarnations,
        Event.TransactionSuspended { Cause: SuspensionCause.OperatorNeeded } => state.FruitlessIncarnations,
        // Its retries may never end, and beside it is one that may be ending the process each time.
        Event.StepAttemptFailed or Event.CompensationAttemptFailed { RetryAt: not null } when state.IssuedSteps > 1 =>
            state.FruitlessIncarnations,
        _ => 0,
    };

    /// <summary>
    /// Whether the incarnation before may have ended its process. One that follows on the same node comes from trouble with the journal,
    /// and one that had nothing at work ended nothing, nor did one that had long been waiting for transactions of their own.
    /// </summary>
    private static bool IsFruitless(TransactionState state, Event.CoordinatorRecovered e) =>
        !state.IsLeft && e.Node != state.Node && state.IssuedSteps > 0
        && (e.At - state.Log.UpdatedAt < ShortLife || state.Plan.Steps.Any(step => state[step].IsIssued && step.Node.Body is not StepBody.Child));

    private static void Fold(Draft draft, TransactionState state, Event e)
    {
        switch (e)
        {
            case Event.StepSucceeded x:
                Succeeded(draft, x);
                break;
            case Event.ItemsListed x:
                ForwardWalk.Listed(draft, draft.Listed(draft.Plan.Step(x.Step), x.Attempt, x.Items, x.AtATime));
                break;
            case Event.StepAttemptFailed x:
                draft.AttemptFailed(draft.Plan.Step(x.Step), x.Attempt, x.Failure, Next(draft, x.At, x.RetryAt));
                break;
            case Event.StepFailed x:
                draft.Failed(draft.Plan.Step(x.Step), x.Attempt, x.Failure, isUnknown: false);
                break;
            case Event.StepOutcomeUnknown x:
                draft.Failed(draft.Plan.Step(x.Step), x.Attempt, x.Failure, isUnknown: true);
                break;
            case Event.StepEscalated x:
                draft.Escalated(draft.Plan.Step(x.Step), x.Attempt, x.Failure);
                break;
            case Event.CancelRequested x:
                draft.GoBack(AbortCause.Cancelled, x.Reason);
                break;
            case Event.DeadlinePassed:
                draft.GoBack(AbortCause.DeadlinePassed, null);
                break;
            case Event.UndoRequested x:
                if (!state.IsFinal)
                    throw new IllegalTransitionException($"The log of '{state.TransactionId}' has it undone before it has completed.");
                draft.GoBack(AbortCause.Undone, x.Reason);
                break;
            case Event.OperatorIntervened x:
                Interventions.Fold(draft, x);
                break;
            case Event.CompensationStarted x:
                CompensationStarted(draft, state, x);
                break;
            case Event.StepCompensated x:
                Compensated(draft, x);
                break;
            case Event.CompensationAttemptFailed x:
                CompensationAttemptFailed(draft, x);
                break;
            case Event.AttemptsIssued x:
                foreach (var attempt in x.Attempts)
                    draft.Issue(draft.Plan.Step(attempt.Step), attempt);
                break;
            case Event.CoordinatorLeft x:
                foreach (var attempt in x.NotBegun)
                    draft.Withdraw(draft.Plan.Step(attempt.Step), attempt);
                break;
            case Event.WaitStarted x:
                Signals.Fold(draft, x);
                break;
            case Event.SignalReceived x:
                Signals.Fold(draft, x);
                break;
            case Event.CoordinatorRecovered x:
                Recovered(draft, state, x);
                break;
            case Event.TransactionSuspended { Cause: SuspensionCause.NoProgress }:
                draft.Halt();
                draft.ReportStuck();
                break;
            case Event.TransactionSuspended { Cause: SuspensionCause.OperatorNeeded }:
                draft.ReportStuck();
                break;
            case Event.TransactionResumed:
                Resumed(draft, state);
                break;
            case Event.TransactionSuspended or Event.TransactionCompleted or Event.TransactionCompensated or Event.TransactionFailed:
                break;
            default:
                throw new IllegalTransitionException(
                    $"The log of '{state.TransactionId}' holds an event that cannot be folded: {e.GetType().Name}.");
        }
    }

    private static void Succeeded(Draft draft, Event.StepSucceeded e)
    {
        var step = draft.Plan.Step(e.Step);
        var output = draft.Succeeded(step, e.Attempt, e.Output);
        if (e.PassesPivot)
            draft.PassPivot();
        ForwardWalk.Ended(draft, step, output);
    }

    private static void CompensationStarted(Draft draft, TransactionState state, Event.CompensationStarted e)
    {
        if (state.IsCompensating || state.IssuedSteps > 0)
            throw new IllegalTransitionException(
                $"The log of '{state.TransactionId}' begins its compensation while steps are open, or twice.");
        draft.StartCompensation(e.Kind);
        BackwardWalk.Begin(draft);
    }

    private static void Compensated(Draft draft, Event.StepCompensated e)
    {
        var step = draft.Plan.Step(e.Step);
        draft.Compensated(step, e.Attempt);
        BackwardWalk.Ended(draft, step);
    }

    private static void CompensationAttemptFailed(Draft draft, Event.CompensationAttemptFailed e)
    {
        var step = draft.Plan.Step(e.Step);
        if (e.RetryAt is { } retryAt)
        {
            draft.CompensationAttemptFailed(step, e.Attempt, e.Failure, Next(draft, e.At, retryAt));
            return;
        }
        var policy = e.Policy ?? draft.Plan.CompensationFailurePolicy;
        draft.CompensationFailed(step, e.Attempt, e.Failure, policy);
        if (policy == CompensationFailurePolicy.Continue)
            BackwardWalk.Ended(draft, step);
    }

    private static void Recovered(Draft draft, TransactionState state, Event.CoordinatorRecovered e)
    {
        if (e.Epoch <= state.Epoch)
            throw new IllegalTransitionException($"The log of '{state.TransactionId}' has epoch {e.Epoch} after epoch {state.Epoch}.");
        draft.TakeOver(e);
    }

    /// <summary>An operator's resumption tries the stuck steps again; a definition that came back finds its steps as they were.</summary>
    private static void Resumed(Draft draft, TransactionState state)
    {
        draft.ForgetReport();
        if (state.Log.Suspension?.ResumesByItself() != false)
            return;
        foreach (var step in draft.Plan.Steps.Where(step => draft[step].IsStuck))
            draft.Retry(step, isWanted: false);
    }

    /// <summary>A retry without a delay is issued by the event that says so.</summary>
    private static OpenAttempt Next(Draft draft, DateTimeOffset at, DateTimeOffset retryAt) =>
        retryAt <= at ? draft.Issued : new OpenAttempt.Waiting(retryAt);
}
