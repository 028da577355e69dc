using System.Collections.Immutable;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>
/// A state being changed by one event: copies of what changes, and what may become of one step.
/// What follows for its neighbours is the business of the two walks over the tree: <see cref="ForwardWalk"/> opens what comes after a
/// success, <see cref="BackwardWalk"/> what went before an undo.
/// </summary>
internal sealed class Draft
{
    private readonly TransactionState _before;
    private readonly DateTimeOffset _at;
    private Paged<StepState>.Editor? _steps;
    private Paged<BlockState>.Editor? _blocks;
    private ImmutableSortedSet<(DateTimeOffset At, int Step)> _dues;
    private int _issued;
    private int _waiting;
    private int _stuck;
    private int _wanted;
    private int _uncancelled;
    private int _reportedStuck;
    private string _node;
    private int _format;
    private ImmutableList<int> _compensations;
    private string? _abortReason;
    private bool _isPastPivot;
    private bool _isDeadlineOverruled;
    private ImmutableSortedSet<int> _unsaidWaits;
    private ImmutableList<ReceivedSignal> _signals;

    /// <param name="at">When the event was decided.</param>
    public Draft(TransactionState before, DateTimeOffset at)
    {
        (_before, _at, Plan) = (before, at, before.Plan);
        (_issued, _waiting, _stuck, _reportedStuck) =
            (before.IssuedSteps, before.WaitingSteps, before.StuckSteps, before.ReportedStuckSteps);
        (_node, _format, _compensations) = (before.Node, before.Format, before.Compensations);
        (Epoch, Abort, IsCompensating, Result) = (before.Epoch, before.Abort, before.IsCompensating, before.Result);
        (_wanted, _uncancelled) = (before.WantedSteps, before.UncancelledSteps);
        (_isPastPivot, _unsaidWaits, _signals) = (before.IsPastPivot, before.UnsaidWaits, before.Signals);
        (_abortReason, _isDeadlineOverruled) = (before.AbortReason, before.IsDeadlineOverruled);
        _dues = before.Dues;
    }

    public Plan Plan { get; private set; }

    public long Epoch { get; private set; }

    public AbortCause? Abort { get; private set; }

    public bool IsCompensating { get; private set; }

    public int IssuedSteps => _issued;

    /// <summary>An attempt that the event issues.</summary>
    public OpenAttempt Issued => new OpenAttempt.Issued(Epoch, _at);

    public Payload? Result { get; set; }

    public StepState this[PlanStep step] => _steps is null ? _before[step] : _steps[step.Index];

    /// <param name="log">What the log says with the event.</param>
    /// <param name="fruitlessIncarnations">As <see cref="TransactionState.FruitlessIncarnations"/>.</param>
    /// <param name="isLeft">As <see cref="TransactionState.IsLeft"/>.</param>
    public TransactionState Seal(LogSummary log, int fruitlessIncarnations, bool isLeft) => _before with
    {
        Plan = Plan,
        Log = log,
        FruitlessIncarnations = fruitlessIncarnations,
        IsLeft = isLeft,
        Epoch = Epoch,
        Node = _node,
        Format = _format,
        IsCompensating = IsCompensating,
        ReportedStuckSteps = _reportedStuck,
        Steps = _steps?.Seal() ?? _before.Steps,
        Blocks = _blocks?.Seal() ?? _before.Blocks,
        Dues = _dues,
        IssuedSteps = _issued,
        WaitingSteps = _waiting,
        StuckSteps = _stuck,
        WantedSteps = _wanted,
        UncancelledSteps = _uncancelled,
        Abort = Abort,
        AbortReason = _abortReason,
        IsPastPivot = _isPastPivot,
        IsDeadlineOverruled = _isDeadlineOverruled,
        UnsaidWaits = _unsaidWaits,
        Signals = _signals,
        Result = Result,
        Compensations = _compensations,
    };

    // Blocks.

    public BlockState this[PlanBlock block]
    {
        get => _blocks is null ? _before.Blocks[block.Number] : _blocks[block.Number];
        set => (_blocks ??= _before.Blocks.Edit())[block.Number] = value;
    }

    /// <summary>A step has listed the items of its block. Where the transaction goes back, nothing is done with them.</summary>
    public PlanBlock Listed(PlanStep step, int attempt, ImmutableArray<Payload> items, int atATime)
    {
        var before = Executing(step, attempt);
        if (step.Parent is not PlanBlock block || block.Items != step)
            throw IllegalTransitionException.Of(step, before, "a list of items");
        Set(step, before with { Phase = StepPhase.Succeeded, Open = null, Items = items });
        Expand(block, items.Length, atATime);
        return block;
    }

    /// <summary>An operator goes on without items.</summary>
    public PlanBlock WithoutItems(PlanStep step)
    {
        Settle(step, StepPhase.Skipped);
        var block = (PlanBlock)step.Parent!;
        Expand(block, 0, 1);
        return block;
    }

    private void Expand(PlanBlock block, int items, int atATime)
    {
        if (Abort is not null)
            return;
        Plan = Plan.With(block, items, atATime);
        _steps!.Grow(Plan.Steps.Count - _steps.Count, StepState.Pending);
        _blocks ??= _before.Blocks.Edit();
        _blocks.Grow(Plan.BlockCount - _blocks.Count, default);
    }

    // Execution.

    public void Open(PlanStep step, ImmutableArray<Payload> inputs) =>
        Set(step, StepState.Pending with
        {
            Phase = StepPhase.Executing,
            Attempt = 1,
            Inputs = inputs,
            Open = step.IsWait ? new OpenAttempt.Opened() : Issued,
        });

    public Payload Succeeded(PlanStep step, int attempt, Payload? output)
    {
        var before = Executing(step, attempt);
        output ??= before.Inputs[0];
        Set(step, before with { Phase = StepPhase.Succeeded, Open = null, Output = output });
        return output;
    }

    public void AttemptFailed(PlanStep step, int attempt, AttemptFailure failure, OpenAttempt next)
    {
        var before = Executing(step, attempt);
        Set(step, before with { Attempt = attempt + 1, Open = next, Failures = before.Failures.Add(failure) });
    }

    /// <param name="failure">Null: the attempt was given up before it began; without an earlier one, neither did the step.</param>
    public void Failed(PlanStep step, int attempt, AttemptFailure? failure, bool isUnknown)
    {
        var before = this[step];
        var isEscalated = before.Phase == StepPhase.Escalated && failure is null && before.Attempt == attempt;
        if (!isEscalated)
            before = Executing(step, attempt);
        var neverBegan = failure is null && !isEscalated;
        Set(step, neverBegan && attempt == 1 && !isUnknown ? StepState.Pending : before with
        {
            Phase = isUnknown ? StepPhase.Unknown : StepPhase.Failed,
            Open = null,
            Attempt = neverBegan ? Math.Max(1, attempt - 1) : attempt,
            OutcomeUnknown = isUnknown,
            Failures = failure is null ? before.Failures : before.Failures.Add(failure),
        });
        GoBack(step);
    }

    /// <param name="failure">Null: the attempt was given up before it began.</param>
    public void Escalated(PlanStep step, int attempt, AttemptFailure? failure)
    {
        var before = Executing(step, attempt);
        Set(step, before with
        {
            Phase = StepPhase.Escalated,
            Open = null,
            Attempt = failure is null ? Math.Max(1, attempt - 1) : attempt,
            Failures = failure is null ? before.Failures : before.Failures.Add(failure),
        });
    }

    /// <summary>From now on there is no way back, also not for whoever asked for it while the pivot was at work.</summary>
    public void PassPivot() => (_isPastPivot, Abort, _abortReason) = (true, null, null);

    /// <summary>
    /// Somebody has what is stuck go on. A deadline that passed while nobody counted it would undo at once what they have just decided.
    /// </summary>
    public void GoOnWithHelp() => _isDeadlineOverruled |= _stuck > 0 && _before.Log.Started.Deadline <= _at;

    /// <summary>
    /// The transaction goes back because somebody said so: what runs is told, and waited for. A cancel tells also what goes on although a step has
    /// failed.
    /// </summary>
    public void GoBack(AbortCause cause, string? reason)
    {
        if (Abort is null)
            (Abort, _abortReason) = (cause, reason);
        else if (cause != AbortCause.Cancelled)
            return;
        foreach (var step in Plan.Steps)
        {
            if (this[step] is { Phase: StepPhase.Executing, Cancelled: false } before)
                Set(step, before with { Unwanted = true, IsWanted = false, Cancelled = true });
        }
    }

    // Waits.

    public void Await(PlanStep step, DateTimeOffset? until)
    {
        var before = this[step];
        if (before.Open is not OpenAttempt.Opened)
            throw IllegalTransitionException.Of(step, before, "the beginning of a wait");
        Set(step, before with { Open = new OpenAttempt.Awaiting(until) });
    }

    public void Keep(ReceivedSignal signal) => _signals = _signals.Add(signal);

    /// <summary>A signal has reached a wait. What is to be made of it is an attempt.</summary>
    public void Deliver(PlanStep step, string signalId)
    {
        var before = this[step];
        var position = _signals.FindIndex(signal => signal.Id == signalId && signal.Step is null);
        if (position < 0 || !(before.IsAwaiting || before.Phase == StepPhase.Escalated))
            throw IllegalTransitionException.Of(step, before, $"the signal '{signalId}'");
        var signal = _signals[position];
        _signals = _signals.SetItem(position, signal with { Step = step.Path });
        Set(step, before with
        {
            Phase = StepPhase.Executing,
            Attempt = before.IsStuck ? before.Attempt + 1 : before.Attempt,
            Inputs = signal.Payload is null ? before.Inputs : before.Inputs.Add(signal.Payload),
            Open = Issued,
        });
    }

    /// <summary>What a step that is tried again begins with: a wait that no signal has reached waits again.</summary>
    private OpenAttempt Again(PlanStep step) =>
        step.IsWait && !_signals.Exists(signal => signal.Step == step.Path) ? new OpenAttempt.Opened() : Issued;

    // Compensation.

    public void StartCompensation(AbortCause cause)
    {
        IsCompensating = true;
        Abort ??= cause;
    }

    public void BeginCompensation(PlanStep step) =>
        Set(step, this[step] with { Phase = StepPhase.Compensating, CompensationAttempt = 1, Open = Issued });

    /// <summary>Nobody knows whether it took effect, and it cannot be undone from its input.</summary>
    public void CannotCompensate(PlanStep step) => Set(step, this[step] with { Phase = StepPhase.CompensationStuck });

    public void Compensated(PlanStep step, int attempt)
    {
        var before = Compensating(step, attempt);
        Set(step, before with { Phase = StepPhase.Compensated, Open = null });
        _compensations = _compensations.Add(step.Index);
    }

    public void CompensationAttemptFailed(PlanStep step, int attempt, AttemptFailure failure, OpenAttempt next)
    {
        var before = Compensating(step, attempt);
        Set(step, before with
        {
            CompensationAttempt = attempt + 1, Open = next, CompensationFailures = before.CompensationFailures.Add(failure),
        });
    }

    public void CompensationFailed(PlanStep step, int attempt, AttemptFailure failure, CompensationFailurePolicy policy)
    {
        var before = Compensating(step, attempt);
        var goesOn = policy == CompensationFailurePolicy.Continue;
        Set(step, before with
        {
            Phase = goesOn ? StepPhase.CompensationFailed : StepPhase.CompensationStuck,
            Open = null,
            CompensationFailures = before.CompensationFailures.Add(failure),
        });
        if (goesOn)
            _compensations = _compensations.Add(step.Index);
    }

    // Incarnations.

    /// <summary>
    /// What had been issued to the incarnation before may have taken effect, and is this one's now. What only waited had not begun.
    /// Format 1 does not say when a delayed attempt is issued; clocks of nodes differ, so there only a time that is well ahead says that it
    /// was not. It is never issued before its time.
    /// </summary>
    public void TakeOver(Event.CoordinatorRecovered e)
    {
        var formatBefore = _format;
        (Epoch, _node, _format) = (e.Epoch, e.Node, e.Format);
        foreach (var step in Plan.Steps)
        {
            var before = this[step];
            var waitsUntil = (before.Open as OpenAttempt.Waiting)?.At;
            if (!before.IsIssued && !(formatBefore == 1 && waitsUntil <= e.At + TimeSpan.FromMinutes(1)))
                continue;
            Set(step, before with
            {
                Open = waitsUntil > e.At ? before.Open : Issued,
                WasInterrupted = before.WasInterrupted || before.Phase == StepPhase.Executing,
            });
        }
    }

    public void Issue(PlanStep step, AttemptRef attempt)
    {
        var before = this[step];
        if (!before.IsWaiting || !before.IsAt(attempt.Direction, attempt.Number))
            throw IllegalTransitionException.Of(step, before, $"the issue of attempt {attempt.Number} ({attempt.Direction})");
        Set(step, before with { Open = Issued });
    }

    /// <summary>It is due whatever the next owner's clock says: the clocks of nodes differ.</summary>
    public void Withdraw(PlanStep step, AttemptRef attempt)
    {
        var before = this[step];
        if (!before.IsIssued || !before.IsAt(attempt.Direction, attempt.Number))
            throw IllegalTransitionException.Of(step, before, $"the withdrawal of attempt {attempt.Number} ({attempt.Direction})");
        Set(step, before with { Open = new OpenAttempt.Waiting(Due.AtOnce) });
    }

    /// <summary>All steps that are stuck have been told of.</summary>
    public void ReportStuck() => _reportedStuck = _stuck;

    /// <summary>Steps that are stuck are to be told of again, or are not any more.</summary>
    public void ForgetReport() => _reportedStuck = 0;

    /// <summary>What was issued waits for an operator.</summary>
    public void Halt()
    {
        foreach (var step in Plan.Steps)
        {
            if (this[step] is { IsIssued: true } before)
                Set(step, before with
                {
                    Open = null,
                    Phase = before.Phase == StepPhase.Executing ? StepPhase.Escalated : StepPhase.CompensationStuck,
                });
        }
    }

    /// <summary>What is stuck is tried again, and what waits need not wait any longer.</summary>
    /// <param name="isWanted">Also where the transaction goes back: how it ends is wanted to be known.</param>
    public void Retry(PlanStep step, bool isWanted)
    {
        var before = this[step];
        if (before.Phase == StepPhase.Escalated)
            Set(step, before with
            {
                Phase = StepPhase.Executing,
                Attempt = before.Attempt + 1,
                Open = Again(step),
                Unwanted = before.Unwanted && !isWanted,
                IsWanted = isWanted && Abort is not null,
                Cancelled = before.Cancelled && !isWanted,
            });
        else if (before.Phase == StepPhase.CompensationStuck)
            Set(step, before with
            {
                Phase = StepPhase.Compensating,
                CompensationAttempt = before.CompensationAttempt + 1,
                Open = Issued,
            });
        else if (before.IsWaiting)
            Set(step, before with { Open = Issued });
    }

    /// <summary>An operator says what became of a step that no attempt is at work on.</summary>
    public void Settle(PlanStep step, StepPhase phase, Payload? output = null)
    {
        var before = this[step];
        if (!before.IsStuck && !before.IsWaiting && !before.IsAwaiting)
            throw IllegalTransitionException.Of(step, before, $"an operator's word that it is {phase}");
        Set(step, before with { Phase = phase, Open = null, Output = output ?? before.Output });
        if (phase is StepPhase.Compensated or StepPhase.CompensationFailed)
            _compensations = _compensations.Add(step.Index);
        else if (phase == StepPhase.Failed)
            GoBack(step);
    }

    /// <summary>From now on nothing new starts, and what is open beside the failed step is not wanted.</summary>
    private void GoBack(PlanStep failed)
    {
        Abort ??= AbortCause.StepFailed;
        // Of thousands that fail, one after the other, the first has told the others.
        if (_wanted == 0 && (_uncancelled == 0 || !failed.CanCancel))
            return;
        foreach (var step in Plan.Steps)
        {
            if (this[step] is not { Phase: StepPhase.Executing, Cancelled: false } before)
                continue;
            var cancelled = failed.Cancels(step);
            if (cancelled || !before.Unwanted)
                Set(step, before with { Unwanted = true, IsWanted = false, Cancelled = cancelled });
        }
    }

    private void Set(PlanStep step, StepState after)
    {
        _steps ??= _before.Steps.Edit();
        var before = _steps[step.Index];
        _issued += (after.IsIssued ? 1 : 0) - (before.IsIssued ? 1 : 0);
        _waiting += (after.IsWaiting || after.IsAwaiting ? 1 : 0) - (before.IsWaiting || before.IsAwaiting ? 1 : 0);
        if (after.Open is OpenAttempt.Opened)
            _unsaidWaits = _unsaidWaits.Add(step.Index);
        else if (before.Open is OpenAttempt.Opened)
            _unsaidWaits = _unsaidWaits.Remove(step.Index);
        _wanted += (after is { Phase: StepPhase.Executing, Unwanted: false } ? 1 : 0)
            - (before is { Phase: StepPhase.Executing, Unwanted: false } ? 1 : 0);
        _uncancelled += (after is { Phase: StepPhase.Executing, Cancelled: false } ? 1 : 0)
            - (before is { Phase: StepPhase.Executing, Cancelled: false } ? 1 : 0);
        _stuck += (after.IsStuck ? 1 : 0) - (before.IsStuck ? 1 : 0);
        if (before.Open?.DueAt != after.Open?.DueAt)
        {
            if (before.Open?.DueAt is { } wasDueAt)
                _dues = _dues.Remove((wasDueAt, step.Index));
            if (after.Open?.DueAt is { } dueAt)
                _dues = _dues.Add((dueAt, step.Index));
        }
        if (before.IsStuck && !after.IsStuck)
            ForgetReport();   // what was told of is not what is the matter now
        _steps[step.Index] = after;
    }

    private StepState Executing(PlanStep step, int attempt) =>
        this[step] is { Phase: StepPhase.Executing } before && before.Attempt == attempt
        ? before
        : throw IllegalTransitionException.Of(step, this[step], $"attempt {attempt}");

    private StepState Compensating(PlanStep step, int attempt) =>
        this[step] is { Phase: StepPhase.Compensating } before && before.CompensationAttempt == attempt
            ? before
            : throw IllegalTransitionException.Of(step, this[step], $"undo {attempt}");
}
