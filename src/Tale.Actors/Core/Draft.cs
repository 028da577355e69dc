using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>
/// A state being changed by one event: copies of the arrays, and the two walks over the tree. Forward: a step that succeeds opens what follows it.
/// Backward: a step that is undone opens the undo of what went before it.
/// </summary>
internal sealed class Draft(TransactionState state)
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    private readonly Plan _plan = state.Plan;
    private readonly StepState[] _steps = [.. state.Steps];
    private readonly int[] _openBranches = [.. state.OpenBranches];
    private int _openSteps = state.OpenSteps;
    private int _stuckSteps = state.StuckSteps;
    private bool _doomed = state.IsDoomed;
    private Payload? _result = state.Result;
    private ImmutableList<int> _compensations = state.Compensations;

    public TransactionState Seal(TransactionState target) => target with
    {
        Steps = ImmutableCollectionsMarshal.AsImmutableArray(_steps),
        OpenBranches = ImmutableCollectionsMarshal.AsImmutableArray(_openBranches),
        OpenSteps = _openSteps,
        StuckSteps = _stuckSteps,
        IsDoomed = _doomed,
        Result = _result,
        Compensations = _compensations,
    };

    // Forward.

    public void Open(PlanNode node, Payload input)
    {
        switch (node)
        {
            case PlanStep step:
                Open(step, [input]);
                break;
            case PlanSequence sequence:
                Open(sequence.Children[0], input);
                break;
            case PlanBlock block:
                _openBranches[block.Number] = block.Branches.Count;
                foreach (var branch in block.Branches)
                    Open(branch, input);
                break;
        }
    }

    public void Succeeded(PlanStep step, int attempt, Payload? output)
    {
        var before = Expect(step, StepPhase.Executing, attempt);
        output ??= before.Inputs[0];
        Close(step, before with { Phase = StepPhase.Succeeded, Output = output, NotBefore = null });
        Ended(step, output);
    }

    public void Retry(PlanStep step, int attempt, AttemptFailure failure, DateTimeOffset retryAt)
    {
        var before = Expect(step, StepPhase.Executing, attempt);
        _steps[step.Index] = before with { Attempt = attempt + 1, NotBefore = retryAt, Failures = before.Failures.Add(failure) };
    }

    public void Failed(PlanStep step, int attempt, AttemptFailure? failure, StepPhase phase)
    {
        var before = Expect(step, StepPhase.Executing, attempt);
        // An attempt that was given up never started; without an earlier one, neither did the step.
        Close(step, failure is null && attempt == 1 && phase == StepPhase.Failed ? StepState.Pending : before with
        {
            Phase = phase,
            Attempt = failure is null ? Math.Max(1, attempt - 1) : attempt,
            NotBefore = null,
            OutcomeUnknown = phase == StepPhase.Unknown,
            Failures = failure is null ? before.Failures : before.Failures.Add(failure),
        });
        Doom(step);
    }

    public void Escalated(PlanStep step, int attempt, AttemptFailure failure)
    {
        var before = Expect(step, StepPhase.Executing, attempt);
        Close(step, before with { Phase = StepPhase.Escalated, NotBefore = null, Failures = before.Failures.Add(failure) });
        _stuckSteps++;
    }

    // Backward.

    public void BeginUndo() => BeginUndo(_plan.Root);

    public void Compensated(PlanStep step, int attempt)
    {
        var before = ExpectUndo(step, attempt);
        Close(step, before with { Phase = StepPhase.Compensated, NotBefore = null });
        UndoEnded(step);
    }

    public void CompensationFailed(PlanStep step, int attempt, AttemptFailure failure, DateTimeOffset? retryAt)
    {
        var before = ExpectUndo(step, attempt);
        var failed = before with { CompensationFailures = before.CompensationFailures.Add(failure), NotBefore = retryAt };
        if (retryAt is not null)
        {
            _steps[step.Index] = failed with { CompensationAttempt = attempt + 1 };
        }
        else if (_plan.CompensationFailurePolicy == CompensationFailurePolicy.Continue)
        {
            Close(step, failed with { Phase = StepPhase.CompensationFailed });
            UndoEnded(step);
        }
        else
        {
            Close(step, failed with { Phase = StepPhase.CompensationStuck });
            _stuckSteps++;
        }
    }

    /// <summary>
    /// What was under way when the life before ended may have taken effect. What still waits for its time had not begun; clocks of nodes differ, so only
    /// a time that is well ahead says so.
    /// </summary>
    public void Interrupt(DateTimeOffset at)
    {
        for (var i = 0; i < _steps.Length; i++)
        {
            if (_steps[i] is { Phase: StepPhase.Executing, WasInterrupted: false } step && !(step.NotBefore > at + ClockTolerance))
                _steps[i] = step with { WasInterrupted = true };
        }
    }

    public void ReopenStuck()
    {
        for (var i = 0; i < _steps.Length; i++)
        {
            var step = _steps[i];
            if (!step.IsStuck)
                continue;
            _steps[i] = step.Phase == StepPhase.Escalated
                ? step with { Phase = StepPhase.Executing, Attempt = step.Attempt + 1 }
                : step with { Phase = StepPhase.Compensating, CompensationAttempt = step.CompensationAttempt + 1 };
            _stuckSteps--;
            _openSteps++;
        }
    }

    private void Open(PlanStep step, ImmutableArray<Payload> inputs)
    {
        _steps[step.Index] = StepState.Pending with { Phase = StepPhase.Executing, Attempt = 1, Inputs = inputs };
        _openSteps++;
    }

    private void Close(PlanStep step, StepState closed)
    {
        _steps[step.Index] = closed;
        _openSteps--;
    }

    /// <summary>A node has its output: open what follows, unless the transaction is doomed.</summary>
    private void Ended(PlanNode node, Payload output)
    {
        switch (node.Parent)
        {
            case null:
                _result = output;
                break;
            case PlanSequence sequence when node.Position + 1 == sequence.Children.Count:
                Ended(sequence, output);
                break;
            case PlanSequence sequence when !_doomed:
                Open(sequence.Children[node.Position + 1], output);
                break;
            case PlanBlock block when node == block.Join:
                Ended(block, output);
                break;
            case PlanBlock block when --_openBranches[block.Number] == 0 && !_doomed:
                Open(block.Join, [InputOf(block), .. block.Branches.Select(OutputOf)]);
                break;
        }
    }

    private void Doom(PlanStep failed)
    {
        _doomed = true;
        for (var i = 0; i < _steps.Length; i++)
        {
            if (_steps[i] is not { Phase: StepPhase.Executing, Cancelled: false } step)
                continue;
            var cancelled = failed.Cancels(_plan.Steps[i]);
            if (cancelled || !step.Unwanted)
                _steps[i] = step with { Unwanted = true, Cancelled = cancelled };
        }
    }

    /// <summary>Opens the undo of the last things that took effect below a node; true when there is nothing to undo.</summary>
    private bool BeginUndo(PlanNode node) => node switch
    {
        PlanStep step => BeginUndo(step),
        PlanSequence sequence => BeginUndo(sequence, sequence.Children.Count - 1),
        PlanBlock block => BeginUndo(block),
        _ => throw new InvalidOperationException($"Unknown node {node.GetType().Name}."),
    };

    private bool BeginUndo(PlanSequence sequence, int last)
    {
        for (var i = last; i >= 0; i--)
        {
            if (!BeginUndo(sequence.Children[i]))
                return false;
        }
        return true;
    }

    private bool BeginUndo(PlanBlock block)
    {
        var open = 0;
        foreach (var branch in block.Branches)
            open += BeginUndo(branch) ? 0 : 1;
        _openBranches[block.Number] = open;
        return open == 0;
    }

    private bool BeginUndo(PlanStep step)
    {
        var before = _steps[step.Index];
        var tookEffect = before.Phase is StepPhase.Succeeded or StepPhase.Unknown;
        if (!tookEffect || !step.Compensates)
            return true;
        if (before.OutcomeUnknown && !step.CompensatesUnknown)
        {
            _steps[step.Index] = before with { Phase = StepPhase.CompensationStuck };
            _stuckSteps++;
            return false;
        }
        _steps[step.Index] = before with { Phase = StepPhase.Compensating, CompensationAttempt = 1 };
        _openSteps++;
        return false;
    }

    private void UndoEnded(PlanStep step)
    {
        _compensations = _compensations.Add(step.Index);
        UndoEnded((PlanNode)step);
    }

    private void UndoEnded(PlanNode node)
    {
        switch (node.Parent)
        {
            case PlanSequence sequence when BeginUndo(sequence, node.Position - 1):
                UndoEnded(sequence);
                break;
            case PlanBlock block when --_openBranches[block.Number] == 0:
                UndoEnded(block);
                break;
        }
    }

    private Payload OutputOf(PlanNode node) => node switch
    {
        PlanStep step => _steps[step.Index].Output!,
        PlanSequence sequence => OutputOf(sequence.Children[^1]),
        PlanBlock block => OutputOf(block.Join),
        _ => throw new InvalidOperationException($"Unknown node {node.GetType().Name}."),
    };

    private Payload InputOf(PlanNode node) => node switch
    {
        PlanStep step => _steps[step.Index].Inputs[0],
        PlanSequence sequence => InputOf(sequence.Children[0]),
        PlanBlock block => InputOf(block.Branches[0]),
        _ => throw new InvalidOperationException($"Unknown node {node.GetType().Name}."),
    };

    private StepState Expect(PlanStep step, StepPhase phase, int attempt)
    {
        var before = _steps[step.Index];
        return before.Phase == phase && before.Attempt == attempt ? before : throw Unexpected(step, before, attempt);
    }

    private StepState ExpectUndo(PlanStep step, int attempt)
    {
        var before = _steps[step.Index];
        return before.Phase == StepPhase.Compensating && before.CompensationAttempt == attempt ? before : throw Unexpected(step, before, attempt);
    }

    private static InvalidOperationException Unexpected(PlanStep step, StepState before, int attempt) => new(
        $"The log speaks of attempt {attempt} of step '{step.Path}', which is {before.Phase} (attempt {before.Attempt}, undo {before.CompensationAttempt}).");
}
