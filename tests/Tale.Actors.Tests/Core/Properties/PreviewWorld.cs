using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>Has a transaction go on from a state, one step at a time, in a random order; what is stuck or waits is settled by an operator.</summary>
internal sealed class PreviewWorld(TransactionState state, DateTimeOffset now, Random random)
{
    private int _commands;

    public TransactionState State { get; private set; } = state;

    public bool FailsExecutions { get; init; } = true;

    public void Do(Command command) => State = Decide.On(State, command, now).State!;

    /// <summary>One step that is open, or stuck, ends: an undo well, an execution in any way.</summary>
    /// <returns>Its path; null: nothing can end.</returns>
    public string? Turn()
    {
        var open = State.Plan.Steps.Where(step => State[step].Open is not null || State[step].IsStuck).ToList();
        if (open.Count == 0)
            return null;
        var step = open[random.Next(open.Count)];
        Do(End(step, State[step]));
        return step.Path;
    }

    private Command End(PlanStep step, StepState open)
    {
        if (!open.IsIssued)
        {
            return new Command.Operate(new InterventionRequest(
                $"world-{++_commands}", OperatorAction.AssumeSucceeded, step.Path, open.IsCompensation ? null : Said.Payload("7"), "ada", "", null));
        }
        if (open.IsCompensation)
            return new Command.Compensated(step.Index, State.Epoch, open.CompensationAttempt);
        return !FailsExecutions || random.Next(2) == 0
            ? new Command.Executed(step.Index, State.Epoch, open.Attempt, Said.Payload($"{random.Next(100)}"))
            : new Command.ExecuteFailed(
                step.Index, State.Epoch, open.Attempt,
                new AttemptError("Error", "no", random.Next(3) == 0 ? Verdict.Unknown : Verdict.GiveUp, 0));
    }
}
