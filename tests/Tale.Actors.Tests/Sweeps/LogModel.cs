using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>
/// What a log of the sweeps means, said once more and without the core's code: which attempts are issued after every event. It throws
/// <see cref="BrokenRuleException"/> at an event that may not stand where it stands.
/// </summary>
/// <param name="rejected">Outputs that the journal rejected: their steps took effect, and count as unknown.</param>
/// <param name="answered">
/// Attempts that failed for good, so that the incarnation that was told knew; the journal rejected what it wrote of them.
/// </param>
internal sealed class LogModel(Road road, IReadOnlySet<string> rejected, IReadOnlySet<AttemptRef> answered)
{
    private readonly Dictionary<string, Step> _steps = SweepStep.All.ToDictionary(step => step.Path, _ => new Step());
    private long _epoch;
    private bool _isAborting;
    private bool _isCompensating;

    private enum Phase
    {
        None,
        Executing,
        Succeeded,
        Failed,
        Unknown,
        Compensating,
        Compensated,
        Stuck,
    }

    public bool IsOver { get; private set; }

    /// <summary>The attempts that may be called now.</summary>
    public HashSet<AttemptRef> Issued =>
        [.. _steps.Where(step => !step.Value.IsWaiting && step.Value.IsOpen).Select(step => step.Value.Ref(step.Key))];

    public void Apply(Event e)
    {
        Require(!IsOver, "I3: nothing follows the end");
        switch (e)
        {
            case Event.TransactionStarted:
                Require(_epoch == 0, "a log has one start");
                _epoch = 1;
                OpenSteps();
                break;
            case Event.StepSucceeded x:
                Require(!rejected.Contains(x.Step), $"F21: the output of '{x.Step}' was rejected, and is stored");
                End(x.Step, Direction.Execute, x.Attempt, Phase.Succeeded);
                if (!_isAborting)
                    OpenSteps();
                break;
            case Event.StepAttemptFailed x:
                Retry(x.Step, Direction.Execute, x.Attempt, x.At, x.RetryAt);
                break;
            case Event.StepFailed x:
                Failed(x.Step, x.Attempt, x.Failure, Phase.Failed);
                break;
            case Event.StepOutcomeUnknown x:
                var isDoubtful = rejected.Contains(x.Step) || _steps[x.Step].IsDoubtful;
                Require(isDoubtful, $"F46: '{x.Step}' counts as unknown, and no incarnation ended while it was issued");
                Failed(x.Step, x.Attempt, x.Failure, Phase.Unknown);
                break;
            case Event.CompensationStarted:
                var mayGoBack = _isAborting && !_isCompensating && _steps.Values.All(step => step.Phase != Phase.Executing);
                Require(mayGoBack, "I7: an undo needs a failure, and nothing that runs");
                _isCompensating = true;
                OpenUndos();
                break;
            case Event.StepCompensated x:
                End(x.Step, Direction.Compensate, x.Attempt, Phase.Compensated);
                OpenUndos();
                break;
            case Event.CompensationAttemptFailed x:
                Require(x.RetryAt is not null, "no undo fails for good here");
                Retry(x.Step, Direction.Compensate, x.Attempt, x.At, x.RetryAt!.Value);
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
                Require(x.Epoch == _epoch + 1, $"I10: epoch {x.Epoch} follows {_epoch}");
                _epoch = x.Epoch;
                foreach (var (path, step) in _steps.Where(step => step.Value is { Phase: Phase.Executing, IsWaiting: false }))
                    step.IsDoubtful |= !answered.Contains(step.Ref(path));
                break;
            case Event.TransactionSuspended x:
                Require(_steps.Values.Any(step => step.Phase == Phase.Stuck), $"I16: suspended without need: {x.Reason}");
                break;
            case Event.TransactionCompleted:
                Require(_steps.Values.All(step => step.Phase == Phase.Succeeded), "I4: completed without every step");
                IsOver = true;
                break;
            case Event.TransactionCompensated:
                var isClear = SweepStep.All.Where(step => !step.IsJoin).All(step => _steps[step.Path].IsClear);
                Require(_isCompensating && isClear, "I5: compensated, and something is not undone");
                IsOver = true;
                break;
            default:
                throw new BrokenRuleException($"{e.GetType().Name} does not happen here");
        }
    }

    private static void Require(bool holds, string rule)
    {
        if (!holds)
            throw new BrokenRuleException(rule);
    }

    private void OpenSteps()
    {
        foreach (var step in SweepStep.All.Where(step => _steps[step.Path].Phase == Phase.None))
        {
            if (step.After.All(before => _steps[before].Phase == Phase.Succeeded))
                _steps[step.Path].Open(Phase.Executing);
        }
    }

    private void OpenUndos()
    {
        foreach (var step in SweepStep.All.Where(step => !step.IsJoin && _steps[step.Path].Phase is Phase.Succeeded or Phase.Unknown))
        {
            if (!step.Successors.Where(next => !next.IsJoin).All(next => _steps[next.Path].IsClear))
                continue;
            if (_steps[step.Path].Phase == Phase.Unknown && road == Road.BackwardTyped && step.Path == "last")
                _steps[step.Path].Phase = Phase.Stuck;
            else
                _steps[step.Path].Open(Phase.Compensating);
        }
    }

    private void End(string path, Direction direction, int attempt, Phase phase)
    {
        var step = Open(path, direction, attempt);
        Require(!step.IsWaiting, $"'{path}' {direction} #{attempt} ends, and only waited");
        step.Phase = phase;
    }

    private void Failed(string path, int attempt, AttemptFailure? failure, Phase phase)
    {
        var step = Open(path, Direction.Execute, attempt);
        Require(failure is null ? _isAborting : !step.IsWaiting, $"'{path}' #{attempt} ends without an answer, or had not begun");
        step.Phase = phase;
        _isAborting = true;
    }

    private void Retry(string path, Direction direction, int attempt, DateTimeOffset at, DateTimeOffset retryAt)
    {
        var step = Open(path, direction, attempt);
        Require(!step.IsWaiting, $"'{path}' {direction} #{attempt} fails, and only waited");
        Require(attempt < 2, $"I13: '{path}' {direction} has no attempt after #{attempt}");
        (step.Attempt, step.IsWaiting, step.DueAt) = (attempt + 1, retryAt > at, retryAt);
    }

    private void Issue(AttemptRef attempt, DateTimeOffset at)
    {
        var step = Open(attempt.Step, attempt.Direction, attempt.Number);
        Require(step.IsWaiting && step.DueAt <= at, $"I13: {attempt} is issued too early, or twice");
        Require(attempt.Direction == Direction.Compensate || !_isAborting, $"F56: {attempt} is issued, and the transaction goes back");
        step.IsWaiting = false;
    }

    private void Withdraw(AttemptRef attempt, DateTimeOffset at)
    {
        var step = Open(attempt.Step, attempt.Direction, attempt.Number);
        Require(!step.IsWaiting, $"{attempt} is withdrawn, and was not issued");
        (step.IsWaiting, step.DueAt) = (true, at);
    }

    private Step Open(string path, Direction direction, int attempt)
    {
        var step = _steps[path];
        Require(step.IsOpen && step.Ref(path) == new AttemptRef(path, direction, attempt), $"'{path}' {direction} #{attempt} is not open");
        return step;
    }

    private sealed class Step
    {
        public Phase Phase { get; set; }

        public int Attempt { get; set; }

        public bool IsWaiting { get; set; }

        public DateTimeOffset DueAt { get; set; }

        public bool IsDoubtful { get; set; }

        public bool IsOpen => Phase is Phase.Executing or Phase.Compensating;

        /// <summary>Nothing of it is left, or there never was anything.</summary>
        public bool IsClear => Phase is Phase.None or Phase.Failed or Phase.Compensated;

        public void Open(Phase phase) => (Phase, Attempt, IsWaiting) = (phase, 1, false);

        public AttemptRef Ref(string path) => new(path, Phase == Phase.Compensating ? Direction.Compensate : Direction.Execute, Attempt);
    }
}
