using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>
/// A copy of a state that is folded on, to see what would happen. Every move is a command that <see cref="Decide"/> decides, so it cannot
/// come out otherwise than the transaction would. Nothing of it is stored.
/// </summary>
internal sealed class Rehearsal(TransactionState state, DateTimeOffset now)
{
    private int _moves;

    public TransactionState State { get; private set; } = state;

    /// <summary>The transaction goes back.</summary>
    /// <returns>
    /// The steps whose outcome is waited for first. Each is taken to have succeeded, but for the pivot: if that did, nothing would go back.
    /// </returns>
    public IReadOnlyList<PlanStep> GoBack()
    {
        if (!State.IsAborting)
            Do(new Command.Cancel(""));
        // It goes back, and nothing moves it: the next owner gives up what only waits.
        else if (State is { IsCompensating: false, IssuedSteps: 0 })
            Do(new Command.Recover(State.Node, int.MaxValue, [], IsAsked: true));
        // Nothing new starts on the way back. Each ends at once, or needs an operator first.
        HashSet<PlanStep> awaited = [];
        while (Unfinished() is { Count: > 0 } unfinished)
        {
            foreach (var step in unfinished.Where(step => IsUnfinished(State[step])))
            {
                if (State is not { IsAborting: true, IsCompensating: false, IsFinal: false })
                    return [.. awaited];
                awaited.Add(step);
                if (!(step.IsPivot ? Fail(step) : End(step)))
                    return [.. awaited];
            }
        }
        return [.. awaited];
    }

    /// <summary>Has everything that is open end well, one after the other.</summary>
    /// <param name="isOpen">Whether a step is one of those.</param>
    /// <returns>Each of them, and whose end opened it; null: it was open before.</returns>
    public IReadOnlyList<(PlanStep Step, PlanStep? OpenedBy)> EndAll(Func<StepState, bool> isOpen)
    {
        List<(PlanStep Step, PlanStep? OpenedBy)> opened =
            [.. State.Plan.Steps.Where(step => isOpen(State[step])).Select(step => (step, (PlanStep?)null))];
        for (var next = 0; next < opened.Count; next++)
        {
            var (step, before) = (opened[next].Step, State);
            if (!End(step))
                break;
            // What did not change is the same object.
            foreach (var i in State.Steps.MayDifferFrom(before.Steps))
            {
                if (!ReferenceEquals(before.Steps[i], State.Steps[i]) && isOpen(State.Steps[i]) && !isOpen(before.Steps[i]))
                    opened.Add((State.Plan.Steps[i], step));
            }
        }
        return opened;
    }

    /// <summary>Whatever is at work answers first; what waits is not waited for.</summary>
    private List<PlanStep> Unfinished()
    {
        var unfinished = State.Plan.Steps.Where(step => IsUnfinished(State[step])).ToList();
        return [.. unfinished.Where(step => State[step].IsIssued), .. unfinished.Where(step => !State[step].IsIssued)];
    }

    private static bool IsUnfinished(StepState step) => step.Phase is StepPhase.Executing or StepPhase.Escalated;

    /// <summary>What is at work says so itself. Of what waits, or is stuck, an operator does.</summary>
    private bool End(PlanStep step)
    {
        var open = State[step];
        return Do(open switch
        {
            // What they would be is not known: none.
            { IsIssued: true } when step.ListsItems => new Command.Listed(step.Index, State.Epoch, open.Attempt, [], 1),
            _ when step.ListsItems => Operator(OperatorAction.SkipStep, step, null),
            { IsIssued: true, IsCompensation: false } => new Command.Executed(step.Index, State.Epoch, open.Attempt, null),
            { IsIssued: true } => new Command.Compensated(step.Index, State.Epoch, open.CompensationAttempt),
            _ => Operator(OperatorAction.AssumeSucceeded, step, open.IsCompensation ? null : open.Inputs[0]),
        });
    }

    /// <summary>It took effect, and its output is lost: the one failure after which every policy has it undone, or asks.</summary>
    private bool Fail(PlanStep step) => Do(State[step] switch
    {
        { IsIssued: true } open =>
            new Command.ExecuteFailed(step.Index, State.Epoch, open.Attempt, new AttemptError("", "", Verdict.Unknown, 0)),
        { Phase: StepPhase.Escalated } => Operator(OperatorAction.Compensate, null, null),
        _ => Operator(OperatorAction.AssumeFailed, step, null),
    });

    /// <summary>Its id is none that an operator's command can have.</summary>
    private Command.Operate Operator(OperatorAction action, PlanStep? step, Payload? output) =>
        new(new InterventionRequest($"{++_moves}?", action, step?.Path, output, "", "", null));

    private bool Do(Command command)
    {
        var decision = Decide.On(State, command, now);
        State = decision.State!;
        return !decision.Events.IsEmpty;
    }
}
