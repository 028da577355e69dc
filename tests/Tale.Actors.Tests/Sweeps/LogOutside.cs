using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using static Tale.Actors.Tests.Sweeps.LogModel;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>What comes from outside, as the checker reads the log: signals and times, cancels, the deadline, and operators.</summary>
internal sealed class LogOutside(LogModel log, Scenario scenario, bool isTakenBack)
{
    private readonly HashSet<string> _signals = [];
    private readonly HashSet<string> _commands = [];
    private bool _isKept;

    /// <summary>When the transaction goes back; null: never, or not any more, because help came after it.</summary>
    public DateTimeOffset? Deadline { get; private set; }

    public void Started(Event.TransactionStarted e)
    {
        Deadline = e.Deadline;
        Require(e.Deadline - e.At == RoadMap.DeadlineOf(scenario.Road, scenario.Waits), $"the deadline is {e.Deadline}");
    }

    /// <returns>False: the event is none of these.</returns>
    public bool Apply(Event e)
    {
        switch (e)
        {
            case Event.WaitStarted x:
                Begin(log.Steps[x.Step], x);
                return true;
            case Event.SignalReceived x:
                Receive(log.Steps["go"], x);
                return true;
            case Event.CancelRequested:
                var isNews = !log.IsAborting || log.Steps.Values.Any(step => step.Phase == LogPhase.Executing);
                Require((isTakenBack || RoadMap.IsCancelled(scenario.Road)) && isNews && !log.IsPastPivot, "it is cancelled, and nobody may cancel it, or it goes back");
                log.IsAborting = true;
                return true;
            case Event.DeadlinePassed x:
                var counts = !log.IsAborting && !log.IsPastPivot && !log.Steps.Values.Any(step => step.IsStuck);
                Require(counts && Deadline <= x.At, "I13: the deadline has not passed, or does not count");
                log.IsAborting = true;
                return true;
            case Event.OperatorIntervened x:
                Require(_commands.Add(x.CommandId), $"the command '{x.CommandId}' is carried out twice");
                Operate(x);
                return true;
            default:
                return false;
        }
    }

    private void Begin(LogStep step, Event.WaitStarted e)
    {
        Require(step.Phase == LogPhase.Opened, $"'{e.Step}' begins to wait, and is not open");
        var time = step.Spec.Kind == SweepStepKind.Delay
            ? RoadMap.DelayOf(scenario.Waits)
            : RoadMap.PatienceOf(scenario.Road, scenario.Waits);
        Require(e.Until - e.At == time, $"'{e.Step}' waits until {e.Until}");
        (step.Phase, step.DueAt) = (LogPhase.Awaiting, e.Until);
        Require((e.SignalId is not null) == _isKept, $"the signal that came early is lost to '{e.Step}', or there is none");
        if (_isKept)
            Deliver(step);
        _isKept = false;
    }

    private void Receive(LogStep step, Event.SignalReceived e)
    {
        Require(_signals.Count == 0 && _signals.Add(e.SignalId), "the one wait has its signal already");
        var isOpen = step.Phase is LogPhase.Awaiting or LogPhase.Escalated;
        Require(
            (e.Step is not null) == isOpen && !log.IsAborting, $"the signal reaches {e.Step ?? "nobody"}, and the wait is {step.Phase}");
        _isKept = e.Step is null;
        if (!_isKept)
            Deliver(step);
    }

    private static void Deliver(LogStep step)
    {
        Require(!step.HasSignal, $"'{step.Spec.Path}' gets a second signal");
        step.HasSignal = true;
        if (step.Phase == LogPhase.Escalated)
            step.Again(LogPhase.Executing);
        else
            step.Open(LogPhase.Executing);
    }

    private void Operate(Event.OperatorIntervened e)
    {
        Require(RoadMap.HasOperator(scenario.Road), "no operator is at work here");
        var step = e.Step is null ? null : log.Steps[e.Step];
        if (e.Action == OperatorAction.Abandon)
        {
            // What that makes of it is the next event.
            Require(step is { IsIssued: true, Phase: LogPhase.Executing, Spec.Path: "middle" }, $"'{e.Step}' is abandoned, and not at work");
            step!.IsAbandoned = true;
            return;
        }
        if (Deadline <= e.At && e.Action is OperatorAction.RetryNow or OperatorAction.SkipStep or OperatorAction.AssumeSucceeded && step is { IsStuck: true })
            Deadline = null;
        Require(step is null or { IsStuck: true }, $"an operator's {e.Action} of '{e.Step}', which is {step?.Phase}");
        Require(
            e.PassesPivot == (e.Action == OperatorAction.AssumeSucceeded && step is { Spec.IsPivot: true }),
            "the log does not say whether the pivot is passed");
        switch (e.Action)
        {
            case OperatorAction.RetryNow:
                step!.Again(step.Phase == LogPhase.Stuck ? LogPhase.Compensating : LogPhase.Executing);
                break;
            case OperatorAction.SkipStep or OperatorAction.AssumeSucceeded when step!.Phase == LogPhase.Stuck:
                step.Phase = e.Action == OperatorAction.SkipStep ? LogPhase.LeftUndone : LogPhase.Compensated;
                step.IsByOperator = true;
                log.OpenUndos();
                break;
            case OperatorAction.SkipStep or OperatorAction.AssumeSucceeded:
                step!.Phase = e.Action == OperatorAction.SkipStep ? LogPhase.Skipped : LogPhase.Succeeded;
                step.IsByOperator = true;
                if (e.PassesPivot)
                    (log.IsPastPivot, log.IsAborting) = (true, false);
                log.OpenSteps();
                break;
            case OperatorAction.AssumeFailed:
                (step!.Phase, log.IsAborting) = (LogPhase.Failed, true);
                break;
            case OperatorAction.Compensate:
                log.IsAborting = true;
                break;
            default:
                foreach (var undo in log.Steps.Values.Where(undo => undo.Phase == LogPhase.Stuck))
                    undo.Phase = LogPhase.LeftUndone;
                log.OpenUndos();
                break;
        }
    }
}
