using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using static Tale.Actors.Tests.Sweeps.LogModel;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>How executions end that did not succeed, as the checker reads the log: failed, unknown, or for an operator to decide.</summary>
internal sealed class LogFailures(LogModel log, Scenario scenario)
{
    public void Apply(string path, int attempt, AttemptFailure? failure, LogPhase phase, DateTimeOffset at)
    {
        var step = log.Steps[path];
        if (step.IsAwaiting || (step.Phase == LogPhase.Escalated && failure is null))
        {
            Require(step.Attempt == attempt, $"'{path}' #{attempt} is not open");
            var mayEnd = failure is null ? log.IsAborting : step.DueAt <= at && (phase == LogPhase.Escalated) == SuspendsInTime(step);
            Require(mayEnd, $"I13: '{path}' ends as {phase}, and has not waited for long enough");
            var isSo = failure is not null || (phase == LogPhase.Unknown) == step.IsDoubtful;
            Require(isSo, $"'{path}' is given up as {phase}, against what is known");
        }
        else
        {
            log.Open(path, Direction.Execute, attempt);
            Require(failure is null ? log.IsAborting : !step.IsWaiting, $"'{path}' #{attempt} ends without an answer, or had not begun");
            // Where the journal rejects what an operator said, what is left of it is that the step needs one.
            var isAbandoned = step.IsAbandoned
                || (scenario.Road == Road.Abandoned && scenario.RejectedLastFailures.Contains(new AttemptRef(path, Direction.Execute, attempt)));
            step.IsDoubtful |= failure is not null && (step.Spec.FailsInDoubt || isAbandoned);
            if (isAbandoned)
                Require(phase == LogPhase.Escalated, $"'{path}' is abandoned, and ends as {phase}");
            else
                Judge(step, phase);
            step.IsAbandoned = false;
        }
        step.Phase = phase;
        log.IsAborting |= phase != LogPhase.Escalated;
    }

    /// <summary>Whether an operator is needed once the signal has not come in time.</summary>
    private bool SuspendsInTime(LogStep wait) => wait.Spec.OnTimeout == WaitTimeoutPolicy.Suspend || log.IsPastPivot;

    /// <summary>A doubt needs a reason, and what becomes of it is what the step's policy says.</summary>
    private void Judge(LogStep step, LogPhase phase)
    {
        var (path, policy) = (step.Spec.Path, step.Spec.IfUnknown);
        var isLost = scenario.RejectedOutputs.Contains(path);
        var needsOperator = log.IsPastPivot || ((step.IsDoubtful || isLost) && policy == UnknownOutcomePolicy.Suspend);
        Require(needsOperator == (phase == LogPhase.Escalated), $"'{path}' ends as {phase}: an operator is not asked, or for nothing");
        var isUnknown = isLost || (step.IsDoubtful && policy == UnknownOutcomePolicy.Compensate);
        Require(phase != LogPhase.Unknown || isUnknown, $"F46: '{path}' counts as unknown, and no incarnation ended while it was issued");
        Require(phase != LogPhase.Failed || !isUnknown || !step.Spec.HasUndo, $"F03: '{path}' counts as failed, and may have taken effect");
    }
}
