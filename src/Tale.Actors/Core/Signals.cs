using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>
/// What comes from outside for steps that wait: signals, and the end of their time. Each signal is for one wait: the first in definition
/// order that is open and has none, or else it is kept for the first that will be.
/// </summary>
internal static class Signals
{
    /// <summary>Why a signal is refused; null: it is taken, or has been before.</summary>
    public static Refusal? Refuse(TransactionState state, SignalRequest request)
    {
        if (request.Refusal is { } refusal)
            return refusal;
        if (state.Signals.Find(signal => signal.Id == request.Id) is { } known)
        {
            return known.Name == request.Name && AreEqual(known.Payload, request.Payload) ? null : new(
                RejectionReason.Conflict,
                $"The id '{request.Id}' belongs to another signal, '{known.Name}'. Choose another id.");
        }
        if (state.IsFinal)
            return Refusal.HasEnded(state.Status);
        var waits = state.Plan.WaitsFor(request.Name);
        if (waits.Count == 0)
            return NotAllowed($"{state.Plan.Source} waits for no signal '{request.Name}'.{Known(state.Plan)}");
        // The pivot that is at work overrules what was said before: then a wait behind it is waited for after all.
        if (state.IsAborting && !state.CanStillGoForward)
            return NotAllowed("The transaction goes back, and waits for no signal any more.");
        var open = waits.Count(step => IsOpenFor(state, step) || state[step].Phase == StepPhase.Pending);
        if (open > state.Signals.Count(signal => signal.Name == request.Name && signal.Step is null))
            return null;
        return state.Signals.FindLast(signal => signal.Name == request.Name) is { } last
            ? NotAllowed($"The signal '{request.Name}' has come already, with the id '{last.Id}'.")
            : NotAllowed($"The signal '{request.Name}' is not waited for any more.");
    }

    /// <summary>The events of a signal; none when it has come before.</summary>
    public static IReadOnlyList<Event> Of(TransactionState state, SignalRequest request, DateTimeOffset now) =>
        state.Signals.Exists(signal => signal.Id == request.Id)
            ? []
            : [new Event.SignalReceived(now, request.Name, request.Id, request.Payload, ReceiverOf(state, request.Name)?.Path)];

    /// <summary>A wait begins: its time is fixed, or there is a signal for it already.</summary>
    public static Event Begun(TransactionState state, DateTimeOffset now)
    {
        var step = state.Plan.Steps[state.UnsaidWaits.Min];
        return step.Node.Body switch
        {
            StepBody.Delay delay => new Event.WaitStarted(now, step.Path, now + delay.Duration, null),
            StepBody.Signal signal when Kept(state, step.Name) is { } kept =>
                new Event.WaitStarted(now, step.Path, now + signal.Timeout, kept.Id),
            StepBody.Signal signal => new Event.WaitStarted(now, step.Path, now + signal.Timeout, null),
            _ => throw new InvalidOperationException($"'{step.Path}' is no wait."),
        };
    }

    /// <summary>What the waits lead to whose time has come.</summary>
    public static IReadOnlyList<Event> Due(TransactionState state, DateTimeOffset now) =>
    [
        .. state.Dues.TakeWhile(due => due.At <= now).OrderBy(due => due.Step).Select(due => state.Plan.Steps[due.Step])
            .Where(step => state[step].IsAwaiting).Select(step => Ended(state, step, now)),
    ];

    public static void Fold(Draft draft, Event.WaitStarted e)
    {
        var step = draft.Plan.Step(e.Step);
        draft.Await(step, e.Until);
        if (e.SignalId is { } id)
            draft.Deliver(step, id);
    }

    public static void Fold(Draft draft, Event.SignalReceived e)
    {
        draft.Keep(new ReceivedSignal(e.Name, e.SignalId, e.Payload, null));
        if (e.Step is not { } path)
            return;
        var step = draft.Plan.Step(path);
        if (draft[step].IsStuck)
            draft.GoOnWithHelp();
        draft.Deliver(step, e.SignalId);
    }

    private static Event Ended(TransactionState state, PlanStep step, DateTimeOffset now)
    {
        var attempt = state[step].Attempt;
        if (step.Node.Body is not StepBody.Signal signal || signal.OnTimeout == WaitTimeoutPolicy.Continue)
            return new Event.StepSucceeded(now, step.Path, attempt, null);
        var failure = new AttemptFailure(nameof(TimeoutException), $"The signal '{step.Name}' has not come in time", attempt, now);
        return signal.OnTimeout == WaitTimeoutPolicy.Suspend || state.IsPastPivot
            ? new Event.StepEscalated(now, step.Path, attempt, failure)
            : new Event.StepFailed(now, step.Path, attempt, failure);
    }

    private static PlanStep? ReceiverOf(TransactionState state, string name) =>
        state.Plan.WaitsFor(name).FirstOrDefault(step => IsOpenFor(state, step));

    /// <summary>It waits, or has waited for too long and waits for an operator, and no signal has reached it.</summary>
    private static bool IsOpenFor(TransactionState state, PlanStep step) => state[step].IsAwaiting
        || state[step].Phase == StepPhase.Escalated && !state.Signals.Exists(signal => signal.Step == step.Path);

    private static ReceivedSignal? Kept(TransactionState state, string name) =>
        state.Signals.Find(signal => signal.Name == name && signal.Step is null);

    private static bool AreEqual(Payload? known, Payload? again) =>
        known == again || known is not null && again is not null && CanonicalState.AreEqual(known, again);

    private static string Known(Plan plan) =>
        plan.SignalNames.Count == 0 ? "" : $" It waits for: {string.Join(", ", plan.SignalNames.Order(StringComparer.Ordinal))}.";

    private static Refusal NotAllowed(string message) => new(RejectionReason.NotAllowed, message);
}
