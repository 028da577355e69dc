using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>
/// What people do to a transaction from outside: cancel it, or, as operators, say how it is to go on. An attempt that is at work is waited for,
/// unless an operator says of this very step that nobody is to.
/// </summary>
internal static class Interventions
{
    /// <summary>
    /// The events of a wish to go back. None when it goes back already, no step waits for a word that this is, and what runs has been told.
    /// </summary>
    public static IReadOnlyList<Event> Cancelled(TransactionState state, Command.Cancel command, DateTimeOffset now)
    {
        // It has been said before, and somebody may have decided otherwise since.
        if (state.IsAborting && (command.IsOfParent || command.WishId is { } wish && state.Log.Wishes.Contains(wish)))
            return [];
        var givenUp = Escalated(state).Where(step => !IsForOperator(state, step)).ToList();
        return state.IsAborting && givenUp.Count == 0 && state.UncancelledSteps == 0
            ? []
            : [new Event.CancelRequested(now, command.Reason) { WishId = command.WishId }, .. givenUp.Select(step => Answers.GivenUp(state, step, now))];
    }

    /// <summary>
    /// The events of a wish to have a completed transaction undone; none when it is being undone already. It begins with a new epoch: nobody
    /// owns what has ended.
    /// </summary>
    public static IReadOnlyList<Event> Undone(TransactionState state, Command.Undo command, DateTimeOffset now) => state.IsFinal
        ?
        [
            new Event.UndoRequested(now, command.Reason),
            new Event.CoordinatorRecovered(now, state.Epoch + 1) { Node = command.Node, Format = Event.CurrentFormat },
        ]
        : [];

    /// <summary>Why it cannot be undone; null: it can, or is being undone already.</summary>
    public static Refusal? RefuseToUndo(TransactionState state) => state switch
    {
        { Abort: AbortCause.Undone } => null,
        { IsFinal: false } => NotAllowed("The transaction has not completed. To have it go back, cancel it."),
        _ => RefuseToGoBack(state),
    };

    /// <summary>Why it cannot go back any more; null: it can.</summary>
    public static Refusal? RefuseToGoBack(TransactionState state) => state.IsPastPivot
        ? NotAllowed($"The transaction has passed its pivot, '{state.Plan.Pivot!.Path}': it only goes forward.")
        : null;

    /// <summary>Why an operator's command is refused; null: it is carried out, or has been before.</summary>
    public static Refusal? Refuse(TransactionState state, InterventionRequest request)
    {
        if (RefuseAny(state.Log, request) is { } refusal)
            return refusal;
        if (state.Log.HasSeen(request.CommandId))
            return null;
        if (state.IsFinal)
            return Refusal.HasEnded(state.Status);
        if (request.Step is not null && state.Plan.Find(request.Step) is null)
            return NotAllowed($"There is no step '{request.Step}' in {state.Plan.Source}.");
        return Problem(state, request) is { } problem ? NotAllowed(problem) : null;
    }

    /// <summary>Why it is refused whatever the log can be folded to.</summary>
    public static Refusal? RefuseAny(LogSummary log, InterventionRequest request)
    {
        if (request.Refusal is { } refusal)
            return refusal;
        if (log.Intervention(request.CommandId) is { } known)
        {
            return IsSame(known, request) ? null : new(
                RejectionReason.Conflict,
                $"The id '{request.CommandId}' belongs to another command, {known.Action} by {known.Who}. Choose another id.");
        }
        // It would be taken for less than it does.
        if (request is { Action: OperatorAction.Compensate or OperatorAction.GiveUp, Step: { } step })
        {
            return new(
                RejectionReason.InvalidCommand,
                $"{request.Action} is about the whole transaction, not about step '{step}' alone: name no step."
                + (request.Action == OperatorAction.GiveUp ? " To leave one undo undone use SkipStep." : ""));
        }
        if (request.ExpectedRevision is not { } expected)
            return null;
        return expected >= log.LastNews && expected <= log.Revision ? null : new(
            RejectionReason.RevisionChanged,
            $"The transaction is at revision {log.Revision}, not {expected}: look at it again before you decide.");
    }

    /// <summary>The events of an operator's command that is not refused; none when it was carried out before.</summary>
    public static IReadOnlyList<Event> Of(TransactionState state, InterventionRequest request, DateTimeOffset now)
    {
        if (state.Log.HasSeen(request.CommandId))
            return [];
        var intervened = new Event.OperatorIntervened(
            now, request.CommandId, request.Action, request.Step, request.Output, request.Who, request.Why)
        {
            PassesPivot = request is { Action: OperatorAction.AssumeSucceeded, Step: { } path }
                && state.Plan.Step(path) is { IsPivot: true } step && !state[step].IsCompensation,
        };
        return request.Action switch
        {
            OperatorAction.Compensate => [intervened, .. Escalated(state).Select(step => Answers.GivenUpByOperator(state, step, now))],
            OperatorAction.Abandon => [intervened, Abandoned(state, request, now)],
            _ => [intervened],
        };
    }

    public static void Fold(Draft draft, Event.OperatorIntervened e)
    {
        if (e.PassesPivot)
            draft.PassPivot();
        if (e.Action is OperatorAction.RetryNow or OperatorAction.SkipStep or OperatorAction.AssumeSucceeded)
            draft.GoOnWithHelp();
        switch (e.Action)
        {
            case OperatorAction.RetryNow:
                foreach (var step in Scope(draft, e.Step))
                    draft.Retry(step, isWanted: true);
                break;
            case OperatorAction.SkipStep when draft[draft.Plan.Step(e.Step!)].Phase == StepPhase.CompensationStuck:
                LeaveUndone(draft, draft.Plan.Step(e.Step!));
                break;
            case OperatorAction.SkipStep when draft.Plan.Step(e.Step!) is { ListsItems: true } step:
                ForwardWalk.Listed(draft, draft.WithoutItems(step));
                break;
            case OperatorAction.SkipStep:
                Succeed(draft, draft.Plan.Step(e.Step!), StepPhase.Skipped, draft[draft.Plan.Step(e.Step!)].Inputs[0]);
                break;
            case OperatorAction.AssumeSucceeded when draft[draft.Plan.Step(e.Step!)].IsCompensation:
                draft.Settle(draft.Plan.Step(e.Step!), StepPhase.Compensated);
                BackwardWalk.Ended(draft, draft.Plan.Step(e.Step!));
                break;
            case OperatorAction.AssumeSucceeded:
                Succeed(draft, draft.Plan.Step(e.Step!), StepPhase.Succeeded, e.Output!);
                break;
            case OperatorAction.AssumeFailed:
                draft.Settle(draft.Plan.Step(e.Step!), StepPhase.Failed);
                break;
            case OperatorAction.Abandon:
                break;   // what that makes of the step is said by the event after it
            case OperatorAction.Compensate:
                draft.GoBack(AbortCause.Operator, $"{e.Who}: {e.Why}");
                break;
            case OperatorAction.GiveUp:
                foreach (var step in draft.Plan.InOrder.Where(step => draft[step].Phase == StepPhase.CompensationStuck).ToList())
                    LeaveUndone(draft, step);
                break;
            default:
                throw new IllegalTransitionException($"An operator's {e.Action} cannot be folded.");
        }
    }

    private static bool IsSame(Event.OperatorIntervened known, InterventionRequest request) =>
        known.Action == request.Action && known.Step == request.Step
        && (known.Output == request.Output
            || known.Output is { } output && request.Output is { } again && CanonicalState.AreEqual(output, again));

    private static string? Problem(TransactionState state, InterventionRequest request)
    {
        var step = request.Step is null ? null : state[state.Plan.Step(request.Step)];
        return request.Action switch
        {
            OperatorAction.RetryNow when step is null => state.Plan.Steps.Any(any => CanBeTried(any, state[any], state.IsAborting))
                ? null
                : "No step needs an operator, or waits for a retry, and can be tried again.",
            OperatorAction.Compensate or OperatorAction.AssumeFailed when RefuseToGoBack(state) is { } refusal =>
                $"{refusal.Message} To move a step that is stuck use RetryNow, SkipStep or AssumeSucceeded.",
            OperatorAction.Compensate when state.IsAborting => state.Steps.Any(any => any.Phase == StepPhase.Escalated)
                ? null
                : "The transaction goes back already.",
            OperatorAction.Compensate => null,
            OperatorAction.GiveUp => state.Steps.Any(any => any.Phase == StepPhase.CompensationStuck)
                ? null
                : "No undo is stuck. To have the transaction go back, use Compensate.",
            _ when step is null => $"{request.Action} is about one step: name it.",
            OperatorAction.Abandon => step.IsIssued
                ? null
                : $"Nothing of step '{request.Step}' is at work that could be abandoned: it is {Views.StatusOf(step)}.",
            OperatorAction.RetryNow when step.IsAwaiting =>
                $"Step '{request.Step}' waits for something from outside. To go on without that use SkipStep or AssumeSucceeded.",
            _ when !step.IsStuck && !step.IsWaiting && !step.IsAwaiting => NotStuck(state, state.Plan.Step(request.Step!), step),
            OperatorAction.RetryNow => CanBeTried(state.Plan.Step(request.Step!), step, state.IsAborting)
                ? null
                : !step.IsCompensation
                ? $"The transaction goes back, so step '{request.Step}' waits for nothing any more: use AssumeFailed."
                : $"The undo of '{request.Step}' cannot be tried: nobody knows whether the step took effect, and its input is of another type "
                  + "than its output. To leave it undone use SkipStep; if it is done, or there is nothing to undo, use AssumeSucceeded.",
            OperatorAction.AssumeFailed when step.IsCompensation =>
                $"The undo of '{request.Step}' has failed as it is. To leave it undone use SkipStep; if it is done use AssumeSucceeded.",
            OperatorAction.SkipStep when !step.IsCompensation && state.Plan.Step(request.Step!).IsPivot =>
                $"Step '{request.Step}' is the pivot: what went before it is not left without a way back for nothing. If it took effect, or is to "
                + "count as done, use AssumeSucceeded with its output; if it did not, RetryNow or AssumeFailed.",
            OperatorAction.SkipStep when step is { IsCompensation: true, IsStuck: false } =>
                $"The undo of '{request.Step}' is still retried: RetryNow, or AssumeSucceeded if it is done.",
            OperatorAction.SkipStep when state.Plan.Step(request.Step!).ListsItems => null,
            OperatorAction.AssumeSucceeded when state.Plan.Step(request.Step!).ListsItems =>
                $"Step '{request.Step}' lists items, which an operator cannot give. To go on without items use SkipStep.",
            OperatorAction.SkipStep when !step.IsCompensation && !state.Plan.Step(request.Step!).KeepsType =>
                $"Step '{request.Step}' cannot be skipped: its input cannot stand for its output. Use AssumeSucceeded with an output.",
            OperatorAction.AssumeSucceeded when !step.IsCompensation && request.Output is null =>
                $"Say which output step '{request.Step}' is to have had.",
            _ => null,
        };
    }

    private static string NotStuck(TransactionState state, PlanStep step, StepState now) =>
        $"Step '{step.Path}' neither needs an operator nor waits for a retry: it is {Views.StatusOf(now)}."
        + (!now.IsIssued ? ""
            : step.Node.Body is StepBody.Child
            ? $" Another transaction plays it: look at '{ChildTransactions.IdOf(state.TransactionId, step.Path)}', and act on that."
            : " Its outcome is waited for. To have what is at work told to end, cancel the transaction; to wait for it no longer, use Abandon.");

    private static Event Abandoned(TransactionState state, InterventionRequest request, DateTimeOffset now)
    {
        var step = state.Plan.Step(request.Step!);
        return Answers.Abandoned(step, state[step], $"{request.Who} had it abandoned: {request.Why}", now);
    }

    /// <summary>The steps that a wish of everything or of one step is about.</summary>
    private static List<PlanStep> Scope(Draft draft, string? step) => step is not null
        ? [draft.Plan.Step(step)]
        : [.. draft.Plan.Steps.Where(any => CanBeTried(any, draft[any], draft.Abort is not null))];

    /// <summary>
    /// What is stuck or waits can be tried, but for an undo that there is no state for, and for a wait on the way back: nothing takes effect
    /// there that would have to be known of.
    /// </summary>
    private static bool CanBeTried(PlanStep step, StepState state, bool isAborting) =>
        state.IsWaiting || state.Phase == StepPhase.Escalated && !(step.IsWait && isAborting)
        || state.Phase == StepPhase.CompensationStuck && state.CanBeUndoneBy(step);

    private static void Succeed(Draft draft, PlanStep step, StepPhase phase, Payload output)
    {
        draft.Settle(step, phase, output);
        ForwardWalk.Ended(draft, step, output);
    }

    private static void LeaveUndone(Draft draft, PlanStep step)
    {
        draft.Settle(step, StepPhase.CompensationFailed);
        BackwardWalk.Ended(draft, step);
    }

    private static IEnumerable<PlanStep> Escalated(TransactionState state) =>
        state.StuckSteps == 0 ? [] : state.Plan.Steps.Where(step => state[step].Phase == StepPhase.Escalated);

    /// <summary>
    /// Nobody knows whether it took effect, and only an operator is to say: going back does not. Of a child that asks for one something is known to
    /// stand, which no policy for what is unknown passes over.
    /// </summary>
    private static bool IsForOperator(TransactionState state, PlanStep step) => state[step].MayHaveTakenEffect
        && (step.UnknownOutcome == UnknownOutcomePolicy.Suspend
            || step is { UnknownOutcome: UnknownOutcomePolicy.AssumeFailed, Node.Body: StepBody.Child });

    private static Refusal NotAllowed(string message) => new(RejectionReason.NotAllowed, message);
}
