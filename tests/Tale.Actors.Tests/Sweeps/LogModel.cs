using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>
/// What a log of the sweeps means, said once more and without the core's code: which attempts are issued after every event. It throws <see
/// cref="BrokenRuleException"/> at an event that may not stand where it stands. How steps end badly is read by <see
/// cref="LogFailures"/>, and what comes from outside by <see cref="LogOutside"/>.
/// </summary>
internal sealed class LogModel
{
    private readonly Scenario _scenario;
    private readonly LogOutside _outside;
    private readonly LogFailures _failures;
    private readonly bool _isTakenBack;
    private long _epoch;
    private bool _isOwned = true;

    /// <param name="isTakenBack">It is a child, and its parent goes back.</param>
    public LogModel(Scenario scenario, bool isTakenBack)
    {
        _scenario = scenario;
        _isTakenBack = isTakenBack;
        Plan = SweepPlan.Of(scenario.Road);
        Steps = Plan.Steps.ToDictionary(step => step.Path, step => new LogStep(step));
        _outside = new LogOutside(this, scenario, isTakenBack);
        _failures = new LogFailures(this, scenario);
    }

    public SweepPlan Plan { get; }

    public IReadOnlyDictionary<string, LogStep> Steps { get; }

    public bool IsAborting { get; set; }

    public bool IsCompensating { get; private set; }

    public bool IsPastPivot { get; set; }

    public bool IsOver { get; private set; }

    /// <summary>It has completed, at the end or before somebody had it undone.</summary>
    public bool HasCompleted { get; private set; }

    /// <summary>The attempts that may be called now.</summary>
    public HashSet<AttemptRef> Issued => [.. Steps.Values.Where(step => step.IsIssued).Select(step => step.Ref)];

    public void Apply(Event e)
    {
        Require(!IsOver || (HasCompleted && e is Event.UndoRequested), "I3: nothing follows the end");
        Require(_isOwned || e is Event.CoordinatorRecovered, "I10: it goes on after its end, and nobody owns it");
        switch (e)
        {
            case Event.TransactionStarted x:
                Require(_epoch == 0, "a log has one start");
                _epoch = 1;
                _outside.Started(x);
                OpenSteps();
                break;
            case Event.StepSucceeded x:
                Succeeded(x);
                break;
            case Event.ItemsListed x:
                Require(!_scenario.RejectedOutputs.Contains(x.Step), $"F21: the list of '{x.Step}' was rejected, and is stored");
                Require(x.Items.Length == Plan.Called.Count(step => step.Path.StartsWith("each/", StringComparison.Ordinal)) && Steps[x.Step].Spec.Kind == SweepStepKind.List, "these are not the items");
                End(x.Step, Direction.Execute, x.Attempt, LogPhase.Succeeded);
                OpenSteps();
                break;
            case Event.StepAttemptFailed x:
                Steps[x.Step].IsDoubtful |= Steps[x.Step].Spec.FailsInDoubt;
                Retry(x.Step, Direction.Execute, x.Attempt, x.At, x.RetryAt);
                break;
            case Event.StepFailed x:
                _failures.Apply(x.Step, x.Attempt, x.Failure, LogPhase.Failed, x.At);
                break;
            case Event.StepOutcomeUnknown x:
                _failures.Apply(x.Step, x.Attempt, x.Failure, LogPhase.Unknown, x.At);
                break;
            case Event.StepEscalated x:
                _failures.Apply(x.Step, x.Attempt, x.Failure, LogPhase.Escalated, x.At);
                break;
            case Event.CompensationStarted:
                var mayGoBack = IsAborting && !IsCompensating && !IsPastPivot
                    && Steps.Values.All(step => step.Phase is not (LogPhase.Executing or LogPhase.Escalated or LogPhase.Awaiting));
                Require(mayGoBack, "I7: an undo needs a failure, and nothing that runs");
                IsCompensating = true;
                OpenUndos();
                break;
            case Event.StepCompensated x:
                End(x.Step, Direction.Compensate, x.Attempt, LogPhase.Compensated);
                OpenUndos();
                break;
            case Event.CompensationAttemptFailed { RetryAt: { } retryAt } x:
                Retry(x.Step, Direction.Compensate, x.Attempt, x.At, retryAt);
                break;
            case Event.CompensationAttemptFailed x:
                var isStuck = RoadMap.HasStuckUndo(_scenario.Road);
                Require((isStuck || _scenario.Road == Road.LeftInEffect) && x.Step == "middle", "no undo fails for good here");
                End(x.Step, Direction.Compensate, x.Attempt, isStuck ? LogPhase.Stuck : LogPhase.LeftUndone);
                OpenUndos();
                break;
            case Event.AttemptsIssued x:
                foreach (var attempt in x.Attempts)
                    Issue(attempt, x.At);
                break;
            case Event.CoordinatorLeft x:
                foreach (var attempt in x.NotBegun)
                    Withdraw(attempt, x.At);
                break;
            case Event.CoordinatorRecovered x:
                Recovered(x);
                break;
            case Event.TransactionSuspended x:
                Require(
                    x.Cause == SuspensionCause.DefinitionMissing ? _scenario.IsForgotten : Steps.Values.Any(step => step.IsStuck),
                    $"I16: suspended without need: {x.Reason}");
                break;
            case Event.TransactionResumed:
                Require(!Steps.Values.Any(step => step.IsStuck), "it goes on, and an operator is needed");
                break;
            case Event.TransactionCompleted:
                Require(!IsAborting && Steps.Values.All(step => step.HasSucceeded), "I4: completed without every step");
                (IsOver, HasCompleted) = (true, true);
                break;
            case Event.TransactionCompensated or Event.TransactionFailed:
                var isLeftUndone = Steps.Values.Any(step => step.Phase == LogPhase.LeftUndone);
                Require(
                    IsCompensating && Steps.Values.All(step => step.IsClear) && isLeftUndone == e is Event.TransactionFailed,
                    "I5: it has ended, and something is not undone");
                IsOver = true;
                break;
            case Event.UndoRequested:
                Require(RoadMap.IsUndoneAtTheEnd(_scenario.Road) || _isTakenBack, "nobody had it undone");
                (IsOver, IsAborting, _isOwned) = (false, true, false);
                break;
            default:
                Require(_outside.Apply(e), $"{e.GetType().Name} does not happen here");
                break;
        }
    }

    public static void Require(bool holds, string rule)
    {
        if (!holds)
            throw new BrokenRuleException(rule);
    }

    /// <summary>What follows what has succeeded is open, unless the transaction goes back.</summary>
    public void OpenSteps()
    {
        if (IsAborting)
            return;
        foreach (var step in Steps.Values.Where(step => step.Phase == LogPhase.None))
        {
            if (step.Spec.After.All(before => Steps[before].HasSucceeded)
                && HasRoom(step, other => other.Phase is LogPhase.Executing or LogPhase.Escalated))
                step.Open(step.Spec.IsWait ? LogPhase.Opened : LogPhase.Executing);
        }
    }

    public void OpenUndos()
    {
        foreach (var step in Steps.Values.Reverse().Where(step => step.Spec.HasUndo && step.Phase is LogPhase.Succeeded or LogPhase.Unknown))
        {
            if (!Plan.UndoneBefore(step.Spec).All(next => Steps[next.Path].IsClear)
                || !HasRoom(step, other => other.Phase is LogPhase.Compensating or LogPhase.Stuck))
                continue;
            if (step.Phase == LogPhase.Unknown && _scenario.Road == Road.BackwardTyped && step.Spec.Path == "last")
                step.Phase = LogPhase.Stuck;
            else
                step.Open(LogPhase.Compensating);
        }
    }

    private bool HasRoom(LogStep item, Func<LogStep, bool> isUnderWay) =>
        Steps.Values.Count(other => other.Spec.AtATime == item.Spec.AtATime && isUnderWay(other)) < item.Spec.AtATime;

    private void Succeeded(Event.StepSucceeded e)
    {
        Require(!_scenario.RejectedOutputs.Contains(e.Step), $"F21: the output of '{e.Step}' was rejected, and is stored");
        var step = Steps[e.Step];
        Require(e.PassesPivot == step.Spec.IsPivot, "the log does not say whether the pivot is passed");
        if (step.Phase == LogPhase.Awaiting)
        {
            var mayEnd = step.Spec.Kind == SweepStepKind.Delay || step.Spec.OnTimeout == WaitTimeoutPolicy.Continue;
            Require(mayEnd && step.DueAt <= e.At, $"I13: '{e.Step}' has not waited for long enough, or goes on without its signal");
            step.Phase = LogPhase.Succeeded;
        }
        else
        {
            End(e.Step, Direction.Execute, e.Attempt, LogPhase.Succeeded);
        }
        // The pivot's success overrules whoever had it go back.
        if (step.Spec.IsPivot)
            (IsPastPivot, IsAborting) = (true, false);
        OpenSteps();
    }

    private void End(string path, Direction direction, int attempt, LogPhase phase)
    {
        var step = Open(path, direction, attempt);
        Require(!step.IsWaiting, $"'{path}' {direction} #{attempt} ends, and only waited");
        step.Phase = phase;
    }

    private void Retry(string path, Direction direction, int attempt, DateTimeOffset at, DateTimeOffset retryAt)
    {
        var step = Open(path, direction, attempt);
        Require(!step.IsWaiting, $"'{path}' {direction} #{attempt} fails, and only waited");
        var most = direction == Direction.Execute ? step.Spec.Attempts : 2;
        Require(attempt < most, $"I13: '{path}' {direction} has no attempt after #{attempt}");
        (step.Attempt, step.IsWaiting, step.DueAt) = (attempt + 1, retryAt > at, retryAt);
    }

    private void Issue(AttemptRef attempt, DateTimeOffset at)
    {
        var step = Open(attempt.Step, attempt.Direction, attempt.Number);
        Require(step.IsWaiting && step.DueAt <= at, $"I13: {attempt} is issued too early, or twice");
        var isUndo = attempt.Direction == Direction.Compensate;
        Require(isUndo || !IsAborting, $"F56: {attempt} is issued, and the transaction goes back");
        Require(isUndo || IsPastPivot || !(_outside.Deadline <= at), $"I13: {attempt} is issued, and the deadline has passed");
        step.IsWaiting = false;
    }

    private void Withdraw(AttemptRef attempt, DateTimeOffset at)
    {
        var step = Open(attempt.Step, attempt.Direction, attempt.Number);
        Require(!step.IsWaiting, $"{attempt} is withdrawn, and was not issued");
        (step.IsWaiting, step.DueAt) = (true, at);
    }

    private void Recovered(Event.CoordinatorRecovered e)
    {
        Require(e.Epoch == _epoch + 1, $"I10: epoch {e.Epoch} follows {_epoch}");
        (_epoch, _isOwned) = (e.Epoch, true);
        // A child has one end, whoever asks for it.
        foreach (var step in Steps.Values.Where(step => step is { Phase: LogPhase.Executing, IsWaiting: false, Spec.Kind: not SweepStepKind.Child }))
            step.IsDoubtful |= !_scenario.RejectedLastFailures.Contains(step.Ref);
    }

    public LogStep Open(string path, Direction direction, int attempt)
    {
        var step = Steps[path];
        Require(step.IsOpen && step.Ref == new AttemptRef(path, direction, attempt), $"'{path}' {direction} #{attempt} is not open");
        return step;
    }
}
